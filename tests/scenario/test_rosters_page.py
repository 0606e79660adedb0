"""The page on rosters: its example files load, and it names every column and every price."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from copsim.model.parameters import PARAMETERS
from copsim.scenario import compile_scenario, load_scenario
from copsim.scenario.roster import COLUMNS
from copsim.scenario.schema import COST_PREFIX, COSTS

PAGE = (Path(__file__).parents[2] / "docs" / "rosters.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^`([\w.-]+)`\n\n```\w+\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_page_has_its_files() -> None:
    assert set(FILES) == {"my-people.yaml", "members.csv", "ties.csv", "ties.graphml"}


@pytest.mark.usefixtures("beside")
def test_the_examples_load_and_compile() -> None:
    setup = compile_scenario(load_scenario("my-people.yaml"))
    assert setup.ids == ("ann", "bilal", "carys", "dev", "ed", "fay")
    assert setup.labels[2:5] == ("GP", "physiotherapist", "commissioner")
    assert setup.lay_diversity == 0.5
    assert setup.parameters == {"cost_lay_payment_hour": 27.5, "cost_venue_day": 320}
    assert setup.ties[0, 1] == 0.7
    assert setup.ties[1, 0] == 0.6
    assert np.isnan(setup.ties[2, 0])


@pytest.mark.usefixtures("beside")
def test_the_graphml_counts_both_ways() -> None:
    setup = compile_scenario(load_scenario("my-people.yaml", ["graph_file=ties.graphml"]))
    assert setup.ties[0, 2] == setup.ties[2, 0] == 0.4


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_is_named(column: str) -> None:
    assert re.search(rf"^\|.*`{column}`.* \|", PAGE, re.MULTILINE)


@pytest.mark.parametrize("price", COSTS)
def test_every_price_is_named_with_its_default(price: str) -> None:
    parameter = PARAMETERS[COST_PREFIX + price]
    low, high = parameter.bounds
    numbers = f"{parameter.default:.15g} | {low:.15g} to {high:.15g}"
    assert f"| `{price}` | {numbers} | {parameter.unit} | {parameter.meaning} |" in PAGE
