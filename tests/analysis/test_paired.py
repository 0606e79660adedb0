from __future__ import annotations

from math import isnan, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from copsim.analysis import PairedDifference, paired_difference, wilson
from copsim.model.outcomes import OUTCOMES


def made(a: list[float], b: list[float], name: str = "plan") -> PairedDifference:
    return paired_difference(OUTCOMES[name], "option", "baseline", np.array(a, float), np.array(b, float))


def test_a_hand_computed_difference() -> None:
    pair = made([3.0, 5.0, 7.0], [1.0, 4.0, 4.0])
    assert pair.difference == pytest.approx(2.0)
    # differences 2, 1, 3: s.d. 1, t(2) = 4.302653, half width 4.302653 / sqrt(3)
    assert pair.high - 2.0 == pytest.approx(4.302652729911275 / sqrt(3), rel=1e-9)
    assert pair.effect_paired == pytest.approx(2.0)
    # variances 4 and 3, pooled sqrt(3.5); var(d) = 1 against 4 + 3
    assert pair.effect == pytest.approx(2 / sqrt(3.5))
    assert pair.variance_ratio == pytest.approx(1 / 7)
    assert (pair.share_better, pair.verdict, pair.favours) == (1.0, "not told apart", "neither")


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=3, max_size=30))
def test_the_interval_is_that_of_the_paired_t_test(values: list[tuple[float, float]]) -> None:
    a, b = (np.array(side) for side in zip(*values, strict=True))
    if np.std(a - b) < 1e-6:
        return
    pair = made(list(a), list(b))
    expected = stats.ttest_rel(a, b).confidence_interval(0.95)
    assert (pair.low, pair.high) == pytest.approx((expected.low, expected.high), rel=1e-7, abs=1e-9)


def test_swapping_the_arms_turns_every_sign() -> None:
    rng = np.random.default_rng(3)
    a, b = list(rng.normal(1, 1, 40)), list(rng.normal(0, 1, 40))
    one, two = made(a, b), made(b, a)
    assert one.difference == pytest.approx(-two.difference)
    assert (one.low, one.high) == pytest.approx((-two.high, -two.low))
    assert one.share_better + two.share_better == pytest.approx(1)
    assert (one.favours, two.favours) == ("option", "baseline")


@pytest.mark.parametrize(
    ("name", "a", "b", "share"),
    [
        ("plan", [2, 2, 1, 0], [1, 1, 1, 1], 0.625),
        ("unease_lay", [2, 2, 1, 0], [1, 1, 1, 1], 0.375),
        ("airtime_parity_lay", [1.0, 1.2, 0.7, 1.9], [0.6, 0.9, 1.3, 1.4], 0.375),
        ("questions", [2, 2, 1, 0], [1, 1, 1, 1], 0.625),
    ],
)
def test_the_better_side_and_ties_counted_half(name: str, a: list[float], b: list[float], share: float) -> None:
    assert made(a, b, name).share_better == pytest.approx(share)


def test_lower_unease_favours_the_option() -> None:
    pair = made([0.1, 0.2, 0.15, 0.12], [0.4, 0.52, 0.44, 0.41], "unease_lay")
    assert (pair.verdict, pair.favours, pair.share_better) == ("lower", "option", 1.0)


def test_overshooting_an_equal_footing_is_not_better() -> None:
    first, other = [1.61, 1.58, 1.62, 1.6], [1.01, 0.99, 1.02, 1.0]
    pair = made(first, other, "airtime_parity_lay")
    assert (pair.verdict, pair.favours, pair.share_better) == ("higher", "baseline", 0.0)
    assert made(first, other, "questions").favours == "neither"


def test_undefined_values_are_dropped_pair_by_pair_and_counted() -> None:
    nan = float("nan")
    pair = made([1.0, nan, 3.0, 5.0], [0.0, 1.0, nan, 2.0])
    assert (pair.n, pair.dropped, pair.difference) == (2, 2, 2.0)
    assert (pair.mean_option, pair.mean_baseline) == (3.0, 1.0)


def test_no_pair_at_all_says_so() -> None:
    pair = made([float("nan")], [1.0])
    assert (pair.n, pair.dropped, pair.verdict, pair.favours) == (0, 1, "no values", "neither")
    assert isnan(pair.difference)
    assert pair.note


def test_one_pair_has_a_difference_but_no_interval() -> None:
    pair = made([2.0], [1.0])
    assert (pair.difference, pair.verdict, pair.favours) == (1.0, "no interval", "neither")
    assert isnan(pair.low)
    assert isnan(pair.effect)
    assert "one pair" in pair.note


def test_the_same_difference_everywhere() -> None:
    pair = made([0.1 + 0.2, 0.5, 0.7], [0.2, 0.4, 0.6])
    assert pair.low == pair.high == pair.difference == pytest.approx(0.1)
    assert pair.verdict == "higher"
    assert isnan(pair.effect_paired)
    assert pair.variance_ratio == 0
    assert pair.note == "the same difference in every replicate"


def test_no_difference_anywhere_even_by_rounding() -> None:
    pair = made([0.1 + 0.2, 0.5], [0.3, 0.5])
    assert (pair.difference, pair.low, pair.high, pair.share_better) == (0, 0, 0, 0.5)
    assert pair.verdict == "identical"


def test_pairing_that_does_not_help_has_a_ratio_near_one() -> None:
    rng = np.random.default_rng(1)
    shared = rng.normal(0, 1, 4000)
    alone = made(list(rng.normal(0, 1, 4000)), list(rng.normal(0, 1, 4000)))
    paired = made(list(shared + rng.normal(0, 0.5, 4000)), list(shared + rng.normal(0, 0.5, 4000)))
    assert alone.variance_ratio == pytest.approx(1, abs=0.08)
    assert paired.variance_ratio == pytest.approx(0.5 / 2.5, abs=0.03)


def test_about_95_percent_of_intervals_hold_the_truth() -> None:
    rng = np.random.default_rng(11)
    held = 0
    for _ in range(600):
        base = rng.normal(0, 1, 12)
        pair = made(list(base + 0.3 + rng.normal(0, 0.4, 12)), list(base))
        held += pair.low <= 0.3 <= pair.high
    assert 0.93 <= held / 600 <= 0.97


@given(st.integers(1, 400), st.floats(0, 1))
def test_wilson_against_its_definition(n: int, share: float) -> None:
    low, high = wilson(share, n)
    assert 0 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 1
    z = stats.norm.ppf(0.975)
    for end in (low, high):
        if 1e-9 < end < 1 - 1e-9:
            assert abs(share - end) == pytest.approx(z * sqrt(end * (1 - end) / n), abs=1e-7)
