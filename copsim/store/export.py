"""Export to CSV or Parquet, piece by piece, so that a large store does not have to fit into memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from copsim import files
from copsim.errors import OutsideError

if TYPE_CHECKING:
    import pandas as pd

SUFFIXES = (".csv", ".parquet")


def check_target(path: Path) -> None:
    """Refuse a file that cannot become an export, before anything is read.

    Raises:
        InputError: When the ending is not known or the file could not be written.
        OutsideError: When Parquet is asked for and pyarrow is not installed.
    """
    files.check_target(path, "--to", SUFFIXES)
    if path.suffix == ".parquet":
        try:
            import pyarrow.parquet  # noqa: F401
        except ImportError as error:
            raise OutsideError("--to: Parquet needs pyarrow: pip install 'copsim[export]', or use .csv") from error


def write(pieces: Iterator[pd.DataFrame], path: Path) -> int:
    """Write the pieces to a file, which appears only when it is whole.

    Returns:
        Rows written.

    Raises:
        OutsideError: When the disk is full or the file may not be written.
    """
    with files.whole(path, "--to") as file:
        return (_write_csv if path.suffix.lower() == ".csv" else _write_parquet)(pieces, file)


def _write_csv(pieces: Iterator[pd.DataFrame], file: BinaryIO) -> int:
    """Text is kept from being a formula in a spreadsheet; `files.as_written` gives it back."""
    rows = 0
    for index, piece in enumerate(pieces):
        tame = piece.rename(columns=files.harmless)
        for name, column in tame.items():
            if column.dtype.kind not in "biuf":
                tame[name] = column.map(lambda cell: files.harmless(cell) if isinstance(cell, str) else cell)
        file.write(tame.to_csv(index=False, header=index == 0, lineterminator="\n").encode("utf-8"))
        rows += len(piece)
    return rows


def _write_parquet(pieces: Iterator[pd.DataFrame], file: BinaryIO) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    first = next(pieces)
    schema = pa.Schema.from_pandas(first, preserve_index=False)
    texts = [pa.field(one.name, pa.string()) if pa.types.is_null(one.type) else one for one in schema]
    schema, rows = pa.schema(texts), len(first)
    with pq.ParquetWriter(file, schema) as writer:
        writer.write_table(pa.Table.from_pandas(first, schema, preserve_index=False))
        for piece in pieces:
            writer.write_table(pa.Table.from_pandas(piece, schema, preserve_index=False))
            rows += len(piece)
    return rows
