"""Results by run, whether computed now or stored before, put together by job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from copsim.execution.batches import Batch, TaskKey
from copsim.execution.jobs import Failure, Job, ScenarioResult
from copsim.store import TURN_DTYPE, Loaded, Record, Results
from copsim.store.rows import canonical


@dataclass(frozen=True)
class Row:
    """Results of one run: (O,), (C, O), turns with `run` 0, and (2, n, n) for replicate 0."""

    summary: NDArray[np.float64]
    cycles: NDArray[np.float64] | None
    turns: NDArray[np.void] | None
    ties: NDArray[np.float64] | None


def rows_of_batch(batch: Batch, results: Results) -> dict[TaskKey, Row]:
    """Rows of a batch that was computed, in the form in which a store gives them back."""
    summary = canonical(results.summary)
    cycles = None if results.cycles is None else canonical(results.cycles)
    turns = None if results.turns is None else _by_run(results.turns, len(batch.tasks))
    rows = {}
    for index, task in enumerate(batch.tasks):
        ties = results.ties[index].copy() if results.ties is not None and task.replicate == 0 else None
        course, said = (None if cycles is None else cycles[index]), (None if turns is None else turns[index])
        rows[task.key] = Row(summary[index], course, said, ties)
    return rows


def rows_of_store(keys: Sequence[TaskKey], loaded: Loaded) -> dict[TaskKey, Row]:
    """Rows that were stored before."""
    rows = {}
    for index, key in enumerate(keys):
        course = None if loaded.cycles is None else loaded.cycles[index]
        said = None if loaded.turns is None else loaded.turns[index]
        rows[key] = Row(loaded.summary[index], course, said, loaded.ties.get(index))
    return rows


def _by_run(turns: NDArray[np.void], runs: int) -> list[NDArray[np.void]]:
    own = np.zeros(len(turns), TURN_DTYPE)
    for name in TURN_DTYPE.names or ():
        own[name] = turns[name]
    order = np.argsort(own["run"], kind="stable")
    ends = np.searchsorted(own["run"][order], np.arange(runs + 1))
    own = own[order]
    own["run"] = 0
    return [own[ends[index] : ends[index + 1]] for index in range(runs)]


def assemble(
    job: Job, keys: Sequence[TaskKey], rows: dict[TaskKey, Row], errors: dict[TaskKey, str], record: Record, width: int
) -> ScenarioResult:
    """The result of a job.

    Args:
        job: What was asked for.
        keys: Its runs, in order.
        rows: Results by run.
        errors: Errors by run that failed.
        record: Depth of recording.
        width: Number of outcomes.
    """
    summary = np.full((len(keys), width), np.nan)
    cycles = np.full((len(keys), job.setup.n_cycles, width), np.nan) if record != "summary" else None
    said, ties, failures = [], None, []
    for index, key in enumerate(keys):
        row = rows.get(key)
        if row is None:
            failures.append(Failure(key[2], job.first + index, errors.get(key, "not computed")))
            continue
        summary[index] = row.summary
        if cycles is not None and row.cycles is not None:
            cycles[index] = row.cycles
        if record == "turns" and row.turns is not None:
            mine = row.turns.copy()
            mine["run"] = index
            said.append(mine)
        if job.first + index == 0 and record != "summary":
            ties = row.ties
    turns = np.concatenate([np.zeros(0, TURN_DTYPE), *said]) if record == "turns" else None
    return ScenarioResult(job, summary, cycles, turns, ties, tuple(failures))
