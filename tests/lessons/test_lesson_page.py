"""A lesson file opened from disk with the network off: predict, flip, play, scrub, print; no answer before that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api")
from view import browser as chrome

from copsim.lessons import Lesson

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chrome.CHROMIUM is None, reason="no chromium on this machine"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chrome.launched() as found:
        yield found


@pytest.fixture
def opened(browser: Any, page: Path) -> Iterator[chrome.Watched]:
    found = chrome.Watched(browser, page)
    yield found
    assert found.trouble == []
    found.close()


def draw(page: Any, height: float) -> None:
    box = page.locator(".chart-holder.draw").bounding_box()
    page.mouse.move(box["x"] + 70, box["y"] + box["height"] * height)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(box["x"] + 70 + (box["width"] - 90) * step / 8, box["y"] + box["height"] * height)
    page.mouse.up()


def predict(page: Any) -> None:
    page.click("text=What do you expect?")
    page.wait_for_timeout(700)
    for height in (0.4, 0.6):
        draw(page, height)
        page.click("text=Keep this line")
    page.wait_for_selector("#scene-3 svg.room")


def test_nothing_visible_shows_the_answer_before_the_guess(opened: chrome.Watched, built: Lesson) -> None:
    page = opened.page
    text = page.inner_text("body").replace("\u00a0", " ")
    figures = set(re.findall(r"\d+ %", text))
    assert figures <= {"0 %", "50 %", "100 %", "150 %", "200 %"}
    assert page.locator("section.scene:visible").count() == 2
    for index in range(2, 7):
        assert page.get_attribute(f".scene-bar a >> nth={index}", "aria-disabled") == "true"
    assert page.locator("svg.room, .middle-line, .band, .switch").count() == 0
    for name in ("airtime_parity_lay", "influence_parity_lay"):
        assert f"{round(built.combos['11'][name][2] * 100)} %" not in text


def test_no_line_is_drawn_for_the_reader_and_none_can_be_changed_once_kept(opened: chrome.Watched) -> None:
    page = opened.page
    assert page.is_disabled("text=Keep this line")
    assert page.locator(".guess").count() == 0
    predict(page)
    before = page.inner_html("#scene-2 .guesses")
    draw(page, 0.2)
    assert page.inner_html("#scene-2 .guesses") == before
    assert "Locked" in page.inner_text("#scene-2 .prompt")


def test_guessing_by_keyboard_alone(opened: chrome.Watched) -> None:
    page = opened.page
    page.click("text=Set the line with sliders instead")
    page.focus(".by-keys input >> nth=0")
    page.keyboard.press("ArrowRight")
    page.click("text=Keep this line")
    page.focus(".by-keys input >> nth=1")
    page.keyboard.press("ArrowLeft")
    page.click("text=Keep this line")
    assert page.locator("#scene-3 svg.room").count() == 2


def test_watch_play_scrub_and_the_guess_as_a_peg(opened: chrome.Watched) -> None:
    page = opened.page
    predict(page)
    assert "Pause" in page.inner_text(".play")
    page.wait_for_timeout(1200)
    assert page.evaluate("Number(document.querySelector('.scrub').value)") > 0.3
    page.click(".play")
    page.fill(".scrub", "60.5")
    assert "of " in page.inner_text("#scene-3 figcaption >> nth=0")
    assert page.locator(".role.lay .heard .peg:visible").count() == 2
    page.fill(".meetings input", "10")
    assert "suspended" in page.inner_text("#scene-3 figcaption >> nth=0")
    assert page.locator(".row .peg:visible").count() == 0


def test_every_switch_moves_the_figures_and_the_room(opened: chrome.Watched, built: Lesson) -> None:
    page = opened.page
    predict(page)
    page.click(".play")
    for code, index in (("10", 0), ("11", 1), ("01", 0), ("00", 1)):
        page.click(f".switch >> nth={index}")
        said = page.inner_text(".combination").replace("\u00a0", " ")
        for name in built.compare:
            assert f"{round(built.combos[code][name][2] * 100)} %" in said
    page.click(".switch >> nth=0")
    page.click("text=Watch this combination")
    assert page.inner_text(".room-frame h3 >> nth=1") == f"With {built.switches[0].short}"
    assert page.locator(".row .peg:visible").count() == 0
    page.click(".play")


def test_the_result_puts_guess_and_model_side_by_side(opened: chrome.Watched, built: Lesson) -> None:
    page = opened.page
    predict(page)
    page.click(".play")
    page.locator("#scene-4 .chart-holder").scroll_into_view_if_needed()
    page.wait_for_selector("#scene-4 .middle-line.left")
    said = page.inner_text("#scene-4 .figures").replace("\u00a0", " ")
    for side in ("left", "right"):
        middle = built.bands.scenarios[side]["influence_parity_lay"].q50[built.meeting - 1]
        assert f"{round(middle * 100)} %" in said
    assert said.count("you:") == 2
    paths = page.eval_on_selector_all("#scene-4 .chart-holder .middle-line", "all => all.map(p => p.getAttribute('d'))")
    assert all(path.count("M") == 2 for path in paths), "the suspended meeting is bridged"


def test_it_prints_a_sheet_and_the_page(opened: chrome.Watched) -> None:
    page = opened.page
    page.emulate_media(media="print")
    page.evaluate("document.body.dataset.print = 'sheet'")
    assert page.is_visible(".sheet")
    assert not page.is_visible("main")
    assert "Why do you expect that?" in page.inner_text(".sheet")
    page.evaluate("delete document.body.dataset.print")
    assert not page.is_visible(".sheet")
    assert page.pdf(format="A4")[:4] == b"%PDF"


SMALLEST_TEXT = """() => Math.min(...[...document.querySelectorAll('main *')]
  .filter(e => e.offsetParent && [...e.childNodes].some(c => c.nodeType === 3 && c.data.trim()))
  .map(e => parseFloat(getComputedStyle(e).fontSize)))"""


@pytest.mark.parametrize(
    ("width", "height", "scheme"), [(390, 844, "light"), (1280, 720, "dark"), (1920, 1080, "light")]
)
def test_axe_finds_nothing_and_nothing_sticks_out(
    browser: Any, page: Path, width: int, height: int, scheme: str
) -> None:
    found = chrome.Watched(browser, page, width, height, color_scheme=scheme, reduced_motion="reduce")
    assert found.violations() == []
    predict(found.page)
    found.page.click(".mechanisms summary")
    assert "Pause" not in found.page.inner_text(".play")
    assert found.violations() == []
    assert found.page.evaluate("document.documentElement.scrollWidth") <= width
    assert found.page.evaluate(SMALLEST_TEXT) >= (19.9 if width == 1920 else 14.5)
    assert found.trouble == []
    found.close()
