"""Housekeeping: what is stored, studies by name, and deletion."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, and_, case, delete, exists, func, select

from copsim.store.selection import Selection
from copsim.store.tables import Tables
from copsim.store.writer import DONE, FAILED


@dataclass(frozen=True)
class Listed:
    """Runs of one scenario, model version and plugin.

    Attributes:
        scenario: Name.
        scenario_hash: Hash of its content; a file that was edited gives a second line under the same name.
        model_version: Version of the dynamics.
        plugin: Name of the plugin, empty without.
        parameter_sets: Different parameter vectors.
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


def listing(connection: Connection, tables: Tables, selection: Selection) -> list[Listed]:
    """The chosen runs by scenario, in order of name."""
    selection.check(connection, tables)
    run, names = tables.run, selection.names(tables)
    pair = and_(names.c.scenario_hash == run.c.scenario_hash, names.c.parameter_hash == run.c.parameter_hash)
    group = (names.c.name, run.c.scenario_hash, run.c.model_version, run.c.plugin_name)

    def count(*conditions: object) -> object:
        return func.sum(case((and_(*conditions), 1), else_=0))  # type: ignore[arg-type]

    done = run.c.status == DONE
    counts = (count(done), count(run.c.status == FAILED), count(done, run.c.record != "summary"))
    totals = (*counts, count(done, run.c.record == "turns"), func.sum(run.c.seconds), func.max(run.c.started))
    statement = select(*group, func.count(run.c.parameter_hash.distinct()), *totals)  # type: ignore[call-overload]
    rows = connection.execute(
        statement.select_from(run.join(names, pair)).where(selection.where(tables)).group_by(*group).order_by(*group)
    )
    return [Listed(*row[:5], *(int(value) for value in row[5:9]), *row[9:]) for row in rows]


def failures(connection: Connection, tables: Tables, selection: Selection) -> list[tuple[str, int, str]]:
    """Scenario, replicate and error of the chosen runs that failed."""
    run = tables.run
    rows = connection.execute(selection.runs(tables).where(run.c.status == FAILED)).all()
    return [(row.scenario, row.replicate, row.error or "") for row in rows]


def stored_scenario(connection: Connection, tables: Tables, scenario_hash: str) -> dict[str, object]:
    """The resolved content of a scenario, as plain data."""
    row = connection.execute(select(tables.scenario).where(tables.scenario.c.hash == scenario_hash)).one()
    content: dict[str, object] = json.loads(row.resolved)
    return content


def parameter_vectors(connection: Connection, tables: Tables) -> dict[str, dict[str, float]]:
    """Full parameter vectors by their hash."""
    rows = connection.execute(select(tables.parameter_set.c.hash, tables.parameter_set.c.vector))
    return {key: json.loads(vector) for key, vector in rows}


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
    selection.check(connection, tables)
    chosen = selection.where(tables)
    if failed:
        chosen = and_(chosen, tables.run.c.status == FAILED)
    deleted = connection.execute(delete(tables.run).where(chosen)).rowcount
    if selection.study is not None and not failed:
        connection.execute(delete(tables.study).where(tables.study.c.name == selection.study))
    _sweep(connection, tables)
    return deleted


def _sweep(connection: Connection, tables: Tables) -> None:
    run, label, point = tables.run, tables.label, tables.study_point
    same = and_(run.c.scenario_hash == label.c.scenario_hash, run.c.parameter_hash == label.c.parameter_hash)
    connection.execute(delete(label).where(~exists().where(same)))
    for table, column in ((tables.scenario, "scenario_hash"), (tables.parameter_set, "parameter_hash")):
        used = (exists().where(owner.c[column] == table.c.hash) for owner in (run, label, point))
        connection.execute(delete(table).where(*(~one for one in used)))
