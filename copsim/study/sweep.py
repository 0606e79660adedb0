"""A sweep: the points of a design, compiled, run block by block, stored and gone on with after anything.

Points are compiled twice: once to refuse what contradicts itself and to note every point in the store before anything
runs, once when their turn comes, because compiling costs less than a tenth of a run and keeping a million compiled
points would cost their memory. What is stored is never run again, whoever stored it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from copsim.execution import Interrupted, Job, Progress, ProgressListener, run_jobs
from copsim.execution.interrupts import listening
from copsim.model.rng import run_seeds
from copsim.study.bar import bar
from copsim.study.design import Design
from copsim.study.manifest import content_of, manifest
from copsim.study.pilot import check_meant
from copsim.study.results import SweepResults, stored_results
from copsim.study.variants import Variants

if TYPE_CHECKING:
    from copsim.execution.cluster import Tls
    from copsim.execution.runner import Simulate
    from copsim.model.results import Results
    from copsim.store import Store

RUNS_AT_ONCE = 20_000
POINTS_AT_ONCE = 4000
_LOOK_SECONDS = 2.0
Status = Callable[[str], None]
Given = Design | str | Path | Mapping[str, Any]


@dataclass(frozen=True)
class Workers:
    """Who computes.

    Attributes:
        count: Workers on this machine; as many as processors when None.
        processes: Processes rather than threads.
        cluster: Address of a Dask scheduler, its scheduler file, or "local"; None for this machine.
        tls: Files for an encrypted connection to it.
        executor: Any other executor; `count` then says how many workers it has.
    """

    count: int | None = None
    processes: bool = False
    cluster: str | None = None
    tls: Tls | None = None
    executor: Executor | None = None

    def start(self, status: Status) -> AbstractContextManager[Executor]:
        """The executor, ended with the block unless it was given."""
        if self.executor is not None:
            return nullcontext(self.executor)
        if self.cluster is not None:
            from copsim.execution.cluster import cluster_executor

            return cluster_executor(self.cluster, workers=self.count, tls=self.tls, status=status)
        from copsim.execution import local_executor

        return local_executor(self.count, processes=self.processes)

    def number(self, executor: Executor) -> int:
        """How many compute side by side."""
        from copsim.execution.executors import check_workers

        there = getattr(executor, "workers", None)
        return max(1, int(there)) if there is not None else check_workers(self.count)


def design_of(given: Given) -> Design:
    """A design from a file, from keys, or as it is."""
    if isinstance(given, Design):
        return given
    return Design(**given) if isinstance(given, Mapping) else Design.load(given)


def sweep(
    design: Given,
    *,
    workers: int | None = None,
    processes: bool = False,
    cluster: str | None = None,
    executor: Executor | None = None,
    db: str | None = None,
    retry_failed: bool = False,
    yes: bool = False,
    progress: ProgressListener | None = None,
    status: Status | None = None,
) -> SweepResults:
    """Run a study, or go on with it.

    Args:
        design: A design, the path of its file, or its keys.
        workers: Workers on this machine; as many as processors when None.
        processes: Processes rather than threads.
        cluster: Address of a Dask scheduler, its scheduler file, or "local".
        executor: Any other `concurrent.futures.Executor`; `workers` then says how many it has.
        db: Where runs are kept, such as "sqlite:///copsim.db"; in memory alone when None.
        retry_failed: Whether runs that failed before are tried again.
        yes: Run it however long it takes.
        progress: Told after each batch how far the study is; a bar in Jupyter and terminals when None.
        status: Told in one line what is being waited for.

    Raises:
        InputError: For the first thing that is wrong with the design, or when it is too large to be meant.
        OutsideError: When the store or the workers give out; finished runs are kept.
        Interrupted: On Ctrl-C; finished runs are kept.
    """
    from copsim.store import open_store

    chosen = design_of(design)
    variants = Variants(chosen)
    check_meant(chosen, variants, workers, yes)
    who = Workers(workers, processes, cluster, None, executor)
    with nullcontext() if db is None else open_store(db) as store, bar(chosen.name, progress, status) as shown:
        return run_study(
            chosen, variants, workers=who, store=store, retry_failed=retry_failed, progress=shown.progress,
            status=shown.status,
        )  # fmt: skip


def run_study(
    design: Design,
    variants: Variants,
    *,
    workers: Workers,
    store: Store | None = None,
    retry_failed: bool = False,
    progress: ProgressListener | None = None,
    status: Status | None = None,
    simulate: Simulate | None = None,
    started: Callable[[], None] | None = None,
) -> SweepResults:
    """Run what is not stored yet of a study.

    Args:
        design: What to run.
        variants: Its points' scenarios.
        workers: Who computes.
        store: Where runs are kept; in memory alone when None.
        retry_failed: Whether runs that failed before are tried again.
        progress: Told after each batch how far the study is.
        status: Told in one line what is being waited for.
        simulate: Computes a batch; the model when None.
        started: Called once the study is noted in the store, before anything runs.

    Raises:
        InputError: When points contradict themselves, or the study's name stands for another study.
        OutsideError: When the store or the workers give out; finished runs are kept.
        Interrupted: On Ctrl-C; finished runs are kept.
    """
    tell = status or (lambda _: None)
    tell("Checking points")
    names = tuple(base.name for base in variants.bases)
    content = content_of(design, variants) if store is not None else {}
    if store is not None:
        store.check_study(design.name, content)
    pairs = list(_noted(design, variants, store))
    if store is not None:
        store.add_study(design.name, content, manifest(content, pairs))
        store.link_study(design.name, pairs)
    if started is not None:
        started()
    kept = _Kept(design, names)
    with ExitStack() as stack:
        stop = stack.enter_context(listening())
        executor = stack.enter_context(workers.start(tell))
        count = workers.number(executor)
        whole = _Whole(design, progress, executor, count)
        for start, end in _blocks(design):
            if stop.times:
                raise Interrupted(start * design.file.replicates, design.runs, store is not None, stop.by)
            try:
                results = run_jobs(
                    list(_jobs(design, variants, start, end)), record=design.file.record, workers=count, store=store,
                    progress=whole.block(start, end), status=status, executor=executor, simulate=simulate,
                    retry_failed=retry_failed,
                )  # fmt: skip
            except Interrupted as stopped:
                before = start * design.file.replicates
                raise Interrupted(before + stopped.done, design.runs, stopped.stored, stopped.by) from stopped
            if store is None:
                kept.take(start, results)
    return kept.results() if store is None else stored_results(design, names, store)


def _noted(design: Design, variants: Variants, store: Store | None) -> Iterator[tuple[str, str]]:
    """Scenario and parameter hash of every point, each noted in the store."""
    for start in range(0, design.size, POINTS_AT_ONCE):
        records = [job.record for job in _jobs(design, variants, start, start + POINTS_AT_ONCE)]
        if store is not None:
            store.register(records)
        yield from ((record.hash, record.parameter_hash) for record in records)


def _jobs(design: Design, variants: Variants, start: int, stop: int) -> Iterator[Job]:
    seeds = run_seeds(design.file.seed, design.file.replicates)
    for point in design.points(start, stop):
        variant = variants.of(point)
        yield Job(variant.setup, seeds, variant.parameters, 0, variant.resolved)


def _blocks(design: Design) -> Iterator[tuple[int, int]]:
    """Points that are run in one go: enough to keep workers busy, few enough for memory."""
    size = max(1, min(POINTS_AT_ONCE, RUNS_AT_ONCE // design.file.replicates))
    for start in range(0, design.size, size):
        yield start, min(start + size, design.size)


class _Whole:
    """Listens to one block after another, and tells a listener how far the whole study is."""

    def __init__(self, design: Design, listener: ProgressListener | None, executor: Executor, count: int) -> None:
        self._design, self._listener, self._executor, self._count = design, listener, executor, count
        self._reused = self._computed = self._failed = 0
        self._begun, self._looked = time.monotonic(), 0.0

    def block(self, start: int, end: int) -> ProgressListener | None:
        """The listener of one block of points."""
        if self._listener is None:
            return None
        own, before = (end - start) * self._design.file.replicates, (self._reused, self._computed, self._failed)
        listener = self._listener

        def tell(now: Progress) -> None:
            # Points that are the same share their runs, and each of them counts.
            share = own / now.total if now.total else 1.0
            counts = (round(now.reused * share), round(now.computed * share), now.failed)
            self._reused, self._computed, self._failed = (a + b for a, b in zip(before, counts, strict=True))
            seconds = time.monotonic() - self._begun
            there = self._workers()
            listener(Progress(self._design.runs, self._reused, self._computed, self._failed, seconds, there))

        return tell

    def _workers(self) -> int:
        """How many workers there are, asked of a cluster every few seconds."""
        if time.monotonic() - self._looked > _LOOK_SECONDS:
            self._looked = time.monotonic()
            self._count = int(getattr(self._executor, "workers", self._count))
        return self._count


class _Kept:
    """Results in memory, when there is no store."""

    def __init__(self, design: Design, names: tuple[str, ...]) -> None:
        self._design, self._names = design, names
        shape = (design.size, design.file.replicates)
        self._values = np.full((*shape, len(design.outcomes)), np.nan)
        self._done = np.zeros(shape, bool)
        self._errors: dict[tuple[int, int], str] = {}

    def take(self, start: int, results: list[Results]) -> None:
        for point, one in enumerate(results, start):
            columns = [one.outcomes.index(name) for name in self._design.outcomes]
            self._values[point, one.replicate] = one.summary[:, columns]
            self._done[point, one.replicate] = True
            self._errors |= {(point, failure.replicate): failure.error for failure in one.failures}

    def results(self) -> SweepResults:
        return SweepResults(self._design, self._names, self._design.outcomes, self._values, self._done, self._errors)
