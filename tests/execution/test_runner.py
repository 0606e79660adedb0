"""Jobs, batches and workers, with the fakes of the store's tests in place of the kernels."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from copsim.errors import InputError, OutsideError
from copsim.execution import (
    FailedRunsError,
    Interrupted,
    Job,
    Progress,
    check_failures,
    run_jobs,
)
from copsim.execution import batches as batching
from copsim.execution.batches import Planner
from copsim.execution.points import points_of
from copsim.model.results import Record, Results
from copsim.model.setup import Setup
from copsim.store import Store, open_store
from tests.store.fakes import FIRST, OUTCOMES, Overrides, fake_setup, fake_simulate

Simulate = Callable[..., Results]
Setups = Setup | Sequence[Setup]


def _store(path: Path, name: str = "copsim") -> Store:
    return open_store(f"sqlite:///{path}/{name}.db", outcomes=OUTCOMES, model_version=1)


def _jobs(replicates: int = 30) -> list[Job]:
    varied = [Job.of(fake_setup("beta"), replicates, 7, {FIRST: value}) for value in (0.1, 0.2)]
    return [Job.of(fake_setup("alpha"), replicates, 7), *varied]


def _same(one: Sequence[Results], other: Sequence[Results]) -> None:
    for left, right in zip(one, other, strict=True):
        assert left.summary.tobytes() == right.summary.tobytes()
        for name in ("cycles", "turns", "ties", "tied", "replicate", "seeds"):
            mine, its = getattr(left, name), getattr(right, name)
            assert (mine is None) == (its is None), name
            assert mine is None or mine.tobytes() == its.tobytes(), name


def never(*_: object, **__: object) -> Results:
    """Must not be called, because everything is stored."""
    raise InputError("computed again")


def failing(seeds: set[int]) -> Simulate:
    """The fake, failing whenever one of these seeds is in the batch."""

    def simulate(
        setup: Setups, some: NDArray[np.uint64], parameters: Overrides = None, record: Record = "summary"
    ) -> Results:
        if seeds & set(some.tolist()):
            raise ZeroDivisionError("no members left")
        return fake_simulate(setup, some, parameters, record)

    return simulate


@pytest.mark.parametrize("record", ["summary", "cycles", "turns"])
def test_results_do_not_depend_on_workers_store_or_reuse(tmp_path: Path, record: Record) -> None:
    plain = run_jobs(_jobs(), record=record, workers=1, simulate=fake_simulate)
    _same(plain, run_jobs(_jobs(), record=record, workers=3, simulate=fake_simulate))
    with _store(tmp_path) as store:
        _same(plain, run_jobs(_jobs(), record=record, workers=2, store=store, simulate=fake_simulate))
        _same(plain, run_jobs(_jobs(), record=record, store=store, simulate=never))
    direct = fake_simulate(fake_setup("beta"), _jobs()[1].seeds, {FIRST: 0.1})
    np.testing.assert_array_equal(plain[1].summary, direct.summary)


def test_results_do_not_depend_on_the_size_of_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = run_jobs(_jobs(), record="turns", workers=1, simulate=fake_simulate)
    for size in (1, 7, 1000):
        monkeypatch.setattr(batching, "FIRST_RUNS", size)
        monkeypatch.setattr(batching, "MOST_RUNS", size)
        _same(plain, run_jobs(_jobs(), record="turns", workers=1, simulate=fake_simulate))


def test_the_hash_of_the_store_is_the_same_from_processes_threads_and_one_by_one(tmp_path: Path) -> None:
    hashes = set()
    with _store(tmp_path, "serial") as store:
        run_jobs(_jobs(), record="turns", workers=1, store=store, simulate=fake_simulate)
        hashes.add(store.runs_hash())
    with _store(tmp_path, "threads") as store:
        run_jobs(list(reversed(_jobs())), record="turns", workers=2, store=store, simulate=fake_simulate)
        hashes.add(store.runs_hash())
    with _store(tmp_path, "processes") as store:
        run_jobs(_jobs(), record="turns", workers=2, store=store, simulate=fake_simulate, processes=True)
        hashes.add(store.runs_hash())
    assert len(hashes) == 1


def test_only_missing_runs_are_computed(tmp_path: Path) -> None:
    counted: list[int] = []

    def counting(
        setup: Setups, seeds: NDArray[np.uint64], parameters: Overrides = None, record: Record = "summary"
    ) -> Results:
        counted.append(len(seeds))
        return fake_simulate(setup, seeds, parameters, record)

    with _store(tmp_path) as store:
        run_jobs(_jobs(10), store=store, simulate=counting)
        assert sum(counted) == 30
        run_jobs(_jobs(10), store=store, simulate=counting)
        assert sum(counted) == 30
        run_jobs(_jobs(25), store=store, simulate=counting)
        assert sum(counted) == 75
        run_jobs(_jobs(25)[:1], record="cycles", store=store, simulate=counting)
        assert sum(counted) == 100, "deeper recording runs again"
        run_jobs(_jobs(25)[:1], store=store, simulate=counting)
        assert sum(counted) == 100, "deeper than asked for is enough"


def test_jobs_that_are_the_same_run_once() -> None:
    told: list[Progress] = []
    twins = [Job.of(fake_setup(name, scenario_hash="same"), 5) for name in ("a", "b")]
    results = run_jobs(twins, workers=1, simulate=fake_simulate, progress=told.append)
    assert told[-1].total == 5
    assert [one.name for one in results] == ["a", "b"]
    _same(results[:1], results[1:])


def test_parameters_of_one_scenario_do_not_leak_into_another_of_the_same_content() -> None:
    from dataclasses import replace

    first = replace(fake_setup("a", scenario_hash="same"), parameters={FIRST: 0.5})
    results = run_jobs(
        [Job.of(first, 3), Job.of(fake_setup("b", scenario_hash="same"), 3)], workers=1, simulate=fake_simulate
    )
    np.testing.assert_allclose(results[0].summary[:, 1] - results[1].summary[:, 1], 0.5)


def test_a_failed_run_is_found_stored_and_reported(tmp_path: Path) -> None:
    jobs = _jobs(20)
    bad = int(jobs[0].seeds[13])
    with _store(tmp_path) as store:
        results = run_jobs(jobs[:1], workers=2, store=store, simulate=failing({bad}))
        assert [(one.seed, one.replicate) for one in results[0].failures] == [(bad, 13)]
        assert results[0].replicate.tolist() == [*range(13), *range(14, 20)]
        assert not np.isnan(results[0].outcome("plan")).any()
        ((scenario, replicate, error),) = store.failures()
        assert (scenario, replicate) == ("alpha", 13)
        assert error.startswith("ZeroDivisionError: no members left (test_runner.py:")
        with pytest.raises(FailedRunsError, match=r"1 of 20 runs failed; .* replicate 13 of 'alpha'") as caught:
            check_failures(results)
        assert caught.value.exit_code == 1
        again = run_jobs(jobs[:1], workers=1, store=store, simulate=fake_simulate)
        assert again[0].failures == ()
        check_failures(again)


def test_all_runs_may_fail() -> None:
    jobs = _jobs(3)[:1]
    results = run_jobs(jobs, simulate=failing(set(jobs[0].seeds.tolist())), workers=2)
    assert len(results[0].failures) == 3


def test_wrong_input_is_refused_before_anything_runs() -> None:
    ran: list[int] = []
    simulate = lambda *_: ran.append(1)
    with pytest.raises(InputError, match="--workers"):
        run_jobs(_jobs(), workers=0, simulate=simulate)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="recording"):
        run_jobs(_jobs(), record="deep", simulate=simulate)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="unknown parameter"):
        Job.of(fake_setup(), 3, parameters={"nonsense": 1.0})
    job = Job(fake_setup(), np.arange(3, dtype=np.uint64), {FIRST: 1e9})
    with pytest.raises(InputError, match=FIRST):
        run_jobs([job], simulate=simulate)  # type: ignore[arg-type]
    assert ran == []


def test_an_error_of_the_user_inside_a_batch_ends_the_work() -> None:
    def refusing(*_: object, **__: object) -> Results:
        raise InputError("levers: no")

    with pytest.raises(InputError, match="levers: no"):
        run_jobs(_jobs(), simulate=refusing, workers=2)


def test_an_interrupt_keeps_what_is_under_way(tmp_path: Path) -> None:
    def stop(now: Progress) -> None:
        if now.computed >= 16:
            raise KeyboardInterrupt

    with _store(tmp_path) as store:
        with pytest.raises(Interrupted, match="of 90 runs; they are stored") as caught:
            run_jobs(_jobs(), workers=2, store=store, simulate=fake_simulate, progress=stop)
        assert caught.value.done == len(store.summary_frame()) >= 16


def test_workers_that_go_away_stop_the_work_and_it_can_be_resumed(tmp_path: Path) -> None:
    with _store(tmp_path) as store:
        pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        with pool, pytest.raises(OutsideError, match="workers went away"):
            run_jobs(_jobs(), workers=1, store=store, simulate=dying, executor=pool)
        assert len(run_jobs(_jobs(), workers=1, store=store, simulate=fake_simulate)[0].failures) == 0


@pytest.mark.slow
def test_a_run_that_kills_its_process_is_found_and_the_others_are_done(tmp_path: Path) -> None:
    job = Job(fake_setup(), np.array([1, KILLER, 2], np.uint64))
    with _store(tmp_path) as store:
        results = run_jobs([job], workers=2, store=store, simulate=deadly, processes=True)
        assert [(one.seed, one.replicate) for one in results[0].failures] == [(KILLER, 1)]
        assert "died 3 times" in results[0].failures[0].error
        assert sorted(store.summary_frame()["seed"]) == [1, 2]
        np.testing.assert_array_equal(results[0].summary, fake_simulate(job.setup, job.seeds[[0, 2]]).summary)


KILLER = 13


def deadly(
    setup: Setups, seeds: NDArray[np.uint64], parameters: Overrides = None, record: Record = "summary"
) -> Results:
    """Kills its process whenever one seed is in the batch."""
    if KILLER in seeds.tolist():
        os.kill(os.getpid(), signal.SIGKILL)
    return fake_simulate(setup, seeds, parameters, record)


def dying(*_: object, **__: object) -> Results:
    """Takes its process along."""
    os._exit(1)


def test_progress_counts_and_estimates(tmp_path: Path) -> None:
    told: list[Progress] = []
    with _store(tmp_path) as store:
        run_jobs(_jobs(5), store=store, simulate=fake_simulate)
        run_jobs(_jobs(10), store=store, simulate=fake_simulate, progress=told.append)
    assert (told[0].total, told[0].reused, told[0].computed) == (30, 15, 0)
    assert (told[-1].done, told[-1].computed, told[-1].failed, told[-1].eta) == (30, 15, 0, 0.0)
    assert [now.done for now in told] == sorted(now.done for now in told)
    assert Progress(30, 10, 5, 0, 2.0).eta == pytest.approx(6.0)
    assert Progress(30, 10, 0, 0, 2.0).eta is None


def test_all_workers_work_at_once() -> None:
    meeting = threading.Barrier(2, timeout=5)

    def together(
        setup: Setups, seeds: NDArray[np.uint64], parameters: Overrides = None, record: Record = "summary"
    ) -> Results:
        meeting.wait()
        return fake_simulate(setup, seeds, parameters, record)

    run_jobs([Job.of(fake_setup(), 2 * batching.FIRST_RUNS)], workers=2, simulate=together)


def _planned(seconds_per_run: float, runs: int, workers: int, slower: float) -> list[int]:
    planner = Planner(workers)
    (point,) = points_of([Job.of(fake_setup(), runs)]).values()
    planner.add(point, point.missing)
    sizes = []
    while planner:
        batch = planner.next()
        sizes.append(len(batch))
        seconds = seconds_per_run * len(batch)
        planner.learn(batch, seconds, slower * seconds)
    return sizes


@pytest.mark.parametrize("seconds_per_run", [0.0005, 0.003, 0.04, 5.0])
@pytest.mark.parametrize("workers", [1, 2, 8])
def test_batches_are_large_enough_and_ctrl_c_is_heard_soon(seconds_per_run: float, workers: int) -> None:
    """A quiet machine, and one so busy that the clock runs ten times as fast as the processor's time."""
    for slower in (1.0, 10.0):
        sizes = _planned(seconds_per_run, 5000, workers, slower)
        assert sum(sizes) == 5000
        assert all(size == 1 or size * seconds_per_run * slower <= batching.MOST_WAIT_SECONDS for size in sizes[3:])
        if seconds_per_run * slower <= 0.03:
            left = 5000 - np.cumsum([0, *sizes])[:-1]
            small = [at for size, at in zip(sizes[1:], left[1:], strict=True) if size < batching.LEAST_RUNS]
            assert all(at < workers * batching.LEAST_RUNS for at in small), "only so that all finish together"


