"""Kill, Ctrl-C and a full disk, as they happen to a whole process; the same command then goes on."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from copsim.execution import Progress, run_jobs
from copsim.store import open_store
from copsim.store.engine import PAGE_BYTES
from tests.execution.slow_study import jobs_of
from tests.store.fakes import OUTCOMES, fake_simulate

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "tests.execution.slow_study"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
RUNS = 60
SETTLED = 1_090_000  # bytes of an empty store and its journal


def _start(url: str, workers: int, kind: str = "threads") -> subprocess.Popen[str]:
    command = [*COMMAND, url, str(RUNS), str(workers), kind]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, text=True, stdout=pipe, stderr=pipe)


def _finish(url: str, workers: int) -> tuple[str, int]:
    """The hash of a run to the end, here and without the pauses, and how many runs it found stored."""
    told: list[Progress] = []
    with open_store(url, outcomes=OUTCOMES, model_version=1) as store:
        run_jobs(
            jobs_of(RUNS), record="cycles", workers=workers, store=store, simulate=fake_simulate, progress=told.append
        )
        return store.runs_hash(), told[0].reused


def _until_some_are_done(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if int(line.split()[3]) >= 20:
            return
    raise AssertionError(f"ended before anything was done: {process.communicate()[1]}")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The hash that an undisturbed process tells at its end."""
    url = f"sqlite:///{tmp_path_factory.mktemp('whole')}/copsim.db"
    command = [*COMMAND, url, str(RUNS), "2", "threads"]
    done = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, text=True, capture_output=True, check=True)
    return done.stdout.split("\n")[-2]


@pytest.mark.parametrize(("workers", "kind"), [(1, "threads"), (2, "threads"), (2, "processes")])
def test_a_killed_process_goes_on_from_what_was_stored(tmp_path: Path, whole: str, workers: int, kind: str) -> None:
    url = f"sqlite:///{tmp_path}/copsim.db"
    process = _start(url, workers, kind)
    _until_some_are_done(process)
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    resumed, stored = _finish(url, workers)
    assert resumed == whole
    assert 20 <= stored < 2 * RUNS


@pytest.mark.parametrize(("workers", "kind"), [(1, "threads"), (2, "threads"), (2, "processes")])
def test_ctrl_c_is_heard_at_once_and_keeps_what_is_finished(
    tmp_path: Path, whole: str, workers: int, kind: str
) -> None:
    url = f"sqlite:///{tmp_path}/copsim.db"
    process = _start(url, workers, kind)
    _until_some_are_done(process)
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130, said
    assert time.monotonic() - begun < 10.0
    assert "Traceback" not in said
    assert "the same command goes on from there" in said
    resumed, stored = _finish(url, workers)
    assert resumed == whole
    assert 20 <= stored < 2 * RUNS


def test_a_full_disk_stops_with_one_line_and_loses_nothing(tmp_path: Path, whole: str) -> None:
    url = f"sqlite:///{tmp_path}/copsim.db"
    with open_store(url, outcomes=OUTCOMES, model_version=1) as store:
        run_jobs(jobs_of(10), record="cycles", workers=1, store=store, simulate=fake_simulate)
    limit = 12 * PAGE_BYTES
    process = subprocess.run(
        [*COMMAND, url, str(RUNS), "1", "threads"],
        cwd=ROOT,
        env=ENVIRONMENT,
        text=True,
        capture_output=True,
        preexec_fn=lambda: _limit_file_size(limit),
        check=False,
    )
    assert process.returncode == 3, process.stderr
    assert process.stderr.count("\n") == 1
    assert "full" in process.stderr
    resumed, stored = _finish(url, 1)
    assert resumed == whole
    assert 20 < stored < 2 * RUNS


def _limit_file_size(limit: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


def test_a_disk_that_is_really_full(tmp_path: Path, whole: str) -> None:
    """On a file system that holds the empty store and a little more, where the machine lets us make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    size = f"size={(SETTLED + 6 * PAGE_BYTES) // 1024}k"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("this user may not mount a small file system; the limit of file size stands in for it")
    try:
        command = [*COMMAND, f"sqlite:///{disk}/copsim.db", str(RUNS), "1", "threads"]
        process = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, text=True, capture_output=True, check=False)
        assert process.returncode == 3, process.stderr
        assert "the disk is full; make room" in process.stderr
        assert process.stderr.count("\n") == 1
        subprocess.run(["mount", "-o", "remount,size=40m", str(disk)], check=True)
        resumed, stored = _finish(f"sqlite:///{disk}/copsim.db", 1)
        assert resumed == whole
        assert 0 < stored < 2 * RUNS
    finally:
        subprocess.run(["umount", str(disk)], check=True)
