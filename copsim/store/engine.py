"""From an address to a database that is ready: driver, waiting for locks, and transactions that lock before they read.

SQLite runs in WAL mode, so reading goes on while one process writes. A transaction that reads first and writes later
fails under WAL whatever the timeout, so writers begin with BEGIN IMMEDIATE; on PostgreSQL writers lock the table of
runs, which readers do not notice.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError

from copsim.errors import InputError, OutsideError, shorten
from copsim.store.errors import clear_errors, shown

WRITE = "copsim_write"
DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


def parse_url(address: str) -> URL:
    """Read a database address such as `sqlite:///copsim.db` or `postgresql://host/name`.

    Raises:
        InputError: When it is none, or names a kind of database that copsim does not use.
    """
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        example = f"sqlite:///{address}" if address and "://" not in address else "sqlite:///copsim.db"
        raise InputError(f"--db: '{shorten(address)}' is no database address; write for example {example}") from None
    backend = url.drivername.split("+")[0]
    if backend not in DRIVERS:
        raise InputError(f"--db: databases of kind '{shorten(backend)}' are not supported; allowed: sqlite, postgresql")
    return url if "+" in url.drivername else url.set(drivername=DRIVERS[backend])


def make_engine(url: URL, *, create: bool, timeout: float) -> Engine:
    """An engine for this address; nothing is opened yet.

    Args:
        url: From `parse_url`.
        create: Whether a missing SQLite file may be made.
        timeout: Seconds to wait for a lock or a server.

    Raises:
        InputError: When the file or its folder is missing.
        OutsideError: When the driver is not installed.
    """
    sqlite = url.get_backend_name() == "sqlite"
    if sqlite:
        _check_file(url, create)
    arguments = {"timeout": timeout} if sqlite else {"connect_timeout": max(2, int(timeout))}
    try:
        engine = create_engine(url, connect_args=arguments)
    except ImportError as error:
        driver = error.name or url.get_driver_name()
        raise OutsideError(f"{shown(url)}: the driver {driver} is missing; pip install 'copsim[postgres]'") from error
    if sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _check_file(url: URL, create: bool) -> None:
    if not url.database or url.database == ":memory:":
        raise InputError("--db: a store in memory is not supported; name a file, such as sqlite:///copsim.db")
    path = Path(url.database)
    try:
        if path.is_dir():
            raise InputError(f"{shown(url)}: {path} is a folder; name a file in it")
        if path.exists():
            return
        if not path.parent.is_dir():
            raise InputError(f"{shown(url)}: there is no folder {path.parent}; make it or name another")
    except OSError as error:
        raise OutsideError(f"{shown(url)}: {error.strerror}") from error
    if not create:
        raise InputError(f"{shown(url)}: there is no such file; `copsim run` makes one, --db names another")


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the database throughout."""
    with clear_errors(engine.url), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@contextmanager
def writing(engine: Engine, *, lock: bool = True) -> Iterator[Connection]:
    """A transaction that alone may write; committed at the end of the block, undone when the block raises."""
    with clear_errors(engine.url), engine.execution_options(**{WRITE: True}).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = '30s'"))
            if lock:
                connection.execute(text("LOCK TABLE run IN SHARE ROW EXCLUSIVE MODE"))
        yield connection
