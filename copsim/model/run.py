"""Beginning of a run: parameters, levers and first state, the same for one replicate and for many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from copsim.model.levers import lever_table
from copsim.model.parameters import TRAITS, parameter_records
from copsim.model.processes.initialise import draw_members, draw_ties
from copsim.model.roles import ROLES
from copsim.model.setup import Setup
from copsim.model.state import Frame, State, empty_state, make_frame

Overrides = Mapping[str, float] | Sequence[Mapping[str, float]] | None
_NO_SPREAD = ("attendance",)


def begin(
    setup: Setup, seeds: NDArray[np.uint64], parameters: Overrides = None, log_rows: int = 0
) -> tuple[State, Frame]:
    """First state and frame of a batch.

    Args:
        setup: Compiled scenario.
        seeds: (R,) seeds of the runs.
        parameters: Overrides on top of the scenario's, one set or one per replicate.
        log_rows: Rows kept per run for turns and contacts; 0 records none.

    Returns:
        State before the first cycle, and the frame.
    """
    seeds = np.ascontiguousarray(seeds, np.uint64)
    records = parameter_records(resolved(setup, parameters), len(seeds))
    table = lever_table(setup.contributions, setup.n_cycles, setup.n_members, records)
    frame = make_frame(setup, seeds, records, table)
    state = empty_state(setup, len(seeds), log_rows)
    means = trait_means(setup, records)
    fixed = ~np.isnan(setup.traits)
    fixed[:, [TRAITS.index(name) for name in _NO_SPREAD]] = True
    draw_members(state, frame, setup.roles, means, fixed, setup.flags, setup.talkativeness)
    draw_ties(state, frame, setup.ties)
    return state, frame


def resolved(setup: Setup, parameters: Overrides) -> Mapping[str, float] | list[Mapping[str, float]]:
    """The scenario's overrides with further ones on top."""
    if parameters is None:
        return setup.parameters
    if isinstance(parameters, Mapping):
        return {**setup.parameters, **parameters}
    return [{**setup.parameters, **one} for one in parameters]


def trait_means(setup: Setup, records: NDArray[np.void]) -> NDArray[np.float64]:
    """(R, n, traits) mean of each first trait: the roster's where given, else the role's."""
    by_role = np.stack([np.stack([records[f"{trait}_{role}"] for trait in TRAITS], axis=-1) for role in ROLES], axis=1)
    means = by_role[:, setup.roles, :]
    given = ~np.isnan(setup.traits)
    means[:, given] = setup.traits[given]
    return np.ascontiguousarray(means)
