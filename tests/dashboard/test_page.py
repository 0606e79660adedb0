"""The page in a real browser: explore, classroom, decide, runs; no error in its console and no request to elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

pytestmark = pytest.mark.browser
WAIT = 30_000


class Visitor:
    """A browser context with one page, which notes what a page must never do."""

    def __init__(self, browser: Any, address: str, width: int = 1280, height: int = 900) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": height}, accept_downloads=True)
        self.page = self.context.new_page()
        self.page.set_default_timeout(WAIT)
        self.address, self.wrong = address, []
        self.page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", self._asked)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.address, self.address.replace("http", "ws"), "data:", "blob:")):
            self.wrong.append(request.url)

    def open(self, path: str) -> Any:
        self.page.goto(self.address + path)
        return self.page


@pytest.fixture
def visit(browser: Any, served: Any) -> Iterator[Callable[..., Visitor]]:
    visitors: list[Visitor] = []

    def new(**size: int) -> Visitor:
        visitors.append(Visitor(browser, served.address, **size))
        return visitors[-1]

    yield new
    for one in visitors:
        one.context.close()
    assert [wrong for one in visitors for wrong in one.wrong] == []


def test_a_flip_is_watched_run_many_times_and_told(visit: Callable[..., Visitor]) -> None:
    page = visit().open("/")
    page.locator(".view .stage").wait_for()
    assert "as it stands" in page.locator(".headline").inner_text()
    page.get_by_role("switch", name="Collaborative facilitation").click()
    page.get_by_text("Changed: Collaborative facilitation: taken away").wait_for()
    page.locator(".view .stage.rooms-2").wait_for()
    page.wait_for_url("**/?set=interventions.collaborative_facilitation*")
    page.get_by_role("button", name="Run it 200 times").click()
    page.locator(".words li").first.wait_for()
    assert page.locator(".words li").count() >= 6
    assert "bands" in page.locator(".shown").inner_text()
    with page.expect_download() as got:
        page.get_by_role("button", name="Data (CSV)").click()
    lines = Path(got.value.path()).read_text().splitlines()
    assert len(lines) == 401
    with page.expect_download() as got:
        page.get_by_role("button", name="Scenario (YAML)").click()
    assert "collaborative_facilitation" not in Path(got.value.path()).read_text()
    with page.expect_download() as got:
        page.get_by_role("button", name="Figure (SVG)").click()
    assert Path(got.value.path()).read_text().startswith("<svg")
    with page.expect_download() as got:
        page.get_by_role("button", name="Figure (PNG)").click()
    assert Path(got.value.path()).read_bytes().startswith(b"\x89PNG")


def test_the_address_brings_the_same_view_back_and_settings_do_not_leak(visit: Callable[..., Visitor]) -> None:
    one, other = visit(), visit()
    page = one.open("/?scenario=merely-invited&set=interventions.briefing%3D%7B%22dose%22%3A0.5%7D")
    page.get_by_text("Changed: Briefing before meetings: dose 0.5").wait_for()
    assert page.get_by_role("switch", name="Briefing before meetings").get_attribute("aria-checked") == "true"
    page.reload()
    page.get_by_text("Changed: Briefing before meetings: dose 0.5").wait_for()
    untouched = other.open("/")
    untouched.get_by_text("as it stands").wait_for()


def test_an_address_that_cannot_be_meant_gives_a_line_and_a_page(visit: Callable[..., Visitor]) -> None:
    page = visit().open("/?scenario=<script>alert(1)</script>&set=roster_file%3D/etc/passwd")
    page.locator(".said.wrong").wait_for()
    assert "unknown scenario" in page.locator(".said.wrong").inner_text()
    page.locator(".view .stage").wait_for()


def test_the_picture_plays_and_is_scrubbed(visit: Callable[..., Visitor]) -> None:
    page = visit().open("/?scenario=merely-invited")
    page.locator(".view .stage").wait_for()
    scrub = page.get_by_role("slider", name="Time in the meeting")
    page.get_by_role("button", name=re.compile("Play")).first.click()
    page.wait_for_function("document.querySelector('.scrub').value > 1")
    page.get_by_role("button", name=re.compile("Pause")).first.click()
    scrub.fill("60")
    assert float(scrub.input_value()) == 60


def test_a_class_predicts_and_sees_the_answer_only_when_it_is_revealed(
    visit: Callable[..., Visitor], served: Any
) -> None:
    lecturer = visit().open("/classroom")
    lecturer.get_by_role("button", name="Open the lesson An invitation is not enough").click()
    lecturer.wait_for_url("**/classroom/*key=*", timeout=180_000)
    code = re.search(r"/classroom/(\w+)\?", lecturer.url).group(1)  # type: ignore[union-attr]
    students = [visit(width=390, height=844) for _ in range(3)]
    for student in students:
        page = student.open(f"/c/{code.lower()}")
        page.get_by_role("button", name="Keep this line").wait_for()
        assert "model:" not in page.locator("body").inner_text()
    lecturer.get_by_text("0 of 3 have guessed").wait_for()
    for student, height in zip(students[:2], (0.3, 0.6), strict=True):
        _draw_both(student.page, height)
        student.page.get_by_text("Your guess is in.").wait_for()
    lecturer.get_by_text("2 of 3 have guessed").wait_for()
    students[2].page.reload()
    lecturer.get_by_text("2 of 3 have guessed").wait_for()
    lecturer.get_by_role("button", name="Lock the guesses").click()
    students[2].page.get_by_text("The guesses are locked.").wait_for(state="attached")
    assert students[0].page.locator("#scene-4").is_hidden()
    lecturer.get_by_role("button", name="Reveal").click()
    for student in students:
        student.page.locator("#scene-4").wait_for(state="visible")
    lecturer.get_by_role("button", name="Close the class").click()
    late = visit().open(f"/c/{code}")
    late.get_by_text("there is none with this code").wait_for()


def _draw_both(page: Any, height: float) -> None:
    for _ in range(2):
        chart = page.locator("#scene-2 svg.chart")
        chart.scroll_into_view_if_needed()
        box = chart.bounding_box()
        page.mouse.click(box["x"] + 0.5 * box["width"], box["y"] + height * box["height"])
        page.get_by_role("button", name="Keep this line").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_everybody_can_use_every_room(visit: Callable[..., Visitor], served: Any, width: int, scheme: str) -> None:
    import copsim

    copsim.run("merely-invited", replicates=3, db=f"sqlite:///{served.folder}/copsim.db")
    page = visit(width=width).page
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for path, there in (
        ("/?set=interventions.briefing%3Dnull", ".view .stage.rooms-2"),
        ("/classroom", ".open-lesson"),
        ("/decide", ".decide"),
        ("/runs", "tbody tr"),
    ):
        page.goto(served.address + path)
        page.locator(there).first.wait_for()
        _fair(page, path)
    page.goto(f"{served.address}/classroom")
    page.get_by_role("button", name="Open the lesson An invitation is not enough").click()
    page.wait_for_url("**/classroom/*key=*", timeout=180_000)
    page.locator("#scene-1").wait_for()
    _fair(page, "the lectern")
    page.goto(f"{served.address}/c/{re.search(r'/classroom/(.....)', page.url)[1]}")  # type: ignore[index]
    page.locator("#scene-1").wait_for()
    _fair(page, "a seat")


def _fair(page: Any, where: str) -> None:
    """Nothing that axe objects to, and nothing beside the screen."""
    from axe_playwright_python.sync_playwright import Axe

    page.wait_for_timeout(400)  # buttons fade in, and what fades has less contrast
    found = Axe().run(page).response["violations"]
    assert [(where, each["id"], each["nodes"][0]["html"][:120]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where


def test_only_the_lecturers_address_leads_to_the_lectern(visit: Callable[..., Visitor]) -> None:
    page = visit().open("/classroom/ABCDE?key=guess")
    page.get_by_text("there is none with this code").wait_for()


def test_options_are_compared_and_people_are_checked_as_on_the_command_line(
    visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    page = visit().open("/decide")
    good, bad = tmp_path / "people.csv", tmp_path / "bad.csv"
    rows = ["lay"] * 5 + ["clinical"] * 6 + ["commissioner"] * 2 + ["facilitator"] * 2
    good.write_text("id,role\n" + "".join(f"p{number},{role}\n" for number, role in enumerate(rows)))
    bad.write_text("id,role\na,lay\nb,lay\nc,clinical\nd,patient-ish\n")
    page.locator("input[type=file]").set_input_files(bad)
    page.locator(".said.wrong").wait_for()
    assert "patient-ish" in page.locator(".said.wrong").inner_text()
    page.locator("input[type=file]").set_input_files(good)
    page.get_by_text("15 people are read").wait_for()
    page.get_by_role("button", name="Compare").click()
    page.locator(".found li").first.wait_for()
    with page.expect_download() as got:
        page.get_by_role("button", name="Report (HTML)").click()
    assert Path(got.value.path()).read_text().lower().startswith("<!doctype html>")


def test_stored_runs_are_listed_and_watched_again(visit: Callable[..., Visitor], served: Any) -> None:
    import copsim

    copsim.run("merely-invited", replicates=3, db=f"sqlite:///{served.folder}/copsim.db")
    page = visit().open("/runs")
    page.get_by_role("cell", name="merely-invited", exact=True).wait_for()
    page.get_by_role("button", name="Watch the first run again").click()
    page.get_by_text("choose one row").wait_for()
    page.locator("tbody .q-checkbox").first.click()
    page.get_by_role("button", name="Watch the first run again").click()
    page.locator(".view .stage").wait_for()


def test_pages_of_other_sites_are_turned_away(served: Any) -> None:
    with pytest.raises(HTTPError, match="403"):
        urlopen(Request(f"{served.address}/", headers={"Origin": "http://evil.example"}))
    with urlopen(Request(f"{served.address}/", headers={"Origin": served.address})) as answer:
        assert answer.status == 200


def test_a_page_comes_back_when_the_server_was_killed_and_started_again(
    visit: Callable[..., Visitor], served: Any
) -> None:
    one = visit()
    page = one.open("/?scenario=merely-invited")
    page.locator(".view .stage").wait_for()
    served.stop()
    served.start()
    page.reload()
    page.locator(".view .stage").wait_for()
    one.wrong.clear()  # while the server was away its page could not but complain
