"""Bands: quantiles with gaps where a meeting is suspended, and the run nearest to the middle."""

import numpy as np
import pytest

from copsim.view import bands_of, measure_of, typical_run
from copsim.view.bands import five_of


def test_quantiles_by_hand_and_a_gap_is_left_open() -> None:
    runs = np.column_stack([np.arange(5.0), np.full(5, np.nan), np.arange(5.0) * 10])
    bands = bands_of({"a": {"plan": runs}}, {"a": "A"}, {"plan": measure_of("plan")}, 7)
    found = bands.scenarios["a"]["plan"]
    assert (found.q5, found.q50, found.q95) == ((0.2, None, 2.0), (2.0, None, 20.0), (3.8, None, 38.0))
    assert (bands.replicates, bands.cycles, bands.seed) == (5, 3, 7)


def test_the_typical_run_is_near_the_medians_of_all_outcomes_in_their_own_spread() -> None:
    small = np.array([[0.1], [0.2], [0.3], [0.4], [0.9]])
    large = np.array([[500.0], [900.0], [290.0], [300.0], [310.0]])
    assert typical_run([small]) == 2
    assert typical_run([small, large]) == 2
    assert typical_run([small, np.array([[300.0], [305.0], [900.0], [310.0], [320.0]])]) == 3


def test_a_suspended_meeting_does_not_disturb_the_choice() -> None:
    assert typical_run([np.array([[0.1, np.nan], [0.2, np.nan], [0.9, np.nan]])]) == 1


def test_five_numbers_of_nothing_are_nothing() -> None:
    assert five_of(np.full(3, np.nan)) == (None,) * 5
    assert five_of(np.array([1.0, np.nan, 1.0])) == (1.0,) * 5


@pytest.mark.parametrize(
    ("name", "form", "mark"),
    [("influence_parity_lay", "share", 1.0), ("plan", "level", None), ("cost_total", "count", None)],
)
def test_a_measure_is_written_as_the_outcome_is_meant(name: str, form: str, mark: float | None) -> None:
    measure = measure_of(name)
    assert (measure.format, measure.mark) == (form, mark)
