"""Beginning of a run: parameters, levers and first state, the same for one replicate and for many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from copsim.errors import InputError
from copsim.model.levers import lever_table
from copsim.model.parameters import PARAMETERS, TRAITS, parameter_records
from copsim.model.processes.initialise import draw_members, draw_ties
from copsim.model.roles import LAY, ROLES
from copsim.model.setup import Setup
from copsim.model.state import Frame, State, empty_state, make_frame

Overrides = Mapping[str, float] | Sequence[Mapping[str, float]] | None
WEEKS_PER_QUARTER = 13.0


def begin(
    setup: Setup | Sequence[Setup], seeds: NDArray[np.uint64], parameters: Overrides = None
) -> tuple[State, Frame]:
    """First state and frame of a batch.

    Args:
        setup: Compiled scenario, the same for all or one per replicate; several must be of the same `shape`.
        seeds: (R,) seeds of the runs.
        parameters: Overrides on top of the scenario's, one set or one per replicate.

    Returns:
        State before the first cycle, and the frame.

    Raises:
        InputError: When scenarios of different shapes are to be computed together.
    """
    seeds = np.ascontiguousarray(seeds, np.uint64)
    first = setup if isinstance(setup, Setup) else setup[0]
    state, frames = empty_state(first, len(seeds)), []
    for one, span in _spans(setup, len(seeds)):
        own = parameters if parameters is None or isinstance(parameters, Mapping) else parameters[span]
        records = parameter_records(resolved(one, own), span.stop - span.start)
        per_cycle(records, one.cycle_weeks)
        table = lever_table(one.contributions, one.n_cycles, one.n_members, records)
        frames.append(make_frame(one, seeds[span], records, table))
        _draw(one, State._make(array[span] for array in state), frames[-1])
    return state, _joined(frames)


def _spans(setup: Setup | Sequence[Setup], count: int) -> Iterator[tuple[Setup, slice]]:
    """Replicates that follow each other and have the same scenario."""
    if isinstance(setup, Setup):
        yield setup, slice(0, count)
        return
    if len(setup) != count or len({one.shape for one in {id(one): one for one in setup}.values()}) > 1:
        raise InputError("batch: scenarios computed together need the same cycles, members and number of priorities")
    start = 0
    for _, same in groupby(setup, key=id):
        some = list(same)
        yield some[0], slice(start, start + len(some))
        start += len(some)


def _joined(frames: Sequence[Frame]) -> Frame:
    if len(frames) == 1:
        return frames[0]
    columns = {name: np.concatenate([getattr(one, name) for one in frames]) for name in Frame._fields}
    return Frame(**{**columns, "stable_ids": frames[0].stable_ids})


def _draw(setup: Setup, state: State, frame: Frame) -> None:
    """Draw members and ties of the replicates of one scenario; writes `state`."""
    means = trait_means(setup, frame.parameters)
    fixed = ~np.isnan(setup.traits)
    fixed[:, TRAITS.index("attendance")] = True
    fixed[setup.roles != LAY, TRAITS.index("presumed")] = True
    draw_members(state, frame, setup.roles, means, fixed, setup.flags, setup.talkativeness)
    draw_ties(state, frame, setup.ties)


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
    by_role = np.stack([np.stack([_mean(records, trait, role) for trait in TRAITS], axis=-1) for role in ROLES], axis=1)
    means = by_role[:, setup.roles, :]
    given = ~np.isnan(setup.traits)
    means[:, given] = setup.traits[given]
    return np.ascontiguousarray(means)


def _mean(records: NDArray[np.void], trait: str, role: str) -> NDArray[np.float64]:
    """(R,) mean of a trait for a role; a trait of one row has it for all roles, what is presumed for lay members."""
    name = f"{trait}_{role}" if f"{trait}_{role}" in PARAMETERS else trait
    mean: NDArray[np.float64] = records[name] * (0.0 if trait == "presumed" and role != "lay" else 1.0)
    return mean
