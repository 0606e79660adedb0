"""Classes: joining, guessing, locking, and that nothing else is kept."""

import pytest

from copsim.dashboard.session import MOST_VISITORS, Class, Classes, Question, checked, medians
from copsim.errors import InputError

LINE = Question("How much will they speak?", "line", 0.0, 2.0, cycles=3, sides=("invited", "supported"))
CHOICE = Question("Which one?", "choose", options=("a", "b", "c"))


def opened(question: Question = LINE) -> Class:
    return Classes().begin("an-invitation", question)


def test_a_class_takes_guesses_until_it_is_locked() -> None:
    one = opened()
    one.join("x")
    one.guess("x", [[0.5, 0.6, 0.7], [1.0, 1.1, 1.9]])
    one.guess("x", [[0.1, 0.2, 0.3], [1.0, 1.1, 1.9]])
    assert one.guesses == {"x": ((0.1, 0.2, 0.3), (1.0, 1.1, 1.9))}
    one.lock()
    with pytest.raises(InputError, match="locked"):
        one.guess("x", [[0, 0, 0], [0, 0, 0]])
    one.reveal()
    one.lock()
    assert one.phase == "revealed"


@pytest.mark.parametrize(
    "values",
    [None, "x", [], [[0.5, 0.6, 0.7]], [[0.5, 0.6], [1, 1]], [[0, 0, 2.01], [0, 0, 0]],
     [[0, 0, float("nan")], [0, 0, 0]], [[0, 0, True], [0, 0, 0]], {"a": 1}, [[0, 0, "1"], [0, 0, 0]]],
)  # fmt: skip
def test_guesses_that_do_not_fit_are_refused(values: object) -> None:
    with pytest.raises(InputError):
        checked(LINE, values)


def test_only_those_who_joined_may_guess_and_a_class_gets_full() -> None:
    one = opened(CHOICE)
    with pytest.raises(InputError, match="join"):
        one.guess("stranger", [[1]])
    for number in range(MOST_VISITORS):
        one.join(str(number))
    one.join("0")
    with pytest.raises(InputError, match="full"):
        one.join("one more")


def test_histograms_count_last_points_numbers_and_statements() -> None:
    one = opened()
    for visitor, last in (("a", 0.0), ("b", 0.19), ("c", 2.0)):
        one.join(visitor)
        one.guess(visitor, [[1.0, 1.0, last], [0.5, 0.5, 0.5]])
    assert [count for _, count in one.histogram(0)] == [2, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert [count for _, count in one.histogram(1)] == [0, 0, 3, 0, 0, 0, 0, 0, 0, 0]
    chosen = opened(CHOICE)
    for visitor, option in (("a", 2), ("b", 2), ("c", 0)):
        chosen.join(visitor)
        chosen.guess(visitor, [[option]])
    assert chosen.histogram() == [("a", 1), ("b", 0), ("c", 2)]


def test_medians_are_taken_point_by_point() -> None:
    assert medians([((1.0, 5.0),), ((2.0, 3.0),), ((9.0, 4.0),)]) == [[2.0, 4.0]]
    assert medians({}) == []


def test_codes_are_found_in_any_case_and_forgotten_when_closed() -> None:
    classes = Classes()
    one = classes.begin("lesson", CHOICE)
    assert classes.find(f" {one.code.lower()} ") is one
    assert one.secret not in one.code
    classes.close(one.code)
    with pytest.raises(InputError, match="none with this code"):
        classes.find(one.code)
