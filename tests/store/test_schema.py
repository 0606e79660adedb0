"""Schema versions: migrations and tables agree, older schemas are upgraded, newer ones refused."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import inspect, text

from copsim.errors import InputError
from copsim.model.outcomes import OUTCOMES
from copsim.model.results import Results
from copsim.store import (
    ResultsDifferError,
    RunBatch,
    SchemaError,
    Store,
    open_store,
    schema,
    store_info,
    upgrade_store,
)
from copsim.store.engine import make_engine, parse_url, writing
from copsim.store.rows import to_rows
from copsim.store.schema import MIGRATIONS, REVISIONS, upgrade
from copsim.store.tables import RUN_KEYS, TURN_COLUMNS, make_tables
from tests.store.conftest import Opener
from tests.store.fakes import OUTCOMES as OUTCOMES_OF_FAKES
from tests.store.fakes import fake_batch, put


def _differences(url: str) -> list[Any]:
    """What Alembic would change to get from the database to the tables."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine = make_engine(parse_url(url), create=False, timeout=5)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        there = [column["name"] for column in inspect(connection).get_columns("run_summary")]
        found = compare_metadata(context, make_tables([name for name in there if name not in RUN_KEYS]).metadata)
    engine.dispose()
    return list(found)


def _migrated(url: str) -> None:
    engine = make_engine(parse_url(url), create=True, timeout=5)
    assert upgrade(engine) == (None, REVISIONS[-1])
    engine.dispose()


def test_migrations_make_the_tables(url: str) -> None:
    _migrated(url)
    assert _differences(url) == []
    with open_store(url) as store:
        assert set(store.outcomes) == set(OUTCOMES)
    assert _differences(url) == [], "columns of later outcomes are those of a new store, too"


def test_a_new_store_has_the_schema_of_the_migrations(url: str) -> None:
    open_store(url).close()
    assert _differences(url) == []
    assert upgrade_store(url) == (REVISIONS[-1], REVISIONS[-1])


