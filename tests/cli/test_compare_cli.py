from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from copsim.cli.compare import compare
from copsim.errors import InputError
from copsim.model.outcomes import HEADLINE, OUTCOMES
from copsim.study.order import Order

app = typer.Typer()
app.command()(compare)
PAIR = ("moving-forward", "merely-invited")


def ran(*arguments: str) -> Result:
    """Run the command in the current folder, letting copsim's own errors through."""
    return CliRunner().invoke(app, list(arguments), catch_exceptions=False, env={"COLUMNS": "80"})


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_help_has_an_example() -> None:
    text = ran("--help").output
    assert "Example: copsim compare" in " ".join(text.split())


def test_json_is_strict_and_holds_all_outcomes() -> None:
    result = ran(*PAIR, "-n", "3", "--json")
    data = json.loads(result.stdout, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert (data["baseline"], data["options"], data["seed"], data["replicates"]) == (PAIR[0], [PAIR[1]], 1, 3)
    assert {pair["outcome"] for pair in data["pairs"]} == set(OUTCOMES)
    parity = next(pair for pair in data["pairs"] if pair["outcome"] == "influence_parity_lay")
    assert parity["difference"] == pytest.approx(parity["mean_option"] - parity["mean_baseline"])
    assert parity["low"] < parity["difference"] < parity["high"]
    assert Path("copsim.db").is_file()


def test_stored_runs_give_the_same_and_more_replicates_extend() -> None:
    first = ran(*PAIR, "-n", "2", "--json").stdout
    assert ran(*PAIR, "-n", "2", "--json").stdout == first
    grown = json.loads(ran(*PAIR, "-n", "4", "--json").stdout)
    fresh = json.loads(ran(*PAIR, "-n", "4", "--json", "--no-store").stdout)
    assert grown == fresh


def test_the_table_fits_and_says_whose_words_they_are() -> None:
    text = ran(*PAIR, "-n", "3", "--no-store").stdout
    assert max(len(line.rstrip()) for line in text.splitlines()) <= 80
    assert "In this model, under these assumptions" in " ".join(text.split())
    assert text.count("•") == len(HEADLINE)
    assert not Path("copsim.db").exists()


def test_all_shows_every_outcome() -> None:
    flat = " ".join(ran(*PAIR, "-n", "2", "--no-store", "--all").stdout.split())
    assert "Representativeness" in flat
    assert "Representativeness" not in " ".join(ran(*PAIR, "-n", "2", "--no-store").stdout.split())


def test_the_report_is_written_and_says_how_to_make_it_again() -> None:
    ran(*PAIR, "-n", "3", "--seed", "7", "--set", "cycles=11", "--no-store", "--report", "out.html")
    page = Path("out.html").read_text("utf-8")
    assert "copsim compare moving-forward merely-invited --replicates 3 --seed 7 --set cycles=11" in page
    assert 'id="ties"' in page


def test_a_setting_changes_every_scenario() -> None:
    def costs(*more: str) -> list[float]:
        data = json.loads(ran(*PAIR, "-n", "2", "--no-store", "--json", *more).stdout)
        return [row["lay_payment"] for row in data["costs"]]

    plain, dearer = costs(), costs("--set", "costs.lay_payment_hour=50")
    assert all(more > less for more, less in zip(dearer, plain, strict=True))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("moving-forward",), "allowed: 2 to 12"),
        (("moving-forward",) * 2, "two scenarios are called 'moving-forward'"),
        (("moving-forward", "merly-invited"), "merely-invited"),
        ((*PAIR, "--report", "nowhere/out.html"), "the folder nowhere does not exist"),
        ((*PAIR, "--report", "."), "is a folder"),
        ((*PAIR, "--set", "cylces=4"), "cycles"),
    ],
)
def test_what_is_wrong_is_said_before_anything_runs(arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        ran(*arguments)
    assert not Path("copsim.db").exists()


def test_the_command_can_be_pasted_into_a_shell() -> None:
    order = Order(("a", "my file.yaml"), 5, 2, ("x=[1, 2]",))
    expected = "copsim compare a 'my file.yaml' --replicates 5 --seed 2 --set 'x=[1, 2]' --report page.html"
    assert order.command("compare", "page.html") == expected
