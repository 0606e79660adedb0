"""The public face: run, compare and load, from a script and in a notebook, with a mechanism of one's own."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import copsim
from copsim.community import Community, Mechanism
from copsim.errors import InputError
from copsim.model.outcomes import OUTCOMES
from copsim.study.running import run
from copsim.study.shown import ResultSet

PAIR = ("merely-invited", "moving-forward")
LOST = 0.1


@pytest.fixture(scope="module")
def pair() -> ResultSet:
    return copsim.run(*PAIR, replicates=6, record="cycles")


def the_quiet_lose_heart(community: Community) -> None:
    for member in community.agents:
        if member.present > 0.5 and member.turns < 3:
            member.confidence *= 1.0 - LOST


class Hopeful:
    """Lifts everybody's confidence before a cycle."""

    def __init__(self, lift: float) -> None:
        self.lift = lift

    def before(self, community: Community) -> None:
        community.state.members["confidence"] += self.lift * (1.0 - community.state.members["confidence"])


def test_every_public_name_is_there_and_others_are_not() -> None:
    assert {name for name in copsim.__all__ if getattr(copsim, name) is not None} == set(copsim.__all__)
    assert set(copsim.__all__) <= set(dir(copsim))
    with pytest.raises(AttributeError, match="it has"):
        _ = copsim.nonsense
    assert "moving-forward" in copsim.scenarios()
    assert copsim.claim("Q36").key == "Q36"
    assert copsim.cite().count("@") == 2
    assert copsim.__version__ in copsim.cite()


def test_importing_it_imports_nothing_else() -> None:
    code = "import copsim, sys; print([m for m in sys.modules if m.startswith('copsim.') or m in ('numpy', 'pandas')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_one_scenario_gives_results_and_several_a_set_by_name(pair: ResultSet) -> None:
    one = copsim.run("moving-forward", replicates=6)
    assert one.name == "moving-forward"
    assert one.title == copsim.load("moving-forward").title
    assert pair.names == PAIR
    np.testing.assert_array_equal(one.outcome("plan"), pair["moving-forward"].outcome("plan"))
    with pytest.raises(KeyError, match="moving-forward"):
        _ = pair["moving-foward"]


def test_frames_name_their_columns(pair: ResultSet) -> None:
    frame, courses = pair.to_frame(), pair.course_frame()
    assert list(frame.columns) == ["scenario", "replicate", "seed", *OUTCOMES]
    assert frame.groupby("scenario").size().to_dict() == dict.fromkeys(PAIR, 6)
    at = frame[(frame["scenario"] == "moving-forward") & (frame["replicate"] == 4)]
    assert at["uptake"].item() == pair["moving-forward"].outcome("uptake")[4]
    last = courses[(courses["scenario"] == "merely-invited") & (courses["replicate"] == 2) & (courses["cycle"] == 7)]
    assert last["plan"].item() == pair["merely-invited"].course("plan")[2, 6]


def test_workers_executor_and_store_give_the_same(pair: ResultSet, tmp_path: Path) -> None:
    db = f"sqlite:///{tmp_path}/copsim.db"
    with ThreadPoolExecutor(2) as pool:
        for more in ({"workers": 1}, {"workers": 2, "db": db}, {"db": db}, {"workers": 2, "executor": pool}):
            assert copsim.run(*PAIR, replicates=6, **more).hash == pair.hash


def test_settings_are_those_of_the_command_line() -> None:
    changed = {"cycles": 6, "shocks.covid": None, "interventions.briefing.dose": np.float64(0.5)}
    by_name = copsim.load("moving-forward", set=changed)
    assert by_name.settings.cycles == 6
    texts = ["cycles=6", "shocks.covid=null", "interventions.briefing.dose=0.5"]
    assert by_name.hash == copsim.load("moving-forward", texts).hash
    assert copsim.load(copsim.load("moving-forward"), changed).hash == by_name.hash
    assert copsim.run("moving-forward", replicates=1, set=changed).scenario_hash == by_name.hash


