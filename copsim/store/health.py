"""Whether a store still holds all that it says it holds: the file, its columns, and the rows that need each other."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, inspect, select, text

from copsim.errors import CopsimError, InputError
from copsim.store.engine import make_engine, parse_url, reading
from copsim.store.errors import damage_of, shown
from copsim.store.schema import REVISIONS, stored_revision
from copsim.store.tables import make_tables

_THERE = "SELECT 1 FROM {0} WHERE {0}.{1} = {2}"
_CYCLES = "(SELECT {} FROM run_cycle WHERE run_cycle.run_id = run.id)"
_FAULTS = {
    "finished runs have lost their results": (
        f"run WHERE status = 'done' AND NOT EXISTS ({_THERE.format('run_summary', 'run_id', 'run.id')})"
    ),
    "runs have lost their scenario": f"run WHERE NOT EXISTS ({_THERE.format('point', 'id', 'run.point_id')})",
    "runs do not say which outcomes they hold": (
        f"run WHERE status = 'done' AND NOT EXISTS ({_THERE.format('outcome_set', 'id', 'run.outcome_set_id')})"
    ),
    "results have lost their run": (
        f"run_summary WHERE NOT EXISTS ({_THERE.format('run', 'id', 'run_summary.run_id')})"
    ),
    "runs have lost some of their cycles": (
        "run WHERE status = 'done' AND record <> 'summary' "
        f"AND coalesce({_CYCLES.format('max(cycle)')}, -1) <> {_CYCLES.format('count(*)')}"
    ),
    "points have lost their scenario or parameters": (
        f"point WHERE NOT EXISTS ({_THERE.format('scenario', 'id', 'point.scenario_id')}) "
        f"OR NOT EXISTS ({_THERE.format('parameter_set', 'id', 'point.parameter_set_id')})"
    ),
    "points have lost their name": (
        "point WHERE NOT EXISTS (SELECT 1 FROM label WHERE label.scenario_id = point.scenario_id "
        "AND label.parameter_set_id = point.parameter_set_id)"
    ),
}


def check_store(url: str, timeout: float = 30.0) -> list[str]:
    """What is wrong with a database, one line each; nothing when all is well. Nothing is changed.

    A number whose bytes were changed in place cannot be told from a true one: databases keep no sums of their rows.

    Raises:
        InputError: When there is no store of copsim.
        OutsideError: When the database cannot be reached.
    """
    engine = make_engine(parse_url(url), create=False, timeout=timeout)
    try:
        damage = damage_of(engine.url, 10) if engine.dialect.name == "sqlite" else None
        try:
            found = _faults(engine)
        except InputError:
            raise
        except CopsimError as error:
            if damage is None:
                return [str(error)]
            found = []
        return [*([f"the file: {damage}"] if damage else ()), *found]
    finally:
        engine.dispose()


def _faults(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        revision = stored_revision(connection)
        if revision is None and not set(inspect(connection).get_table_names()):
            raise InputError(f"{shown(engine.url)}: there is no copsim store here; `copsim run` makes one")
        if revision in REVISIONS[:-1]:
            return []
        return missing_parts(connection) or _row_faults(connection)


def missing_parts(connection: Connection) -> list[str]:
    """Tables and columns that a store of the newest schema lacks, one line each."""
    inspector, lacking = inspect(connection), []
    there = {name: {column["name"] for column in inspector.get_columns(name)} for name in inspector.get_table_names()}
    tables = make_tables(())
    for table in tables.metadata.sorted_tables:
        if table.name not in there:
            lacking.append(f"the table {table.name} is missing")
            continue
        lost = [column.name for column in table.columns if column.name not in there[table.name]]
        lacking += [f"the column {name} of the table {table.name} is missing" for name in lost]
    if lacking:
        return lacking
    held = {name for one in connection.scalars(select(tables.outcome_set.c.names)) for name in one.split()}
    for name in ("run_summary", "run_cycle"):
        lost = sorted(held - there[name])
        lacking += [f"the column {one} of the table {name} is missing, which runs are said to hold" for one in lost]
    return lacking


def _row_faults(connection: Connection) -> list[str]:
    counts = {
        what: connection.execute(text(f"SELECT count(*) FROM {rows}")).scalar_one() for what, rows in _FAULTS.items()
    }
    return [f"{count} {what}" for what, count in counts.items() if count]
