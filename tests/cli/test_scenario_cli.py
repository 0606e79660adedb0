"""The verbs that list, show, check and write scenarios."""

from __future__ import annotations

import errno
import json
import os
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

from copsim.cli.app import run
from copsim.scenario import library, load_scenario
from copsim.scenario.shipped import question_of


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")


def test_list_names_every_scenario_and_what_it_asks(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scenario", "list"]) == 0
    out = capsys.readouterr().out
    for name in library():
        assert name in out
    assert "is an invitation enough?" in out


@pytest.mark.parametrize("columns", ["60", "80"])
def test_list_cuts_nothing_when_narrow(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert run(["scenario", "list"]) == 0
    out = capsys.readouterr().out
    assert all(len(line) <= int(columns) for line in out.splitlines())
    whole = " ".join(out.split())
    for name in library():
        assert " ".join(load_scenario(name).title.split()) in whole
        assert question_of(name) in whole
    assert "copsim scenario show NAME" in whole


def test_list_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scenario", "list", "--json"]) == 0
    listed = {each["name"]: each for each in json.loads(capsys.readouterr().out)}
    assert set(listed) == set(library())
    assert listed["base"]["members"] == 21
    assert listed["moving-forward"]["hash"] == load_scenario("moving-forward").hash


def test_show_prints_what_is_inherited_and_the_evidence(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scenario", "show", "no-covid"]) == 0
    out = capsys.readouterr().out
    document, _, evidence = out.partition("Evidence")
    shown = yaml.safe_load(document)
    assert shown == load_scenario("no-covid").resolved
    assert "deliberately mixed across roles" in evidence
    assert "interventions.breakouts" in evidence


def test_show_as_json_with_an_override(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scenario", "show", "base", "--json", "--set", "interventions.icebreakers.dose=0.5"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["resolved"]["interventions"] == {"icebreakers": {"dose": 0.5}}
    assert set(shown["evidence"]["interventions.icebreakers"]) >= {"R9", "Obs9"}
    assert shown["evidence"]["cycles"]["S-schedule"].startswith("Meetings take place")


def test_check_says_what_is_in_order_and_notes_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scenario", "check", "base", "no-covid", "--set", "parameters.learn_rate=0.9"]) == 0
    captured = capsys.readouterr()
    assert "base: in order (21 members, 12 cycles" in captured.out
    assert "no-covid: in order" in captured.out
    assert "learn_rate: 0.9 lies outside its plausible range" in captured.err


def test_check_ends_with_2_and_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine.yaml").write_text("extends: base\ninterventions:\n  breakouts: {size: 50}\n")
    assert run(["scenario", "check", "mine.yaml"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "mine.yaml:3: interventions.breakouts.size: 50 is larger than the roster" in captured.err


def test_check_goes_on_after_a_wrong_one(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.yaml").write_text("extends: base\n")
    Path("b.yaml").write_text("extends: no-covid\n")
    Path("c.yaml").write_text("extends: base\ncycles: 0\n")
    assert run(["scenario", "check", "a.yaml", "missing.yaml", "c.yaml", "b.yaml"]) == 2
    captured = capsys.readouterr()
    assert [line.partition(":")[0] for line in captured.out.splitlines()] == ["a", "b"]
    wrong = captured.err.splitlines()
    assert len(wrong) == 2
    assert wrong[0].startswith("copsim: missing.yaml: no such file")
    assert wrong[1].startswith("copsim: c.yaml:2: cycles: 0 is not allowed")


def test_check_as_json_goes_on_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scenario", "check", "missing.yaml", "base", "--json"]) == 2
    assert [each["name"] for each in json.loads(capsys.readouterr().out)] == ["base"]


@pytest.mark.parametrize("name", ["my cop", 'my "own" cop'])
def test_new_quotes_names_with_spaces(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert run(["scenario", "new", name]) == 0
    assert f"copsim scenario check '{name}.yaml'" in capsys.readouterr().out
    assert f"copsim scenario check '{name}.yaml'" in Path(f"{name}.yaml").read_text()
    assert load_scenario(f"{name}.yaml").name == name


def test_new_leaves_nothing_on_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert run(["scenario", "new", "my-cop"]) == 3
    assert list(Path().iterdir()) == []


def test_new_writes_a_file_that_loads_as_its_parent(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scenario", "new", "my-cop", "--extends", "merely-invited"]) == 0
    assert "my-cop.yaml" in capsys.readouterr().out
    scenario = load_scenario("./my-cop.yaml")
    assert scenario.name == "my-cop"
    assert scenario.hash == load_scenario("merely-invited").hash


def test_new_tells_how_to_compare_with_the_same_people_merely_invited() -> None:
    assert run(["scenario", "new", "my-cop"]) == 0
    lines = Path("my-cop.yaml").read_text().splitlines()
    start = lines.index("#   extends: ./my-cop.yaml")
    Path("invited.yaml").write_text("\n".join(line.removeprefix("#   ") for line in lines[start - 1 : start + 2]))
    whole, invited = load_scenario("my-cop.yaml"), load_scenario("invited.yaml")
    gone = {each.key for each in whole.interventions} - {each.key for each in invited.interventions}
    assert gone == {"briefing", "lay_chair"}


def test_every_line_that_new_offers_loads_when_uncommented() -> None:
    assert run(["scenario", "new", "my-cop"]) == 0
    text = Path("my-cop.yaml").read_text()
    head, _, offered = text.partition("# Uncomment")
    members = [f"{role}{n},{role}" for role in ("lay", "clinical", "facilitator") for n in range(6)]
    Path("members.csv").write_text("\n".join(["id,role", *members, ""]))
    Path("ties.csv").write_text("source,target,weight\nlay0,lay1,0.5\n")
    lines = [line.removeprefix("# ") for line in offered.splitlines()[1:] if line.startswith("# ")]
    kept = [line for line in lines if not line.startswith("roster:")]
    Path("all.yaml").write_text(head + "\n".join(kept) + "\n")
    scenario = load_scenario("./all.yaml")
    assert len(scenario.roster.ids) == 18
    assert {each.key for each in scenario.interventions} >= {"briefing", "funding_cut"}
    assert "covid" not in {each.key for each in scenario.interventions}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["my-cop"], "my-cop.yaml: exists already and is left alone"),
        (["deep/my-cop"], "the folder deep does not exist"),
        (["other", "--extends", "bas"], "did you mean 'base'"),
        (["moving-forward"], "'moving-forward' is the name of a library scenario"),
        ([""], "is not a name for a scenario"),
        (["a\nb"], "is not a name for a scenario"),
    ],
)
def test_new_refuses(capsys: pytest.CaptureFixture[str], arguments: list[str], message: str) -> None:
    Path("my-cop.yaml").write_text("mine\n")
    assert run(["scenario", "new", *arguments]) == 2
    assert message in capsys.readouterr().err
    assert Path("my-cop.yaml").read_text() == "mine\n"


def test_schema_is_printed_or_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scenario", "schema"]) == 0
    printed = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator.check_schema(printed)
    assert run(["scenario", "schema", "--to", "copsim.schema.json"]) == 0
    assert json.loads(Path("copsim.schema.json").read_text()) == printed
    assert run(["scenario", "schema", "--to", "deep/copsim.schema.json"]) == 2


@pytest.mark.parametrize("verb", ["list", "show", "check", "new", "schema"])
def test_help_has_an_example(capsys: pytest.CaptureFixture[str], verb: str) -> None:
    assert run(["scenario", verb, "--help"]) == 0
    assert f"Example: copsim scenario {verb}" in " ".join(capsys.readouterr().out.split())


def test_nothing_that_simulates_is_loaded_to_list() -> None:
    import subprocess

    code = "import sys; from copsim.cli.app import run; run(['scenario', 'list']); sys.exit('numba' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
