"""The catalogue as a whole, and interventions of others."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any, ClassVar

import pytest
from interventions.contract import PLAN, InterventionContract, column, table

from copsim.errors import InputError
from copsim.interventions import BUILT_IN, CATALOGUE, Intervention, check_installed, find, installed, known_names
from copsim.model.levers import Contribution
from copsim.scenario import compile_scenario, make_scenario


class Walkabout(Intervention):
    """A walk together before each meeting."""

    key: ClassVar[str] = "walkabout"
    title: ClassVar[str] = "Walk together"
    cites: ClassVar[tuple[str, ...]] = ("R9",)

    steps: int = 1000

    @classmethod
    def neutral(cls) -> Walkabout:
        return cls(steps=0)

    def effects(self, plan: Any) -> Iterator[Contribution]:
        yield Contribution("social_time", self.steps / 1000)


class Misnamed(Walkabout):
    """Its key is not its entry point's name."""

    key: ClassVar[str] = "walk"


class Distribution:
    name = "copsim-walks"


def offer(monkeypatch: pytest.MonkeyPatch, **points: str) -> None:
    """Pretend that a distribution offers entry points."""
    made = []
    for name, value in points.items():
        point = EntryPoint(name.rstrip("_"), value, installed.GROUP)
        made.append(point._for(Distribution()))
    monkeypatch.setattr(installed, "entry_points", lambda group: made)
    installed.offered.cache_clear()


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    yield
    installed.offered.cache_clear()


def test_every_intervention_has_a_contract_test() -> None:
    files = Path(__file__).parent.glob("test_*.py")
    modules = [import_module(f"interventions.{file.stem}") for file in files if file.name != Path(__file__).name]
    classes = [each for module in modules for each in vars(module).values()]
    tested = {
        each.subject
        for each in classes
        if isinstance(each, type) and issubclass(each, InterventionContract) and each is not InterventionContract
    }
    assert tested == set(CATALOGUE)


def test_keys_are_unique_and_fit_their_files() -> None:
    assert len(BUILT_IN) == len(CATALOGUE)
    for each in CATALOGUE:
        assert each.__module__.rsplit(".", 1)[1] == each.key


def test_every_recommendation_has_an_intervention() -> None:
    cited = {key for each in CATALOGUE for key in each.cites}
    assert {f"R{number}" for number in range(1, 12)} <= cited


def test_contributions_without_effect_are_left_out() -> None:
    assert BUILT_IN["social_time"](extra=0.0).contributions(PLAN) == ()
    assert [item.lever for item in BUILT_IN["task_led"]().contributions(PLAN)] == ["task_led"]


def test_an_unknown_name_says_what_is_near_and_how_to_get_more() -> None:
    with pytest.raises(InputError, match=r"unknown intervention 'brefing' \(did you mean 'briefing'\?\).*entry point"):
        find("brefing")


def test_others_can_add_interventions(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, walkabout=f"{__name__}:Walkabout")
    assert "walkabout" in known_names()
    assert find("walkabout") is Walkabout
    scenario = make_scenario(
        {"extends": "base", "interventions": {"walkabout": {"steps": 2000}}, "shocks": {"covid": {"at": 2}}}
    )
    setup = compile_scenario(scenario)
    assert Contribution("social_time", 2.0) in setup.contributions
    assert (column(table(Walkabout(steps=2000)), "social_time") == 3).all()


def test_what_others_contribute_is_part_of_the_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, walkabout=f"{__name__}:Walkabout")
    data = {"extends": "base", "interventions": {"walkabout": {}}}
    before = make_scenario(data).hash
    monkeypatch.setattr(Walkabout, "effects", lambda self, plan: iter([Contribution("social_time", 0.5)]))
    assert make_scenario(data).hash != before


@pytest.mark.parametrize(
    ("points", "name", "message"),
    [
        ({"gone": "no_such_module:Gone"}, "gone", "'gone' of copsim-walks .* does not import .ModuleNotFoundError"),
        ({"lost": f"{__name__}:Lost"}, "lost", "'lost' of copsim-walks .* does not import .AttributeError"),
        ({"thing": "math:pi"}, "thing", "'thing' of copsim-walks .* is not an intervention; allowed: a subclass"),
        ({"odd": f"{__name__}:Misnamed"}, "odd", "has the key 'walk'; allowed: its entry point's, 'odd'"),
        ({"briefing": f"{__name__}:Walkabout"}, "briefing", "offered by copsim itself and 'briefing' of copsim-walks"),
        (
            {"walkabout": f"{__name__}:Walkabout", "walkabout_": "other:Walkabout"},
            "walkabout",
            "offered by 'walkabout' of copsim-walks .* and 'walkabout' of copsim-walks",
        ),
    ],
)
def test_what_others_get_wrong_is_one_line(
    monkeypatch: pytest.MonkeyPatch, points: dict[str, str], name: str, message: str
) -> None:
    offer(monkeypatch, **points)
    with pytest.raises(InputError, match=message) as caught:
        find(name, "my.yaml:3: interventions")
    assert str(caught.value).startswith("my.yaml:3: interventions: ")
    assert "\n" not in str(caught.value)


def test_a_broken_distribution_troubles_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, gone="no_such_module:Gone")
    assert find("briefing") is BUILT_IN["briefing"]


def test_a_distribution_that_is_missing_is_named() -> None:
    check_installed(("numpy",))
    with pytest.raises(InputError, match="the distribution 'copsim-nowhere' is not installed"):
        check_installed(("numpy", "copsim-nowhere"))
