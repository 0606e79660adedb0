"""Lessons that ask for a figure or for a statement, in a real browser: no answer before, one's own guess after."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

pytest.importorskip("playwright.sync_api")
from view import browser as chrome

from copsim.lessons import build_lesson, lesson_page, lesson_path, load_lesson

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chrome.CHROMIUM is None, reason="no chromium on this machine"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chrome.launched() as found:
        yield found


def _page(name: str, folder: Path) -> Path:
    data = yaml.safe_load(lesson_path(name).read_text(encoding="utf-8"))
    data["switches"] = []
    data.pop("mechanisms", None)
    file = folder / f"{name}.yaml"
    file.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    page = folder / f"{name}.html"
    page.write_text(lesson_page(build_lesson(load_lesson(file), replicates=20, seed=3)), encoding="utf-8")
    return page


@pytest.mark.parametrize("width", [390, 1280])
def test_a_figure_for_each_community_is_set_before_anything_is_shown(browser: Any, tmp_path: Path, width: int) -> None:
    watched = chrome.Watched(browser, _page("purse", tmp_path), width=width, reduced_motion="reduce")
    page = watched.page
    keep = page.get_by_role("button", name="Keep my guess")
    sliders = page.locator("#scene-2 input[type=range]")
    assert sliders.count() == 2
    assert page.locator("#scene-2 .mine").all_inner_texts() == ["?", "?"]
    sliders.nth(0).fill("0.35")
    assert keep.is_disabled()
    assert page.locator("#scene-4").is_hidden()
    sliders.nth(1).fill("0.6")
    keep.click()
    page.wait_for_selector("#scene-3 svg.room")
    said = [text.replace("\u00a0", " ") for text in page.locator("#scene-4 .figure-line .mine").all_inner_texts()]
    assert said == ["you: 35 %", "you: 60 %"]
    assert sliders.nth(0).is_disabled()
    assert watched.violations() == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert watched.trouble == []
    watched.close()


def test_a_statement_is_chosen_before_anything_is_shown(browser: Any, tmp_path: Path) -> None:
    watched = chrome.Watched(browser, _page("eleven-recommendations", tmp_path), width=390, reduced_motion="reduce")
    page = watched.page
    keep = page.get_by_role("button", name="Keep my guess")
    assert keep.is_disabled()
    assert page.locator("#scene-2 input:checked").count() == 0
    assert page.locator("#scene-4").is_hidden()
    page.get_by_label("The neutral place to meet").check()
    page.get_by_label("fairly sure").check()
    keep.click()
    page.wait_for_selector("#scene-3 svg.room")
    assert page.inner_text("#scene-4 .chosen").replace("\u00a0", " ") == "you: The neutral place to meet (fairly sure)"
    assert watched.violations() == []
    assert watched.trouble == []
    watched.close()
