"""Text from strangers reaches neither a terminal nor a file as more than text, whichever command it passes through."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from copsim.cli import screen
from copsim.cli.app import run
from copsim.errors import InputError, unseen
from copsim.files import as_written
from copsim.scenario import compile_scenario, load_scenario, make_scenario

ESCAPES = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202egnp\u2066\u200b\x7f\udc9b"
NAME = f"a{ESCAPES}b"
LONG = ["x" * 300, "y" * 100_000]
BASE = "copsim: 1\npriorities: [a, b]\nroster: {lay: 2, clinical: 3, commissioner: 1, facilitator: 1}\n"
MEMBERS = "id,role,label\na,lay,\nb,lay,\nc,clinical,\nd,facilitator,\n"


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")


def safe(text: str) -> None:
    """Nothing that a terminal obeys, nothing that turns the direction of text, nothing that UTF-8 cannot hold."""
    assert unseen(text) is None, ascii(text)
    text.encode()


COMMANDS = [
    "scenario show {}",
    "scenario check {}",
    "scenario check {}.yaml",
    "scenario check ./{}/x.yaml",
    "scenario show base --set {}",
    "scenario show base --set {}=1",
    "scenario show base --set title={}",
    "scenario show base --set parameters.{}=1",
    "scenario show base --set interventions.{}.dose=1",
    "scenario show base --set roster_file={}",
    "scenario new {}",
    "scenario new new --extends {}",
    "scenario schema --to {}/x.json",
    "scenario {}",
    "evidence {}",
    "evidence --about {}",
    "run {} -n 1",
    "run base -n {}",
    "run base -n 1 --no-store --set name={}",
    "run base -n 1 --record {}",
    "run base -n 1 --workers {}",
    "run base -n 1 --db {}",
    "run base -n 1 --db sqlite:///{}/x.db",
    "run base -n 1 --db {}://x",
    "run base -n 1 --{}",
    "compare base {} -n 1 --no-store",
    "compare base moving-forward -n 1 --no-store --report {}",
    "compare base moving-forward -n 1 --no-store --report {}/x.html",
    "demo -n 1 --db {}",
    "demo -n 1 --report {}",
    "runs list {}",
    "runs list --study {}",
    "runs list --db {}",
    "runs show {}",
    "runs show base --db sqlite:///{}",
    "runs export --to {}",
    "runs export --to {}.csv",
    "runs export --to x.csv --table {}",
    "runs delete {} --yes",
    "runs hash {}",
    "db info --db {}",
    "db upgrade --db {}",
    "{}",
]


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a database with two runs, one of which failed."""
    path = tmp_path_factory.mktemp("stored") / "copsim.db"
    assert run(["run", "base", "-n", "2", "--record", "turns", "--db", f"sqlite:///{path}"]) == 0
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.read_bytes()


@pytest.mark.parametrize("text", [NAME, *LONG], ids=["escapes", "300", "100000"])
@pytest.mark.parametrize("command", COMMANDS)
def test_hostile_arguments(stored: bytes, capsys: pytest.CaptureFixture[str], command: str, text: str) -> None:
    Path("copsim.db").write_bytes(stored)
    code = run([word.replace("{}", text) for word in command.split()])
    captured = capsys.readouterr()
    safe(captured.out + captured.err)
    assert code in (0, 2, 3), captured.err
    assert "fault of copsim" not in captured.err
    if code:
        assert captured.err.count("\n") == 1, captured.err
        assert len(captured.err) <= 820
        assert captured.out == ""
    if code == 2:
        assert {each.name for each in Path().iterdir()} <= {"copsim.db", "copsim.db-wal", "copsim.db-shm"}
        assert Path("copsim.db").stat().st_size == len(stored)


FREE_TEXT = {"name", "title", "error", "platform"}


def written_by_others(text: str) -> None:
    """Put a text wherever the database holds free text."""
    with sqlite3.connect("copsim.db") as connection:
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for _, column, *_ in connection.execute(f"PRAGMA table_info({table})").fetchall():
                if column in FREE_TEXT:
                    connection.execute(f"UPDATE OR IGNORE {table} SET {column} = ?", [text])
        connection.execute("UPDATE run SET status = 'failed' WHERE id = 1")


LISTINGS = [
    ["runs", "list"],
    ["runs", "list", "--json"],
    ["runs", "show", NAME.replace("\udc9b", "")],
    ["runs", "show", NAME.replace("\udc9b", ""), "--json"],
    ["runs", "hash"],
    ["runs", "export", "--to", "x.csv"],
    ["db", "info"],
    ["db", "info", "--json"],
]


