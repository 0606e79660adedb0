"""Arrays to rows and back, and rows into tables by the quickest road of each database.

Minus zero is stored as zero, because SQLite keeps whole numbers as integers and would lose the sign; NaN is NULL.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Table

T = TypeVar("T")
CHUNK = 500


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """The items in pieces of at most `size`, so that no statement holds more values than a database takes."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def canonical(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same numbers with one bit pattern for zero and one for NaN."""
    clean: NDArray[np.float64] = np.asarray(values, np.float64) + 0.0
    clean[np.isnan(clean)] = np.nan
    return clean


def to_rows(values: NDArray[np.float64]) -> list[list[float | None]]:
    """(N, O) numbers as rows for a database."""
    clean = canonical(values)
    cells = clean.astype(object)
    cells[np.isnan(clean)] = None
    rows: list[list[float | None]] = cells.tolist()
    return rows


def same(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    """Whether two arrays are equal to the last bit, missing values included."""
    return one.shape == other.shape and bool(np.array_equal(canonical(one), canonical(other), equal_nan=True))


def insert_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Add rows that give these columns of the table, in order."""
    if not rows:
        return
    quote = connection.dialect.identifier_preparer.quote
    names, name = ", ".join(quote(column) for column in columns), quote(table.name)
    if connection.dialect.name == "postgresql":
        cursor: Any = connection.connection.cursor()
        with cursor, cursor.copy(f"COPY {name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    connection.exec_driver_sql(f"INSERT INTO {name} ({names}) VALUES ({marks})", [tuple(row) for row in rows])


def update_rows(
    connection: Connection, table: Table, columns: Sequence[str], keys: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Set columns of the rows that have these keys; a row gives the values and then the keys."""
    if not rows or not columns:
        return
    quote = connection.dialect.identifier_preparer.quote
    mark = "%s" if connection.dialect.name == "postgresql" else "?"
    values = ", ".join(f"{quote(column)} = {mark}" for column in columns)
    where = " AND ".join(f"{quote(key)} = {mark}" for key in keys)
    statement = f"UPDATE {quote(table.name)} SET {values} WHERE {where}"
    connection.exec_driver_sql(statement, [tuple(row) for row in rows])
