"""`copsim runs` and `copsim db`, on stores with real outcome columns and made-up values."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from copsim.cli.db import db_app
from copsim.cli.runs import runs_app
from copsim.errors import InputError
from copsim.model.outcomes import OUTCOMES
from copsim.model.results import Results
from copsim.store import RunBatch, RunEntry, ScenarioRecord, open_store
from tests.store.fakes import FIRST, fake_setup

SEEDS = np.array([3, 2**64 - 1], np.uint64)


@pytest.fixture
def db(tmp_path: Path) -> str:
    """Two runs of alpha by cycle, two of beta with one failure."""
    url = f"sqlite:///{tmp_path}/copsim.db"
    with open_store(url) as store:
        for name, overrides in (("alpha", {}), ("beta", {FIRST: 0.3})):
            scenario = ScenarioRecord.of(fake_setup(name), overrides, {"name": name})
            values = np.random.default_rng(1).random((2, 4, len(OUTCOMES)))
            results = Results(tuple(OUTCOMES), SEEDS, values[:, -1], values)
            runs = [RunEntry(scenario.parameter_hash, index) for index in range(2)]
            store.register([scenario])
            store.add(RunBatch(scenario.hash, runs, results, "cycles"))
        store.add_failed(scenario.hash, RunEntry(scenario.parameter_hash, 2), 9, "summary", "boom")
    return url


def _run(*arguments: str) -> str:
    result = CliRunner().invoke(runs_app, [*arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_list_says_what_is_there(db: str) -> None:
    lines = _run("list", "--db", db).splitlines()
    assert [line.split()[0] for line in lines] == ["scenario", "alpha", "beta"]
    assert lines[2].split()[3:6] == ["2", "1", "2"]
    listed = json.loads(_run("list", "--db", db, "--json"))
    assert [(one["scenario"], one["done"], one["failed"]) for one in listed] == [("alpha", 2, 0), ("beta", 2, 1)]
    assert len(_run("list", "beta", "--db", db).splitlines()) == 2


def test_show_gives_headline_failures_and_content(db: str) -> None:
    said = _run("show", "beta", "--db", db)
    assert f"{FIRST} = 0.3: 2 runs, 1 failed" in said
    assert "airtime_parity_lay" in said
    assert "replicate 2 failed: boom" in said
    about = json.loads(_run("show", "beta", "--db", db, "--json"))
    assert list(about["contents"].values()) == [{"name": "beta"}]
    with pytest.raises(InputError, match="did you mean 'alpha'"):
        _run("show", "alhpa", "--db", db)


def test_export(db: str, tmp_path: Path) -> None:
    import pandas as pd

    said = _run("export", "--db", db, "--table", "cycles", "--to", str(tmp_path / "all.csv"))
    assert said.startswith("16 rows written")
    frame = pd.read_csv(tmp_path / "all.csv")
    assert set(OUTCOMES) <= set(frame.columns)
    assert frame["seed"].max() == 2**64 - 1
    told = json.loads(_run("export", "alpha", "--db", db, "--to", str(tmp_path / "a.parquet"), "--json"))
    assert told["rows"] == len(pd.read_parquet(tmp_path / "a.parquet")) == 2
    assert "run again with --record turns" in _run(
        "export", "--db", db, "--table", "turns", "--to", str(tmp_path / "t.csv")
    )


def test_delete_asks_and_needs_to_be_told_what(db: str) -> None:
    with pytest.raises(InputError, match="say what to delete"):
        _run("delete", "--db", db)
    refused = CliRunner().invoke(runs_app, ["delete", "alpha", "--db", db], input="n\n")
    assert "Delete 2 run(s)?" in refused.output
    assert "Nothing was deleted." in refused.output
    with pytest.raises(InputError, match="give --yes too"):
        _run("delete", "alpha", "--json", "--db", db)
    assert json.loads(_run("delete", "--failed", "--yes", "--db", db, "--json")) == {"deleted": 1}
    assert "2 run(s) deleted" in _run("delete", "alpha", "--yes", "--db", db)
    assert "2 run(s) deleted" in _run("delete", "--all", "--yes", "--db", db)
    assert "No runs are stored here" in _run("list", "--db", db)


def test_hash_moves_with_the_results(db: str) -> None:
    before = _run("hash", "--db", db)
    assert len(before.strip()) == 64
    assert json.loads(_run("hash", "--db", db, "--json"))["hash"] == before.strip()
    _run("delete", "--failed", "--yes", "--db", db)
    assert _run("hash", "--db", db) != before


def test_a_missing_database_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        _run("list", "--db", f"sqlite:///{tmp_path}/none.db")
    assert not (tmp_path / "none.db").exists()


def test_db_info_and_upgrade(db: str) -> None:
    run = CliRunner()
    said = run.invoke(db_app, ["info", "--db", db], catch_exceptions=False).output
    assert "(current)" in said
    assert json.loads(run.invoke(db_app, ["info", "--db", db, "--json"]).output)["rows"]["run"] == 5
    assert "Nothing to do" in run.invoke(db_app, ["upgrade", "--db", db], catch_exceptions=False).output


@pytest.mark.parametrize("verb", ["list", "show", "export", "delete", "hash"])
def test_help_of_every_verb_has_an_example(verb: str) -> None:
    assert f"Example: copsim runs {verb}" in _run(verb, "--help")
