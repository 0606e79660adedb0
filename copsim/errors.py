"""Errors that a user can mend: one clear line saying what, where, what is allowed and the nearest known name.

What users wrote stands in such lines, so this is also the home of the one function that makes text safe to show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

LONGEST_LINE = 800
# Controls, line and paragraph separators, marks that turn the direction of text, invisible fillers, lone surrogates.
# Joiners (U+200C, U+200D) stay: names and emoji need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)


class CopsimError(Exception):
    """Base of every error that copsim raises on purpose; as text always one line that is safe to show.

    Attributes:
        exit_code: What the command line returns when this error ends a command.
    """

    exit_code = 1

    def __str__(self) -> str:
        """The message in one line, cut in the middle when it is too long."""
        return one_line(super().__str__())


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


def unseen(text: str) -> str | None:
    """The first character of a text that `printable` does not let through as it is, such as U+001B; else None."""
    found = _UNSEEN.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def printable(text: str) -> str:
    """The text as it may reach a terminal, a log or a file of others: what cannot be seen is written as an escape.

    Escapes are those of JSON, so JSON stays the same JSON. Newlines and tabs stay.
    """
    return _UNSEEN.sub(lambda found: _escape(ord(found[0])), text)


def _escape(code: int) -> str:
    if code <= 0xFFFF:
        return f"\\u{code:04x}"
    return f"\\u{0xD800 + (code - 0x10000 >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def one_line(text: object, limit: int = LONGEST_LINE) -> str:
    """The text as one line that is safe to show, cut in the middle to at most `limit` characters."""
    line = shorten(text, 1_000_000)
    kept = limit * 3 // 5
    return line if len(line) <= limit else f"{line[:kept]} … {line[len(line) - (limit - kept - 3) :]}"


def shorten(value: object, limit: int = 60) -> str:
    """The value as text of at most `limit` characters, for use in a message of one line."""
    try:
        text = str(value)
    except ValueError:
        text = "a number of thousands of digits"
    text = printable(" ".join(text.split()))
    return text if len(text) <= limit else text[: limit - 1] + "…"
