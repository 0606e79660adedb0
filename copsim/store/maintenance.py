"""Looking at a database and upgrading it, whatever its schema."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, inspect, text

from copsim.store.engine import make_engine, parse_url, reading
from copsim.store.errors import DamagedError, clear_errors, shown
from copsim.store.health import missing_parts
from copsim.store.schema import REVISIONS, stored_revision, upgrade

_COUNTED = ("scenario", "parameter_set", "study", "run", "run_summary", "run_cycle", "turn")


def upgrade_store(url: str, timeout: float = 30.0) -> tuple[str | None, str]:
    """Bring a database to the newest schema.

    Args:
        url: Its address; a missing SQLite file is refused, an empty database gets the tables.
        timeout: Seconds to wait for a lock or a server.

    Returns:
        The schema before (None when there was none) and after.

    Raises:
        SchemaError: When its schema is newer than this copsim.
        OutsideError: When it cannot be reached or written, or has lost tables or columns.
    """
    engine = make_engine(parse_url(url), create=False, timeout=timeout)
    try:
        before, after = upgrade(engine)
        with clear_errors(engine.url), reading(engine) as connection:
            if lost := missing_parts(connection):
                raise DamagedError(engine.url, lost[0])
        return before, after
    finally:
        engine.dispose()


def store_info(url: str, timeout: float = 30.0) -> dict[str, Any]:
    """Address, schema, whether the schema is the current one, and numbers of rows; reads any schema."""
    engine = make_engine(parse_url(url), create=False, timeout=timeout)
    try:
        with clear_errors(engine.url), reading(engine) as connection:
            return _info(engine, connection)
    finally:
        engine.dispose()


def _info(engine: Engine, connection: Connection) -> dict[str, Any]:
    revision = stored_revision(connection)
    states = {None: "empty", REVISIONS[-1]: "current"}
    state = states.get(revision, "older: copsim db upgrade" if revision in REVISIONS else "newer than this copsim")
    present = [name for name in _COUNTED if name in inspect(connection).get_table_names()]
    rows = {name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in present}
    return {"url": shown(engine.url), "schema": revision, "state": state, "rows": rows}
