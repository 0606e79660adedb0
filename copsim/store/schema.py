"""The version of the schema: a new store is stamped, an older one is pointed to its upgrade, a newer one is refused.

Every version is one Alembic revision. Alembic is imported only to upgrade; a new store is made from the tables at once
and stamped with the newest version, and a test holds both ways to the same schema. Columns of outcomes are no part of
the version: they are added when an outcome comes that has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from sqlalchemy import Column, Connection, Double, Engine, MetaData, String, Table, insert, inspect, select

from copsim.errors import InputError, shorten
from copsim.store.engine import reading, writing
from copsim.store.errors import DamagedError, SchemaError, shown
from copsim.store.tables import RUN_KEYS, Tables, make_tables

REVISIONS = ("0001", "0002")
MOST_OUTCOMES = 1500
MIGRATIONS = Path(__file__).parent / "migrations"
_VERSION_TABLE = "alembic_version"
_version = Table(_VERSION_TABLE, MetaData(), Column("version_num", String(32), primary_key=True))


def stored_revision(connection: Connection) -> str | None:
    """Version of the schema in the database; None when the database is empty.

    Raises:
        InputError: When there are tables but no version, so that the database belongs to something else.
    """
    names = set(inspect(connection).get_table_names())
    if _VERSION_TABLE in names and "run" in names:
        return connection.execute(select(_version.c.version_num)).scalar_one_or_none()
    if names - {_VERSION_TABLE}:
        raise InputError(
            f"{shown(connection.engine.url)}: the database holds tables that are not copsim's; name another"
        )
    return None


def prepare(engine: Engine, outcomes: Sequence[str], *, create: bool) -> Tables:
    """Make sure that the database has the schema that this copsim works with, creating it when empty.

    Args:
        engine: The database.
        outcomes: Names of outcomes that are wanted.
        create: Whether a store may be made and columns added.

    Returns:
        Its tables, with a column for every outcome that it holds.

    Raises:
        SchemaError: When the schema is older (the message names the command) or newer.
        InputError: When there is no store and none may be made, or the database belongs to something else.
    """
    with reading(engine) as connection:
        revision = stored_revision(connection)
    if revision is None:
        if not create:
            raise InputError(f"{shown(engine.url)}: there is no copsim store here; `copsim run` makes one")
        with writing(engine, lock=False) as connection:
            revision = stored_revision(connection) or _create(connection, make_tables(outcomes))
    check_revision(revision, engine)
    with reading(engine) as connection:
        tables = _present(connection, outcomes)
    if create and set(outcomes) - set(tables.outcomes):
        with writing(engine) as connection:
            tables = grown(connection, tables, outcomes)
    return tables


def _present(connection: Connection, outcomes: Iterable[str]) -> Tables:
    """The tables with the columns that are there, those that are wanted first."""
    there = [str(column["name"]) for column in inspect(connection).get_columns("run_summary")]
    wanted = [name for name in outcomes if name in there]
    return make_tables([*wanted, *(name for name in there if name not in (*wanted, *RUN_KEYS))])


def grown(connection: Connection, tables: Tables, outcomes: Iterable[str]) -> Tables:
    """The tables with a column for each of these outcomes; adds those that are missing, whoever else does so too.

    Raises:
        InputError: When a name cannot be a column, or there are too many.
        DamagedError: When runs are said to hold an outcome that has no column.
    """
    new = [name for name in outcomes if name not in tables.outcomes]
    if not new:
        return tables
    _check_names(new, len(tables.outcomes))
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(20180201)")
    tables = _present(connection, [*tables.outcomes, *new])
    missing = [name for name in new if name not in tables.outcomes]
    held = {name for text in connection.scalars(select(tables.outcome_set.c.names)) for name in text.split()}
    if lost := sorted(held.intersection(missing)):
        raise DamagedError(connection.engine.url, f"the column {lost[0]} is missing, which runs are said to hold")
    quote, kind = connection.dialect.identifier_preparer.quote, Double().compile(connection.dialect)
    for name in missing:
        for table in ("run_summary", "run_cycle"):
            connection.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN {quote(name)} {kind}")
    return make_tables([*tables.outcomes, *missing])


def _check_names(names: Sequence[str], there: int) -> None:
    for name in names:
        if not name.isidentifier() or len(name) > 63 or name in RUN_KEYS:
            raise InputError(f"outcome '{shorten(name)}': a name has letters, digits and underscores, at most 63")
    if there + len(names) > MOST_OUTCOMES:
        raise InputError(f"outcomes: {there + len(names)} are more than a database takes; allowed: {MOST_OUTCOMES}")


def check_revision(revision: str, engine: Engine) -> None:
    """Refuse a schema that is not the newest this copsim knows.

    Raises:
        SchemaError: Saying what to do.
    """
    if revision == REVISIONS[-1]:
        return
    url = shown(engine.url)
    if revision in REVISIONS:
        raise SchemaError(
            f"{url}: schema {revision} is older than {REVISIONS[-1]}; run: copsim db upgrade --db '{url}'"
        )
    raise SchemaError(f"{url}: schema {revision} is newer than this copsim ({REVISIONS[-1]}); install a newer copsim")


def _create(connection: Connection, tables: Tables) -> str:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(20180201)")
        revision = stored_revision(connection)
        if revision is not None:
            return revision
    tables.metadata.create_all(connection)
    create_version_table(connection)
    connection.execute(insert(_version).values(version_num=REVISIONS[-1]))
    return REVISIONS[-1]


def create_version_table(connection: Connection) -> None:
    """The table of Alembic, named as Alembic names it."""
    named = MetaData(naming_convention={"pk": "alembic_version_pkc"})
    _version.to_metadata(named).create(connection, checkfirst=True)


def upgrade(engine: Engine, target: str = "head", scripts: Path = MIGRATIONS) -> tuple[str | None, str]:
    """Bring the database to the newest schema, keeping what it holds.

    Args:
        engine: The database.
        target: Alembic revision to go to.
        scripts: Folder of the migrations.

    Returns:
        The version before (None when the database was empty) and after.

    Raises:
        SchemaError: When the database is newer than this copsim.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    with writing(engine, lock=False, rebuild=True) as connection:
        before = stored_revision(connection)
        if before is not None and scripts == MIGRATIONS and before not in REVISIONS:
            check_revision(before, engine)
        config.attributes["connection"] = connection
        command.upgrade(config, target)
        after = connection.execute(select(_version.c.version_num)).scalar_one()
    return before, after
