"""Troubles of a database, each as one clear line: what happened, where, and what to do."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import URL, exc

from copsim.errors import CopsimError, InputError, OutsideError, shorten


class ResultsDifferError(CopsimError):
    """A run repeated gave another result than the one that is stored; finished runs are never overwritten."""


class SchemaError(OutsideError):
    """The database has another schema than this copsim works with."""


def shown(url: URL) -> str:
    """The address as it may be printed: without its password."""
    return url.render_as_string(hide_password=True)


_RESUME = "finished runs are kept; the same command goes on from there"
_CAUSES: Mapping[str, tuple[str, ...]] = {
    "another process keeps the database locked; end it or wait, then repeat the command": (
        "database is locked",
        "lock timeout",
    ),
    f"the disk is full; make room: {_RESUME}": ("database or disk is full", "no space left", "disk full"),
    f"the disk failed or is full; see to it: {_RESUME}": ("disk i/o error",),
    "the database may not be written; check its permissions": ("readonly database", "read-only"),
    "permission denied; check the rights of this user": ("permission denied",),
    "cannot open the file; check that the folder may be written": ("unable to open database file",),
    "the file is damaged; restore it from a copy or delete it": ("malformed",),
    "the server refuses this user or password": ("password authentication", "no password supplied"),
    "the server knows no such database, user or table; create it first": ("does not exist",),
    f"the server went away; when it is back: {_RESUME}": (
        "server closed the connection",
        "terminating connection",
        "connection is closed",
        "the connection is lost",
    ),
    "cannot reach the server; check host, port and that it runs": (
        "connection refused",
        "connection failed",
        "could not translate",
        "failed to resolve",
        "timeout expired",
        "connection timeout",
    ),
    "the scenario's records were deleted by another process meanwhile; repeat the command": ("foreign key",),
}


def explained(error: BaseException, url: URL) -> CopsimError:
    """The error of a driver as an error of copsim: an `InputError` for a file that is no database."""
    text = " ".join(str(getattr(error, "orig", None) or error).split())
    lowered = text.lower()
    if "file is not a database" in lowered:
        return InputError(f"{shown(url)}: the file is no SQLite database; name another with --db")
    for advice, signs in _CAUSES.items():
        if any(sign in lowered for sign in signs):
            return OutsideError(f"{shown(url)}: {advice} ({shorten(text, 160)})")
    return OutsideError(f"{shown(url)}: trouble with the database: {shorten(text, 200)}")


@contextmanager
def clear_errors(url: URL) -> Iterator[None]:
    """Turn what SQLAlchemy and the drivers raise inside the block into errors of copsim."""
    try:
        yield
    except exc.DBAPIError as error:
        raise explained(error, url) from error
    except OSError as error:
        raise OutsideError(f"{shown(url)}: {os.strerror(error.errno) if error.errno else error}") from error
    except Exception as error:
        if type(error).__module__.split(".")[0] not in ("sqlite3", "psycopg"):
            raise
        raise explained(error, url) from error
