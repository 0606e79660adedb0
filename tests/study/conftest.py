"""Processes that run studies, and a Dask scheduler with two workers as processes of their own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.store.conftest import _as_user, _binary, _free_port, without_postgresql

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
REPLICATES = 24
RUNS = 12 * REPLICATES


@dataclass
class Ended:
    """How a study's process ended."""

    code: int
    out: str
    err: str

    @property
    def hash(self) -> str:
        assert self.code == 0, self.err
        return self.out.strip().split("\n")[-1]

    @property
    def failed(self) -> int:
        return int(self.out.strip().split("\n")[-2].removeprefix("failed "))

    @property
    def found(self) -> int:
        """Runs that were there already."""
        return int(self.out.split("\n")[0].split()[1])


def start(
    url: str, who: str = "threads", fake: str = "slow", name: str = "survivor", *options: str,
    environment: dict[str, str] | None = None,
) -> subprocess.Popen[str]:  # fmt: skip
    """A process that begins a study."""
    command = [sys.executable, "-m", "tests.study.process", url, who, fake, name, str(REPLICATES), *options]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, cwd=ROOT, env={**ENVIRONMENT, **(environment or {})}, text=True, stdout=pipe, stderr=pipe
    )


def finish(process: subprocess.Popen[str], timeout: float = 120) -> Ended:
    """Wait for its end."""
    out, err = process.communicate(timeout=timeout)
    return Ended(process.returncode, out, err)


def until(process: subprocess.Popen[str], runs: int) -> None:
    """Wait until so many runs are done."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("done") and int(line.split()[1]) >= runs:
            return
    raise AssertionError(f"ended before {runs} runs were done: {process.communicate()[1]}")


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The hash of an undisturbed study."""
    return finish(start(f"sqlite:///{tmp_path_factory.mktemp('whole')}/copsim.db", "serial", "quick")).hash


@dataclass
class Cluster:
    """A scheduler and its workers as processes."""

    folder: Path
    port: int
    scheduler: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def file(self) -> Path:
        return self.folder / "scheduler.json"

    def start_scheduler(self) -> None:
        self.file.unlink(missing_ok=True)
        arguments = [
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--no-dashboard",
            "--scheduler-file",
            str(self.file),
        ]
        self.scheduler = self._start("dask_scheduler", arguments)
        for _ in range(300):
            if self.file.exists():
                return
            time.sleep(0.1)
        raise AssertionError("the scheduler did not start")

    def start_worker(self) -> None:
        """A worker under a nanny, which starts it anew when it dies; it leaves with its scheduler."""
        arguments = [f"tcp://127.0.0.1:{self.port}", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1",
                     "--death-timeout", "60", "--local-directory", str(self.folder)]  # fmt: skip
        self.workers.append(self._start("dask_worker", arguments))

    def _start(self, module: str, arguments: list[str]) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments]
        nothing = subprocess.DEVNULL
        return subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, stdout=nothing, stderr=nothing)

    def children(self) -> list[int]:
        """Processes that compute: children of the nannies, the resource trackers left out."""
        found = []
        for worker in self.workers:
            for child in Path(f"/proc/{worker.pid}/task").glob("*/children"):
                found += [int(pid) for pid in child.read_text().split()]
        return [pid for pid in found if b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()]

    def stop(self) -> None:
        for process in [*self.workers, *([self.scheduler] if self.scheduler else [])]:
            process.send_signal(signal.SIGTERM)
        for process in [*self.workers, *([self.scheduler] if self.scheduler else [])]:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A real scheduler and two workers on loopback."""
    pytest.importorskip("distributed")
    made = Cluster(tmp_path, _free_port())
    try:
        made.start_scheduler()
        made.start_worker()
        made.start_worker()
        yield made
    finally:
        made.stop()


@dataclass
class Postgres:
    """A PostgreSQL server of its own, which can be restarted."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"postgresql://copsim@127.0.0.1:{self.port}/postgres"

    def control(self, *arguments: str) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        server = ["-D", str(self.folder / "data"), "-w", "-l", str(self.folder / "log"), "-o", options]
        command = [*_as_user(), str(_binary("pg_ctl")), *server, *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    """A fresh server."""
    initdb = _binary("initdb")
    if initdb is None:
        without_postgresql()
    folder = Path(tempfile.mkdtemp(prefix="copsim-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        os.chown(folder, 65534, 65534)
    init = [
        initdb,
        "-D",
        str(folder / "data"),
        "-U",
        "copsim",
        "--auth=trust",
        "-E",
        "UTF8",
        "--no-sync",
        "--no-locale",
    ]
    subprocess.run([*_as_user(), *init], check=True, capture_output=True, cwd="/")
    server = Postgres(folder, _free_port())
    server.control("start")
    yield server
    server.control("-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)
