from __future__ import annotations

import json
from dataclasses import replace
from math import nan

import numpy as np
import pytest
from numpy.typing import NDArray

from copsim.analysis import compare, comparison_data, costs, results_hash
from copsim.errors import InputError
from copsim.model.outcomes import OUTCOMES
from copsim.model.results import Results

CHOSEN = {name: OUTCOMES[name] for name in ("airtime_parity_lay", "plan", "unease_lay", "questions", "cost_total")}


def arm(name: str, columns: dict[str, list[float]], seeds: list[int] | None = None, version: int = 1) -> Results:
    """Results over `CHOSEN`, columns not given being zero."""
    length = len(next(iter(columns.values())))
    summary: NDArray[np.float64] = np.zeros((length, len(CHOSEN)))
    for column, key in enumerate(CHOSEN):
        summary[:, column] = columns.get(key, [0.0] * length)
    numbers = np.array(seeds if seeds is not None else range(1, length + 1), np.uint64)
    return Results(
        tuple(CHOSEN), numbers, summary, name=name, scenario_hash=f"hash-{name}", model_version=version
    )  # fmt: skip


def test_pairs_are_made_of_the_seeds_that_both_have() -> None:
    first = arm("first", {"plan": [1.0, 2.0, 3.0]}, seeds=[10, 20, 30])
    other = arm("other", {"plan": [0.5, 9.0, 0.0]}, seeds=[30, 40, 20])
    pair = compare([first, other], CHOSEN).pair("plan", "other")
    assert pair.n == 2
    assert pair.difference == pytest.approx(((0.5 - 3.0) + (0.0 - 2.0)) / 2)


def test_different_people_are_said_to_be_different() -> None:
    people = {"roles": ("lay", "lay", "clinical"), "ids": ("a", "b", "c")}
    first, same = (replace(arm(name, {"plan": [1.0, 2.0]}), **people) for name in ("first", "same"))
    others = replace(arm("others", {"plan": [1.0, 2.0]}), roles=("lay", "clinical"), ids=("a", "c"))
    assert compare([first, same], CHOSEN).notes == ()
    (note,) = compare([first, same, others], CHOSEN).notes
    renamed = replace(arm("renamed", {"plan": [1.0, 2.0]}), roles=people["roles"], ids=("a", "b", "x"))
    assert "members of other names" in compare([first, renamed], CHOSEN).notes[0]
    assert "first has 3 members (2 lay, 1 clinical) and others 2 members (1 lay, 1 clinical)" in note


def test_other_cycles_priorities_and_prices_are_said() -> None:
    courses = {length: np.zeros((2, length, len(CHOSEN))) for length in (6, 12)}
    plain = replace(arm("plain", {"plan": [1.0, 2.0]}), cycles=courses[12], priorities=("back pain",))
    assert compare([plain, replace(plain, name="same", parameters={"talk_power": 0.5})], CHOSEN).notes == ()
    short = replace(plain, name="short", cycles=courses[6])
    (note,) = compare([plain, short], CHOSEN).notes
    assert note.startswith("plain and short are unlike: one runs over 12 cycles, the other over 6")
    assert compare([one.deep_as("summary") for one in (plain, short)], CHOSEN).notes == (note,)
    (note,) = compare([plain, replace(plain, name="else", priorities=("gout",))], CHOSEN).notes
    assert "they talk about other priorities" in note
    (note,) = compare([plain, replace(plain, name="dear", parameters={"cost_clinical_hour": 90.0})], CHOSEN).notes
    assert "their prices differ (cost_clinical_hour)" in note


def test_titles_are_what_people_read_and_names_tell_twins_apart() -> None:
    titles = (("a", "Twin"), ("b", "Twin"), ("c", ""))
    arms = [replace(arm(name, {"plan": [1.0]}), title=title) for name, title in titles]
    assert compare(arms, CHOSEN).titles == {"a": "Twin (a)", "b": "Twin (b)", "c": "c"}


