"""Housekeeping: what is stored, studies by name, and deletion."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, and_, case, delete, exists, func, select

from copsim.store.records import DONE, FAILED
from copsim.store.rows import chunks
from copsim.store.selection import Selection, StoredPoint
from copsim.store.tables import Tables


@dataclass(frozen=True)
class Listed:
    """Runs of one scenario, model version and plugin, or of one of its parameter sets.

    Attributes:
        scenario: Name.
        scenario_hash: Hash of its content; a file that was edited gives a second line under the same name.
        model_version: Version of the dynamics.
        plugin: Name of the plugin, empty without.
        parameter_sets: Different parameter sets.
        done: Finished runs.
        failed: Failed runs.
        cycles: Finished runs recorded by cycle or deeper.
        turns: Finished runs with their turns.
        seconds: Computing time of all together.
        last: When the newest began, ISO 8601.
    """

    scenario: str
    scenario_hash: str
    model_version: int
    plugin: str
    parameter_sets: int
    done: int
    failed: int
    cycles: int
    turns: int
    seconds: float
    last: str


@dataclass(frozen=True)
class Spread:
    """An outcome over the finished runs of a point in which it is defined."""

    runs: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class ListedPoint:
    """Runs of one scenario with one parameter set.

    Attributes:
        runs: Their counts.
        parameters: What differs from the defaults of the model version.
        outcomes: The outcomes that were asked for and are defined in any run.
    """

    runs: Listed
    parameters: Mapping[str, float]
    outcomes: Mapping[str, Spread]


def listing(connection: Connection, tables: Tables, selection: Selection) -> list[Listed]:
    """The chosen runs by scenario, model version and plugin, in order of name."""
    points = selection.points(connection, tables)
    counted, merged = _counts(connection, tables, points), dict[tuple[str, str, int, str], Listed]()
    for point in points:
        if point.id in counted:
            key = (point.scenario, point.scenario_hash, point.model_version, point.plugin_name)
            own = Listed(*key, 1, *counted[point.id])
            merged[key] = _sum(merged[key], own) if key in merged else own
    return [merged[key] for key in sorted(merged)]


def listed_points(
    connection: Connection, tables: Tables, selection: Selection, outcomes: Sequence[str]
) -> list[ListedPoint]:
    """The chosen runs by scenario and parameter set, with the spread of some outcomes; added up by the database."""
    points = selection.points(connection, tables)
    counted = _counts(connection, tables, points)
    parameters = parameter_sets(connection, tables, {one.parameter_hash for one in points})
    spread = _spreads(connection, tables, points, [name for name in outcomes if name in tables.outcomes])
    return [
        ListedPoint(
            Listed(one.scenario, one.scenario_hash, one.model_version, one.plugin_name, 1, *counted[one.id]),
            parameters[one.parameter_hash],
            spread.get(one.id, {}),
        )
        for one in points
        if one.id in counted
    ]


def _sum(one: Listed, other: Listed) -> Listed:
    names = ("parameter_sets", "done", "failed", "cycles", "turns", "seconds")
    added = {name: getattr(one, name) + getattr(other, name) for name in names}
    return replace(one, **added, last=max(one.last, other.last))


def _counts(connection: Connection, tables: Tables, points: Sequence[StoredPoint]) -> dict[int, tuple[Any, ...]]:
    """Finished, failed, by cycle, with turns, seconds and newest, by point."""
    run, batch = tables.run, tables.batch

    def count(*conditions: object) -> object:
        return func.sum(case((and_(*conditions), 1), else_=0))  # type: ignore[arg-type]

    done = run.c.status == DONE
    deep = (count(done, run.c.record != "summary"), count(done, run.c.record == "turns"))
    columns = (count(done), count(run.c.status == FAILED), *deep, func.sum(batch.c.seconds), func.max(batch.c.started))
    base = select(run.c.point_id, *columns).join(batch, batch.c.id == run.c.batch_id)  # type: ignore[call-overload]
    found: dict[int, tuple[Any, ...]] = {}
    for some in chunks(sorted({one.id for one in points})):
        rows = connection.execute(base.where(run.c.point_id.in_(some)).group_by(run.c.point_id))
        found |= {row[0]: (*(int(value) for value in row[1:5]), row[5], row[6]) for row in rows}
    return found


def _spreads(
    connection: Connection, tables: Tables, points: Sequence[StoredPoint], outcomes: Sequence[str]
) -> dict[int, dict[str, Spread]]:
    run, summary = tables.run, tables.run_summary
    what = (func.count, func.avg, func.min, func.max)
    columns = [function(summary.c[name]) for name in outcomes for function in what]
    base = select(run.c.point_id, *columns).join(summary, summary.c.run_id == run.c.id).group_by(run.c.point_id)
    found: dict[int, dict[str, Spread]] = {}
    for some in chunks(sorted({one.id for one in points})) if outcomes else ():
        for number, *values in connection.execute(base.where(run.c.point_id.in_(some))):
            spread = {name: Spread(*values[4 * at : 4 * at + 4]) for at, name in enumerate(outcomes)}
            found[number] = {name: one for name, one in spread.items() if one.runs}
    return found


def failures(connection: Connection, tables: Tables, selection: Selection) -> list[tuple[str, int, str]]:
    """Scenario, replicate and error of the chosen runs that failed."""
    run, found = tables.run, list[tuple[str, int, str]]()
    base = select(run.c.point_id, run.c.replicate, run.c.error).where(run.c.status == FAILED)
    for point in selection.points(connection, tables):
        rows = connection.execute(base.where(run.c.point_id == point.id).order_by(run.c.replicate)).all()
        found += [(point.scenario, row.replicate, row.error or "") for row in rows]
    return found


def stored_scenario(connection: Connection, tables: Tables, scenario_hash: str) -> dict[str, object]:
    """The resolved content of a scenario, as plain data."""
    row = connection.execute(select(tables.scenario).where(tables.scenario.c.hash == scenario_hash)).one()
    content: dict[str, object] = json.loads(row.resolved)
    return content


def parameter_sets(
    connection: Connection, tables: Tables, hashes: set[str] | None = None
) -> dict[str, dict[str, float]]:
    """What parameter sets have that differs from the defaults of the model version, by their hash."""
    table = tables.parameter_set
    base = select(table.c.hash, table.c.differences)
    if hashes is None:
        return {key: json.loads(text) for key, text in connection.execute(base)}
    pieces = (connection.execute(base.where(table.c.hash.in_(some))) for some in chunks(sorted(hashes)))
    return {key: json.loads(text) for rows in pieces for key, text in rows}


def delete_runs(connection: Connection, tables: Tables, selection: Selection, *, failed: bool = False) -> int:
    """Delete the chosen runs, and then scenarios, parameter sets and names that nothing refers to.

    Args:
        connection: A connection that writes.
        tables: The tables.
        selection: Which runs; a study in it is deleted with its runs.
        failed: Only those that failed.

    Returns:
        How many runs were deleted.
    """
    points, run = selection.points(connection, tables), tables.run
    deleted = 0
    for some in chunks(sorted({one.id for one in points})):
        chosen = and_(run.c.point_id.in_(some), run.c.status == FAILED) if failed else run.c.point_id.in_(some)
        deleted += connection.execute(delete(run).where(chosen)).rowcount
    if selection.study is not None and not failed:
        connection.execute(delete(tables.study).where(tables.study.c.name == selection.study))
    _sweep(connection, tables)
    return deleted


def _sweep(connection: Connection, tables: Tables) -> None:
    run, point, batch = tables.run, tables.point, tables.batch
    connection.execute(delete(point).where(~exists().where(run.c.point_id == point.c.id)))
    connection.execute(delete(batch).where(batch.c.id.not_in(select(run.c.batch_id))))
    label, linked = tables.label, tables.study_point
    same = (point.c[name] == label.c[name] for name in ("scenario_id", "parameter_set_id"))
    connection.execute(delete(label).where(~exists().where(*same)))
    for table, column in ((tables.scenario, "scenario_id"), (tables.parameter_set, "parameter_set_id")):
        used = (exists().where(owner.c[column] == table.c.id) for owner in (point, label, linked))
        connection.execute(delete(table).where(*(~one for one in used)))
