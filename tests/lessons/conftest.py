"""One lesson, built small: two switches, few runs."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from copsim.lessons import Lesson, LessonFile, build_lesson, lesson_page, lesson_path, load_lesson


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> LessonFile:
    data = yaml.safe_load(lesson_path("invitation").read_text(encoding="utf-8"))
    data["switches"] = data["switches"][1:3]
    path = tmp_path_factory.mktemp("lesson") / "small.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return load_lesson(path)


@pytest.fixture(scope="session")
def built(small: LessonFile) -> Lesson:
    return build_lesson(small, replicates=20, seed=5)


@pytest.fixture(scope="session")
def page(built: Lesson, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "lesson.html"
    path.write_text(lesson_page(built), encoding="utf-8")
    return path
