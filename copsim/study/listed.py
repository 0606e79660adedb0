"""Points from a CSV file: one column a factor, one row a point."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copsim.errors import InputError, unknown
from copsim.files import TABLE_BYTES, label_of, read_text
from copsim.scenario.document import parse_value
from copsim.study.factors import Factor, bind
from copsim.study.schema import FactorFile

Points = tuple[tuple[Factor, ...], NDArray[np.float64]]


def points_in(path: Path, known: Mapping[str, Factor], where: str) -> Points:
    """The factors of a file and its points.

    Args:
        path: CSV; cells are read as YAML values, an empty one is null.
        known: Factors of the design; those with options are named in cells by option.
        where: Place that names the file.

    Raises:
        InputError: For a file, column or cell that does not fit.
    """
    label = label_of(path)
    rows = [row for row in csv.reader(io.StringIO(read_text(path, TABLE_BYTES, where))) if any(map(str.strip, row))]
    head, body = [name.strip() for name in rows[0]], rows[1:]
    if len(set(head)) < len(head):
        raise InputError(f"{label}: a factor stands twice in the first row; allowed: each once")
    for index, row in enumerate(body):
        if len(row) != len(head):
            raise InputError(f"{label}: point {index + 1} has {len(row)} cells; the first row has {len(head)}")
    if not body:
        raise InputError(f"{label}: has no points; give one row a point below the names of factors")
    cells = [[parse_value(cell, f"{label}: {name}") for name, cell in zip(head, row, strict=True)] for row in body]
    return listed([dict(zip(head, row, strict=True)) for row in cells], known, label)


def listed(rows: Sequence[Mapping[str, Any]], known: Mapping[str, Factor], label: str) -> Points:
    """Points given one by one, each with the value of every factor.

    Returns:
        Factors whose levels are the values that occur, and (P, k) numbers of the unit interval.

    Raises:
        InputError: For a factor that is missing or a value that does not fit.
    """
    head = list(rows[0])
    missing = next((name for name in known if name not in head), None)
    if missing:
        raise unknown("factor", missing, head, f"{label}: the first point")
    for index, row in enumerate(rows):
        if set(row) != set(head):
            raise InputError(f"{label}: point {index + 1} has not the same factors as the first")
    columns = [_column(name, [row[name] for row in rows], known.get(name), label) for name in head]
    return tuple(factor for factor, _ in columns), np.stack([units for _, units in columns], axis=1)


def _column(name: str, values: list[Any], known: Factor | None, label: str) -> tuple[Factor, NDArray[np.float64]]:
    where = f"{label}: {name}"
    if known is not None and known.levels is not None:
        places = [_place(value, known, where) for value in values]
        return known, known.units()[places]
    levels: list[Any] = []
    places = []
    for value in values:
        if not any(value == other and type(value) is type(other) for other in levels):
            levels.append(value)
        places.append(next(at for at, other in enumerate(levels) if value == other and type(value) is type(other)))
    factor = bind(name, FactorFile(values=tuple(levels)), where)
    return factor, factor.units()[places]


def _place(value: Any, factor: Factor, where: str) -> int:
    levels = factor.levels or ()
    for at, level in enumerate(levels):
        if value == level and type(value) is type(level):
            return at
    raise unknown("value", value, map(str, levels), where)
