from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from copsim.cli.demo import SCENARIOS, TITLE, demo

app = typer.Typer()
app.command()(demo)


def ran(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), catch_exceptions=False, env={"COLUMNS": "80"})


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_it_stores_prints_and_writes_the_report() -> None:
    text = ran("-n", "4").stdout
    flat = " ".join(text.split())
    assert max(len(line.rstrip()) for line in text.splitlines()) <= 80
    for needed in (
        TITLE,
        *SCENARIOS,
        "In this model, under these assumptions",
        "not what will happen",
        "copsim-demo.html",
    ):
        assert needed in flat
    assert Path("copsim.db").is_file()
    assert TITLE in Path("copsim-demo.html").read_text("utf-8")


def test_again_from_the_store_it_is_the_same_to_the_byte() -> None:
    first = ran("-n", "3").stdout
    page = Path("copsim-demo.html").read_bytes()
    assert ran("-n", "3").stdout == first
    assert Path("copsim-demo.html").read_bytes() == page


def test_json_and_another_place() -> None:
    data = json.loads(ran("-n", "2", "--json", "--report", "page.html", "--db", "sqlite:///other.db").stdout)
    assert [one["name"] for one in data["scenarios"]] == list(SCENARIOS)
    assert data["report"] == "page.html"
    assert {path.name for path in Path().iterdir()} >= {"page.html", "other.db"}
    assert not Path("copsim.db").exists()


def test_help_has_an_example() -> None:
    assert "Example: copsim demo" in " ".join(ran("--help").output.split())
