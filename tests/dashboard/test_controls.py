"""Every intervention and shock has its controls, and what they give is accepted."""

import pytest

from copsim.dashboard.choice import Choice
from copsim.dashboard.controls import Support, supports
from copsim.interventions import BUILT_IN


def test_every_intervention_and_shock_is_offered_once() -> None:
    assert [support.key.partition(".")[2] for support in supports()] == list(BUILT_IN)


@pytest.mark.parametrize("support", supports(), ids=lambda support: support.key)
def test_switching_on_gives_a_scenario_that_loads(support: Support) -> None:
    loaded = Choice("base").with_change(support.key, support.first_settings).load()
    section, _, name = support.key.partition(".")
    assert name in loaded.resolved[section]
    assert support.sentence.endswith(".")
    assert support.evidence


def test_kinds_follow_the_declared_settings() -> None:
    kinds = {f"{support.key}.{control.name}": control.kind for support in supports() for control in support.controls}
    assert kinds["interventions.briefing.dose"] == "share"
    assert kinds["interventions.briefing.roles"] == "roles"
    assert kinds["interventions.briefing.cycles"] == "cycles"
    assert kinds["interventions.breakouts.grouping"] == "choice"
    assert kinds["interventions.breakouts.size"] == "whole"
    assert kinds["interventions.lay_chair.hours"] == "number"
    assert kinds["shocks.covid.chat"] == "switch"
    assert kinds["shocks.covid.fear"] == "by_role"
    assert kinds["shocks.covid.online_from"] == "whole"
