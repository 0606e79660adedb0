"""Designs: what is asked for, in points counted by hand, and everything that is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from copsim.errors import InputError
from copsim.model.parameters import PARAMETERS
from copsim.study.design import Design
from copsim.study.factors import Factor
from copsim.study.variants import Variants

DOSE, GROUPING, LAY = "interventions.briefing.dose", "interventions.breakouts.grouping", "roster.lay"
THREE: dict[str, Any] = {
    DOSE: {"values": [0.0, 0.5, 1.0]},
    GROUPING: {"values": ["mixed", "by_role"]},
    LAY: {"range": [3, 6]},
}

NINE: dict[str, Any] = {f"parameters.{name}": {} for name in list(PARAMETERS)[:9]}


def design(**keys: Any) -> Design:
    given = {"name": "study", "scenarios": ["moving-forward"], "design": {"method": "grid"}, **keys}
    return Design(**given)


def rows(made: Design) -> list[tuple[Any, ...]]:
    return [tuple(made.values(point).values()) for point in made.points()]


def test_a_grid_crosses_all_levels() -> None:
    made = design(factors=THREE)
    assert made.size == 3 * 2 * 4
    assert rows(made)[:5] == [(0.0, "mixed", lay) for lay in (3, 4, 5, 6)] + [(0.0, "by_role", 3)]
    assert len(set(rows(made))) == 24


def test_scenarios_are_crossed_with_the_design() -> None:
    made = design(scenarios=["moving-forward", "merely-invited"], factors={LAY: {"values": [3, 5]}})
    assert [point.scenario for point in made.points()] == [0, 0, 1, 1]
    assert rows(made) == [(3,), (5,), (3,), (5,)]


def test_each_alone_all_but_one_and_pairs() -> None:
    factors = {"a": {"options": {"off": {LAY: 4}, "on": {LAY: 6}}}, DOSE: {"values": [None, 0.5, 1.0]}}
    assert rows(design(factors=factors, design={"method": "each_alone"})) == [
        ("off", None), ("on", None), ("off", 0.5), ("off", 1.0),
    ]  # fmt: skip
    assert rows(design(factors=factors, design={"method": "all_but_one"})) == [
        ("on", 1.0), ("off", 1.0), ("on", None), ("on", 0.5),
    ]  # fmt: skip
    pairs = design(factors=factors, design={"method": "pairs"})
    assert pairs.size == len(rows(pairs)) == 6
    assert rows(pairs)[4:] == [("on", 0.5), ("on", 1.0)]


def test_latin_hypercube_puts_one_point_in_every_slice() -> None:
    made = design(factors={"parameters.talk_power": {"range": [1.0, 3.0]}, DOSE: {"range": [0, 1]}},
                  design={"method": "lhs", "points": 8})  # fmt: skip
    values = np.array(rows(made))
    assert sorted(np.floor((values[:, 0] - 1) / 2 * 8).astype(int)) == list(range(8))
    assert sorted(np.floor(values[:, 1] * 8).astype(int)) == list(range(8))


def test_sobol_and_morris_ask_for_as_many_points_as_they_say() -> None:
    factors = {
        "parameters.talk_power": {},
        DOSE: {"range": [0, 1]},
        GROUPING: {"values": ["mixed", "by_role", "random"]},
    }
    sobol = design(factors=factors, design={"method": "sobol", "points": 64})
    assert sobol.size == len(sobol.units) == 64 * 5
    share = np.mean([row[2] == "random" for row in rows(sobol)])
    assert share == pytest.approx(1 / 3, abs=0.03)
    morris = design(factors=factors, design={"method": "morris", "trajectories": 10})
    assert morris.size == len(morris.units) == 10 * 4
    low, high = PARAMETERS["talk_power"].prior
    assert min(row[0] for row in rows(sobol)) >= low
    assert max(row[0] for row in rows(sobol)) <= high


def test_the_same_seed_gives_the_same_points() -> None:
    factors = {"parameters.talk_power": {}, DOSE: {"range": [0, 1]}}
    for method in (
        {"method": "lhs", "points": 8},
        {"method": "sobol", "points": 8},
        {"method": "morris", "trajectories": 4},
    ):
        one, same, other = (design(factors=factors, design=method, seed=seed).units for seed in (4, 4, 5))
        assert np.array_equal(one, same)
        assert not np.array_equal(one, other)


def test_categories_and_null_take_equal_slices() -> None:
    factor = Factor("x", (None, "b", 3), ({}, {}, {}))
    assert [factor.value(unit) for unit in (0.0, 0.33, 0.34, 0.66, 0.67, 1.0)] == [None, None, "b", "b", 3, 3]


def test_a_range_reaches_both_ends() -> None:
    factor = Factor("parameters.talk_power", None, (), 0.1, 0.7)
    assert [factor.value(unit) for unit in (0.0, 0.5, 1.0)] == [0.1, 0.4, 0.7]


def test_a_list_of_points(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text(f"{DOSE},{LAY},side\n0.5,4,weak\n1.0,4,strong\n,6,strong\n")
    made = Design(
        name="x", scenarios=["moving-forward"], folder=tmp_path, design={"method": "list", "file": "points.csv"},
        factors={"side": {"options": {"weak": {"lay_diversity": 0.1}, "strong": {"lay_diversity": 0.9}}}},
    )  # fmt: skip
    assert rows(made) == [(0.5, 4, "weak"), (1.0, 4, "strong"), (None, 6, "strong")]
    assert [Variants(made).of(point).setup.lay_diversity for point in made.points()] == [0.1, 0.9, 0.9]


def test_a_file_says_where(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    factor = "factors:\n  interventions.breefing.dose: {values: [1]}\n"
    text = f"copsim: 1\nscenarios: [moving-forward]\n{factor}design: {{method: grid}}\n"
    path.write_text(text)
    with pytest.raises(InputError, match=r"mine.yaml:4: .*did you mean 'briefing'"):
        Design.load(path)
    path.write_text(text.replace("breefing", "briefing"))
    made = Design.load(path)
    assert (made.name, made.size, made.runs) == ("mine", 1, 20)


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"factors": {"parameters.talk_pwer": {}}}, "did you mean 'talk_power'"),
        ({"factors": {"roster": {"values": [{"lay": 3}]}}}, "group of keys"),
        ({"factors": {"title": {"values": ["a"]}}}, "unknown key 'title'"),
        ({"factors": {"interventions.covid.at": {"values": [3]}}}, "allowed: under shocks"),
        ({"factors": {DOSE: {}}}, "give values"),
        ({"factors": {DOSE: {"values": [1], "range": [0, 1]}}}, "one of values, range, options"),
        ({"factors": {DOSE: {"values": [1.0, 1.0]}}}, "stands twice"),
        ({"factors": {DOSE: {"range": [1, 0]}}}, "smaller number first"),
        ({"factors": {GROUPING: {"range": [0, 1]}}}, "no range of numbers"),
        ({"factors": {LAY: {"range": [2.5, 4]}}}, "two whole numbers"),
        ({"factors": {DOSE: {"range": [0, 1]}}}, "in how many levels"),
        ({"factors": {DOSE: {"values": [0.1]}, "interventions.briefing": {"values": [None]}}}, "set the same key"),
        ({"factors": {"a": {"options": {"x": {DOSE: 1.0}}}, DOSE: {"values": [0.1]}}}, "set the same key"),
        ({"factors": THREE, "design": {"method": "sobol", "points": 1000}}, "the nearest is 1024"),
        ({"factors": THREE, "design": {"method": "sobol", "points": 5}}, "the nearest is 4"),
        ({"factors": THREE, "design": {"method": "morris", "trajectories": 4, "levels": 3}}, "even number"),
        ({"factors": THREE, "design": {"method": "morris"}}, "trajectories: is missing"),
        ({"factors": THREE, "design": {"method": "grid", "points": 5}}, "grid does not use it"),
        ({"design": {"method": "lhs", "points": 5}}, "needs factors"),
        ({"factors": {LAY: {"values": [3]}}, "design": {"method": "each_alone"}}, "at least two values"),
        ({"factors": NINE, "design": {"method": "grid", "levels": 9}}, "387,420,489 points"),
        ({"design": {"method": "sobbol"}}, "did you mean 'sobol'"),
        ({"outcomes": ["uptak"]}, "did you mean 'uptake'"),
        ({"replicates": 0}, "whole number from 1"),
    ],
)  # fmt: skip
def test_refused_in_one_line(keys: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told) as caught:
        design(**keys)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"factors": {DOSE: {"values": [0.2, 1.5]}}}, "1.5 is not allowed; give a number from 0 to 1"),
        ({"factors": {LAY: {"values": [2.5]}}}, "whole number"),
        ({"factors": {"parameters.talk_power": {"values": [99]}}}, "give a number from 0 to 20"),
        ({"factors": {"parameters.talk_power": {"values": ["a"]}}}, "'a' is not allowed"),
        ({"factors": {"interventions.lay_chair.start": {"values": [13]}}}, "cycle 13 is beyond the end"),
        ({"scenarios": ["movingforward"]}, "did you mean 'moving-forward'"),
        ({"scenarios": ["moving-forward", "moving-forward"]}, "different names"),
    ],
)
def test_values_that_no_scenario_takes(keys: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        Variants(design(**keys))


def test_a_combination_that_contradicts_itself_names_its_point() -> None:
    made = design(factors={"interventions.breakouts.size": {"values": [3, 20]}, LAY: {"values": [3, 6]}})
    variants = Variants(made)
    told = []
    for point in made.points():
        try:
            variants.of(point)
        except InputError as error:
            told.append(str(error))
    assert len(told) == 1
    assert "point 3 of scenario 'moving-forward' (interventions.breakouts.size=20, roster.lay=3)" in told[0]