def test_points_of_one_shape_share_batches_whatever_their_order() -> None:
    planner = Planner(1)
    shapes = [fake_setup(name, cycles=cycles) for name, cycles in (("a", 4), ("b", 5), ("c", 4))]
    for point in points_of([Job.of(setup, 3) for setup in shapes]).values():
        planner.add(point, point.missing)
    batches = [planner.next(), planner.next()]
    assert not planner
    assert [[(p.setup.name, len(rows)) for p, rows in batch.shares] for batch in batches] == [
        [("a", 3), ("c", 3)], [("b", 3)],
    ]  # fmt: skip


def test_a_study_knows_its_runs(tmp_path: Path) -> None:
    with _store(tmp_path) as store:
        store.add_study("sweep", {"grid": [0.1, 0.2]})
        run_jobs(_jobs(4)[1:], store=store, simulate=fake_simulate, study="sweep")
        run_jobs(_jobs(4)[:1], store=store, simulate=fake_simulate)
        assert len(store.summary_frame(study="sweep")) == 8
        assert len(store.summary_frame()) == 12


@pytest.mark.parametrize("processes", [False, True])
def test_the_real_kernels_give_the_same_alone_together_and_from_the_store(tmp_path: Path, processes: bool) -> None:
    from copsim.model.batch import simulate_batch
    from copsim.model.trial import small_setup

    setup = small_setup((2, 2, 1, 1), 3)
    with open_store(f"sqlite:///{tmp_path}/copsim.db") as store:
        jobs = [Job.of(setup, 20, seed=5), Job.of(setup, 10, seed=5, parameters={FIRST: 0.4})]
        fresh = run_jobs(jobs, record="turns", workers=2, store=store, processes=processes)
        _same(fresh, run_jobs(jobs, record="turns", store=store, simulate=never))
        _same(fresh, run_jobs(jobs, record="turns", workers=1))
    direct = simulate_batch(setup, jobs[1].seeds, jobs[1].parameters, "turns")
    np.testing.assert_array_equal(fresh[1].summary, direct.summary)
    assert direct.turns is not None
    assert fresh[1].turns is not None
    assert fresh[1].turns.tobytes() == direct.turns.tobytes()
    assert direct.ties is not None
    np.testing.assert_array_equal(fresh[1].ties, direct.ties[:1])


def test_timings_are_kept_but_do_not_enter_the_hash(tmp_path: Path) -> None:
    def sleepy(
        setup: Setups, seeds: NDArray[np.uint64], parameters: Overrides = None, record: Record = "summary"
    ) -> Results:
        time.sleep(0.02)
        return fake_simulate(setup, seeds, parameters, record)

    with _store(tmp_path, "a") as one, _store(tmp_path, "b") as other:
        run_jobs(_jobs(3)[:1], store=one, simulate=sleepy, workers=1)
        run_jobs(_jobs(3)[:1], store=other, simulate=fake_simulate, workers=1)
        assert one.listing()[0].seconds >= 0.02 > other.listing()[0].seconds
        assert one.runs_hash() == other.runs_hash()
