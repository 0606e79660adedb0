"""Saving what can be read of a damaged SQLite store: rows into a new file, then only what is whole stays.

A run stays when its point, its set of outcomes and its results were read; it loses its cycles and turns when some of
them were not.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL, Table

from copsim.errors import InputError
from copsim.store.damaged import columns_of, fitting, open_damaged, rows_of
from copsim.store.engine import make_engine, parse_url
from copsim.store.errors import clear_errors
from copsim.store.identity import content_hash
from copsim.store.schema import prepare
from copsim.store.tables import RUN_KEYS, Tables


@dataclass
class Salvaged:
    """What was saved.

    Attributes:
        runs: Runs in the new file.
        lost: Runs of which something was read, or that an index counts, and that are not whole.
        shortened: Runs that lost their cycles or turns and stay with what is left.
        gaps: Places in the file that could not be read, by table.
    """

    runs: int = 0
    lost: int = 0
    shortened: int = 0
    gaps: dict[str, int] = field(default_factory=dict)


def salvage_store(url: str, to: str) -> Salvaged:
    """Copy what can be read of a damaged SQLite store into a new file.

    Args:
        url: Address of the damaged store; its file is not touched.
        to: Name or address of the new file.

    Raises:
        InputError: When the store is no SQLite file, or the new file exists.
        SchemaError: When its schema is older: only the newest is salvaged.
        DamagedError: When not even the list of tables can be read.
    """
    old = parse_url(url)
    new = parse_url(to) if "://" in to else URL.create("sqlite", database=to)
    if {one.get_backend_name() for one in (old, new)} != {"sqlite"}:
        raise InputError("db salvage: only SQLite files are salvaged; restore a server's database from its copy")
    make_engine(old, create=False, timeout=1.0).dispose()
    if os.path.lexists(new.database or ""):
        raise InputError(f"--to: {new.database} exists; name a new file")
    try:
        with clear_errors(new), closing(open_damaged(old)) as source:
            return _salvage(source, old, new)
    except BaseException:
        for ending in ("", "-wal", "-shm"):
            Path(f"{new.database}{ending}").unlink(missing_ok=True)
        raise


def _salvage(source: sqlite3.Connection, old: URL, new: URL) -> Salvaged:
    there = columns_of(source, old)
    engine = make_engine(new, create=True, timeout=30.0)
    try:
        wide = there.get("run_summary", {"run_id"}) & there.get("run_cycle", {"run_id"})
        tables = prepare(engine, sorted(wide - set(RUN_KEYS)), create=True)
    finally:
        engine.dispose()
    told = Salvaged()
    with closing(sqlite3.connect(new.database or "", isolation_level=None)) as target:
        target.execute("BEGIN")
        doubtful = {
            table.name: _copy(source, target, table, there.get(table.name, set()), told)
            for table in tables.metadata.sorted_tables
        }
        counted = _count(source, target)
        _narrow_sets(target, tables)
        _drop_broken(target)
        told.shortened = _shorten(target, doubtful)
        told.runs = target.execute("SELECT count(*) FROM run").fetchone()[0]
        told.lost = counted - told.runs
        target.execute("COMMIT")
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return told


def _copy(
    source: sqlite3.Connection, target: sqlite3.Connection, table: Table, there: set[str], told: Salvaged
) -> set[int]:
    """Copy the rows of a table; which runs lie beside a gap, so that some of their rows may be lost."""
    columns = [column for column in table.columns if column.name in there]
    if any(column.name not in there and not column.nullable for column in table.columns):
        told.gaps[table.name] = 1
        return set()
    names = ", ".join(f'"{column.name}"' for column in columns)
    put = f'INSERT OR IGNORE INTO "{table.name}" ({names}) VALUES ({", ".join("?" * len(columns))})'
    kinds = [(column.type, bool(column.nullable)) for column in columns]
    at = next((i for i, column in enumerate(columns) if column.name == "run_id"), None)
    doubtful, broken = set[int](), False
    before: object = None
    for row in rows_of(source, table.name, names):
        cells = None if row is None else fitting(row, kinds)
        if cells is None:
            told.gaps[table.name] = told.gaps.get(table.name, 0) + 1
            broken = True
            continue
        if at is not None and broken:
            doubtful |= {one for one in (before, cells[at]) if isinstance(one, int)}
        before, broken = None if at is None else cells[at], False
        target.execute(put, cells)
    if broken and isinstance(before, int):
        doubtful.add(before)
    return doubtful


def _count(source: sqlite3.Connection, target: sqlite3.Connection) -> int:
    """Runs of which something was read, or as many as an index of the old file counts."""
    seen = target.execute("SELECT count(*) FROM (SELECT id FROM run UNION SELECT run_id FROM run_summary)").fetchone()[
        0
    ]
    with suppress(sqlite3.Error):
        return max(int(seen), int(source.execute("SELECT count(*) FROM run").fetchone()[0]))
    return int(seen)


def _narrow_sets(target: sqlite3.Connection, tables: Tables) -> None:
    """Take outcomes whose column is lost out of the sets of outcomes."""
    for number, names in target.execute("SELECT id, names FROM outcome_set").fetchall():
        left = sorted(set(names.split()).intersection(tables.outcomes))
        if len(left) == len(names.split()):
            continue
        key = content_hash(left)
        same = target.execute("SELECT id FROM outcome_set WHERE hash = ?", (key,)).fetchone()
        if same is None:
            target.execute("UPDATE outcome_set SET hash = ?, names = ? WHERE id = ?", (key, " ".join(left), number))
            continue
        for column in ("outcome_set_id", "cycle_set_id"):
            target.execute(f"UPDATE run SET {column} = ? WHERE {column} = ?", (same[0], number))
        target.execute("DELETE FROM outcome_set WHERE id = ?", (number,))


def _drop_broken(target: sqlite3.Connection) -> None:
    """Drop rows without those that they need, from the top down."""
    gone = "DELETE FROM {0} WHERE {1} NOT IN (SELECT {2} FROM {3})"
    for table in ("point", "label", "study_point"):
        for name in ("scenario", "parameter_set"):
            target.execute(gone.format(table, f"{name}_id", "id", name))
    target.execute(gone.format("study_point", "study", "name", "study"))
    # A point whose name is lost is named after its scenario.
    target.execute(
        "INSERT INTO label (name, scenario_id, parameter_set_id, title) "
        "SELECT DISTINCT s.name, p.scenario_id, p.parameter_set_id, s.title FROM point p JOIN scenario s "
        "ON s.id = p.scenario_id WHERE (p.scenario_id, p.parameter_set_id) NOT IN "
        "(SELECT scenario_id, parameter_set_id FROM label)"
    )
    target.execute(gone.format("run", "point_id", "id", "point"))
    done = "DELETE FROM run WHERE status = 'done' AND ({})"
    lost = (
        "id NOT IN (SELECT run_id FROM run_summary) OR coalesce(outcome_set_id, 0) NOT IN (SELECT id FROM outcome_set)"
    )
    target.execute(done.format(lost))
    target.execute(
        "DELETE FROM run WHERE status NOT IN ('done', 'failed') OR record NOT IN ('summary', 'cycles', 'turns')"
    )
    for table in ("run_summary", "run_cycle", "turn", "tie"):
        target.execute(gone.format(table, "run_id", "id", "run"))


def _shorten(target: sqlite3.Connection, doubtful: dict[str, set[int]]) -> int:
    """Cut runs back to what is whole: to their summary, or to their cycles; how many were cut."""
    most = dict(
        target.execute(
            "SELECT scenario_id, max(n) FROM (SELECT p.scenario_id, count(*) AS n FROM run_cycle c "
            "JOIN run r ON r.id = c.run_id JOIN point p ON p.id = r.point_id GROUP BY c.run_id) GROUP BY scenario_id"
        ).fetchall()
    )
    cycles = target.execute(
        "SELECT r.id, p.scenario_id, count(c.cycle), max(c.cycle), coalesce(r.cycle_set_id, 0) IN "
        "(SELECT id FROM outcome_set) FROM run r JOIN point p ON p.id = r.point_id LEFT JOIN run_cycle c "
        "ON c.run_id = r.id WHERE r.status = 'done' AND r.record <> 'summary' GROUP BY r.id"
    ).fetchall()
    to_summary = {run for run, of, n, last, held in cycles if not held or n == 0 or n != last or n != most[of]}
    turns = target.execute(
        "SELECT r.id, count(t.ordinal), max(t.ordinal) FROM run r LEFT JOIN turn t ON t.run_id = r.id "
        "WHERE r.status = 'done' AND r.record = 'turns' GROUP BY r.id"
    ).fetchall()
    recorded = {run for run, _, _ in turns}
    to_cycles = {run for run, n, last in turns if n == 0 or n != last + 1} | (doubtful.get("turn", set()) & recorded)
    _cut(target, to_summary, "summary", ("run_cycle", "tie", "turn"))
    _cut(target, to_cycles - to_summary, "cycles", ("turn",))
    ties = target.execute("SELECT run_id, count(*), max(source) + 1 FROM tie GROUP BY run_id").fetchall()
    _cut(target, {run for run, n, members in ties if n != 2 * members**2} | doubtful.get("tie", set()), "", ("tie",))
    return len(to_summary | to_cycles)


def _cut(target: sqlite3.Connection, runs: set[int], record: str, tables: Sequence[str]) -> None:
    for one in runs:
        for table in tables:
            target.execute(f"DELETE FROM {table} WHERE run_id = ?", (one,))
        if record:
            target.execute("UPDATE run SET record = ? WHERE id = ?", (record, one))
        if record == "summary":
            target.execute("UPDATE run SET cycle_set_id = NULL WHERE id = ?", (one,))
