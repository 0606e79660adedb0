"""The library: every scenario loads, says what it asks, cites evidence that exists, and is found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from copsim.evidence import claims
from copsim.interventions import BUILT_IN
from copsim.model.levers import lever_table
from copsim.model.parameters import parameter_records
from copsim.scenario import compile_scenario, library, load_scenario, shipped
from copsim.scenario.shipped import question_of

NAMES = sorted(library())
EXPECTED = {
    "base", "moving-forward", "merely-invited", "brief-everyone", "by-role-groups", "task-led",
    "facilitation-withdrawn", "no-covid", "restart-after-covid", "online-only", "no-commissioners", "lay-chair",
    "unsupported-covid", "large-online-cop", "equal-voices", "no-lay", "team-withdrawn", "paid-facilitator-only",
    "low-turnout",
}  # fmt: skip
BEYOND_THE_PLAUSIBLE = {"equal-voices": "parameters.formal_power"}
KEY = re.compile(r"\b(?:Q|Obs|R)\d+[ab]?\b|\bS-[a-z-]+[a-z]\b")


def test_the_library_is_complete() -> None:
    assert set(NAMES) >= EXPECTED


@pytest.mark.parametrize("name", NAMES)
def test_it_loads_without_warnings(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.name == name
    assert scenario.title
    beyond = BEYOND_THE_PLAUSIBLE.get(name)
    assert all(beyond and beyond in warning for warning in scenario.warnings)
    compile_scenario(scenario)


@pytest.mark.parametrize("name", NAMES)
def test_it_opens_with_what_it_asks_and_what_the_paper_says(name: str) -> None:
    text = library()[name].read_text()
    header = text.split("copsim: 1")[0]
    assert header.startswith("# ")
    assert "# Asks: " in header
    assert "# The paper: " in header
    assert question_of(name).count("?") >= 1


@pytest.mark.parametrize("name", NAMES)
def test_what_it_cites_exists(name: str) -> None:
    cited = set(KEY.findall(library()[name].read_text()))
    assert cited
    assert cited <= set(claims())


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_of_its_own_cites_evidence_or_says_assumed(name: str) -> None:
    text = library()[name].read_text()
    for line in text.splitlines():
        indented = re.match(r"  (\w+):", line)
        if indented and indented[1] in BUILT_IN and not line.rstrip().endswith(":") and "null" not in line:
            comment = line.partition("#")[2]
            assert KEY.search(comment) or "assumed" in comment or "the same" in comment, line


def test_moving_forward_uses_every_recommendation() -> None:
    cited = {key for each in load_scenario("moving-forward").interventions for key in each.cites}
    assert {f"R{number}" for number in range(1, 12) if number != 2} <= cited


def test_merely_invited_is_moving_forward_without_support() -> None:
    supported, invited = load_scenario("moving-forward"), load_scenario("merely-invited")
    assert invited.resolved["roster"] == supported.resolved["roster"]
    assert invited.resolved["shocks"] == supported.resolved["shocks"]
    assert set(invited.resolved["interventions"]) == {"breakouts"}
    for key in ("grouping", "size"):
        assert (
            invited.resolved["interventions"]["breakouts"][key] == supported.resolved["interventions"]["breakouts"][key]
        )


def test_unsupported_covid_differs_only_from_the_shock_on() -> None:
    tables = []
    for name in ("moving-forward", "unsupported-covid"):
        setup = compile_scenario(load_scenario(name))
        tables.append(lever_table(setup.contributions, setup.n_cycles, setup.n_members, parameter_records({}, 1)))
    supported, alone = tables
    assert supported.cycles[0, :9].tobytes() == alone.cycles[0, :9].tobytes()
    assert supported.members[0, :9].tobytes() == alone.members[0, :9].tobytes()
    for lever in ("facilitation", "communication", "organisation", "adapt", "prepared", "brokering", "levelling"):
        assert not alone.cycles[lever][0, 9:].any(), lever


def test_covid_falls_between_the_ninth_and_the_tenth_meeting() -> None:
    setup = compile_scenario(load_scenario("moving-forward"))
    levers = lever_table(setup.contributions, setup.n_cycles, setup.n_members, parameter_records({}, 1)).cycles[0]
    assert levers["held"].tolist() == [1] * 9 + [0, 1, 1]
    assert levers["online"].tolist() == [0] * 9 + [1] * 3


def test_a_packaged_library_is_looked_for_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.yaml").write_text("copsim: 1\n")
    monkeypatch.setattr(shipped, "_PACKAGED", tmp_path)
    library.cache_clear()
    try:
        assert library() == {"mine": tmp_path / "mine.yaml"}
    finally:
        library.cache_clear()
