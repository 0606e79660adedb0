"""Whatever happens in the middle of a study, it says so in one line, and the same command goes on to the same hash."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from copsim.model.rng import run_seeds
from tests.study.conftest import RUNS, Cluster, Ended, Postgres, finish, start, until


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/copsim.db"


def one_line(ended: Ended, code: int, *words: str) -> None:
    assert ended.code == code, ended.err
    assert ended.err.count("\n") == 1, ended.err
    for word in words:
        assert word in ended.err


def goes_on(url: str, whole: str, who: str = "threads", least: int = 1) -> None:
    again = finish(start(url, who))
    assert again.hash == whole
    assert least <= again.found < RUNS


@pytest.mark.parametrize("who", ["serial", "threads", "processes"])
def test_ctrl_c(url: str, whole: str, who: str) -> None:
    process = start(url, who)
    until(process, 40)
    process.send_signal(signal.SIGINT)
    one_line(finish(process, 20), 130, "stopped after", "the same command goes on from there")
    goes_on(url, whole, who, 40)


@pytest.mark.parametrize("who", ["serial", "processes"])
def test_sigterm(url: str, whole: str, who: str) -> None:
    process = start(url, who)
    until(process, 40)
    process.send_signal(signal.SIGTERM)
    one_line(finish(process, 20), 3, "stopped by SIGTERM after", "the same command goes on from there")
    goes_on(url, whole, who, 40)


def test_sigkill_of_the_parent(url: str, whole: str) -> None:
    process = start(url, "processes")
    until(process, 40)
    process.kill()
    assert finish(process).code == -signal.SIGKILL
    goes_on(url, whole, "threads", 40)


def test_sigkill_of_a_worker(url: str, whole: str) -> None:
    process = start(url, "processes")
    until(process, 24)
    os.kill(workers_of(process)[0], signal.SIGKILL)
    ended = finish(process)
    assert ended.hash == whole
    assert ended.failed == 0


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    listed = [file.read_text().split() for file in Path(f"/proc/{process.pid}/task").glob("*/children")]
    children = [int(pid) for some in listed for pid in some]
    return [pid for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


@pytest.mark.slow
def test_a_run_that_kills_its_worker_is_found_and_the_rest_goes_on(url: str, whole: str) -> None:
    poison = {"COPSIM_TEST_POISON": str(run_seeds(1, 24)[5])}
    ended = finish(start(url, "processes", "poisoned", environment=poison), 600)
    assert ended.code == 0, ended.err
    assert ended.failed == 4
    again = finish(start(url, "processes", "poisoned"))
    assert again.failed == 4
    assert again.found == RUNS - 4
    mended = finish(start(url, "threads", "slow", "survivor", "retry"))
    assert mended.failed == 0
    assert mended.hash == whole


def test_a_database_that_another_process_locks(url: str, whole: str) -> None:
    process = start(url, "threads", "slow", "survivor", "timeout=1")
    until(process, 40)
    with sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=30) as other:
        other.execute("BEGIN IMMEDIATE")
        ended = finish(process, 60)
        other.execute("ROLLBACK")
    one_line(ended, 3, "locked")
    goes_on(url, whole, least=40)


def test_a_lock_that_is_let_go_in_time_costs_nothing(url: str, whole: str) -> None:
    process = start(url)
    until(process, 40)
    with sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=30) as other:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(1.5)
        other.execute("COMMIT")
    assert finish(process).hash == whole


def test_a_full_disk(tmp_path: Path, whole: str) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(disk)], capture_output=True).returncode:
        pytest.skip("this user may not mount a small file system")
    try:
        url = f"sqlite:///{disk}/copsim.db"
        one_line(finish(start(url)), 3, "the disk is full")
        subprocess.run(["mount", "-o", "remount,size=40m", str(disk)], check=True)
        assert finish(start(url)).hash == whole
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_two_studies_into_one_database_at_once(url: str, whole: str) -> None:
    processes = [start(url, "threads", "slow", name) for name in ("survivor", "twin")]
    assert {finish(process).hash for process in processes} == {whole}
    with sqlite3.connect(url.removeprefix("sqlite:///")) as store:
        assert store.execute("SELECT count(*) FROM run").fetchone() == (RUNS,)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_postgresql_is_restarted(postgres: Postgres, whole: str, mode: str) -> None:
    process = start(postgres.url)
    until(process, 40)
    postgres.control("-m", mode, "restart")
    ended = finish(process, 90)
    if ended.code == 0:
        assert ended.hash == whole
        return
    one_line(ended, 3)
    goes_on(postgres.url, whole, least=24)


def test_a_postgresql_that_is_gone_says_so(postgres: Postgres, whole: str) -> None:
    process = start(postgres.url)
    until(process, 40)
    postgres.control("-m", "fast", "stop")
    one_line(finish(process, 90), 3)
    postgres.control("start")
    goes_on(postgres.url, whole, least=24)


class TestCluster:
    """The same on a real Dask scheduler with two workers."""

    def test_ctrl_c(self, url: str, whole: str, cluster: Cluster) -> None:
        process = start(url, str(cluster.file))
        until(process, 24)
        process.send_signal(signal.SIGINT)
        one_line(finish(process, 30), 130, "the same command goes on from there")
        goes_on(url, whole, str(cluster.file), 24)

    def test_a_worker_is_lost(self, url: str, whole: str, cluster: Cluster) -> None:
        process = start(url, str(cluster.file))
        until(process, 24)
        os.kill(cluster.children()[0], signal.SIGKILL)
        ended = finish(process)
        assert ended.hash == whole
        assert ended.failed == 0

    def test_the_scheduler_is_lost_and_comes_back(self, url: str, whole: str, cluster: Cluster) -> None:
        process = start(url, str(cluster.file))
        until(process, 24)
        assert cluster.scheduler is not None
        cluster.scheduler.kill()
        cluster.scheduler.wait()
        one_line(finish(process, 60), 3, "the workers went away", "repeat the command to go on")
        cluster.start_scheduler()
        cluster.start_worker()
        goes_on(url, whole, str(cluster.file), 24)

    @pytest.mark.slow
    def test_a_run_that_kills_its_worker(self, url: str, whole: str, cluster: Cluster) -> None:
        poisoned = {"COPSIM_TEST_POISON": str(run_seeds(1, 24)[5])}
        for worker in cluster.workers:
            worker.terminate()
            worker.wait(30)
        cluster.workers.clear()
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(os.environ, *next(iter(poisoned.items())))
            from tests.study import conftest

            patch.setattr(conftest, "ENVIRONMENT", {**conftest.ENVIRONMENT, **poisoned})
            cluster.start_worker()
            cluster.start_worker()
        ended = finish(start(url, str(cluster.file), "poisoned"), 600)
        assert ended.code == 0, ended.err
        assert ended.failed == 4
        mended = finish(start(url, "threads", "slow", "survivor", "retry"))
        assert mended.hash == whole
