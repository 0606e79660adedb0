"""The shipped studies: every point of each is sound, and each reduced form runs and is analysed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from copsim.execution import SerialExecutor
from copsim.report.study_page import study_page
from copsim.study.design import Design
from copsim.study.sweep import Workers, run_study
from copsim.study.variants import Variants

FOLDER = Path(__file__).parents[2] / "experiments"
STUDIES = sorted(FOLDER.glob("*/*.yaml"))
IN_CI = "covid-responses"


def test_there_are_as_many_as_the_overview_lists() -> None:
    overview = (FOLDER / "README.md").read_text()
    assert len(STUDIES) == 8
    for path in STUDIES:
        assert f"({path.parent.name}/README.md)" in overview
        readme = (path.parent / "README.md").read_text()
        assert f"copsim sweep experiments/{path.parent.name}/{path.name}" in readme
        assert "## Predicted, before the first run" in readme


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_sample_of_points_is_sound(path: Path) -> None:
    design = Design.load(path)
    variants = Variants(design)
    step = max(1, design.size // 40)
    for number in range(0, design.size, step):
        variants.of(next(design.points(number, number + 1)))


def reduced() -> list[Any]:
    """One in continuous integration, the others at night."""
    marks = [() if path.parent.name == IN_CI else pytest.mark.slow for path in STUDIES]
    named = [f"{path.parent.name}-{path.stem}" for path in STUDIES]
    return [pytest.param(path, marks=mark, id=name) for path, mark, name in zip(STUDIES, marks, named, strict=True)]


@pytest.mark.parametrize("path", reduced())
def test_the_reduced_form_runs_and_is_analysed(path: Path) -> None:
    design = Design.load(path).reduced()
    assert design.runs <= 200
    results = run_study(design, Variants(design), workers=Workers(1, executor=SerialExecutor()))
    assert results.complete
    assert results.failed == 0
    studied = results.analyse()
    assert {part.outcome.name for part in studied.parts} == set(design.file.outcomes)
    assert design.file.title in study_page(studied)
