"""The quick way from a point to a compiled scenario is the slow way, for whatever a point says."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from copsim.errors import InputError
from copsim.scenario import compile_scenario, load_scenario
from copsim.study.design import Design
from copsim.study.variants import Variants

FACTORS: dict[str, Any] = {
    "interventions.briefing.dose": {"range": [0, 1]},
    "interventions.breakouts.grouping": {"values": ["mixed", "by_role", "none", None]},
    "interventions.breakouts.size": {"values": [2, 5, 20]},
    "interventions.lay_chair.start": {"range": [1, 14]},
    "roster.lay": {"range": [0, 7]},
    "cycles": {"values": [6, 12]},
    "shocks.covid": {"values": [None, {"at": 10}, {"at": 3, "chat": False}]},
    "parameters.talk_power": {"values": [None, 0.5, 3.0]},
    "costs.lay_payment_hour": {"range": [0, 50]},
    "lay_diversity": {"range": [0, 1]},
}
DESIGN = Design(name="any", scenarios=["moving-forward"], factors=FACTORS, design={"method": "lhs", "points": 400})
VARIANTS = Variants(DESIGN)


def as_text(value: Any) -> str:
    import json

    return json.dumps(value)


def outcome(make: Any) -> Any:
    try:
        return make()
    except InputError:
        return "refused"


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.integers(0, 399))
def test_quick_and_slow_agree(number: int) -> None:
    point = next(DESIGN.points(number, number + 1))

    def quick() -> Any:
        made = VARIANTS.of(point)
        return made.setup, {**made.setup.parameters, **made.parameters}

    def slow() -> Any:
        set_ = [f"{'.'.join(path)}={as_text(value)}" for path, value in DESIGN.assigned(point).items()]
        setup = compile_scenario(load_scenario("moving-forward", set_))
        return setup, dict(setup.parameters)

    fast, sure = outcome(quick), outcome(slow)
    assert (fast == "refused") == (sure == "refused")
    if fast == "refused":
        return
    assert fast[0].scenario_hash == sure[0].scenario_hash
    assert fast[0].contributions == sure[0].contributions
    assert fast[0].roles.tolist() == sure[0].roles.tolist()
    defaults_aside = {name: value for name, value in fast[1].items() if name in sure[1]}
    assert defaults_aside == sure[1]


def test_some_points_are_refused_and_some_are_not() -> None:
    refused = [outcome(lambda point=point: VARIANTS.of(point)) == "refused" for point in DESIGN.points()]
    assert 0.1 < sum(refused) / len(refused) < 0.9


def test_points_that_differ_in_parameters_alone_share_their_scenario() -> None:
    design = Design(name="p", scenarios=["moving-forward"], factors={"parameters.talk_power": {}},
                    design={"method": "lhs", "points": 5})  # fmt: skip
    variants = Variants(design)
    setups = {id(variants.of(point).setup) for point in design.points()}
    assert len(setups) == 1
