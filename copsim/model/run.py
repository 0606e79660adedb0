"""Beginning of a run: parameters, levers and first state, the same for one replicate and for many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from copsim.model.levers import lever_table
from copsim.model.parameters import PARAMETERS, TRAITS, parameter_records
from copsim.model.processes.initialise import draw_members, draw_ties
from copsim.model.roles import ROLES
from copsim.model.setup import Setup
from copsim.model.state import Frame, State, empty_state, make_frame

Overrides = Mapping[str, float] | Sequence[Mapping[str, float]] | None
_NO_SPREAD = ("attendance",)
WEEKS_PER_QUARTER = 13.0


def begin(setup: Setup, seeds: NDArray[np.uint64], parameters: Overrides = None) -> tuple[State, Frame]:
    """First state and frame of a batch.

    Args:
        setup: Compiled scenario.
        seeds: (R,) seeds of the runs.
        parameters: Overrides on top of the scenario's, one set or one per replicate.

    Returns:
        State before the first cycle, and the frame.
    """
    seeds = np.ascontiguousarray(seeds, np.uint64)
    records = parameter_records(resolved(setup, parameters), len(seeds))
    per_cycle(records, setup.cycle_weeks)
    table = lever_table(setup.contributions, setup.n_cycles, setup.n_members, records)
    frame = make_frame(setup, seeds, records, table)
    state = empty_state(setup, len(seeds))
    means = trait_means(setup, records)
    fixed = ~np.isnan(setup.traits)
    fixed[:, [TRAITS.index(name) for name in _NO_SPREAD]] = True
    draw_members(state, frame, setup.roles, means, fixed, setup.flags, setup.talkativeness)
    draw_ties(state, frame, setup.ties)
    return state, frame


def per_cycle(records: NDArray[np.void], weeks: float) -> None:
    """Turn what the table gives per quarter into amounts per cycle, in place.

    Shares compound, `1 - (1 - share) ** (weeks / 13)`; amounts are proportional. Cycles of 13 weeks change nothing.
    """
    if weeks == WEEKS_PER_QUARTER:
        return
    quarters = weeks / WEEKS_PER_QUARTER
    for name, parameter in PARAMETERS.items():
        if parameter.unit == "share/quarter":
            records[name] = 1.0 - (1.0 - records[name]) ** quarters
        elif parameter.unit.endswith("/quarter"):
            records[name] *= quarters


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
