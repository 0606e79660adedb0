"""Runs that are wanted of one scenario with one parameter set, and what is there of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from copsim.execution.jobs import Job
from copsim.model.results import Failure, Record, Results, merged
from copsim.model.setup import Setup
from copsim.store.rows import canonical

Rows = NDArray[np.int64]


@dataclass(eq=False)
class Point:
    """One scenario with one parameter set; jobs that want the same runs share it.

    Attributes:
        setup: The scenario, without parameters of its own.
        overrides: Parameters that are not at their default.
        parameter_hash: Their hash.
        seeds: (U,) seeds wanted, each once.
        replicate: (U,) number of the replicate of each.
        pieces: Rows of `seeds` with their results.
        errors: Errors by row.
    """

    setup: Setup
    overrides: Mapping[str, float]
    parameter_hash: str
    seeds: NDArray[np.uint64]
    replicate: Rows
    pieces: list[tuple[Rows, Results]] = field(default_factory=list)
    errors: dict[int, str] = field(default_factory=dict)

    @property
    def missing(self) -> Rows:
        """Rows without results."""
        there = np.zeros(len(self.seeds), bool)
        for rows, _ in self.pieces:
            there[rows] = True
        return np.flatnonzero(~there)

    @property
    def done(self) -> int:
        """Number of runs that are there."""
        return sum(len(rows) for rows, _ in self.pieces)

    def keep(self, rows: Rows, results: Results, record: Record) -> None:
        """Keep results of some rows, in the form in which a store gives them back; ties of replicate 0 alone."""
        tied = self.replicate[rows][results.tied] == 0
        ties = None if results.ties is None or not tied.any() else results.ties[tied]
        clean = replace(
            results.deep_as(record),
            summary=canonical(results.summary),
            cycles=None if results.cycles is None or record == "summary" else canonical(results.cycles),
            ties=None if record == "summary" else ties,
            tied=results.tied[tied],
            replicate=self.replicate[rows],
        )
        self.pieces.append((rows, clean))

    def results(self, job: Job, record: Record, outcomes: Sequence[str]) -> Results:
        """What is there of a job's runs, in the order of its seeds, with what failed."""
        if self.pieces:
            whole = merged([results for _, results in self.pieces])
            there = np.concatenate([rows for rows, _ in self.pieces])
        else:
            whole, there = _empty(job, record, outcomes), np.zeros(0, np.int64)
        place = np.full(len(self.seeds), -1)
        place[there] = np.arange(len(there))
        rows = self._rows_of(job.seeds)
        own = replace(whole.take(place[rows][place[rows] >= 0]), failures=self._failures(rows[place[rows] < 0]))
        own = own.of(job.setup, self.parameter_hash, parameters=job.overrides)
        return replace(own, replicate=job.first + np.flatnonzero(place[rows] >= 0))

    def _rows_of(self, seeds: NDArray[np.uint64]) -> Rows:
        order = np.argsort(self.seeds, kind="stable")
        return order[np.searchsorted(self.seeds[order], seeds)]

    def _failures(self, rows: Rows) -> tuple[Failure, ...]:
        told = (self.errors.get(row, "not computed") for row in rows.tolist())
        where = zip(self.seeds[rows].tolist(), self.replicate[rows].tolist(), told, strict=True)
        return tuple(Failure(*one) for one in where)


def _empty(job: Job, record: Record, outcomes: Sequence[str]) -> Results:
    from copsim.model.results import TURN_DTYPE

    summary = np.zeros((0, len(outcomes)))
    cycles = None if record == "summary" else np.zeros((0, job.setup.n_cycles, len(outcomes)))
    turns = np.zeros(0, TURN_DTYPE) if record == "turns" else None
    return Results(tuple(outcomes), np.zeros(0, np.uint64), summary, cycles, turns)


def points_of(jobs: Sequence[Job]) -> dict[tuple[str, str], Point]:
    """Points by scenario hash and parameter hash, in the order of the jobs that want them first."""
    groups: dict[tuple[str, str], list[Job]] = {}
    for job in jobs:
        groups.setdefault(key_of(job), []).append(job)
    setups: dict[str, Setup] = {}
    found = {}
    for key, some in groups.items():
        setup = setups.setdefault(key[0], replace(some[0].setup, parameters={}))
        seeds = np.concatenate([job.seeds for job in some])
        numbers = np.concatenate([job.first + np.arange(len(job.seeds)) for job in some])
        _, first = np.unique(seeds, return_index=True)
        first = np.sort(first)
        found[key] = Point(setup, some[0].overrides, key[1], seeds[first], numbers[first])
    return found


def key_of(job: Job) -> tuple[str, str]:
    """What a point is known by."""
    return job.setup.scenario_hash, job.record.parameter_hash
