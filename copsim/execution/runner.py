"""Running jobs: what is stored is reused, the rest is computed in batches and stored by one writer.

The calling thread hands out batches, takes results as they come and commits each batch in one transaction, so a kill
at any moment loses at most the batches that were under way. A batch that fails is halved until the run that fails is
alone. Neither the number of workers nor the size of batches changes a result.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from copsim.errors import CopsimError, OutsideError, shorten
from copsim.execution.batches import Batch, Part, Planner
from copsim.execution.errors import Interrupted
from copsim.execution.executors import SerialExecutor, check_workers, local_executor
from copsim.execution.interrupts import Stop, listening
from copsim.execution.jobs import Job
from copsim.execution.points import Point, key_of, points_of
from copsim.execution.progress import Progress, ProgressListener
from copsim.model.parameters import check_parameters
from copsim.model.results import Record, Results
from copsim.model.setup import Setup
from copsim.store import NO_PLUGIN, Plugin, RunBatch, RunEntry, Store
from copsim.store.records import depth

Status = Callable[[str], None]
_HEAR_SECONDS = 0.2
Overrides = Mapping[str, float] | Sequence[Mapping[str, float]] | None


class Simulate(Protocol):
    """What computes a batch, as `copsim.model.batch.simulate_batch` does."""

    def __call__(
        self,
        setup: Setup | Sequence[Setup],
        seeds: NDArray[np.uint64],
        parameters: Overrides = None,
        record: Record = "summary",
    ) -> Results:
        """Results of a batch."""


@dataclass(frozen=True)
class _Computed:
    results: Results
    started: str
    processor: float
    wall: float


def compute(simulate: Simulate, parts: Sequence[Part], record: Record) -> _Computed:
    """Compute a batch; this is what a worker does."""
    started, begun, used = datetime.now(UTC).isoformat(timespec="seconds"), time.perf_counter(), time.thread_time()
    setup, overrides, seeds = parts[0]
    if len(parts) == 1:
        results = simulate(setup, seeds, overrides, record)
    else:
        same = all(part[0] is setup for part in parts)
        setups = [part[0] for part in parts for _ in part[2]]
        sets = [part[1] for part in parts for _ in part[2]]
        results = simulate(setup if same else setups, np.concatenate([part[2] for part in parts]), sets, record)
    return _Computed(results, started, time.thread_time() - used, time.perf_counter() - begun)


def run_jobs(
    jobs: Sequence[Job],
    *,
    record: Record = "summary",
    workers: int | None = None,
    store: Store | None = None,
    progress: ProgressListener | None = None,
    status: Status | None = None,
    processes: bool = False,
    executor: Executor | None = None,
    simulate: Simulate | None = None,
    study: str | None = None,
    plugin: Plugin = NO_PLUGIN,
    retry_failed: bool = True,
) -> list[Results]:
    """Run jobs, or take what is stored of them.

    Args:
        jobs: What to run; runs that several jobs want are computed once.
        record: Depth of recording.
        workers: Workers on this machine; as many as processors when None.
        store: Where runs are kept; in memory alone when None.
        progress: Told after each batch how far the work is.
        status: Told in one line what is being waited for, such as compilation.
        processes: Processes rather than threads: for long work on many processors.
        executor: Computes elsewhere, for example on a cluster; `workers` then says how many there are.
        simulate: Computes a batch; `simulate_batch` when None.
        study: Name of a study in the store, whose points the jobs are, in order.
        plugin: Plugin that `simulate` lets take part; part of the runs' identity.
        retry_failed: Whether runs that failed before are tried again; their errors are told otherwise.

    Returns:
        Results of each job, in order. Runs that failed are among their `failures`.

    Raises:
        InputError: When a parameter, the recording depth or the number of workers is not allowed.
        OutsideError: When the store or the workers give out; finished runs are kept.
        Interrupted: On Ctrl-C; finished runs are kept.
    """
    depth(record)
    count = check_workers(workers)
    for job in jobs:
        check_parameters(job.parameters)
    session = _Session(jobs, record, store, progress, plugin, Planner(count), retry_failed)
    session.reuse(study)
    if session.planner:
        chosen = simulate or _kernels(status)
        with nullcontext(executor) if executor is not None else local_executor(count, processes=processes) as pool:
            session.work(pool, chosen, 1 if isinstance(pool, SerialExecutor) else count + 1)
    return session.results()


def _kernels(status: Status | None) -> Simulate:
    from copsim.model.batch import simulate_batch
    from copsim.model.warmup import warm_up

    warm_up(status)
    return simulate_batch


class _Session:
    """One call of `run_jobs`: what is wanted, what is there, what is under way."""

    def __init__(
        self,
        jobs: Sequence[Job],
        record: Record,
        store: Store | None,
        progress: ProgressListener | None,
        plugin: Plugin,
        planner: Planner,
        retry_failed: bool = True,
    ) -> None:
        self.retry_failed = retry_failed
        self.jobs, self.record, self.store, self.plugin, self.planner = jobs, record, store, plugin, planner
        self.progress = progress or (lambda _: None)
        self.points = points_of(jobs)
        self.wanted = sum(len(point.seeds) for point in self.points.values())
        self.done, self.failed, self.reused, self.begun = 0, 0, 0, time.perf_counter()

    def reuse(self, study: str | None) -> None:
        """Take from the store what is there, and plan the rest."""
        if self.store is not None:
            self.store.register([job.record for job in self.jobs], study)
            for scenario_hash, points in groupby(self.points.values(), lambda point: point.setup.scenario_hash):
                self._load(self.store, scenario_hash, list(points))
        self.reused = self.done = sum(point.done for point in self.points.values())
        for point in self.points.values():
            self.planner.add(point, np.setdiff1d(point.missing, list(point.errors)).astype(np.int64))
        self.tell()

    def _load(self, store: Store, scenario_hash: str, points: Sequence[Point]) -> None:
        keys = [(point.parameter_hash, seed) for point in points for seed in point.seeds.tolist()]
        found = store.find(scenario_hash, keys, self.plugin)
        good = {key: one.run_id for key, one in found.items() if one.holds(self.record, store.outcomes)}
        if not self.retry_failed:
            self._take_failed(
                points, {key: one.error or "failed" for key, one in found.items() if one.status != "done"}
            )
        if not good:
            return
        loaded, start = store.load([good[key] for key in keys if key in good], self.record), 0
        for point in points:
            there = [(point.parameter_hash, seed) in good for seed in point.seeds.tolist()]
            rows = np.flatnonzero(there)
            if len(rows):
                point.keep(rows, loaded.take(np.arange(start, start + len(rows))), self.record)
            start += len(rows)

    def _take_failed(self, points: Sequence[Point], errors: Mapping[tuple[str, int], str]) -> None:
        """Note runs that failed before and are not tried again."""
        for point in points:
            for row, seed in enumerate(point.seeds.tolist()):
                if (point.parameter_hash, seed) in errors:
                    point.errors[row] = errors[point.parameter_hash, seed]
                    self.failed += 1

    def work(self, pool: Executor, simulate: Simulate, in_flight: int) -> None:
        """Compute all that is planned.

        Raises:
            Interrupted: On Ctrl-C, after what was under way has been stored.
        """
        pending: dict[Future[_Computed], Batch] = {}
        with listening() as stop:
            try:
                while (self.planner or pending) and not stop.times:
                    while self.planner and len(pending) < in_flight:
                        batch = self.planner.next()
                        pending[pool.submit(compute, simulate, batch.parts, self.record)] = batch
                    for future in wait(pending, _HEAR_SECONDS, FIRST_COMPLETED).done:
                        self._finish(pending.pop(future), future)
            except KeyboardInterrupt:
                stop.times += 1
            finally:
                waiting = {future: batch for future, batch in pending.items() if not future.cancel()}
            if stop.times:
                self._wind_up(waiting, stop)
                raise Interrupted(self.done, self.wanted, self.store is not None, stop.by)

    def _wind_up(self, under_way: dict[Future[_Computed], Batch], stop: Stop) -> None:
        """Keep what is under way, unless asked again to stop; what has not begun is dropped."""
        while under_way and stop.times < 2:
            for future in wait(under_way, _HEAR_SECONDS, FIRST_COMPLETED).done:
                batch = under_way.pop(future)
                if future.exception() is None:
                    self._keep(batch, future.result())

    def _finish(self, batch: Batch, future: Future[_Computed]) -> None:
        try:
            computed = future.result()
        except CopsimError:
            raise
        except (BrokenExecutor, CancelledError) as error:
            raise OutsideError(f"the workers went away ({shorten(error)}); repeat the command to go on") from error
        except Exception as error:
            self._look_closer(batch, error)
        else:
            self._keep(batch, computed)
        self.tell()

    def _keep(self, batch: Batch, computed: _Computed) -> None:
        self.planner.learn(batch, computed.processor, computed.wall)
        shares = [(*share, own) for share, own in zip(batch.shares, batch.split(computed.results), strict=True)]
        if self.store is not None:
            a_run = computed.wall / len(batch)
            self.store.add(*(self._stored(*share, computed.started, a_run * len(share[1])) for share in shares))
        for point, rows, own in shares:
            point.keep(rows, own, self.record)
        self.done += len(batch)

    def _stored(self, point: Point, rows: NDArray[np.int64], own: Results, started: str, seconds: float) -> RunBatch:
        runs = [RunEntry(point.parameter_hash, number) for number in point.replicate[rows].tolist()]
        return RunBatch(point.setup.scenario_hash, runs, own, self.record, started, seconds, self.plugin)

    def _look_closer(self, batch: Batch, error: Exception) -> None:
        """Halve a batch that failed; note the run that fails alone."""
        if len(batch) > 1:
            self.planner.put_back(batch.halves())
            return
        (point, rows), told = batch.shares[0], _told(error)
        point.errors[int(rows[0])] = told
        self.failed += 1
        if self.store is not None:
            run = RunEntry(point.parameter_hash, int(point.replicate[rows[0]]))
            seed = int(point.seeds[rows[0]])
            self.store.add_failed(point.setup.scenario_hash, run, seed, self.record, told, self.plugin)

    def tell(self) -> None:
        """Tell the listener how far the work is."""
        seconds = time.perf_counter() - self.begun
        self.progress(Progress(self.wanted, self.reused, self.done - self.reused, self.failed, seconds))

    def results(self) -> list[Results]:
        """Results of each job."""
        outcomes = self._outcomes()
        return [
            replace(self.points[key_of(job)].results(job, self.record, outcomes), plugin=self.plugin.name)
            for job in self.jobs
        ]

    def _outcomes(self) -> Sequence[str]:
        for point in self.points.values():
            for _, results in point.pieces:
                return results.outcomes
        if self.store is not None:
            return self.store.outcomes
        from copsim.model.outcomes import OUTCOMES

        return tuple(OUTCOMES)


def _told(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno})" if frames else ""
    return shorten(f"{type(error).__name__}: {error}", 400) + where