def test_every_other_scenario_is_held_against_the_first() -> None:
    arms = [arm(name, {"plan": [value, value + 1.0]}) for name, value in (("a", 3.0), ("b", 2.0), ("c", 0.0))]
    comparison = compare(arms, CHOSEN)
    assert (comparison.baseline, comparison.options) == ("a", ("b", "c"))
    assert [comparison.pair("plan", name).difference for name in ("b", "c")] == [-1.0, -3.0]
    assert len(comparison.pairs) == 2 * len(CHOSEN)
    assert [pair.outcome.name for pair in comparison.of("c")] == list(CHOSEN)


def test_results_of_other_model_versions_never_mix() -> None:
    with pytest.raises(InputError, match="model versions are never mixed"):
        compare([arm("a", {"plan": [1.0]}), arm("b", {"plan": [1.0]}, version=2)], CHOSEN)


@pytest.mark.parametrize("count", [1, 13])
def test_two_to_twelve_scenarios(count: int) -> None:
    with pytest.raises(InputError, match="2 to 12"):
        compare([arm(f"s{i}", {"plan": [1.0]}) for i in range(count)], CHOSEN)


def test_names_must_differ_and_seeds_must_be_shared() -> None:
    with pytest.raises(InputError, match="two scenarios are called 'a'"):
        compare([arm("a", {"plan": [1.0]}), arm("a", {"plan": [1.0]})], CHOSEN)
    with pytest.raises(InputError, match="no seed in common"):
        compare([arm("a", {"plan": [1.0]}, seeds=[1]), arm("b", {"plan": [1.0]}, seeds=[2])], CHOSEN)
    with pytest.raises(InputError, match="a seed occurs twice"):
        compare([arm("a", {"plan": [1.0, 2.0]}, seeds=[5, 5]), arm("b", {"plan": [1.0]})], CHOSEN)


def test_costs_of_each_scenario_and_of_support_against_it() -> None:
    comparison = compare(
        [arm("full", {"cost_total": [100.0, 120.0]}), arm("bare", {"cost_total": [40.0, 50.0]})], CHOSEN
    )
    full, bare = costs(comparison)
    assert (full.total, bare.total) == (110.0, 45.0)
    assert full.against is None
    assert bare.against is not None
    assert bare.against.difference == -65.0
    assert bare.against.favours == "option"


def test_the_result_hash_forgets_the_order_of_rows_and_the_kind_of_nan() -> None:
    one = arm("a", {"plan": [1.0, nan]}, seeds=[1, 2])
    two = arm("a", {"plan": [-nan, 1.0]}, seeds=[2, 1])
    other = arm("a", {"plan": [1.0, 2.0]}, seeds=[1, 2])
    assert results_hash([one]) == results_hash([two]) != results_hash([other])


def test_the_data_are_strict_json() -> None:
    comparison = compare([arm("a", {"plan": [1.0, nan]}), arm("b", {"plan": [nan, 1.0]})], CHOSEN)
    text = json.dumps(comparison_data(comparison), allow_nan=False)
    data = json.loads(text)
    plan = next(pair for pair in data["pairs"] if pair["outcome"] == "plan")
    assert (plan["n"], plan["dropped"], plan["difference"]) == (0, 2, None)
    assert len(comparison_data(comparison, ["plan"])["pairs"]) == 1  # type: ignore[arg-type]


def test_outcomes_that_not_all_results_hold_are_left_out() -> None:
    wide, narrow = arm("a", {"plan": [1.0, 3.0]}), arm("b", {"plan": [0.5, 0.5]})
    narrow = replace(narrow, outcomes=("plan",), summary=narrow.outcome("plan")[:, None])
    comparison = compare([wide, narrow])
    assert tuple(comparison.outcomes) == ("plan",)
    assert [pair.difference for pair in comparison.pairs] == [-1.5]
