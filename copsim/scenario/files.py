"""Reading text files that users name, with one clear line for whatever is wrong with them."""

from __future__ import annotations

import codecs
import os
from pathlib import Path

from copsim.errors import InputError, shorten

SCENARIO_BYTES = 1_000_000
TABLE_BYTES = 20_000_000
_FOREIGN = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


def label_of(path: Path) -> str:
    """The path as short as it can be said from the current folder."""
    try:
        relative = os.path.relpath(path)
    except ValueError:
        return str(path)
    return str(path) if relative.startswith("..") else relative


def absolute(folder: Path, name: str, where: str) -> Path:
    """The file that a name means, seen from a folder.

    Raises:
        InputError: The name cannot be a path.
    """
    try:
        return (folder / Path(name).expanduser()).resolve()
    except (OSError, RuntimeError, ValueError) as error:
        prefix = f"{where}: " if where else ""
        raise InputError(f"{prefix}'{shorten(ascii(name))}' is not a path ({error}); give a path to a file") from error


def read_text(path: Path, limit: int, where: str = "") -> str:
    """The text of a UTF-8 file, a byte order mark taken off.

    Args:
        path: File to read.
        limit: Most bytes allowed; a larger file is refused unread.
        where: Place that names the file, put in front of the message.

    Raises:
        InputError: For a file that is missing, unreadable, too large, empty, binary or not UTF-8.
    """
    label = f"{where}: {label_of(path)}" if where else label_of(path)
    try:
        if not path.is_file():
            raise InputError(f"{label}: {'is not a file' if path.exists() else 'no such file'}; give an existing file")
        size = path.stat().st_size
        if size > limit:
            raise InputError(f"{label}: {size / 1e6:.1f} MB is too large; allowed: up to {limit / 1e6:g} MB")
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{label}: cannot be read ({reason}); give a readable file") from error
    return _decode(raw, label)


def _decode(raw: bytes, label: str) -> str:
    for mark, encoding in _FOREIGN.items():
        if raw.startswith(mark):
            raise InputError(f"{label}: is {encoding} text; allowed: UTF-8, so save it as UTF-8")
    if b"\0" in raw:
        raise InputError(f"{label}: is binary; allowed: text in UTF-8")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InputError(f"{label}:{line}: is not UTF-8 text; allowed: UTF-8, so save it as UTF-8") from error
    if not text.strip():
        raise InputError(f"{label}: is empty; give a file with content")
    return text
