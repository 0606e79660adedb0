"""Levers combine by the rule of their column, scaled by parameters, within their range."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copsim.errors import InputError
from copsim.model.levers import LEVERS, Contribution, lever_table
from copsim.model.parameters import parameter_records
from copsim.model.roles import MIXED


def table(*contributions: Contribution, cycles: int = 3, parameters: dict[str, float] | None = None):
    return lever_table(contributions, cycles, 4, parameter_records(parameters or {}, 2))


def test_without_contributions_every_column_is_neutral() -> None:
    levers = table()
    for lever in LEVERS.values():
        column = (levers.members if lever.shape == "member" else levers.cycles)[lever.name]
        assert (column == lever.neutral).all(), lever.name
    assert levers.cycles["grouping"][0, 0] == MIXED


def test_levelling_sums_scaled_contributions_up_to_its_cap() -> None:
    two = [
        Contribution("levelling", 0.5, (2,)),
        Contribution("levelling", 0.8, parameter="levelling_venue", in_person=True),
    ]
    values = table(*two, Contribution("online", 1, (3,)), parameters={"levelling_venue": 0.2}).cycles["levelling"][0]
    assert values == pytest.approx([0.16, 0.66, 0])
    capped = table(*two, parameters={"levelling_venue": 1.0})
    assert capped.cycles["levelling"][0].tolist() == [0.8, 0.95, 0.8]


@pytest.mark.parametrize(
    ("lever", "values", "expected"),
    [
        ("workload", (0.3, 0.3, 0.2), 0.8),
        ("agenda", (2.0, 0.5, 3.0), 3.0),
        ("chat", (0.2, 0.7, 0.1), 0.7),
        ("funding", (0.9, 0.4, 0.6), 0.4),
        ("group_size", (4, 6, 3), 3),
    ],
)
def test_rules(lever: str, values: tuple[float, ...], expected: float) -> None:
    levers = table(*(Contribution(lever, value) for value in values))
    assert levers.cycles[lever] == pytest.approx(np.broadcast_to(expected, levers.cycles[lever].shape))


def test_a_role_a_member_and_a_cycle_can_be_singled_out() -> None:
    levers = table(Contribution("briefing", 0.5, (1,), at=2), Contribution("invited", 0, (2, 3), at=1))
    assert levers.cycles["briefing"][0].tolist() == [[0, 0, 0.5, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    assert levers.members["invited"][1].tolist() == [[1, 1, 1, 1], [1, 0, 1, 1], [1, 0, 1, 1]]


def test_what_needs_a_meeting_waits_for_one_whatever_the_order() -> None:
    needs, suspended = Contribution("brokering", 0.5, when_held=True), Contribution("held", 0, (2,))
    for order in ((needs, suspended), (suspended, needs)):
        assert table(*order).cycles["brokering"][0].tolist() == [0.5, 0, 0.5]


def test_an_unknown_lever_is_refused() -> None:
    with pytest.raises(InputError, match="levelling"):
        Contribution("leveling", 1)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(LEVERS)), st.floats(-10, 10), st.integers(1, 3)), max_size=8))
def test_every_column_stays_in_its_range(items: list[tuple[str, float, int]]) -> None:
    levers = table(*(Contribution(name, value, (cycle,)) for name, value, cycle in items))
    for lever in LEVERS.values():
        column = (levers.members if lever.shape == "member" else levers.cycles)[lever.name]
        assert ((column >= lever.low) & (column <= lever.high)).all()
