"""The page on studies: its design is sound, its methods are those that exist, and its example runs."""

from __future__ import annotations

import re
from pathlib import Path

from copsim.study.design import Design
from copsim.study.schema import METHODS
from copsim.study.variants import Variants

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "studies.md").read_text()


def block(kind: str, text: str = PAGE) -> str:
    found = re.search(rf"```{kind}\n(.*?)```", text, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_design_is_sound(tmp_path: Path) -> None:
    (tmp_path / "power-balance.yaml").write_text(block("yaml"))
    design = Design.load(tmp_path / "power-balance.yaml")
    assert design.size == 1024 * (5 + 2)
    variants = Variants(design)
    for point in design.points(0, 50):
        variants.of(point)


def test_the_methods_are_those_that_exist() -> None:
    table = PAGE[PAGE.index("## Methods") : PAGE.index("Replicate by replicate")]
    assert set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == set(METHODS)


def test_the_example_runs() -> None:
    names: dict[str, object] = {}
    exec(block("python"), names)
    assert len(names["frame"]) == 8  # type: ignore[arg-type]


def test_the_readme_has_a_study_of_eight_lines(tmp_path: Path) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", (DOCS.parent / "README.md").read_text(), re.DOTALL)
    [text] = [each for each in blocks if "\ndesign:" in each]
    assert text.count("\n") == 8
    (tmp_path / "dose.yaml").write_text(text)
    assert Design.load(tmp_path / "dose.yaml").runs == 1200


def test_every_line_of_what_happens_is_tested() -> None:
    assert "tests/study/test_survival.py" in (DOCS / "cluster.md").read_text()
    assert (DOCS.parent / "tests" / "study" / "test_survival.py").exists()
