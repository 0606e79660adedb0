"""One hash of what is stored, whatever the order, timing, machine and database it was stored with.

Every run gives a digest of its identity and its values; the digests are sorted and hashed once more. Names, times,
platform, error texts and ids do not enter. A missing value counts as missing: a column that holds none for a run does
not enter either, so the hash survives an upgrade that adds outcomes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, select

from copsim.model.results import RECORDS, TURN_DTYPE, Record
from copsim.store.identity import to_seeds
from copsim.store.reader import load
from copsim.store.rows import canonical, chunks
from copsim.store.selection import Selection
from copsim.store.tables import TURN_COLUMNS, Tables
from copsim.store.writer import DONE


def runs_hash(connection: Connection, tables: Tables, selection: Selection) -> str:
    """Hash of the chosen runs, 64 hexadecimal digits."""
    selection.check(connection, tables)
    run = tables.run
    base = select(run).where(selection.where(tables))
    digests = _failed(connection.execute(base.where(run.c.status != DONE)).all())
    for record in RECORDS:
        rows = connection.execute(base.where(run.c.record == record, run.c.status == DONE)).all()
        for _, of_one in groupby(sorted(rows, key=_scenario), key=_scenario):
            for some in chunks(list(of_one), 50 if record == "turns" else 500):
                digests += _done(connection, tables, some, record)
    return hashlib.sha256(b"".join(sorted(digests))).hexdigest()


def _scenario(run: Row[Any]) -> str:
    return str(run.scenario_hash)


def _identity(runs: Sequence[Row[Any]]) -> list[bytes]:
    seeds = to_seeds(run.seed for run in runs).tolist()
    return [
        f"{run.scenario_hash} {run.parameter_hash} {seed} {run.model_version} {run.plugin} {run.status}\n".encode()
        for run, seed in zip(runs, seeds, strict=True)
    ]


def _failed(runs: Sequence[Row[Any]]) -> list[bytes]:
    return [hashlib.sha256(who).digest() for who in _identity(runs)]


def _done(connection: Connection, tables: Tables, runs: Sequence[Row[Any]], record: Record) -> list[bytes]:
    ids = [run.id for run in runs]
    loaded = load(connection, tables, ids, record)
    users = _users(connection, tables, ids)
    digests = []
    for index, who in enumerate(_identity(runs)):
        digest = hashlib.sha256(who)
        _feed(digest, tables.outcomes, loaded.summary[index : index + 1])
        if loaded.cycles is not None:
            _feed(digest, tables.outcomes, loaded.cycles[index])
        if loaded.turns is not None:
            _feed(digest, TURN_COLUMNS, _numbers(loaded.turns[loaded.turns["run"] == index]))
        for line in users.get(ids[index], []):
            digest.update(line.encode())
        digests.append(digest.digest())
    return digests


def _feed(digest: Any, names: Sequence[str], values: NDArray[np.float64]) -> None:
    """Take in the columns that hold a value, by name."""
    held = [column for column in np.argsort(names).tolist() if not np.isnan(values[:, column]).all()]
    digest.update(f"{len(values)} {' '.join(names[column] for column in held)}\n".encode())
    digest.update(np.ascontiguousarray(canonical(values[:, held]), "<f8").tobytes())


def _numbers(turns: NDArray[np.void]) -> NDArray[np.float64]:
    names = [name for name in TURN_DTYPE.names or () if name != "run"]
    return np.stack([turns[name].astype(np.float64) for name in names], axis=1)


def _users(connection: Connection, tables: Tables, ids: Sequence[int]) -> dict[int, list[str]]:
    user = tables.user_outcome
    lines: dict[int, list[str]] = {}
    for run_id, cycle, name, value in connection.execute(select(user).where(user.c.run_id.in_(ids))):
        if value is not None:
            lines.setdefault(run_id, []).append(f"{name} {cycle or 0} {(value + 0.0).hex()}\n")
    return {run_id: sorted(some) for run_id, some in lines.items()}
