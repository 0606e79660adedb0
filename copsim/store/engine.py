"""From an address to a database that is ready: driver, waiting for locks, and transactions that lock before they read.

SQLite runs in WAL mode, so reading goes on while one process writes. A transaction that reads first and writes later
fails under WAL whatever the timeout, so writers begin with BEGIN IMMEDIATE; on PostgreSQL writers lock the table of
runs, which readers do not notice. Before every commit to a file its name is looked up: a file that was deleted, moved
or replaced meanwhile would take the runs and show them to nobody.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote
from weakref import WeakKeyDictionary

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError

from copsim.errors import InputError, OutsideError, shorten
from copsim.store.errors import clear_errors, shown

WRITE, REBUILD = "copsim_write", "copsim_rebuild"
DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
ALLOWED = (*DRIVERS, "sqlite+pysqlite", "postgresql+psycopg")
PAGE_BYTES = 16384
_SIGNATURE = b"SQLite format 3\0"


def parse_url(address: str) -> URL:
    """Read a database address such as `sqlite:///copsim.db` or `postgresql://host/name`.

    Raises:
        InputError: When it is none, or names a kind of database that copsim does not use.
    """
    if any(ord(letter) < 32 or 0xD800 <= ord(letter) <= 0xDFFF for letter in address):
        raise InputError(f"--db: {shorten(ascii(address))} is no text; write for example sqlite:///copsim.db")
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        example = f"sqlite:///{address}" if address and "://" not in address else "sqlite:///copsim.db"
        raise InputError(f"--db: '{shorten(address)}' is no database address; write for example {example}") from None
    if url.drivername not in ALLOWED:
        kind = shorten(url.drivername)
        raise InputError(f"--db: databases of kind '{kind}' are not supported; allowed: sqlite, postgresql")
    sqlite = url.get_backend_name() == "sqlite"
    if sqlite and (url.query or url.host):
        what = f"options such as ?{next(iter(url.query))}=" if url.query else f"a host such as '{shorten(url.host)}'"
        raise InputError(f"--db: SQLite takes no {what}; write for example sqlite:///copsim.db")
    return url if "+" in url.drivername else url.set(drivername=DRIVERS[url.drivername])


def make_engine(url: URL, *, create: bool, timeout: float) -> Engine:
    """An engine for this address; nothing is opened yet.

    Args:
        url: From `parse_url`.
        create: Whether a missing SQLite file may be made; without, a file in a folder that cannot be written is read
            as it is.
        timeout: Seconds to wait for a lock or a server.

    Raises:
        InputError: When the file or its folder is missing, or it is none of SQLite.
        OutsideError: When the driver is not installed.
    """
    if url.get_backend_name() == "sqlite":
        _check_file(url, create)
        return _sqlite_engine(url, create, timeout)
    try:
        return create_engine(url, connect_args={"connect_timeout": max(2, int(timeout))})
    except ImportError as error:
        driver = error.name or url.get_driver_name()
        raise OutsideError(f"{shown(url)}: the driver {driver} is missing; pip install 'copsim[postgres]'") from error


def _sqlite_engine(url: URL, create: bool, timeout: float) -> Engine:
    path, address, fixed = Path(url.database or ""), url, False
    if not create and not os.access(path, os.W_OK) | os.access(path.parent, os.W_OK):
        # Where no file can be made, a journal that is left must be read with the file; without one nothing changes.
        fixed, journal = True, path.with_name(path.name + "-wal")
        state = "mode=ro" if journal.exists() and journal.stat().st_size else "mode=ro&immutable=1"
        address = URL.create("sqlite", database=f"file:{quote(str(path.absolute()))}?{state}&uri=true")
    engine = create_engine(address, connect_args={"timeout": timeout})
    place = _PLACES[engine] = Place(url)
    event.listen(engine, "connect", place.opened)
    event.listen(engine, "connect", _read_sqlite if fixed else _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "commit", place.written)
    return engine


def _check_file(url: URL, create: bool) -> None:
    if not url.database or url.database == ":memory:":
        raise InputError("--db: a store in memory is not supported; name a file, such as sqlite:///copsim.db")
    path = Path(url.database)
    try:
        if path.exists():
            _check_kind(url, path)
            return
        if not path.parent.is_dir():
            raise InputError(f"{shown(url)}: there is no folder {path.parent}; make it or name another")
    except OSError as error:
        raise OutsideError(f"{shown(url)}: {error.strerror}") from error
    if not create:
        raise InputError(f"{shown(url)}: there is no such file; `copsim run` makes one, --db names another")


def _check_kind(url: URL, path: Path) -> None:
    """Refuse what is no database, be it a single byte: SQLite would take a short file for an empty one."""
    if path.is_dir():
        raise InputError(f"{shown(url)}: {path} is a folder; name a file in it")
    if not stat.S_ISREG(path.stat().st_mode):
        raise InputError(f"{shown(url)}: {path} is not a file; name another")
    with path.open("rb") as file:
        start = file.read(len(_SIGNATURE))
    if start and start != _SIGNATURE:
        raise InputError(f"{shown(url)}: the file is no SQLite database; name another with --db")


class Place:
    """Whether a path still names the file that was opened."""

    def __init__(self, url: URL) -> None:
        """Look at the file when it is opened."""
        self._url, self._path = url, Path(url.database or "")
        self._file: tuple[int, int] | None = None
        self._wrote = False

    def _now(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def opened(self, _connection: object, _record: object) -> None:
        """Note which file was opened, or that a second connection opened another."""
        if self._file is None:
            self._file = self._now()
        self.check()

    def written(self, _connection: object) -> None:
        """Look again before a commit."""
        self.check()
        self._wrote = True

    def check(self, *, at_end: bool = False) -> None:
        """Refuse to go on when the path names another file, or none.

        Raises:
            OutsideError: Saying what to do.
        """
        if self._file == (now := self._now()) or (at_end and not self._wrote):
            return
        what = "was deleted or moved" if now is None else "was replaced by another"
        raise OutsideError(
            f"{shown(self._url)}: the file {what} while runs were being stored; put the one that was there back (what "
            "was committed is in it), or repeat the command, which computes again what is missing"
        )


_PLACES: WeakKeyDictionary[Engine, Place] = WeakKeyDictionary()


def check_place(engine: Engine) -> None:
    """At the end of writing, refuse to call it done when the database's file is not where it was.

    Raises:
        OutsideError: Saying what to do.
    """
    if engine in _PLACES:
        _PLACES[engine].check(at_end=True)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _read_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get(REBUILD):
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(WRITE) else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the database throughout."""
    with clear_errors(engine.url), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@contextmanager
def writing(engine: Engine, *, lock: bool = True, rebuild: bool = False) -> Iterator[Connection]:
    """A transaction that alone may write; committed at the end of the block, undone when the block raises.

    Args:
        engine: The database.
        lock: Whether to lock the table of runs on PostgreSQL.
        rebuild: Whether tables may be dropped and made anew without what refers to them; the engine is then spent.
    """
    options = {WRITE: True, REBUILD: rebuild}
    with clear_errors(engine.url), engine.execution_options(**options).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = '30s'"))
            if lock:
                connection.execute(text("LOCK TABLE run IN SHARE ROW EXCLUSIVE MODE"))
        yield connection
