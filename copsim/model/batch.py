"""Many runs at once, and no Python per run: the same phases as one community, over the replicate axis."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from copsim.model.outcomes import OUTCOMES, Observation
from copsim.model.phases import Watch, advance
from copsim.model.results import TURN_DTYPE, Record, Results
from copsim.model.rng import run_seeds
from copsim.model.run import Overrides, begin
from copsim.model.setup import Setup
from copsim.model.state import LOG_DTYPE, Frame, State

__all__ = ["run_seeds", "simulate_batch", "summarise"]
_ROWS, _BYTES = 48, 64_000_000


def simulate_batch(
    setup: Setup | Sequence[Setup],
    seeds: NDArray[np.uint64],
    parameters: Overrides = None,
    record: Record = "summary",
    watch: Watch | None = None,
) -> Results:
    """Run a scenario once for every seed.

    Results do not depend on how seeds are cut into batches, on what else is in the batch, nor on the recording depth.

    Args:
        setup: Compiled scenario, or one per seed, all of the same `shape`.
        seeds: (R,) seeds.
        parameters: Overrides on top of the scenario's, one set or one per seed.
        record: How much to keep.
        watch: Called after every phase of every cycle, see `copsim.model.phases.advance`; what it does to the state
            changes the run.

    Returns:
        Outcomes at the depth asked for; said to be of a scenario when there is only one.
    """
    state, frame = begin(setup, seeds, parameters)
    if record == "turns":
        state = state._replace(log=np.zeros((len(seeds), log_rows(frame)), LOG_DTYPE))
    before = state.trust.copy() if record != "summary" else None
    n_cycles = frame.levers.shape[1]
    cycles = np.empty((len(OUTCOMES), n_cycles, len(seeds))).T
    looks: list[Observation] = []
    for cycle in range(n_cycles):
        advance(state, frame, cycle, watch)
        looks.append(Observation(state, frame, cycle))
        if cycle + 1 < n_cycles and (len(looks) + 1) * len(seeds) <= _rows_at_once(state):
            looks[-1] = looks[-1].kept()
        else:
            outcomes = observe(Observation.stacked(looks)).T.reshape(len(OUTCOMES), len(looks), len(seeds))
            cycles.T[:, cycle + 1 - len(looks) : cycle + 1] = outcomes
            looks = []
    results = Results(
        tuple(OUTCOMES),
        frame.seeds,
        np.ascontiguousarray(summarise(cycles)),
        cycles=np.ascontiguousarray(cycles) if record != "summary" else None,
        turns=turns_of(state) if record == "turns" else None,
        ties=None if before is None else np.stack([before, state.trust], axis=1),
    )
    return results.of(setup) if isinstance(setup, Setup) else results


def observe(look: Observation) -> NDArray[np.float64]:
    """(R, O) outcomes after a cycle, or (R times cycles, O) after several."""
    out = np.empty((len(OUTCOMES), len(look.present))).T
    for column, outcome in enumerate(OUTCOMES.values()):
        out[:, column] = outcome.function(look)
    return out


def _rows_at_once(state: State) -> int:
    """How many rows to look at together: few runs wait for several cycles, as every look has its price in Python."""
    bytes_per_row = sum(array.nbytes for array in (state.members, state.views, state.ties)) // len(state.members)
    return min(_ROWS, _BYTES // bytes_per_row)


def summarise(cycles: NDArray[np.float64]) -> NDArray[np.float64]:
    """(R, O) outcomes of whole runs from (R, C, O) outcomes of cycles, by each outcome's rule.

    "last" is the value at the last cycle in which the outcome is defined, such as the last held meeting.
    """
    summary = np.full((cycles.shape[0], cycles.shape[2]), np.nan)
    sums, counts = np.zeros_like(summary), np.zeros_like(summary)
    for cycle in range(cycles.shape[1]):
        known = ~np.isnan(cycles[:, cycle])
        summary = np.where(known, cycles[:, cycle], summary)
        sums += np.where(known, cycles[:, cycle], 0.0)
        counts += known
    rules = np.array([outcome.totals for outcome in OUTCOMES.values()])
    means = np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0)
    return np.where(rules == "sum", sums, np.where(rules == "mean", means, summary))


def log_rows(frame: Frame) -> int:
    """Upper bound of the turns and contacts of any one run of a batch."""
    levers, p, n = frame.levers, frame.parameters, len(frame.stable_ids)
    talk = (levers["breakout_turns"] * max(1, n // 2) + levers["plenary_turns"]).sum(axis=1)
    task = (p["task_turns"][:, None] * levers["group_task"] + 1).sum(axis=1)
    at_breaks = (p["break_contacts"][:, None] * levers["social_time"] + 1).sum(axis=1)
    between = levers.shape[1] * (p["informal_contacts"] + p["chair_contacts"] + 2)
    return int((talk + task + n * (at_breaks + between)).max()) + 1


def turns_of(state: State) -> NDArray[np.void]:
    """Turns and contacts of all runs, one run after the other."""
    counts = state.community["log_count"].astype(np.int64)
    rows = np.zeros(int(counts.sum()), TURN_DTYPE)
    rows["run"] = np.repeat(np.arange(len(counts)), counts)
    kept = np.concatenate([log[:count] for log, count in zip(state.log, counts, strict=True)])
    for name in LOG_DTYPE.names or ():
        rows[name] = kept[name]
    return rows
