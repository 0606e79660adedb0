"""Effects, indices and boxes against functions whose answer is known, with chance added and told apart from effects."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from math import pi, sin
from typing import Any

import numpy as np
import pytest

from copsim.analysis.discovery import discover
from copsim.analysis.effects import interactions, main_effects, shares_of_variance
from copsim.analysis.response import responses
from copsim.analysis.sensitivity import morris, sobol
from copsim.analysis.varied import Varied
from copsim.study.design import Design

NAMES = ("parameters.talk_power", "parameters.learn_rate", "parameters.view_rate")


def varied(units: Any, truth: Callable[..., float], method: str, noise: float = 0.0, seeds: int = 6) -> Varied:
    """A function of the unit interval at every point, with chance by seed (shared) and by point and seed (not)."""
    rng = np.random.default_rng(5)
    points = np.asarray(units, float)
    values = np.array([truth(*row) for row in points])
    shared, own = rng.normal(0, 3 * noise, seeds), rng.normal(0, noise, (len(points), seeds))
    k = points.shape[1]
    return Varied(
        "uptake", tuple("abc"[:k]), (None,) * k, ((0.0, 1.0),) * k, points, values[:, None] + shared + own, method
    )


def units_of(method: dict[str, Any], k: int = 3) -> Any:
    factors = {name: {} for name in NAMES[:k]}
    return Design(name="x", scenarios=["moving-forward"], factors=factors, design=method).units


def grid(*levels: int) -> Any:
    return [[(i + 0.5) / n for i, n in zip(row, levels, strict=True)] for row in product(*map(range, levels))]


def leveled(truth: Callable[..., float], levels: tuple[int, ...], method: str = "grid", noise: float = 0.0) -> Varied:
    rng = np.random.default_rng(3)
    units = np.array(grid(*levels))
    steps = (units * np.array(levels)).astype(int)
    names = tuple(tuple(f"{name}{step}" for step in range(n)) for name, n in zip("abc", levels, strict=False))
    runs = (
        np.array([truth(*row) for row in steps])[:, None] + rng.normal(0, 3, 5) + rng.normal(0, noise, (len(units), 5))
    )
    return Varied("plan", tuple("abc"[: len(levels)]), names, ((0.0, 1.0),) * len(levels), units, runs, method)


def test_main_effects_of_a_grid_are_those_put_in() -> None:
    made = leveled(lambda a, b: 2.0 * a + (0.5 if b == 1 else 0.0) + (1.5 if a == 2 and b == 1 else 0.0), (3, 2))
    found = {effect.label: effect.difference for effect in main_effects(made)}
    assert found["a = a1"].value == pytest.approx(2.0)
    assert found["a = a2"].value == pytest.approx(4.0 + 1.5 / 2)
    assert found["b = b1"].value == pytest.approx(0.5 + 1.5 / 3)
    assert found["a = a1"].high - found["a = a1"].low == pytest.approx(0, abs=1e-9)


def test_interactions_of_a_grid_are_those_put_in() -> None:
    made = leveled(lambda a, b: 2.0 * a + 0.5 * b + (1.5 if a == 2 and b == 1 else 0.0), (3, 2))
    found = {effect.label: effect.difference.value for effect in interactions(made)}
    assert found == pytest.approx({"a = a1 and b = b1": 0.0, "a = a2 and b = b1": 1.5})


def test_chance_is_not_taken_for_an_effect() -> None:
    clear = 0
    for effect in main_effects(leveled(lambda a, b, c: 0.0, (4, 4, 4), noise=1.0)):
        clear += effect.difference.clear
    assert clear <= 2
    [effect] = main_effects(leveled(lambda a: 1.0 * a, (2,), noise=0.01))
    assert effect.difference.clear
    assert effect.difference.low < 1.0 < effect.difference.high


def test_effects_around_a_base_and_what_pairs_add() -> None:
    design = Design(name="x", scenarios=["moving-forward"], design={"method": "pairs"},
                    factors={name: {"options": {"off": {}, "on": {}}} for name in "abc"})  # fmt: skip
    steps = (design.units * 2).astype(int)
    values = [1.0 * a - 0.25 * b + 0.5 * c + 0.7 * a * c for a, b, c in steps]
    runs = np.array(values)[:, None] + np.random.default_rng(1).normal(0, 1, 4)
    made = Varied("plan", tuple("abc"), (("off", "on"),) * 3, ((0.0, 1.0),) * 3, design.units, runs, "pairs")
    alone = {effect.factors[0]: effect.difference.value for effect in main_effects(made)}
    assert alone == pytest.approx({"a": 1.0, "b": -0.25, "c": 0.5})
    extra = {effect.factors: effect.difference.value for effect in interactions(made)}
    assert extra == pytest.approx({("a", "b"): 0.0, ("a", "c"): 0.7, ("b", "c"): 0.0})


def test_a_level_without_every_seed_is_compared_by_the_seeds_it_has() -> None:
    made = leveled(lambda a: 2.0 * a, (2,))
    made.runs[1, 0] = np.nan
    [effect] = main_effects(made)
    assert effect.difference.n == 4
    assert effect.difference.value == pytest.approx(2.0)


def test_shares_of_variance_of_an_additive_grid_add_up_to_one() -> None:
    shares = shares_of_variance(leveled(lambda a, b: 3.0 * a + b, (2, 2)))
    assert shares == pytest.approx({"a": 0.9, "b": 0.1})


def ishigami(a: float, b: float, c: float) -> float:
    x, y, z = (pi * (2 * unit - 1) for unit in (a, b, c))
    return sin(x) + 7 * sin(y) ** 2 + 0.1 * z**4 * sin(x)


def test_sobol_indices_of_the_ishigami_function() -> None:
    """Exact first order 0.3139, 0.4424, 0 and total 0.5576, 0.4424, 0.2437 (Ishigami and Homma 1990)."""
    found = sobol(varied(units_of({"method": "sobol", "points": 2048}), ishigami, "sobol"))
    assert found is not None
    assert [each.first for each in found.indices] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert [each.total for each in found.indices] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)
    assert abs(found.dummy.first) < 0.06
    assert found.dummy.first_low < 0 < found.dummy.first_high
    assert found.chance == pytest.approx(0, abs=1e-12)
    assert [each.factor for each in found.ranked] == ["a", "b", "c"]


def test_a_factor_without_effect_does_not_matter_however_noisy() -> None:
    noisy = varied(units_of({"method": "sobol", "points": 256}), lambda a, b, c: 4 * a + b, "sobol", noise=1.0)
    found = sobol(noisy)
    assert found is not None
    by_name = {each.factor: each for each in found.indices}
    assert found.matters(by_name["a"])
    assert not found.matters(by_name["c"])
    variance = 16 / 12 + 1 / 12
    assert found.chance == pytest.approx((1 / 6) / (variance + 1 / 6), rel=0.15)


def test_sobol_of_part_of_a_study_uses_whole_base_points() -> None:
    made = varied(units_of({"method": "sobol", "points": 64}), lambda a, b, c: a, "sobol")
    made.runs[37] = np.nan
    found = sobol(made)
    assert found is not None
    assert found.base == 63
    assert [each.total for each in found.indices] == pytest.approx([1.0, 0.0, 0.0], abs=0.1)


def test_nothing_that_varies_has_no_indices() -> None:
    assert sobol(varied(units_of({"method": "sobol", "points": 8}), lambda a, b, c: 3.0, "sobol")) is None


def test_morris_of_a_linear_function() -> None:
    made = varied(units_of({"method": "morris", "trajectories": 10}), lambda a, b, c: 2 * a - 3 * b, "morris")
    found = morris(made, 4)
    assert found is not None
    assert [each.mu for each in found.factors] == pytest.approx([2, -3, 0], abs=1e-9)
    assert [each.mu_star for each in found.ranked] == pytest.approx([3, 2, 0], abs=1e-9)
    assert [each.sigma for each in found.factors] == pytest.approx([0, 0, 0], abs=1e-9)


def test_morris_says_what_chance_alone_would_make() -> None:
    made = varied(units_of({"method": "morris", "trajectories": 200}), lambda a, b, c: 2 * a, "morris", noise=0.5)
    found = morris(made, 4)
    assert found is not None
    nothing = next(each for each in found.factors if each.factor == "c")
    assert nothing.mu_star == pytest.approx(found.chance, rel=0.2)


def test_response_curves_follow_the_function() -> None:
    made = varied(units_of({"method": "lhs", "points": 600}, 2), lambda a, b: 3 * a**2, "lhs")
    curve, flat = responses(made)
    assert [each.value for each in curve.means] == pytest.approx([3 * m**2 for m in np.arange(0.05, 1, 0.1)], abs=0.02)
    assert sum(each.low < 1.0 < each.high for each in flat.means) >= 8
    steps = responses(leveled(lambda a, b: 2.0 * a + b, (3, 2)))[0]
    gaps = np.diff([each.value for each in steps.means])
    assert gaps == pytest.approx([2.0, 2.0])


def test_boxes_find_the_corner_and_nothing_in_noise() -> None:
    corner = varied(units_of({"method": "lhs", "points": 400}), lambda a, b, c: float(a > 0.6 and b < 0.5), "lhs")
    found = discover(corner, threshold=0.5)
    assert found is not None
    best = found.boxes[0]
    assert best.density > 0.95
    assert best.coverage > 0.95
    assert {text[0] for text in best.limits} == {"a", "b"}
    above = next(text for text in best.limits if text.startswith("a > "))
    assert float(above.removeprefix("a > ")) == pytest.approx(0.6, abs=0.01)
    nothing = discover(varied(units_of({"method": "lhs", "points": 400}), lambda a, b, c: 0.0, "lhs", noise=1.0))
    assert nothing is not None
    assert nothing.boxes == ()
