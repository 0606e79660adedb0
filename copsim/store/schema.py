"""The version of the schema: a new store is stamped, an older one is pointed to its upgrade, a newer one is refused.

Every version is one Alembic revision. Alembic is imported only to upgrade; a new store is made from the tables at once
and stamped with the newest version, and a test holds both ways to the same schema.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, insert, inspect, select

from copsim.errors import InputError
from copsim.store.engine import reading, writing
from copsim.store.errors import SchemaError, shown
from copsim.store.tables import Tables

REVISIONS = ("0001",)
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


def prepare(engine: Engine, tables: Tables, *, create: bool) -> None:
    """Make sure that the database has the schema that this copsim works with, creating it when empty.

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
            revision = stored_revision(connection) or _create(connection, tables)
    check_revision(revision, engine)


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
    with writing(engine, lock=False) as connection:
        before = stored_revision(connection)
        if before is not None and scripts == MIGRATIONS and before not in REVISIONS:
            check_revision(before, engine)
        config.attributes["connection"] = connection
        command.upgrade(config, target)
        after = connection.execute(select(_version.c.version_num)).scalar_one()
    return before, after
