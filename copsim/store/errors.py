"""Troubles of a database, each as one clear line: what happened, where, and what to do.

Drivers are asked for their error codes (SQLite's result codes, SQLSTATE), which do not change with language or release.
Only what libpq says before a connection stands has no code, and is told by its words.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from json import JSONDecodeError

from sqlalchemy import URL, exc

from copsim.errors import CopsimError, InputError, OutsideError, shorten


class ResultsDifferError(CopsimError):
    """A run repeated gave another result than the one that is stored; finished runs are never overwritten."""


class SchemaError(OutsideError):
    """The database has another schema than this copsim works with."""


def shown(url: URL) -> str:
    """The address as it may be printed: without its password."""
    return url.render_as_string(hide_password=True)


class DamagedError(OutsideError):
    """The database has lost some of what it held."""

    def __init__(self, url: URL, what: str) -> None:
        """Say what is damaged, and how to save the rest."""
        where = shown(url)
        salvage = f"; what can be read goes into a new file: copsim db salvage --to NEW.db --db '{where}'"
        advice = "restore it from a copy" + (salvage if url.get_backend_name() == "sqlite" else "")
        super().__init__(f"{where}: the database is damaged ({what}); {advice}")


_RESUME = "finished runs are kept; the same command goes on from there"
_LOCKED = "another process keeps the database locked; end it or wait, then repeat the command"
_FULL = f"the disk is full; make room: {_RESUME}"
_READ_ONLY = "the database may not be written; check its permissions"
_REFUSED = "the server refuses this user or password"
_UNKNOWN = "the server knows no such database, user or table; create it first"
_GONE = f"the server went away; when it is back: {_RESUME}"
_UNREACHED = "cannot reach the server; check host, port and that it runs"
_DELETED = "the scenario's records were deleted by another process meanwhile; repeat the command"

_SQLITE: Mapping[int, str] = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: f"the disk failed or is full; see to it: {_RESUME}",
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: "permission denied; check the rights of this user",
    sqlite3.SQLITE_CANTOPEN: "cannot open the file; check that the folder may be written",
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY: _DELETED,
}
_SMELLS_OF_DAMAGE = (
    sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_MISMATCH,
)  # fmt: skip

_LOST = ("no such column", "no such table", "Could not decode to UTF-8")

# By SQLSTATE, the longest beginning first.
_STATES: Mapping[str, str] = {
    "55P03": _LOCKED,
    "40P01": _LOCKED,
    "53100": _FULL,
    "53300": "the server has no connection left; wait, then repeat the command",
    "25006": _READ_ONLY,
    "42501": "permission denied; check the rights of this user",
    "23503": _DELETED,
    "57P": _GONE,
    "08": _GONE,
    "28": _REFUSED,
    "3D": _UNKNOWN,
}
_WORDS: Mapping[str, tuple[str, ...]] = {
    _REFUSED: ("password authentication", "no password supplied", "no pg_hba.conf entry"),
    _UNKNOWN: ("does not exist",),
    _GONE: ("server closed the connection", "terminating connection", "connection is closed", "connection is lost"),
}


def explained(error: BaseException, url: URL) -> CopsimError:
    """The error of a driver as an error of copsim."""
    cause = getattr(error, "orig", None) or error
    said = shorten(cause, 160)
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause, url, said)
    state = str(getattr(cause, "sqlstate", None) or "")
    if state.startswith(("XX001", "XX002")) or state in ("42703", "42P01"):
        return DamagedError(url, said)
    advice = next((text for start, text in _STATES.items() if state.startswith(start)), None) if state else None
    if advice is None and not state:
        if "invalid connection option" in said or "invalid URI" in said:
            return InputError(f"{shown(url)}: {said}")
        advice = next((text for text, words in _WORDS.items() if any(word in said.lower() for word in words)), None)
        advice = advice or (_GONE if getattr(error, "connection_invalidated", False) else _UNREACHED)
    return OutsideError(f"{shown(url)}: {advice or 'trouble with the database'} ({said})")


def _of_sqlite(cause: sqlite3.Error, url: URL, said: str) -> CopsimError:
    code = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_MISUSE)
    advice = _SQLITE.get(code) or _SQLITE.get(code & 0xFF)
    if advice is None and said.startswith(_LOST):
        return DamagedError(url, said)
    if advice is None and code & 0xFF in _SMELLS_OF_DAMAGE:
        if damage := damage_of(url):
            return DamagedError(url, damage)
        if code & 0xFF == sqlite3.SQLITE_NOTADB:
            return InputError(f"{shown(url)}: the file is no SQLite database; name another with --db")
        if code & 0xFF == sqlite3.SQLITE_CORRUPT:
            return DamagedError(url, said)
    return OutsideError(f"{shown(url)}: {advice or 'trouble with the database'} ({said})")


def damage_of(url: URL, most: int = 1) -> str | None:
    """What SQLite finds wrong with a file, in a few words; None when it finds nothing."""
    path = url.database or ""
    with suppress(OSError):
        try:
            with closing(sqlite3.connect(path, uri=path.startswith("file:"))) as connection:
                connection.text_factory = lambda octets: octets.decode("utf-8", "replace")
                rows = connection.execute(f"PRAGMA integrity_check({most})").fetchall()
        except sqlite3.DatabaseError as error:
            return shorten(error, 100)
        except UnicodeDecodeError:
            return "names of its tables are no text"
        found = [" ".join(str(row[0]).split()) for row in rows if row[0] != "ok"]
        return shorten("; ".join(found), 200) if found else None
    return None


@contextmanager
def clear_errors(url: URL) -> Iterator[None]:
    """Turn what SQLAlchemy and the drivers raise inside the block into errors of copsim."""
    try:
        yield
    except exc.DBAPIError as error:
        raise explained(error, url) from error
    except (UnicodeDecodeError, JSONDecodeError) as error:
        # Python fails on the text of an error that names what was overwritten.
        raise DamagedError(url, damage_of(url) or "some of it is no text") from error
    except OSError as error:
        raise OutsideError(f"{shown(url)}: {os.strerror(error.errno) if error.errno else error}") from error
    except Exception as error:
        if type(error).__module__.split(".")[0] not in ("sqlite3", "psycopg"):
            raise
        raise explained(error, url) from error
