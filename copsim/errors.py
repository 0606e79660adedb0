"""Errors that a user can mend: one clear line saying what, where, what is allowed and the nearest known name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class CopsimError(Exception):
    """Base of every error that copsim raises on purpose.

    Attributes:
        exit_code: What the command line returns when this error ends a command.
    """

    exit_code = 1


class InputError(CopsimError):
    """Something the user wrote is wrong; nothing has been run or stored."""

    exit_code = 2


class OutsideError(CopsimError):
    """Trouble outside (disk, database, cluster) stopped the work; the same command resumes it."""

    exit_code = 3


def nearest(given: str, allowed: Iterable[str]) -> str | None:
    """The allowed name most like the given one, or None when nothing is near."""
    names = {name.lower(): name for name in allowed}
    found = get_close_matches(str(given).lower(), list(names), n=1, cutoff=0.5)
    return names[found[0]] if found else None


def unknown(what: str, given: object, allowed: Iterable[str], where: str = "") -> InputError:
    """An error for a name that is not known.

    Args:
        what: Kind of name, such as "intervention" or "parameter".
        given: What was written.
        allowed: The known names.
        where: File and key path, put in front of the message.
    """
    names = sorted(allowed)
    close = nearest(str(given), names)
    hint = f" (did you mean '{close}'?)" if close else ""
    listed = ", ".join(names) if len(names) <= 24 else ", ".join(names[:24]) + ", …"
    prefix = f"{where}: " if where else ""
    return InputError(f"{prefix}unknown {what} '{shorten(given)}'{hint}; allowed: {listed or 'none'}")


def shorten(value: object, limit: int = 60) -> str:
    """The value as text of at most `limit` characters, for use in a message of one line."""
    text = " ".join(str(value).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
