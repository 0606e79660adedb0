"""Where the page is served, as a process: an address that cannot be used gives one line."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("nicegui")


def _refused(folder: Path, *options: str) -> str:
    command = [sys.executable, "-m", "copsim", "dashboard", "--no-browser", *options]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (3, "")
    lines = done.stderr.splitlines()
    assert len(lines) == 1
    assert lines[0].count("copsim:") == 1
    return lines[0]


def test_a_port_in_use_gives_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        line = _refused(tmp_path, "--port", str(port))
    assert line == f"copsim: 127.0.0.1:{port} cannot be used (address already in use); give another --port or --host"


@pytest.mark.parametrize(
    ("host", "why"),
    [("192.0.2.1", "cannot assign requested address"), ("nowhere.invalid", "not known")],
)
def test_a_host_that_is_not_this_machine_gives_one_line(tmp_path: Path, host: str, why: str) -> None:
    line = _refused(tmp_path, "--host", host, "--port", "8799")
    assert line.startswith(f"copsim: {host}:8799 cannot be used (")
    assert line.endswith("give another --port or --host")
    if sys.platform == "linux":
        assert why in line or "resolution" in line


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="the superuser may listen anywhere")
def test_a_privileged_port_gives_one_line(tmp_path: Path) -> None:
    if int(Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text()) <= 80:
        pytest.skip("port 80 is open to all here")
    assert "permission denied" in _refused(tmp_path, "--port", "80")
