"""The first look, run as a process with few replicates."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "experiments" / "first-look"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}


def _look(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(FOLDER / "run.py"), *arguments]
    return subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, encoding="utf-8")


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Any]]:
    """What is printed and written for a few patterns."""
    path = tmp_path_factory.mktemp("look") / "look.json"
    done = _look("--replicates", "10", "--only", "C1,P08,P14,T6", "--json", str(path))
    assert done.returncode == 0, done.stderr
    return done.stdout, json.loads(path.read_text(encoding="utf-8"))


def _asks(result: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return next(each["asks"] for each in result["patterns"] if each["key"] == key)


def test_every_ask_says_what_was_measured_and_whether_it_holds(looked: tuple[str, dict[str, Any]]) -> None:
    printed, result = looked
    assert [each["key"] for each in result["patterns"]] == ["C1", "P08", "P14", "T6"]
    assert "\x1b" not in printed
    for each in result["patterns"]:
        assert re.search(rf"^ *{each['key']} ", printed, re.MULTILINE)
        judged = {ask["holds"] for ask in each["asks"]} - {"shown only"}
        assert each["holds"] == ("yes" if judged == {"yes"} else "no")
        for ask in each["asks"]:
            assert ask["low"] <= ask["effect"] <= ask["high"]


def test_an_ask_holds_only_when_the_whole_interval_lies_on_its_side(looked: tuple[str, dict[str, Any]]) -> None:
    for each in looked[1]["patterns"]:
        for ask in each["asks"]:
            if ask["ask"] == "> 0":
                assert (ask["holds"] == "yes") == (ask["low"] > 0)
            if ask["ask"] == "< 0":
                assert (ask["holds"] == "yes") == (ask["high"] < 0)


def test_numbers_are_those_of_a_plain_batch(looked: tuple[str, dict[str, Any]]) -> None:
    from copsim.model.batch import run_seeds, simulate_batch
    from copsim.model.outcomes import OUTCOMES
    from copsim.scenario import compile_scenario, load_scenario

    at = list(OUTCOMES).index("uptake")
    ends = [
        simulate_batch(compile_scenario(load_scenario(name)), run_seeds(1, 10)).summary[:, at]
        for name in ("no-commissioners", "moving-forward")
    ]
    ask = next(ask for ask in _asks(looked[1], "P08") if ask["measure"] == "uptake at the end")
    assert ask["effect"] == pytest.approx((ends[0] - ends[1]).mean(), abs=1e-12)
    assert ask["n"] == 10


def test_nothing_is_gained_in_the_suspended_cycle(looked: tuple[str, dict[str, Any]]) -> None:
    turns, plan, uptake = [ask for ask in _asks(looked[1], "P14") if "suspended" in ask["measure"]]
    assert turns["low"] == turns["high"] == plan["low"] == plan["high"] == 0
    assert uptake["high"] < 0  # what is not wholly owned is given up again


def test_the_same_seed_gives_the_same_table(tmp_path: Path, looked: tuple[str, dict[str, Any]]) -> None:
    path = tmp_path / "again.json"
    _look("--replicates", "10", "--only", "P08", "--json", str(path))
    assert json.loads(path.read_text(encoding="utf-8"))["patterns"][0]["asks"] == _asks(looked[1], "P08")


def test_all_patterns_are_written_down_as_predictions() -> None:
    written = re.findall(r"^\| ([CPT]\d+) \|", (FOLDER / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    coded = {
        key for path in FOLDER.glob("*.py") for key in re.findall(r'@pattern\(\s*"(\w+)"', path.read_text("utf-8"))
    }
    assert set(written) == coded
    assert len(written) == len(coded) == 7 + 31 + 6


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--only", "P4"], "P04"), (["--replicates", "1"], "give 2 or more")],
)
def test_wrong_arguments_are_refused_in_one_line(arguments: list[str], said: str) -> None:
    done = _look(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
