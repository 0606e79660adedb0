"""What reaches a student's browser before the answer is revealed, and how guesses come back."""

import json

import pytest

pytest.importorskip("nicegui")

from copsim.dashboard.classroom import as_values, question_of, without_answer
from copsim.dashboard.session import Question
from copsim.lessons import build_lesson, lesson_path, load_lesson


@pytest.fixture(scope="module")
def lesson() -> dict[str, object]:
    return build_lesson(load_lesson(lesson_path("invitation")), replicates=3).plain()


def test_nothing_of_the_answer_is_sent_before_it_is_revealed(lesson: dict) -> None:  # type: ignore[type-arg]
    held_back = without_answer(lesson)
    assert held_back["title"] == lesson["title"]
    assert held_back["combos"] == held_back["combo_replays"] == held_back["watch"] == {}
    for outcomes in held_back["bands"]["scenarios"].values():
        assert {value for bands in outcomes.values() for row in bands.values() for value in row} == {None}
    assert "courses" not in json.dumps(held_back)
    assert held_back["mechanisms"]["items"] == []


def test_the_question_is_the_lessons(lesson: dict) -> None:  # type: ignore[type-arg]
    question = question_of(lesson)
    assert question.cycles == len(
        lesson["bands"]["scenarios"][lesson["communities"][0]["key"]][lesson["predict"]["outcome"]]["q50"]
    )
    assert len(question.sides) == 2


def test_guesses_come_back_as_rows_of_numbers() -> None:
    line = Question("?", "line", 0, 2, cycles=3, sides=("a", "b"))
    assert as_values(line, {"lines": [[1, 2, 3], [0, 0, 1]]}) == [[1, 2, 3], [0, 0, 1]]
    number = Question("?", "slider", 0, 2, sides=("a", "b"))
    assert as_values(number, {"lines": [[None, 1.5, None], [None, 0.5, None]]}) == [[1.5], [0.5]]
    choice = Question("?", "choose", options=("x", "y"))
    assert as_values(choice, {"choice": "y"}) == [[1]]
    assert as_values(choice, {"choice": "z"}) is None
    assert as_values(line, "text") is None
