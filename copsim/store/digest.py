"""One hash of what is stored, whatever the order, timing, machine and database it was stored with.

Every run gives a digest of its identity and its values, of cycles and turns too where it has them; the digests are
sorted and hashed once more. Names, times, platform, error texts and ids do not enter. A missing value counts as
missing: a column that holds none for a run does not enter either, so the hash survives a column that is added.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from copsim.store.frames import PIECE
from copsim.store.reader import courses, load_turns, summaries
from copsim.store.records import DONE
from copsim.store.rows import canonical
from copsim.store.selection import Runs, Selection, runs_of
from copsim.store.tables import TURN_COLUMNS, Tables


def runs_hash(connection: Connection, tables: Tables, selection: Selection) -> str:
    """Hash of the chosen runs, 64 hexadecimal digits."""
    points = {one.id: one for one in selection.points(connection, tables)}
    runs = runs_of(connection, tables, list(points.values()))
    done = runs.rows["status"] == DONE
    digests = [hashlib.sha256(who).digest() for who in _identities(runs.where(~done))]
    for record in ("summary", "cycles", "turns"):
        alike = runs.where(done & (runs.rows["record"] == record))
        for some in alike.pieces(PIECE[record]) if len(alike.rows) else ():
            digests += _digests(connection, tables, some, record)
    return hashlib.sha256(b"".join(sorted(digests))).hexdigest()


def _identities(runs: Runs) -> list[bytes]:
    seeds, status = runs.rows["seed"].view(np.uint64).tolist(), runs.rows["status"].tolist()
    return [
        f"{point.scenario_hash} {point.parameter_hash} {seed} {point.model_version} {point.plugin} {state}\n".encode()
        for point, seed, state in zip((runs.points[at] for at in runs.of.tolist()), seeds, status, strict=True)
    ]


def _digests(connection: Connection, tables: Tables, runs: Runs, record: str) -> list[bytes]:
    ids, outcomes = runs.rows["id"], _Columns(sorted(tables.outcomes))
    digests = [hashlib.sha256(who) for who in _identities(runs)]
    summary = canonical(summaries(connection, tables, ids, outcomes.names))
    for digest, row in zip(digests, summary[:, None], strict=True):
        outcomes.feed(digest, row)
    for some in _alike(runs) if record != "summary" else ():
        for index, course in zip(some, canonical(courses(connection, tables, ids[some], outcomes.names)), strict=True):
            outcomes.feed(digests[index], course)
    columns = _Columns(TURN_COLUMNS)
    for digest, turns in zip(digests, load_turns(connection, tables, ids), strict=True) if record == "turns" else ():
        columns.feed(digest, canonical(np.stack([turns[name].astype(np.float64) for name in TURN_COLUMNS], axis=1)))
    return [digest.digest() for digest in digests]


def _alike(runs: Runs) -> list[NDArray[np.int64]]:
    """Positions of the runs of each scenario, which have equally many cycles."""
    _, of = np.unique(np.array(runs.each("scenario_hash"), str), return_inverse=True)
    return [np.flatnonzero(of == one) for one in np.unique(of)]


class _Columns:
    """Named columns that are hashed; those that hold no value are left out."""

    def __init__(self, names: Sequence[str]) -> None:
        """Names in the order of the columns."""
        self.names = names
        self._texts: dict[bytes, str] = {}

    def feed(self, digest: Any, values: NDArray[np.float64]) -> None:
        """Take in the columns that hold a value, by name; the values are canonical."""
        held = ~np.isnan(values).all(axis=0)
        pattern = held.tobytes()
        if pattern not in self._texts:
            self._texts[pattern] = " ".join(name for name, one in zip(self.names, pattern, strict=True) if one)
        digest.update(f"{len(values)} {self._texts[pattern]}\n".encode())
        digest.update(np.ascontiguousarray(values[:, held], "<f8").tobytes())
