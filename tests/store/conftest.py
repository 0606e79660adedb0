"""The same tests on SQLite and on a PostgreSQL server that lives as long as the test session."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from copsim.store import Store, open_store
from tests.store.fakes import OUTCOMES

_PLACES = ("/usr/lib/postgresql/17/bin", "/usr/lib/postgresql/16/bin", "/usr/lib/postgresql/15/bin")


def _binary(name: str) -> str | None:
    return shutil.which(name, path=os.pathsep.join([*_PLACES, os.environ.get("PATH", "")]))


def _as_user() -> list[str]:
    """PostgreSQL refuses to run as root, so root steps down to an ordinary user."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


def without_postgresql() -> None:
    """Skip where there is no PostgreSQL, and fail where it was promised, as continuous integration does."""
    told = "no PostgreSQL server binaries (initdb, pg_ctl) on this machine"
    if os.environ.get("COPSIM_TEST_POSTGRESQL") == "required":
        pytest.fail(told)
    pytest.skip(told)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address of a fresh server, without the name of a database."""
    initdb, pg_ctl = _binary("initdb"), _binary("pg_ctl")
    if initdb is None or pg_ctl is None:
        without_postgresql()
    folder = Path(tempfile.mkdtemp(prefix="copsim-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        os.chown(folder, 65534, 65534)
    port, data = _free_port(), str(folder / "data")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=20"
    init = [initdb, "-D", data, "-U", "copsim", "--auth=trust", "-E", "UTF8", "--no-sync", "--no-locale"]
    subprocess.run([*_as_user(), *init], check=True, capture_output=True, cwd="/")
    start = [pg_ctl, "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start"]
    subprocess.run([*_as_user(), *start], check=True, stdout=subprocess.DEVNULL, cwd="/")
    yield f"postgresql://copsim@127.0.0.1:{port}"
    stop = [pg_ctl, "-D", data, "-m", "immediate", "stop"]
    subprocess.run([*_as_user(), *stop], check=True, stdout=subprocess.DEVNULL, cwd="/")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """Address of a new, empty database."""
    import psycopg

    name = f"t{uuid.uuid4().hex[:12]}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"{postgres_server}/{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a new, empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/copsim.db"
    return str(request.getfixturevalue("postgres_url"))


Opener = Callable[..., Store]


@pytest.fixture
def opener() -> Iterator[Opener]:
    """Opens stores with the outcomes of the fakes and closes them at the end."""
    opened: list[Store] = []

    def open_it(url: str, **more: object) -> Store:
        arguments: dict[str, object] = {"outcomes": OUTCOMES, "model_version": 1, **more}
        opened.append(open_store(url, **arguments))  # type: ignore[arg-type]
        return opened[-1]

    yield open_it
    for store in opened:
        store.close()


@pytest.fixture
def store(url: str, opener: Opener) -> Store:
    """A new store of each kind."""
    return opener(url)
