"""What every intervention must fulfil; a test class per intervention inherits it and fills in the attributes."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np
import pytest
from pydantic import ValidationError

from copsim.evidence import claims
from copsim.interventions import BUILT_IN, Intervention, Plan, SettingError
from copsim.model.batch import run_seeds, simulate_batch
from copsim.model.levers import LEVERS, LeverTable, lever_table
from copsim.model.outcomes import OUTCOMES
from copsim.model.parameters import parameter_records
from copsim.scenario import compile_scenario, make_scenario

ROLES = (0,) * 3 + (1,) * 4 + (2,) * 2 + (3,) * 2
IDS = (
    "lay-1", "lay-2", "lay-3", "clinical-1", "clinical-2", "clinical-3", "clinical-4",
    "commissioner-1", "commissioner-2", "facilitator-1", "facilitator-2",
)  # fmt: skip
PLAN = Plan(6, 13.0, ROLES, IDS)
ROSTER = {"lay": 3, "clinical": 4, "commissioner": 2, "facilitator": 2}
REPLICATES = 60


def plan(**changes: Any) -> Plan:
    return Plan(**{"n_cycles": 6, "cycle_weeks": 13.0, "roles": ROLES, "ids": IDS, **changes})


def without(role: int) -> Plan:
    kept = [(r, i) for r, i in zip(ROLES, IDS, strict=True) if r != role]
    return plan(roles=tuple(r for r, _ in kept), ids=tuple(i for _, i in kept))


def table(*interventions: Intervention) -> LeverTable:
    contributions = [item for each in interventions for item in each.contributions(PLAN)]
    return lever_table(contributions, PLAN.n_cycles, len(PLAN.roles), parameter_records({}, 1))


def column(levers: LeverTable, name: str) -> np.ndarray:
    return (levers.members if LEVERS[name].shape == "member" else levers.cycles)[name][0]


def changed(levers: LeverTable) -> set[str]:
    bare = table()
    return {name for name in LEVERS if not np.array_equal(column(levers, name), column(bare, name))}


def same(a: LeverTable, b: LeverTable) -> bool:
    return a.cycles.tobytes() == b.cycles.tobytes() and a.members.tobytes() == b.members.tobytes()


def scenario_of(intervention: Intervention | None, around: dict[str, Any]) -> Any:
    sections: dict[str, dict[str, Any]] = {"interventions": {}, "shocks": {}}
    for section in sections:
        sections[section].update(around.get(section, {}))
    if intervention is not None:
        settings = intervention.model_dump(mode="json", exclude_none=True)
        sections["interventions" if intervention.kind == "intervention" else "shocks"][intervention.key] = settings
    other = {key: value for key, value in around.items() if key not in sections}
    return make_scenario({"copsim": 1, "cycles": 6, "roster": ROSTER, "priorities": ["a", "b"], **other, **sections})


class InterventionContract:
    """Subclasses give the class, an example that does something, and what it changes.

    `wrong` holds settings that are malformed, `contradictions` (settings, plan, part of the message) that contradict
    the scenario, `nearest` the outcome that it must move and in which direction, with `around` the rest of the scenario
    that outcome needs to show.
    """

    subject: ClassVar[type[Intervention]]
    example: ClassVar[dict[str, Any]]
    changes: ClassVar[set[str]]
    wrong: ClassVar[list[dict[str, Any]]] = []
    contradictions: ClassVar[list[tuple[dict[str, Any], Plan, str]]] = []
    nearest: ClassVar[tuple[str, int] | None] = None
    around: ClassVar[dict[str, Any]] = {}

    def made(self) -> Intervention:
        return self.subject(**self.example)

    def test_it_is_in_the_catalogue_with_evidence(self) -> None:
        assert BUILT_IN[self.subject.key] is self.subject
        assert self.subject.cites
        assert set(self.subject.cites) <= set(claims())
        assert self.subject.__doc__

    def test_every_setting_says_what_it_is(self) -> None:
        for name, setting in self.subject.model_fields.items():
            assert setting.description, name

    def test_unknown_settings_are_refused(self) -> None:
        with pytest.raises(ValidationError, match="Extra inputs"):
            self.subject(**self.example, nonsense=1)

    def test_it_is_frozen(self) -> None:
        made = self.made()
        with pytest.raises(ValidationError):
            setattr(made, next(iter(self.subject.model_fields)), 1)

    def test_wrong_settings_are_refused(self) -> None:
        assert self.wrong
        for settings in self.wrong:
            with pytest.raises(ValidationError):
                self.subject(**{**self.example, **settings})

    def test_numbers_must_be_finite_numbers(self) -> None:
        for name, setting in self.subject.model_fields.items():
            if setting.annotation is float:
                for bad in (math.nan, math.inf, -math.inf, "1", True):
                    with pytest.raises(ValidationError):
                        self.subject(**{**self.example, name: bad})

    def test_contradictions_are_refused(self) -> None:
        for settings, against, message in self.contradictions:
            with pytest.raises(SettingError, match=message):
                self.subject(**{**self.example, **settings}).check(against)

    def test_cycles_beyond_the_end_are_refused(self) -> None:
        for setting in self.subject.cycle_settings:
            value = getattr(self.made(), setting)
            beyond = (7,) if isinstance(value, tuple) or setting == "cycles" else 7
            settings = {**self.example, setting: beyond}
            with pytest.raises(SettingError, match="cycle 7 is beyond the end; give a cycle from 1 to 6"):
                self.subject(**settings).check(PLAN)

    def test_neutral_changes_not_one_bit(self) -> None:
        neutral = self.subject.neutral()
        neutral.check(PLAN)
        assert same(table(neutral), table())

    def test_neutral_changes_not_one_bit_beside_others(self) -> None:
        others = [each for each in self._others() if each.key != self.subject.key]
        assert same(table(*others, self.subject.neutral()), table(*others))

    def test_it_changes_just_these_levers(self) -> None:
        made = self.made()
        made.check(PLAN)
        assert changed(table(made)) == self.changes

    def test_neutral_run_is_bit_identical(self) -> None:
        seeds = run_seeds(11, 4)
        bare = simulate_batch(compile_scenario(scenario_of(None, self.around)), seeds, record="cycles")
        neutral = simulate_batch(
            compile_scenario(scenario_of(self.subject.neutral(), self.around)), seeds, record="cycles"
        )
        assert bare.cycles is not None
        assert neutral.cycles is not None
        assert bare.cycles.tobytes() == neutral.cycles.tobytes()

    def test_it_moves_the_nearest_outcome(self) -> None:
        if self.nearest is None:
            pytest.skip("no outcome lies nearest")
        name, direction = self.nearest
        at = list(OUTCOMES).index(name)
        seeds = run_seeds(5, REPLICATES)
        bare = simulate_batch(compile_scenario(scenario_of(None, self.around)), seeds).summary[:, at]
        with_it = simulate_batch(compile_scenario(scenario_of(self.made(), self.around)), seeds).summary[:, at]
        moved = direction * (with_it - bare)
        assert np.isfinite(moved).all()
        assert moved.mean() - 2 * moved.std(ddof=1) / math.sqrt(len(moved)) > 0, f"{name} moved by {moved.mean():.4f}"

    def _others(self) -> list[Intervention]:
        """A busy scenario, in which sums are not zero and products not one."""
        return [
            BUILT_IN["neutral_venue"](),
            BUILT_IN["icebreakers"](dose=0.7),
            BUILT_IN["collaborative_facilitation"](),
            BUILT_IN["balanced_agenda"](lived=1.3),
            BUILT_IN["briefing"](roles=["lay", "clinical"], dose=0.4),
            BUILT_IN["covid"](at=4, online_from=4),
        ]