def test_what_is_wrong_is_said_in_one_line() -> None:
    with pytest.raises(InputError, match="merely-invited"):
        copsim.run("merly-invited")
    with pytest.raises(InputError, match="two scenarios are called"):
        copsim.run(PAIR[0], PAIR[0])
    with pytest.raises(InputError, match="replicates"):
        copsim.run(PAIR[0], replicates=0)
    with pytest.raises(InputError, match="give 1 to 1,000,000"):
        copsim.run(PAIR[0], replicates=1_000_001)
    with pytest.raises(InputError, match="no scenario"):
        run()
    with pytest.raises(InputError, match="2 to 12"):
        copsim.compare(PAIR[0])
    with pytest.raises(InputError, match="plugin"):
        copsim.run(PAIR[0], plugin=3)


def test_comparing_at_hand_and_by_name_are_the_same(pair: ResultSet, tmp_path: Path) -> None:
    at_hand, by_name = copsim.compare(pair), copsim.compare(*PAIR, replicates=6)
    assert at_hand.hash == by_name.hash
    found = at_hand.pair("plan", "moving-forward")
    difference = pair["moving-forward"].outcome("plan") - pair["merely-invited"].outcome("plan")
    assert found.difference == pytest.approx(difference.mean())
    page = at_hand.report(tmp_path / "page.html").read_text("utf-8")
    assert "copsim compare merely-invited moving-forward --replicates 6 --seed 1" in page
    with pytest.raises(InputError, match="html"):
        at_hand.report(tmp_path / "page.pdf")


def test_results_and_comparisons_show_themselves(pair: ResultSet) -> None:
    for shown in (pair, pair["moving-forward"], copsim.compare(pair)):
        html = shown._repr_html_()
        assert html.count("<table>") == 1
        assert "<svg" in html
        assert "In this model, under these assumptions" in html
        assert "who is heard" in shown.figure("voice").svg


@pytest.mark.parametrize("plugin", [the_quiet_lose_heart, Hopeful(0.3)], ids=["function", "object"])
def test_a_mechanism_of_ones_own_runs_in_batches_and_is_kept_apart(plugin: object, tmp_path: Path) -> None:
    db = f"sqlite:///{tmp_path}/copsim.db"
    plain = copsim.run("moving-forward", replicates=4, db=db)
    first = copsim.run("moving-forward", replicates=4, record="turns", plugin=plugin, workers=2, db=db)
    again = copsim.run("moving-forward", replicates=4, plugin=plugin, db=db)
    assert first.hash == again.hash != plain.hash
    assert copsim.run("moving-forward", replicates=4, db=db).hash == plain.hash
    name = Mechanism.of(plugin).name
    assert (plain.plugin, first.plugin) == ("", name)
    assert first.turns is not None
    assert set(first.turns["run"]) == {0, 1, 2, 3}
    change = (first.outcome("confidence_lay") - plain.outcome("confidence_lay")).mean()
    assert (change > 0) == (name == "Hopeful")


def test_a_mechanism_that_does_nothing_gives_the_bits_of_the_scenario() -> None:
    plain = copsim.run("moving-forward", replicates=3, record="turns")
    idle = copsim.run("moving-forward", replicates=3, record="turns", plugin=lambda community: None)
    for name in ("summary", "cycles", "turns", "ties"):
        assert getattr(plain, name).tobytes() == getattr(idle, name).tobytes()


def test_the_hash_of_a_mechanism_follows_its_source_and_what_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Mechanism.of(the_quiet_lose_heart).hash
    assert before == Mechanism.of(the_quiet_lose_heart).hash
    monkeypatch.setattr(sys.modules[__name__], "LOST", 0.2)
    assert Mechanism.of(the_quiet_lose_heart).hash != before
    assert Mechanism.of(Hopeful(0.1)).hash != Mechanism.of(Hopeful(0.2)).hash


SCRIPT = """
import copsim
for workers in (1, 2):
    print(copsim.run("merely-invited", "moving-forward", replicates=6, record="cycles", workers=workers).hash)
"""


def test_a_script_needs_no_main_guard(pair: ResultSet, tmp_path: Path) -> None:
    file = tmp_path / "script.py"
    file.write_text(SCRIPT)
    done = subprocess.run([sys.executable, str(file)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [pair.hash] * 2
