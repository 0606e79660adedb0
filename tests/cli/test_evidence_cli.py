"""Reading the claims behind the model."""

from __future__ import annotations

import json

import pytest

from copsim.cli.app import run
from copsim.evidence import claims


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


def test_all_claims_in_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evidence"]) == 0
    out = capsys.readouterr().out
    assert f"{len(claims())} claims" in out
    assert "Q54" in out


def test_one_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evidence", "Q36", "bales-1951"]) == 0
    out = capsys.readouterr().out
    assert claims()["Q36"].statement in out
    assert "Power balance" in out
    assert "quoted" in out
    assert "Source: " in out


def test_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evidence", "--json"]) == 0
    assert {each["key"] for each in json.loads(capsys.readouterr().out)} == set(claims())


def test_about_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evidence", "--about", "venue", "--json"]) == 0
    keys = {each["key"] for each in json.loads(capsys.readouterr().out)}
    assert "S-venue" in keys
    assert "Q36" not in keys


def test_an_unknown_key(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evidence", "Obs5"]) == 2
    err = capsys.readouterr().err
    assert "unknown evidence 'Obs5' (did you mean 'Obs5" in err
    assert err.count("\n") == 1


def test_a_word_that_stands_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evidence", "--about", "zzzz"]) == 0
    assert capsys.readouterr().out == "no claim contains 'zzzz'\n"


def test_one_claim_is_not_called_claims(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evidence", "--about", claims()["Q36"].statement]) == 0
    assert "1 claim;" in capsys.readouterr().out


def test_a_pattern_is_looked_for_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evidence", "P04"]) == 2
    assert "'P04' is a pattern or check, not a claim; they are in experiments/first-look" in capsys.readouterr().err
