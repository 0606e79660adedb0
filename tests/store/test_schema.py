"""Schema versions: migrations and tables agree, older schemas are upgraded, newer ones refused."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from copsim.errors import InputError
from copsim.model.outcomes import OUTCOMES
from copsim.store import SchemaError, open_store, schema, store_info, upgrade_store
from copsim.store.engine import make_engine, parse_url, writing
from copsim.store.rows import to_rows
from copsim.store.schema import MIGRATIONS, REVISIONS, upgrade
from copsim.store.tables import RUN_KEYS, TURN_COLUMNS, make_tables
from tests.store.conftest import Opener
from tests.store.fakes import fake_batch, put


def _differences(url: str) -> list[Any]:
    """What Alembic would change to get from the database to the tables."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine = make_engine(parse_url(url), create=False, timeout=5)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, make_tables(tuple(OUTCOMES)).metadata)
    engine.dispose()
    return list(found)


def _migrated(url: str) -> None:
    engine = make_engine(parse_url(url), create=True, timeout=5)
    assert upgrade(engine) == (None, REVISIONS[-1])
    engine.dispose()


def test_migrations_make_the_tables(url: str) -> None:
    """When this fails, an outcome was added: write a migration that adds its columns, and add it to REVISIONS."""
    _migrated(url)
    assert _differences(url) == []


def test_a_new_store_has_the_schema_of_the_migrations(url: str) -> None:
    open_store(url).close()
    assert _differences(url) == []
    assert upgrade_store(url) == (REVISIONS[-1], REVISIONS[-1])


def test_both_ways_give_the_same_sqlite_schema(tmp_path: Path) -> None:
    _migrated(f"sqlite:///{tmp_path}/migrated.db")
    open_store(f"sqlite:///{tmp_path}/created.db").close()
    columns = []
    for name in ("migrated", "created"):
        connection = sqlite3.connect(tmp_path / f"{name}.db")
        tables = sorted(row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'"))
        found = {table: connection.execute(f'PRAGMA table_info("{table}")').fetchall() for table in tables}
        columns.append({table: sorted(row[1:] for row in rows) for table, rows in found.items()})
        connection.close()
    assert columns[0] == columns[1]


def test_revisions_are_those_of_alembic() -> None:
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(MIGRATIONS))
    assert scripts.get_current_head() == REVISIONS[-1]
    assert [one.revision for one in reversed(list(scripts.walk_revisions()))] == list(REVISIONS)


def test_names_of_outcomes_fit_into_a_database() -> None:
    assert all(name.isidentifier() and len(name) <= 63 and name not in RUN_KEYS for name in OUTCOMES)
    assert len(OUTCOMES) < 1500


def test_columns_of_turns_are_those_of_the_model() -> None:
    from copsim.model.results import TURN_DTYPE

    assert TURN_DTYPE.names == ("run", *TURN_COLUMNS)


def test_a_newer_schema_is_refused(url: str) -> None:
    open_store(url).close()
    _stamp(url, "9999")
    with pytest.raises(SchemaError, match="install a newer copsim") as caught:
        open_store(url)
    assert caught.value.exit_code == 3
    with pytest.raises(SchemaError, match="install a newer copsim"):
        upgrade_store(url)
    assert store_info(url)["state"] == "newer than this copsim"


def _stamp(url: str, revision: str) -> None:
    engine = make_engine(parse_url(url), create=False, timeout=5)
    with writing(engine, lock=False) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
    engine.dispose()


def test_an_older_schema_says_which_command_upgrades_it(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(url).close()
    monkeypatch.setattr(schema, "REVISIONS", (*REVISIONS, "0002"))
    with pytest.raises(SchemaError, match=r"is older than 0002; run: copsim db upgrade --db '.*'") as caught:
        open_store(url)
    assert caught.value.exit_code == 3


_NEXT = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "next", "{before}", None, None


def upgrade():
    for table in ("run_summary", "run_cycle"):
        op.add_column(table, sa.Column("laughter", sa.Double))
"""


def test_an_upgrade_that_adds_an_outcome_keeps_all_runs_and_their_hash(
    url: str, opener: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opener(url)
    put(store, *fake_batch([1, 2], record="cycles"))
    frame, value = store.cycle_frame(), store.runs_hash()
    scripts = tmp_path / "scripts"
    shutil.copytree(MIGRATIONS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "next.py").write_text(_NEXT.format(before=REVISIONS[-1]))
    engine = make_engine(parse_url(url), create=False, timeout=5)
    assert upgrade(engine, scripts=scripts) == (REVISIONS[-1], "next")
    engine.dispose()
    monkeypatch.setattr(schema, "REVISIONS", (*REVISIONS, "next"))
    later = opener(url, outcomes=(*store.outcomes, "laughter"))
    assert later.cycle_frame()["laughter"].isna().all()
    assert later.cycle_frame().drop(columns="laughter").equals(frame)
    assert later.runs_hash() == value


def test_a_database_of_something_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE patients (name TEXT)")
    connection.commit()
    connection.close()
    for open_it in (open_store, upgrade_store):
        with pytest.raises(InputError, match="tables that are not copsim's"):
            open_it(f"sqlite:///{path}")


def test_using_a_store_imports_neither_alembic_nor_pandas(tmp_path: Path) -> None:
    code = (
        "import sys; from copsim.store import open_store; "
        f"open_store('sqlite:///{tmp_path}/copsim.db', outcomes=('plan',), model_version=1).runs_hash(); "
        "print([name for name in ('alembic', 'pandas', 'mesa', 'matplotlib', 'psycopg') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], text=True, capture_output=True, check=True)
    assert done.stdout.strip() == "[]"


def test_rows_hold_nothing_that_databases_disagree_on() -> None:
    import numpy as np

    assert [str(cell) for cell in to_rows(np.array([[-0.0, np.nan, 0.1]]))[0]] == ["0.0", "None", "0.1"]
