"""Addresses hold choices and nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copsim.dashboard.choice import Choice, changed_words, from_address
from copsim.errors import InputError


def test_an_address_leads_back_to_the_same_choice() -> None:
    choice = (
        Choice("merely-invited", seed=7, luck=3)
        .with_change("interventions.briefing", {"dose": 0.5, "cycles": [1, 2]})
        .with_change("shocks.covid", None)
        .with_change("roster.lay", 4)
    )
    assert from_address(choice.address) == choice
    assert from_address("") == Choice()
    assert Choice().address == ""


def test_changes_are_laid_over_the_scenario_and_taken_back() -> None:
    choice = Choice().with_change("interventions.briefing", {"dose": 0.25}).with_change("shocks.covid", None)
    loaded = choice.load().resolved
    assert loaded["interventions"]["briefing"]["dose"] == 0.25
    assert "covid" not in (loaded.get("shocks") or {})
    assert choice.without("shocks.covid").without("interventions.briefing").load().hash == Choice().baseline().hash


@pytest.mark.parametrize(
    "query",
    [
        "scenario=../../etc/passwd", "scenario=./x.yaml", "scenario=nobody", "set=interventions.briefing.dose",
        "set==1", "seed=-1", "seed=1e3", "luck=99999999999", "seed=" + "9" * 400, "set=" + "x" * 3000 + "=1",
        "&".join(f"set=a{i}=1" for i in range(80)),
    ],
)  # fmt: skip
def test_addresses_that_cannot_be_meant_are_refused_in_one_line(query: str) -> None:
    with pytest.raises(InputError) as caught:
        from_address(query)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "setting",
    ["roster_file=/etc/passwd", "graph_file=x.graphml", "extends=base", "name=x", "interventions.briefing.dose=7",
     "interventions.nothing={}", "cycles=100000", "roster.lay=5000", "cycles=41", "roster.lay=58", 'plugins=["x"]'],
)  # fmt: skip
def test_settings_that_open_files_or_ask_too_much_are_refused(setting: str) -> None:
    with pytest.raises(InputError):
        from_address(f"set={setting}").load()


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_address_is_understood_or_refused(text: str) -> None:
    said = ""
    try:
        from_address(text).load()
    except InputError as error:
        said = str(error)
    assert "\n" not in said


def test_changes_are_told_in_words() -> None:
    choice = Choice().with_change("interventions.briefing", {"dose": 0.5}).with_change("shocks.covid", None)
    words = changed_words(choice, {"briefing": "Briefing before meetings", "covid": "COVID-19"})
    assert words == ["Briefing before meetings: dose 0.5", "COVID-19: taken away"]
