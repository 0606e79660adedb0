"""Whatever comes in from outside, however broken: an exit code, one line, no traceback, and nothing written on 2.

A few dozen examples of each with every run of the tests, always the same ones; thousands of new ones every night.
"""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copsim.cli.app import run
from copsim.errors import unseen
from copsim.scenario import library

SCENARIOS = [path.read_text("utf-8") for path in library().values()]
SCENARIOS += ["copsim: 1\npriorities: [a, b]\nroster: {lay: 2, clinical: 3}\ninterventions: {briefing: {dose: 0.5}}\n"]
ROSTER = "id,role,label,confidence\na,lay,GP,0.5\nb,lay,,\nc,clinical,,0.1\nd,facilitator,,\n"
TIES = "source,target,weight\na,b,0.5\nb,a,0.25\n"
GRAPHML = (
    '<?xml version="1.0"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    '<key id="w" for="edge" attr.name="weight" attr.type="double"/><graph edgedefault="directed">'
    '<node id="a"/><node id="b"/><edge source="a" target="b"><data key="w">0.5</data></edge></graph></graphml>'
)
ODD = [
    "\0",
    "\x1b[2J",
    "\u202e",
    "\ud800",
    "\ufeff",
    "é",
    "9" * 400,
    "null",
    "true",
    "-1",
    "1e999",
    ".nan",
    "[",
    "{",
    "&a",
    "*a",
]
ODD += ["!!", ": ", "- ", '"', "'", "\n", "\t", ",", ";", "=", "%", "..", "/", "~", "extends: ", "<<: ", "<!ENTITY"]
PIECES = st.one_of(st.sampled_from(ODD), st.text(max_size=8), st.integers().map(str))


@st.composite
def broken(draw: st.DrawFn, texts: list[str]) -> bytes:
    """A text with some pieces cut out, put in, doubled, or bytes flipped."""
    data = bytearray(draw(st.sampled_from(texts)).encode())
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 40)))
        kind = draw(st.sampled_from(["cut", "put", "double", "flip"]))
        if kind == "cut":
            del data[start:end]
        elif kind == "put":
            data[start:start] = draw(PIECES).encode("utf-8", "surrogatepass")
        elif kind == "double":
            data[start:start] = data[start:end]
        elif start < len(data):
            data[start] ^= 1 << draw(st.integers(0, 7))
    return bytes(data)


def hold(arguments: list[str]) -> None:
    """Run a command; what must be true of its end, however it ends."""
    before = {path: path.stat().st_size for path in Path().iterdir()}
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(arguments)
    said = err.getvalue()
    assert code in (0, 2, 3), said
    assert "fault of copsim" not in said
    assert "Traceback" not in said + out.getvalue()
    assert unseen(out.getvalue() + said) is None
    if code:
        assert said.count("\n") == 1, said
        assert len(said) <= 820
    if code == 2:
        assert {path: path.stat().st_size for path in Path().iterdir()} == before, said


@pytest.fixture(params=[pytest.param(40, id="quick"), pytest.param(1000, id="nightly", marks=pytest.mark.slow)])
def many(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Try a check with many examples of a strategy, in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def try_all(strategy: st.SearchStrategy[Any], check: Callable[[Any], object]) -> None:
        quick = request.param < 100
        bounds = settings(
            max_examples=request.param, deadline=None, derandomize=quick, database=None,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        bounds(given(strategy)(check))()

    return try_all


def test_scenarios(many: Callable[..., None]) -> None:
    def check(content: bytes) -> None:
        Path("mine.yaml").write_bytes(content)
        hold(["scenario", "check", "mine.yaml"])

    many(broken(SCENARIOS), check)


def test_rosters(many: Callable[..., None]) -> None:
    Path("mine.yaml").write_text("copsim: 1\npriorities: [a]\nroster_file: members.csv\n")

    def check(content: bytes) -> None:
        Path("members.csv").write_bytes(content)
        hold(["scenario", "check", "mine.yaml"])

    many(broken([ROSTER]), check)


@pytest.mark.parametrize(("name", "text"), [("ties.csv", TIES), ("ties.graphml", GRAPHML)])
def test_ties(many: Callable[..., None], name: str, text: str) -> None:
    Path("mine.yaml").write_text(f"copsim: 1\npriorities: [a]\nroster_file: members.csv\ngraph_file: {name}\n")
    Path("members.csv").write_text(ROSTER)

    def check(content: bytes) -> None:
        Path(name).write_bytes(content)
        hold(["scenario", "check", "mine.yaml"])

    many(broken([text]), check)


def test_settings_on_the_command_line(many: Callable[..., None]) -> None:
    known = ["cycles=3", "roster.lay=2", "parameters.learn_rate=0.2", "shocks.covid.at=8", "title=x", "shocks=null"]
    texts = broken(known).map(lambda raw: raw.decode("utf-8", "surrogateescape").replace("\0", ""))
    many(texts, lambda text: hold(["scenario", "check", "moving-forward", "--set", text]))


def test_addresses_of_databases(many: Callable[..., None]) -> None:
    known = [
        "sqlite:///copsim.db",
        "sqlite:////nowhere/x.db",
        "sqlite://",
        "postgresql://u:p@127.0.0.1:1/x?connect_timeout=1",
    ]
    texts = broken(known).map(lambda raw: raw.decode("utf-8", "surrogateescape").replace("\0", ""))
    many(texts.filter(lambda text: "postgres" not in text), lambda text: hold(["db", "info", "--db", text]))


def test_databases_with_flipped_bytes(many: Callable[..., None]) -> None:
    assert run(["run", "base", "-n", "12", "--record", "cycles", "--json"]) == 0
    with sqlite3.connect("copsim.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = Path("copsim.db").read_bytes()
    commands = (
        ["runs", "list"],
        ["runs", "show", "base"],
        ["runs", "hash"],
        ["db", "info"],
        ["run", "base", "-n", "14"],
    )
    places = st.lists(st.tuples(st.integers(0, len(whole) - 1), st.integers(1, 255)), min_size=1, max_size=60)

    def check(drawn: tuple[list[tuple[int, int]], list[str], int]) -> None:
        flips, command, kept = drawn
        for name in ("copsim.db-wal", "copsim.db-shm"):
            Path(name).unlink(missing_ok=True)
        data = bytearray(whole)
        for place, bits in flips:
            data[place] ^= bits
        Path("copsim.db").write_bytes(bytes(data[: len(data) * kept // 100]))
        hold_database(command)

    many(st.tuples(places, st.sampled_from(commands), st.sampled_from([100, 100, 95, 50, 1])), check)


def hold_database(command: list[str]) -> None:
    """As `hold`, but damage may also be found as a stored result that differs (1), and reading may leave a journal."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(command)
    assert code in (0, 1, 2, 3), err.getvalue()
    assert "fault of copsim" not in err.getvalue(), err.getvalue()
    assert unseen(out.getvalue() + err.getvalue()) is None
    if code:
        assert err.getvalue().count("\n") == 1, err.getvalue()
