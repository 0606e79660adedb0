"""A built lesson: its figures are the model's own, and what is watched adds up to what is measured."""

from __future__ import annotations

import json

import numpy as np
import pytest

from copsim.lessons import Lesson, LessonFile, build_lesson, lesson_page, lesson_path, lessons, load_lesson
from copsim.lessons.page import embedded
from copsim.model.batch import run_seeds, simulate_batch
from copsim.scenario import compile_scenario, load_scenario
from copsim.view import Replay, recorded, replay
from copsim.view.encode import decoded


def parity(form: Replay, cycle: int, role: str) -> tuple[float, float]:
    """Mean of a role's sums of what its turns moved, and how far rounding may take it from the truth."""
    rows = [row for row, member in enumerate(form.members) if member.role == role]
    here = [row for row in rows if form.cycles[cycle].present[row] == "1"]
    total = turns = 0
    for group in (*form.cycles[cycle].tables, *form.cycles[cycle].plenary):
        for speaker, moved in zip(decoded(group.speaker), group.moved, strict=True):
            if speaker in rows:
                total += moved
                turns += 1
    return total / 1000 / max(1, len(here)), 0.0005 * turns / max(1, len(here)) + 1e-4


def checked_parity(form: Replay) -> int:
    checked = 0
    for role in ("lay", "clinical", "commissioner"):
        for cycle, expected in enumerate(form.courses[f"influence_parity_{role}"]):
            if expected is not None:
                found, rounding = parity(form, cycle, role)
                assert found == pytest.approx(expected, abs=rounding)
                checked += 1
    return checked


@pytest.mark.parametrize("name", lessons())
def test_what_is_watched_adds_up_to_what_is_measured_in_every_shipped_lesson(name: str) -> None:
    file = load_lesson(lesson_path(name))
    outcomes = [f"influence_parity_{role}" for role in ("lay", "clinical", "commissioner")]
    for scenario in file.communities:
        form = replay(recorded(compile_scenario(scenario), int(run_seeds(1, 60)[48])), outcomes)
        # a role that is not invited has no parity, and a suspended meeting has none
        assert checked_parity(form) >= 2 * (scenario.settings.cycles - 1)


def test_a_recorded_run_is_the_run_of_the_batch() -> None:
    setup = compile_scenario(load_scenario("moving-forward"))
    seeds = run_seeds(1, 3)
    batch = simulate_batch(setup, seeds, record="cycles")
    courses = recorded(setup, int(seeds[2])).courses
    for name in batch.outcomes:
        np.testing.assert_array_equal(courses[name], batch.course(name)[2])


def test_bands_and_combinations_are_quantiles_of_the_runs(built: Lesson, small: LessonFile) -> None:
    seeds = run_seeds(5, 20)
    setup = compile_scenario(small.combinations["10"])
    course = simulate_batch(setup, seeds, record="cycles").course("influence_parity_lay")
    assert built.combos["10"]["influence_parity_lay"][2] == pytest.approx(np.median(course[:, 8]), abs=1e-4)
    left = simulate_batch(compile_scenario(small.communities[0]), seeds, record="cycles").course("plan")
    assert built.bands.scenarios["left"]["plan"].q25[11] == pytest.approx(np.quantile(left[:, 11], 0.25), abs=1e-4)
    assert built.bands.scenarios["left"]["influence_parity_lay"].q50[9] is None


def test_no_switch_is_the_left_community(built: Lesson) -> None:
    left = built.bands.scenarios["left"]["influence_parity_lay"]
    assert built.combos["00"]["influence_parity_lay"][2] == left.q50[built.meeting - 1]
    assert built.mechanisms.base == built.combos["00"]
    assert set(built.combo_replays) == {"01", "10", "11"}


def test_the_run_to_watch_is_one_of_the_runs_and_near_the_middle(built: Lesson) -> None:
    assert int(built.watch.rooms[0].replay.seed) == int(run_seeds(5, 20)[built.provenance.run])
    for side, room in zip(("left", "right"), built.watch.rooms, strict=True):
        bands = built.bands.scenarios[side]["influence_parity_lay"]
        inside = [
            low <= value <= high
            for low, value, high in zip(bands.q5, room.replay.courses["influence_parity_lay"], bands.q95, strict=True)
            if None not in (low, value, high)
        ]
        assert np.mean(inside) >= 0.7


def test_building_twice_gives_the_same_bytes(built: Lesson, small: LessonFile) -> None:
    assert lesson_page(build_lesson(small, replicates=20, seed=5)) == lesson_page(built)


def test_the_form_goes_through_json(built: Lesson) -> None:
    assert Lesson.model_validate_json(json.dumps(built.plain())) == built


def test_no_text_can_end_the_data() -> None:
    text = embedded({"title": "</script><script>alert(1)</script><!--"})
    assert "<" not in text
    assert json.loads(text)["title"].startswith("</script>")


def test_the_file_is_small_enough_for_a_mail(built: Lesson) -> None:
    per_replay = len(json.dumps(built.plain()["combo_replays"]["10"]))
    assert len(lesson_page(built).encode()) + 13 * per_replay < 1_500_000
