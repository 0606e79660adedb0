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
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from copsim.errors import CopsimError, OutsideError, shorten
from copsim.execution.batches import Batch, Planner, Task, TaskKey
from copsim.execution.collect import Row, assemble, rows_of_batch, rows_of_store
from copsim.execution.errors import Interrupted
from copsim.execution.executors import SerialExecutor, check_workers, local_executor
from copsim.execution.interrupts import Stop, listening
from copsim.execution.jobs import Job, ScenarioResult
from copsim.execution.progress import Progress, ProgressListener
from copsim.model.parameters import check_parameters
from copsim.model.setup import Setup
from copsim.store import NO_PLUGIN, Plugin, Record, Results, RunBatch, RunEntry, Store
from copsim.store.records import depth

Status = Callable[[str], None]
_HEAR_SECONDS = 0.2
Overrides = Mapping[str, float] | Sequence[Mapping[str, float]] | None


class Simulate(Protocol):
    """What computes a batch, as `copsim.model.batch.simulate_batch` does."""

    def __call__(
        self, setup: Setup, seeds: NDArray[np.uint64], parameters: Overrides = None, record: Record = "summary"
    ) -> Results:
        """Results of a batch."""


@dataclass(frozen=True)
class _Computed:
    results: Results
    started: str
    seconds: float


def compute(simulate: Simulate, batch: Batch, record: Record) -> _Computed:
    """Compute a batch; this is what a worker does."""
    started, begun = datetime.now(UTC).isoformat(timespec="seconds"), time.perf_counter()
    seeds = np.array([task.key[2] for task in batch.tasks], np.uint64)
    sets = [task.overrides for task in batch.tasks]
    same = all(one == sets[0] for one in sets)
    results = simulate(batch.setup, seeds, sets[0] if same else sets, record)
    return _Computed(results, started, time.perf_counter() - begun)


def run_scenarios(
    setups: Sequence[Setup],
    replicates: int,
    seed: int = 0,
    *,
    record: Record = "summary",
    workers: int | None = None,
    store: Store | None = None,
    progress: ProgressListener | None = None,
) -> list[ScenarioResult]:
    """Run compiled scenarios with the same seeds; see `run_jobs`."""
    jobs = [Job.of(setup, replicates, seed) for setup in setups]
    return run_jobs(jobs, record=record, workers=workers, store=store, progress=progress)


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
) -> list[ScenarioResult]:
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

    Returns:
        One result per job, in order. Runs that failed are among their `failures`.

    Raises:
        InputError: When a parameter, the recording depth or the number of workers is not allowed.
        OutsideError: When the store or the workers give out; finished runs are kept.
        Interrupted: On Ctrl-C; finished runs are kept.
    """
    depth(record)
    count = check_workers(workers)
    for job in jobs:
        check_parameters(job.parameters)
    session = _Session(jobs, record, store, progress, plugin, count)
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
        workers: int,
    ) -> None:
        self.jobs, self.record, self.store, self.plugin = jobs, record, store, plugin
        self.progress = progress or (lambda _: None)
        self.planner = Planner(workers)
        self.rows: dict[TaskKey, Row] = {}
        self.errors: dict[TaskKey, str] = {}
        self.keys = [_keys(job) for job in jobs]
        self.wanted = {key for keys in self.keys for key in keys}
        self.reused, self.begun = 0, time.perf_counter()

    def reuse(self, study: str | None) -> None:
        """Take from the store what is there, and plan the rest."""
        if self.store is not None:
            self.store.register([job.record for job in self.jobs], study)
            for scenario_hash in dict.fromkeys(job.setup.scenario_hash for job in self.jobs):
                self._load(self.store, scenario_hash)
        self.reused, planned = len(self.rows), set(self.rows)
        for job, keys in zip(self.jobs, self.keys, strict=True):
            overrides = job.overrides
            missing = [(index, key) for index, key in enumerate(keys) if key not in planned]
            planned.update(keys)
            self.planner.add(job.setup, (Task(key, job.first + index, overrides) for index, key in missing))
        self.tell()

    def _load(self, store: Store, scenario_hash: str) -> None:
        keys = [key[1:] for key in self.wanted if key[0] == scenario_hash]
        found = store.find(scenario_hash, keys, self.plugin)
        good = {
            key: one.run_id
            for key, one in found.items()
            if one.status == "done" and depth(one.record) >= depth(self.record)
        }
        if good:
            loaded = store.load(list(good.values()), self.record)
            self.rows |= rows_of_store([(scenario_hash, *key) for key in good], loaded)

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
                        pending[pool.submit(compute, simulate, batch, self.record)] = batch
                    for future in wait(pending, _HEAR_SECONDS, FIRST_COMPLETED).done:
                        self._finish(pending.pop(future), future)
            except KeyboardInterrupt:
                stop.times += 1
            finally:
                waiting = {future: batch for future, batch in pending.items() if not future.cancel()}
            if stop.times:
                self._wind_up(waiting, stop)
                raise Interrupted(len(self.rows), len(self.wanted), self.store is not None)

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
        self.planner.learn(batch, computed.seconds)
        if self.store is not None:
            runs = [RunEntry(task.key[1], task.replicate) for task in batch.tasks]
            timing = (computed.started, computed.seconds)
            self.store.add(
                RunBatch(batch.setup.scenario_hash, runs, computed.results, self.record, *timing, self.plugin)
            )
        self.rows |= rows_of_batch(batch, computed.results)

    def _look_closer(self, batch: Batch, error: Exception) -> None:
        """Halve a batch that failed; note the run that fails alone."""
        if len(batch.tasks) > 1:
            self.planner.put_back(*batch.halves())
            return
        task, told = batch.tasks[0], _told(error)
        self.errors[task.key] = told
        if self.store is not None:
            run = RunEntry(task.key[1], task.replicate)
            self.store.add_failed(task.key[0], run, task.key[2], self.record, told, self.plugin)

    def tell(self) -> None:
        """Tell the listener how far the work is."""
        computed = len(self.rows) - self.reused
        seconds = time.perf_counter() - self.begun
        self.progress(Progress(len(self.wanted), self.reused, computed, len(self.errors), seconds))

    def results(self) -> list[ScenarioResult]:
        """One result per job."""
        width = self._width()
        return [
            assemble(job, keys, self.rows, self.errors, self.record, width)
            for job, keys in zip(self.jobs, self.keys, strict=True)
        ]

    def _width(self) -> int:
        if self.rows:
            return len(next(iter(self.rows.values())).summary)
        if self.store is not None:
            return len(self.store.outcomes)
        from copsim.model.outcomes import OUTCOMES

        return len(OUTCOMES)


def _keys(job: Job) -> list[TaskKey]:
    identity = (job.setup.scenario_hash, job.record.parameter_hash)
    return [(*identity, seed) for seed in job.seeds.tolist()]


def _told(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno})" if frames else ""
    return shorten(f"{type(error).__name__}: {error}", 400) + where
