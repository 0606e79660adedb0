"""Many runs at once, and no Python per run: the same phases as one community, over the replicate axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from copsim.model.outcomes import OUTCOMES, Observation
from copsim.model.phases import advance
from copsim.model.rng import run_seeds
from copsim.model.run import Overrides, begin
from copsim.model.setup import Setup
from copsim.model.state import LOG_DTYPE, Frame, State

__all__ = ["BatchResult", "Record", "run_seeds", "simulate_batch", "summarise"]

Record = Literal["summary", "cycles", "turns"]
TURN_DTYPE = np.dtype([("run", np.int64), *[(name, LOG_DTYPE[name]) for name in LOG_DTYPE.names or ()]])


@dataclass(frozen=True)
class BatchResult:
    """Outcomes of a batch; columns in the order of `OUTCOMES`.

    Attributes:
        seeds: (R,) seeds of the runs.
        summary: (R, O) outcomes of whole runs; NaN where not defined.
        cycles: (R, C, O) outcomes after each cycle; None when only summaries were asked for.
        turns: Every turn and contact, with `run` the index of the run; None unless turns were asked for.
        ties: (R, 2, n, n) trust before the first and after the last cycle; None when only summaries were asked for.
    """

    seeds: NDArray[np.uint64]
    summary: NDArray[np.float64]
    cycles: NDArray[np.float64] | None = None
    turns: NDArray[np.void] | None = None
    ties: NDArray[np.float64] | None = None


def simulate_batch(
    setup: Setup, seeds: NDArray[np.uint64], parameters: Overrides = None, record: Record = "summary"
) -> BatchResult:
    """Run a scenario once for every seed.

    Results do not depend on how seeds are cut into batches, nor on the recording depth.

    Args:
        setup: Compiled scenario.
        seeds: (R,) seeds.
        parameters: Overrides on top of the scenario's, one set or one per seed.
        record: How much to keep.

    Returns:
        Outcomes at the depth asked for.
    """
    state, frame = begin(setup, seeds, parameters, log_rows(setup) if record == "turns" else 0)
    before = state.trust.copy() if record != "summary" else None
    cycles = np.empty((len(seeds), setup.n_cycles, len(OUTCOMES)))
    for cycle in range(setup.n_cycles):
        advance(state, frame, cycle)
        cycles[:, cycle] = observe(state, frame, cycle)
    return BatchResult(
        seeds=frame.seeds,
        summary=summarise(cycles),
        cycles=cycles if record != "summary" else None,
        turns=_turns(state) if record == "turns" else None,
        ties=None if before is None else np.stack([before, state.trust], axis=1),
    )


def observe(state: State, frame: Frame, cycle: int) -> NDArray[np.float64]:
    """(R, O) outcomes after a cycle, counted from 0."""
    look = Observation(state, frame, cycle)
    return np.stack([outcome.function(look) for outcome in OUTCOMES.values()], axis=-1)


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


def log_rows(setup: Setup) -> int:
    """Upper bound of the turns and contacts of one run."""
    state_free, frame = begin(setup, np.zeros(1, np.uint64))
    del state_free
    levers, p, n = frame.levers[0], frame.parameters[0], setup.n_members
    groups = np.maximum(1, n // 2)
    talk = (levers["breakout_turns"] * groups + levers["plenary_turns"]).sum()
    contacts = (n * (p["break_contacts"] * levers["social_time"] + p["informal_contacts"] + 2)).sum()
    return int(talk + contacts + p["task_turns"] * (setup.n_cycles + 1)) + 1


def _turns(state: State) -> NDArray[np.void]:
    counts = state.community["log_count"].astype(np.int64)
    rows = np.zeros(int(counts.sum()), TURN_DTYPE)
    rows["run"] = np.repeat(np.arange(len(counts)), counts)
    kept = np.concatenate([log[:count] for log, count in zip(state.log, counts, strict=True)])
    for name in LOG_DTYPE.names or ():
        rows[name] = kept[name]
    return rows