def test_both_ways_give_the_same_sqlite_schema(tmp_path: Path) -> None:
    _migrated(f"sqlite:///{tmp_path}/migrated.db")
    open_store(f"sqlite:///{tmp_path}/created.db").close()
    with open_store(f"sqlite:///{tmp_path}/migrated.db"):
        pass  # adds the columns of later outcomes
    columns = []
    for name in ("migrated", "created"):
        connection = sqlite3.connect(tmp_path / f"{name}.db")
        tables = sorted(row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'"))
        found = {table: connection.execute(f'PRAGMA table_info("{table}")').fetchall() for table in tables}
        columns.append({table: {row[1:] for row in rows} for table, rows in found.items()})
        connection.close()
    wide = ("run_summary", "run_cycle")
    assert {name: columns[0][name] for name in columns[0] if name not in wide} == {
        name: columns[1][name] for name in columns[1] if name not in wide
    }
    assert all(columns[0][name] >= columns[1][name] for name in wide), "columns of outcomes that are gone stay"


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
    monkeypatch.setattr(schema, "REVISIONS", (*REVISIONS, "9999"))
    with pytest.raises(SchemaError, match=r"is older than 9999; run: copsim db upgrade --db '.*'") as caught:
        open_store(url)
    assert caught.value.exit_code == 3


GOLDEN = Path(__file__).parent / "golden"


def _digest(frame: Any, names: list[str]) -> str:
    values = np.ascontiguousarray(frame[sorted(names)].to_numpy(np.float64), "<f8")
    return hashlib.sha256(values.tobytes()).hexdigest()[:16]


def test_a_database_of_the_first_schema_is_upgraded_with_all_it_holds(tmp_path: Path) -> None:
    """The file was written by the last copsim of schema 0001, and what it held is told beside it."""
    url, expected = f"sqlite:///{tmp_path}/copsim.db", json.loads((GOLDEN / "schema-0001.json").read_text())
    shutil.copy(GOLDEN / "schema-0001.sqlite", tmp_path / "copsim.db")
    with pytest.raises(SchemaError, match="copsim db upgrade"):
        open_store(url)
    assert upgrade_store(url) == ("0001", "0002")
    names = (MIGRATIONS / "versions" / "0001_outcomes.txt").read_text().split()
    with open_store(url, model_version=1) as store:
        frames = {"summary": store.summary_frame(plugin=None), "cycles": store.cycle_frame(plugin=None)}
        differences, turns = store.parameter_sets(), store.turn_frame(plugin=None)
        assert [tuple(one) for one in expected["failures"]] == store.failures()
        assert len(store.summary_frame(study="two-levels")) == expected["study"]
        assert sum(one.seconds for one in store.listing()) == pytest.approx(expected["seconds"])
    assert len(turns) == expected["turns"]
    reception = np.ascontiguousarray(turns["reception"].to_numpy(float))
    assert hashlib.sha256(reception.tobytes()).hexdigest()[:16] == expected["turn_reception"]
    for table, frame in frames.items():
        found = [
            (key, len(some), int(some["replicate"].iloc[0]), _digest(some, names), differences[key[2]])
            for key, some in frame.groupby(["scenario", "seed", "parameter_hash", "plugin"])
        ]
        told = {(key[0], key[1], key[3], sets.get("talk_power", 2.75)): more for key, *more, sets in found}
        assert told == {
            (one["scenario"], one["seed"], one["plugin"], one["talk_power"]): [
                one["rows"], one["replicate"], one["digest"]
            ]
            for one in expected[table]
        }  # fmt: skip
    assert frames["summary"]["laughter"].dropna().tolist() == [1.5]
    assert frames["cycles"]["sighs"].dropna().tolist() == [0, 1, 2, 3, 4, 5]


def test_stored_runs_outlive_a_new_outcome_and_a_new_parameter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Found, checked and extended, never computed in vain, under the same model version."""
    from copsim.execution import Job, run_jobs
    from copsim.model import batch, outcomes, parameters
    from copsim.model.trial import small_setup
    from copsim.store.identity import parameter_hash

    setup, url = small_setup((2, 2, 1, 1), 3), f"sqlite:///{tmp_path}/copsim.db"
    jobs = lambda: [Job.of(setup, 4, 11), Job.of(setup, 4, 11, {"talk_power": 3.0})]
    with open_store(url) as store:
        before = run_jobs(jobs(), store=store, record="cycles", workers=1)
        frame = store.summary_frame()
    old = parameter_hash({"talk_power": 3.0})
    known = outcomes.OUTCOMES["plan"]
    more = {
        **outcomes.OUTCOMES,
        "twice_the_plan": replace(known, name="twice_the_plan", function=_twice(known.function)),
    }
    for module in (batch, outcomes):
        monkeypatch.setattr(module, "OUTCOMES", more)
    neutral = replace(parameters.PARAMETERS["talk_power"], name="newcomer", default=0.5)
    monkeypatch.setitem(parameters.PARAMETERS, "newcomer", neutral)
    assert parameter_hash({"talk_power": 3.0, "newcomer": 0.5}) == old != parameter_hash({"newcomer": 0.6})
    counted: list[int] = []

    def counting(some: Any, seeds: Any, overrides: Any = None, record: Any = "summary") -> Any:
        """Today's kernels, which have no field for the newcomer."""
        counted.append(len(seeds))
        with monkeypatch.context() as during:
            during.delitem(parameters.PARAMETERS, "newcomer")
            return batch.simulate_batch(some, seeds, overrides, record)

    with open_store(url) as store:
        assert "twice_the_plan" not in store.summary_frame().columns, "no run holds it"
        after = run_jobs(jobs(), store=store, record="cycles", workers=1, simulate=counting)
        assert sum(counted) == 8, "only what is missing is filled, by running again"
        again = run_jobs(jobs(), store=store, record="cycles", workers=1, simulate=counting)
        assert sum(counted) == 8
        assert store.summary_frame().drop(columns="twice_the_plan").equals(frame)
        assert [one.done for one in store.listing()] == [8]
        assert store.cycle_frame()["twice_the_plan"].notna().all()
    for old_one, new_one, third in zip(before, after, again, strict=True):
        np.testing.assert_array_equal(old_one.outcome("plan"), new_one.outcome("plan"))
        np.testing.assert_array_equal(2 * old_one.outcome("plan"), new_one.outcome("twice_the_plan"))
        np.testing.assert_array_equal(new_one.course("twice_the_plan"), third.course("twice_the_plan"))


def _twice(function: Any) -> Any:
    return lambda look: 2 * function(look)


def test_runs_by_cycle_that_get_an_outcome_by_summary_say_so(store: Store) -> None:
    scenario, batch = fake_batch([1, 2], record="cycles")
    put(store, scenario, batch)
    summary = np.column_stack([batch.results.summary, [1.0, 2.0]])
    wider = Results((*OUTCOMES_OF_FAKES, "laughter"), batch.results.seeds, summary)
    assert put(store, scenario, RunBatch(scenario.hash, batch.runs, wider, "summary")) == 2
    found = store.find(scenario.hash, [(scenario.parameter_hash, 1)])[scenario.parameter_hash, 1]
    assert found.holds("summary", ["plan", "laughter"])
    assert not found.holds("cycles", ["laughter"])
    assert found.holds("cycles", ["plan"])
    assert not found.holds("turns", ["plan"])
    wrong = Results(wider.outcomes, wider.seeds, np.column_stack([batch.results.summary, [1.0, 2.5]]))
    with pytest.raises(ResultsDifferError, match="seed 2"):
        store.add(RunBatch(scenario.hash, batch.runs, wrong, "summary"))


def test_defaults_that_move_under_one_model_version_are_refused(
    url: str, opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    from copsim.model import parameters

    store = opener(url)
    put(store, *fake_batch([1]))
    moved = replace(parameters.PARAMETERS["talk_power"], default=0.125)
    monkeypatch.setitem(parameters.PARAMETERS, "talk_power", moved)
    with pytest.raises(SchemaError, match=r"talk_power = 2\.5 by default; this copsim has 0\.125"):
        put(store, *fake_batch([2]))


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
