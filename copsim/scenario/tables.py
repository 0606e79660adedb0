"""Reading CSV tables that users bring: columns checked by name, every problem with its line."""

from __future__ import annotations

import csv
import io
import math
import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from copsim.errors import InputError, shorten, unknown, unseen
from copsim.files import TABLE_BYTES, as_written, label_of, read_text

# Joiners, fillers and variation selectors: allowed in a name, but no difference between two.
_INVISIBLE = re.compile(
    "[\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200c\\u200d\\u3164\\ufe00-\\ufe0f\\uffa0\\U000e0100-\\U000e01ef]"
)
_OTHER_MARKS = ";\t|"


@dataclass(frozen=True)
class Row:
    """One line of a table.

    Attributes:
        where: "file:line".
        cells: Text by column, without surrounding blanks.
    """

    where: str
    cells: dict[str, str]

    def number(self, column: str, low: float, high: float) -> float:
        """The number in a cell; NaN for an empty one.

        Raises:
            InputError: For anything but a number in the range.
        """
        text = self.cells.get(column, "")
        if not text:
            return math.nan
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            problem = f"'{shorten(text)}' is not allowed; give a number from {low:g} to {high:g}"
            raise InputError(f"{self.where}: {column}: {problem}")
        return value


def read_table(path: Path, columns: Collection[str], required: Collection[str], where: str) -> Iterator[Row]:
    """Rows of a CSV file with a header.

    Args:
        path: File to read.
        columns: Columns that are known.
        required: Columns that must be there.
        where: Place that names the file.

    Raises:
        InputError: For a file that cannot be read and for columns or rows that do not fit.
    """
    text, label = read_text(path, TABLE_BYTES, where), label_of(path)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader)]
        _check_header(header, columns, required, f"{label}:1")
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            place = f"{label}:{reader.line_num}"
            if len(cells) != len(header):
                raise InputError(f"{place}: has {len(cells)} cells; give {len(header)}, as many as columns")
            yield Row(place, {column: _cell(cell, place, column) for column, cell in zip(header, cells, strict=True)})
    except csv.Error as error:
        problem = f"is not valid CSV ({shorten(error, 100)}); allowed: comma-separated values"
        raise InputError(f"{label}:{reader.line_num}: {problem}") from error


def _cell(cell: str, place: str, column: str) -> str:
    """The text of a cell, as it was before it was kept from being a formula; refused when it holds what is not seen."""
    text = as_written(unicodedata.normalize("NFC", cell.strip()))
    mark = unseen(text) or next((f"U+{ord(each):04X}" for each in text if each in "\t\n"), None)
    if mark:
        raise InputError(f"{place}: {column}: '{shorten(text)}' holds the character {mark}; give plain text")
    return text


def alike(text: str) -> str:
    """What ids that nobody can tell apart have in common: no invisible marks, one form of each letter."""
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).split())


def _check_header(header: list[str], columns: Collection[str], required: Collection[str], where: str) -> None:
    if len(header) == 1 and any(mark in header[0] for mark in _OTHER_MARKS):
        problem = f"'{shorten(header[0])}' is one column; separate by commas, not by semicolons or tabs"
        raise InputError(f"{where}: {problem}")
    for column in header:
        if column not in columns:
            raise unknown("column", column, columns, where)
        if header.count(column) > 1:
            raise InputError(f"{where}: the column '{column}' stands twice; allowed: once")
    for column in required:
        if column not in header:
            raise InputError(f"{where}: the column '{column}' is missing; give the columns {', '.join(required)}")
