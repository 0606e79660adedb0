"""Files that users name: read within bounds, written whole or not at all, with one clear line for what is wrong.

Only regular files are read and replaced: a device, a pipe or a link in a file's place is refused. Cells of tables are
kept from being formulas in a spreadsheet.
"""

from __future__ import annotations

import codecs
import os
import re
import secrets
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from copsim.errors import InputError, OutsideError, one_line, shorten

SCENARIO_BYTES = 1_000_000
TABLE_BYTES = 20_000_000
_LONGEST_PATH = 200
_ONLY_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_NO_WAITING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
# What a spreadsheet takes for a formula, at the start of a cell or after what it may split a cell at.
_FORMULA = r"[=+\-@\t\r＝＋－＠]"
_TAMED = re.compile(rf"(?:\A|(?<=[;\t\r\n]))(?='*{_FORMULA})")
_UNTAMED = re.compile(rf"(?:\A|(?<=[;\t\r\n]))'(?='*{_FORMULA})")
_FOREIGN = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


def label_of(path: Path) -> str:
    """The path as short as it can be said from the current folder, safe to show."""
    try:
        relative = os.path.relpath(path)
    except (OSError, ValueError):
        relative = ".."
    return one_line(path if relative.startswith("..") else relative, _LONGEST_PATH)


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
        raw = _read_bytes(path, limit, label)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{label}: cannot be read ({reason}); give a readable file") from error
    return _decode(raw, label)


def _read_bytes(path: Path, limit: int, label: str) -> bytes:
    """The bytes of a regular file; never waits, and reads no more than is allowed, whatever the file says of itself."""
    with open(os.open(path, _NO_WAITING), "rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise InputError(f"{label}: is not a file; give an existing file")
        # Files of /proc say that they are empty, and some of them never end.
        raw = file.read(limit + 1) if 0 < found.st_size <= limit else b""
        size = max(found.st_size, len(raw))
        if size > limit:
            raise InputError(f"{label}: {size / 1e6:.1f} MB is too large; allowed: up to {limit / 1e6:g} MB")
    return raw


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


def check_target(path: Path, where: str, endings: Sequence[str] = ()) -> None:
    """Refuse a file that could not be written, before any work is done for it.

    Args:
        path: File to write later.
        where: Option that names it, put in front of messages.
        endings: Endings that are allowed; any when empty.

    Raises:
        InputError: Unless the path names a new or a regular file in a folder where files can be made.
    """
    label = f"{where} {label_of(path)}".strip()
    try:
        if path.is_dir():
            raise InputError(f"{label}: is a folder; name a file in it")
        if endings and path.suffix.lower() not in endings:
            given = f"'{shorten(path.suffix)}' is not allowed" if path.suffix else "has no ending"
            raise InputError(f"{label}: {given}; give a name that ends in {' or '.join(endings)}")
        if not path.parent.is_dir():
            problem = "is not a folder" if path.parent.exists() else "does not exist"
            raise InputError(f"{label}: the folder {label_of(path.parent)} {problem}; name one that exists")
        _check_kind(path, label)
        part, handle = _part_of(path)
        os.close(handle)
        part.unlink()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{label}: cannot be written ({reason}); name another file") from error


def check_page(path: Path, where: str = "--report") -> None:
    """Refuse a page that could not be written, before any work is done for it.

    Raises:
        InputError: Unless it is a new or a regular file ending in .html, in a folder where files can be made.
    """
    check_target(path, where, (".html", ".htm"))


def _check_kind(path: Path, label: str) -> int | None:
    """Mode of the file that is there, None when there is none; whatever is not a regular file is refused."""
    try:
        found = path.lstat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISLNK(found):
        raise InputError(f"{label}: is a link; name the file that it leads to, or another")
    if not stat.S_ISREG(found):
        raise InputError(f"{label}: is not a file that can be replaced; name another")
    return stat.S_IMODE(found)


def _part_of(path: Path) -> tuple[Path, int]:
    """A new file of a name that nobody can guess beside another, open for writing; no link is followed to it."""
    part = path.with_name(f".copsim-{secrets.token_hex(8)}.part")
    return part, os.open(part, _ONLY_NEW, 0o666)


@contextmanager
def whole(path: Path, where: str = "") -> Iterator[BinaryIO]:
    """A file to write to, which takes its place when the block ends well, and leaves nothing when it does not.

    Args:
        path: File to write; a regular file of that name is replaced and its permissions kept.
        where: Option that names it, put in front of messages.

    Yields:
        A binary file.

    Raises:
        InputError: When something else than a regular file has that name.
        OutsideError: When the disk is full or the file may not be written.
    """
    label = f"{where} {label_of(path)}".strip()
    mode = _check_kind(path, label)
    part: Path | None = None
    try:
        part, handle = _part_of(path)
        with open(handle, "wb") as file:
            if mode is not None and hasattr(os, "fchmod"):
                os.fchmod(file.fileno(), mode)
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        part = None
    except OSError as error:
        raise OutsideError(f"{label}: cannot be written: {error.strerror or error}") from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)


def write_text(path: Path, text: str, where: str = "") -> None:
    """Write a text in UTF-8, whole or not at all; see `whole`."""
    with whole(path, where) as file:
        file.write(text.encode("utf-8"))


def harmless(cell: str) -> str:
    """The text of a table's cell so that no spreadsheet takes it, or a part of it, for a formula.

    An apostrophe is put before what looks like one, and before the apostrophes before it, so `as_written` gives back
    exactly what was there.
    """
    return _TAMED.sub("'", cell)


def as_written(cell: str) -> str:
    """The text from which `harmless` made a cell."""
    return _UNTAMED.sub("", cell)
