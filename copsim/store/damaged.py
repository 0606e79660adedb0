"""Reading a damaged SQLite file past its gaps.

The file is opened so that nothing is written to it or beside it. Rows are read in the order of the table; where a page
cannot be read, reading goes on behind it, by steps that grow with the gap, and then back to its edge.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Double, Integer
from sqlalchemy.types import TypeEngine

from copsim.store.errors import DamagedError, SchemaError, shown

_LAST = 2**62


def open_damaged(url: URL) -> sqlite3.Connection:
    """Open a file to read what is left; texts come as bytes."""
    path = Path(url.database or "").absolute()
    journal = path.with_name(path.name + "-wal")
    state = "mode=ro" if journal.exists() and journal.stat().st_size else "mode=ro&immutable=1"
    source = sqlite3.connect(f"file:{quote(str(path))}?{state}", uri=True)
    source.text_factory = bytes
    # A file that lost its end is refused unless told so.
    source.execute("PRAGMA writable_schema = ON")
    return source


def columns_of(source: sqlite3.Connection, url: URL) -> dict[str, set[str]]:
    """Columns of the tables that the damaged file says it has."""
    try:
        names = [name.decode() for (name,) in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        there = {one: {row[1].decode() for row in source.execute(f'PRAGMA table_info("{one}")')} for one in names}
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise DamagedError(url, f"not even the list of tables can be read: {error}; nothing was saved") from error
    if "run" not in there:
        raise DamagedError(url, "there is no table of runs; nothing was saved")
    if "point" not in there:
        raise SchemaError(f"{shown(url)}: its schema is older than this copsim salvages; restore it from a copy")
    return there


def rows_of(source: sqlite3.Connection, table: str, names: str) -> Iterator[Sequence[object] | None]:
    """Rows in order; None for a gap. Each row once, the ones before the edge of a gap too."""
    first, step, edge = 1, 1, 1
    while first < _LAST:
        found, failed = False, False
        query = f'SELECT rowid, {names} FROM "{table}" NOT INDEXED WHERE rowid >= {first} ORDER BY rowid'
        try:
            for number, *row in source.execute(query):
                if number < first:
                    continue
                if not found and number > edge and first > edge:
                    yield from _back(source, table, names, edge, number)
                found, first = True, number + 1
                yield row
        except (sqlite3.Error, UnicodeDecodeError):
            failed = True
        if not failed:
            if not found and first > edge:
                yield from _back(source, table, names, edge, _LAST)
            return
        if found or first == edge:
            edge, step = first, 1
            yield None
        first, step = first + step, max(1, (first + step - edge) // 8)


def _back(source: sqlite3.Connection, table: str, names: str, low: int, high: int) -> list[Sequence[object]]:
    """Rows before a row behind a gap, back to its edge, in order."""
    query = f'SELECT {names} FROM "{table}" NOT INDEXED WHERE rowid >= {low} AND rowid < {high} ORDER BY rowid DESC'
    rows: list[Sequence[object]] = []
    with suppress(sqlite3.Error, UnicodeDecodeError):
        rows.extend(source.execute(query))
    return rows[::-1]


def fitting(row: Sequence[object], kinds: Sequence[tuple[TypeEngine[object], bool]]) -> list[object] | None:
    """The cells of a row when all are of the kind of their column."""
    cells: list[object] = []
    for cell, (kind, nullable) in zip(row, kinds, strict=True):
        if cell is None:
            if not nullable:
                return None
        elif isinstance(kind, Double):
            if not isinstance(cell, int | float):
                return None
        elif isinstance(kind, Integer):
            if not isinstance(cell, int):
                return None
        else:
            if not isinstance(cell, bytes):
                return None
            try:
                cell = cell.decode()
            except UnicodeDecodeError:
                return None
        cells.append(cell)
    return cells
