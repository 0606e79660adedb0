"""What is explored becomes a lesson that the command line takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from copsim.cli.app import app
from copsim.dashboard.choice import Choice
from copsim.dashboard.pictures import lesson_text
from copsim.errors import InputError
from copsim.lessons import LessonFile, load_lesson


def _lesson(folder: Path, choice: Choice) -> LessonFile:
    path = folder / "mine.yaml"
    path.write_text(lesson_text(choice), encoding="utf-8")
    checked = CliRunner().invoke(app, ["lesson", "check", str(path)])
    assert checked.exit_code == 0, checked.output
    return load_lesson(path)


def test_left_is_as_it_was_and_right_as_set(tmp_path: Path) -> None:
    choice = (
        Choice("moving-forward")
        .with_change("interventions.briefing", None)
        .with_change("interventions.collaborative_facilitation", {"skill": 0.3})
    )
    left, right = _lesson(tmp_path, choice).communities
    assert left.resolved["interventions"] == choice.baseline().resolved["interventions"]
    assert right.resolved["interventions"] == choice.load().resolved["interventions"]
    assert "briefing" in left.resolved["interventions"]
    assert "briefing" not in right.resolved["interventions"]


def test_each_changed_support_is_a_switch_and_other_people_stand_on_both_sides(tmp_path: Path) -> None:
    choice = (
        Choice("merely-invited")
        .with_change("roster.lay", 4)
        .with_change("interventions.briefing", {"dose": 0.5})
        .with_change("interventions.lay_chair", {})
    )
    lesson = _lesson(tmp_path, choice)
    assert sorted(lesson.combinations) == ["00", "01", "10", "11"]
    assert lesson.combinations["11"].resolved["interventions"] == lesson.communities[1].resolved["interventions"]
    assert lesson.communities[0].roster.ids == lesson.communities[1].roster.ids == choice.load().roster.ids


def test_a_lesson_about_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="change something first"):
        lesson_text(Choice())
