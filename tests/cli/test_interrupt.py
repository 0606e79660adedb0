"""Ctrl-C and SIGTERM on the real command: one line that says how far it came, an exit code, and it goes on."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

RUNS = 3000


def _stored(path: Path) -> int:
    if not path.exists():
        return 0
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
            return int(connection.execute("select count(*) from run").fetchone()[0])
    except sqlite3.Error:
        return 0


@pytest.mark.parametrize(("sent", "workers"), [(signal.SIGINT, 1), (signal.SIGINT, 2), (signal.SIGTERM, 2)])
def test_a_wish_to_stop_says_how_far_it_came_and_the_same_command_goes_on(
    tmp_path: Path, sent: signal.Signals, workers: int
) -> None:
    command = [sys.executable, "-m", "copsim", "run", "moving-forward", "--workers", str(workers), "--json"]
    command += ["--replicates", str(RUNS)]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, cwd=tmp_path, env=dict(os.environ), stdout=pipe, stderr=pipe, text=True)
    try:
        limit = time.monotonic() + 90
        while _stored(tmp_path / "copsim.db") < 50:
            assert process.poll() is None, process.communicate()[1]
            assert time.monotonic() < limit
            time.sleep(0.05)
        process.send_signal(sent)
        _, said = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == (130 if sent == signal.SIGINT else 3)
    assert said.count("\n") == 1
    assert f"of {RUNS} runs; they are stored, and the same command goes on from there" in said
    stored = _stored(tmp_path / "copsim.db")
    assert 50 <= stored < RUNS
    few = [*command[:-1], str(stored)]
    again = subprocess.run(few, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert json.loads(again.stdout)[0]["runs"] == stored
