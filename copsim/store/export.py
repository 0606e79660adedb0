"""Export to CSV or Parquet, piece by piece, so that a large store does not have to fit into memory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from copsim.errors import InputError, OutsideError

if TYPE_CHECKING:
    import pandas as pd

SUFFIXES = (".csv", ".parquet")


def check_target(path: Path) -> None:
    """Refuse a file that cannot become an export, before anything is read.

    Raises:
        InputError: When the ending is not known or the folder is missing.
        OutsideError: When Parquet is asked for and pyarrow is not installed.
    """
    if path.suffix not in SUFFIXES:
        raise InputError(f"--to: {path.name} should end in {' or '.join(SUFFIXES)}")
    if not path.parent.is_dir():
        raise InputError(f"--to: there is no folder {path.parent}; make it or name another")
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
    part = path.with_name(f".{path.name}.part")
    try:
        rows = _write_csv(pieces, part) if path.suffix == ".csv" else _write_parquet(pieces, part)
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OutsideError(f"--to: cannot write {path}: {error.strerror or error}") from error
    return rows


def _write_csv(pieces: Iterator[pd.DataFrame], path: Path) -> int:
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        for index, piece in enumerate(pieces):
            piece.to_csv(file, index=False, header=index == 0, lineterminator="\n")
            rows += len(piece)
    return rows


def _write_parquet(pieces: Iterator[pd.DataFrame], path: Path) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    first = next(pieces)
    schema = pa.Schema.from_pandas(first, preserve_index=False)
    texts = [pa.field(one.name, pa.string()) if pa.types.is_null(one.type) else one for one in schema]
    schema, rows = pa.schema(texts), len(first)
    with pq.ParquetWriter(path, schema) as writer:
        writer.write_table(pa.Table.from_pandas(first, schema, preserve_index=False))
        for piece in pieces:
            writer.write_table(pa.Table.from_pandas(piece, schema, preserve_index=False))
            rows += len(piece)
    return rows