@pytest.mark.parametrize("command", LISTINGS, ids=" ".join)
def test_hostile_text_in_a_database_of_others(
    stored: bytes, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    Path("copsim.db").write_bytes(stored)
    written_by_others(NAME.replace("\udc9b", ""))
    code = run(command)
    captured = capsys.readouterr()
    safe(captured.out + captured.err)
    assert code in (0, 2, 3), captured.err
    if "--json" in command and not code:
        assert "owned" in json.dumps(json.loads(captured.out)) or command[0] == "db"


def test_a_stored_name_that_is_a_formula_is_exported_as_text(stored: bytes) -> None:
    Path("copsim.db").write_bytes(stored)
    written_by_others("=HYPERLINK(1)")
    assert run(["runs", "export", "--to", "x.csv"]) == 0
    line = Path("x.csv").read_text().splitlines()[1]
    assert "'=HYPERLINK(1)" in line
    assert ",=HYPERLINK" not in f",{line}"
    assert as_written("'=HYPERLINK(1)") == "=HYPERLINK(1)"


@pytest.mark.parametrize(
    "text",
    [
        'name: "a\\x1b[2Jb"',
        'title: "a\\0b"',
        'title: "a\\u202eb"',
        'priorities: [a, "b\\x7f"]',
        'interventions: {briefing: {roles: ["lay\\x1b"]}}',
        'shocks: {key_member_leaves: {at: 2, member: "lay-1\\u200b"}}',
        '"cycles\\x1b[2J": 3',
    ],
)
def test_a_scenario_with_what_cannot_be_seen_is_refused(capsys: pytest.CaptureFixture[str], text: str) -> None:
    key = text.split(":")[0]
    lines = [line for line in BASE.splitlines() if not line.startswith(key)]
    Path("mine.yaml").write_text("\n".join([*lines, text, ""]))
    assert run(["scenario", "check", "mine.yaml"]) == 2
    captured = capsys.readouterr()
    safe(captured.err)
    assert captured.err.count("\n") == 1
    assert "U+" in captured.err or "unknown key" in captured.err
    assert f"mine.yaml:{len(lines) + 1}: " in captured.err


def test_values_from_python_are_refused_alike() -> None:
    with pytest.raises(InputError, match=r"scenario: title: 'a\\u0000b' holds the character U\+0000; give plain text"):
        make_scenario({"extends": "base", "title": "a\0b"})


@pytest.mark.parametrize("cell", ["x\x1b[2J", "x\u202e", "x\u200b", '"x\ny"', "x\x9b"])
@pytest.mark.parametrize("column", [0, 2])
def test_a_roster_with_what_cannot_be_seen_is_refused(cell: str, column: int) -> None:
    row = ["e", "lay", "GP"]
    row[column] = cell
    Path("members.csv").write_text(MEMBERS + ",".join(row) + "\n")
    Path("mine.yaml").write_text("copsim: 1\npriorities: [a]\nroster_file: members.csv\n")
    with pytest.raises(InputError, match=r"members\.csv:[67]: (id|label): .* holds the character U\+") as caught:
        load_scenario("mine.yaml")
    safe(str(caught.value))


SAME = [
    ("Zo\u00eb", "Zoe\u0308"),
    ("anna", "an\u200dna"),
    ("anna", "anna\ufe0f"),
    ("anna", "ａｎｎａ"),
    ("dr  jo", "dr\u00a0jo"),
    ("ﬁona", "fiona"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_ids_that_nobody_can_tell_apart_are_one_id(one: str, other: str) -> None:
    Path("mine.yaml").write_text("copsim: 1\npriorities: [a]\nroster_file: members.csv\ngraph_file: ties.csv\n")
    Path("ties.csv").write_text("source,target,weight\n")
    Path("members.csv").write_text(MEMBERS.replace("a,lay", f"{one},lay", 1))
    setup = compile_scenario(load_scenario("mine.yaml"))
    Path("members.csv").write_text(MEMBERS.replace("a,lay", f"{other},lay", 1))
    again = compile_scenario(load_scenario("mine.yaml"))
    assert list(setup.stable_ids) == list(again.stable_ids), "and so their draws are the same"
    Path("ties.csv").write_text(f"source,target,weight\n{one},b,0.25\n")
    assert compile_scenario(load_scenario("mine.yaml")).ties[0, 1] == 0.25
    Path("ties.csv").write_text(f"source,target,weight\n{one},{other},0.25\n")
    with pytest.raises(InputError, match="tied to itself"):
        load_scenario("mine.yaml")
    Path("members.csv").write_text(f"{MEMBERS}{one},lay,\n{other},lay,\n")
    with pytest.raises(InputError, match=r"members\.csv:7: id: .* is taken by members\.csv:6"):
        load_scenario("mine.yaml")


def test_an_id_of_nothing_but_invisible_marks_is_refused() -> None:
    Path("mine.yaml").write_text("copsim: 1\npriorities: [a]\nroster_file: members.csv\n")
    Path("members.csv").write_text(MEMBERS + "\u3164\u200d,lay,\n")
    with pytest.raises(InputError, match="cannot be seen"):
        load_scenario("mine.yaml")


def test_a_console_lets_its_own_colours_through_and_nobody_elses() -> None:
    out = io.StringIO()
    console = screen.console(file=out, force_terminal=True, color_system="standard", width=60)
    from rich.table import Table

    table = Table("name")
    table.add_row(ESCAPES.replace("\udc9b", ""), style="bold red")
    console.print(table)
    console.print(f"[bold]x[/bold]{ESCAPES}", markup=True)
    assert "\x1b[1" in out.getvalue()
    for hostile in ("\x1b]0", "\x1b[2J", "\x07", "\x9b", "\u202e", "\x7f"):
        assert hostile not in out.getvalue()
    assert "\\u001b]0;owned" in out.getvalue()


def test_graphml_of_hostile_names_is_xml() -> None:
    from dataclasses import replace

    from copsim.community import Community

    setup = compile_scenario(load_scenario("base"))
    ids = (NAME.replace("\udc9b", ""), *setup.ids[1:])
    community = Community(replace(setup, name=NAME, ids=ids, labels=ids), seed=1)
    community.write_graphml("x.graphml")
    text = Path("x.graphml").read_text()
    safe(text)
    ElementTree.fromstring(text)
    assert "owned" in text
    Path("link.graphml").symlink_to("nowhere")
    with pytest.raises(InputError, match="is a link"):
        community.write_graphml("link.graphml")


def test_letters_that_a_terminal_lacks_are_escaped() -> None:
    Path("mine.yaml").write_text("extends: base\ntitle: 松本 – Café\n")
    command = [sys.executable, "-m", "copsim", "scenario", "show", "mine.yaml"]
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    result = subprocess.run(command, env=environment, capture_output=True, encoding="latin-1", check=False)
    assert result.returncode == 0, result.stderr
    assert "\\u677e" in result.stdout
