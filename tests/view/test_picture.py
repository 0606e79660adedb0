"""The moving picture in a real browser: what it shows at a time, how it is driven; both sides read one form."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

pytest.importorskip("playwright.sync_api")
from view import browser as chrome
from view import synthetic

from copsim.view.forms import Bands, Replay, Watch

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chrome.CHROMIUM is None, reason="no chromium on this machine"),
]
FILLS = """() => [...document.querySelectorAll('svg.room')].map(room => [...room.querySelectorAll('.member')].map(g => {
  const fill = g.querySelector('.fill').transform.baseVal.consolidate().matrix.a;
  const outline = g.querySelector('.outline').transform.baseVal.consolidate().matrix.a;
  return (fill / outline) ** 2; }))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chrome.launched() as found:
        yield found


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return chrome.shell(tmp_path_factory.mktemp("view"))


@pytest.fixture
def watched(browser: Any, shell: Path) -> Iterator[chrome.Watched]:
    found = chrome.Watched(browser, shell)
    chrome.mounted(found.page, synthetic.watch().plain())
    yield found
    assert found.trouble == []
    found.close()


def test_everybody_starts_with_a_full_shape_and_ends_at_the_exact_share(watched: chrome.Watched) -> None:
    page = watched.page
    page.evaluate("handle.update({ meeting: 1, t: 0 })")
    first = page.evaluate(FILLS)[0]
    here = synthetic.recording().looks[0].present > 0
    # the first turn has begun, so nobody is off the start by more than its own part of one turn
    assert [fill for fill, present in zip(first, here, strict=True) if present] == pytest.approx([1.0] * 10, abs=0.02)
    assert first[3] == 0
    page.evaluate("handle.update({ meeting: 1, t: 200 })")
    for room, seed in ((0, 3), (1, 8)):
        made = synthetic.recording(seed)
        last = page.evaluate(FILLS)[room]
        expected = [min(5.0, synthetic.share_of(made, 1, row)) for row in range(11)]
        assert last == pytest.approx(expected, abs=0.03)


def test_a_time_looks_the_same_however_one_gets_there(watched: chrome.Watched) -> None:
    page = watched.page
    page.evaluate("handle.update({ meeting: 3, t: 20.4 })")
    straight = page.locator(".stage").screenshot()
    page.evaluate("for (const t of [2, 11.3, 39, 8, 25.7]) handle.update({ t })")
    page.evaluate("handle.update({ meeting: 1, t: 5 }); handle.update({ meeting: 3, t: 20.4 })")
    assert page.locator(".stage").screenshot() == straight


def test_it_plays_to_the_end_of_the_meeting_and_then_offers_the_next(watched: chrome.Watched) -> None:
    page = watched.page
    page.evaluate("() => { window.told = []; handle.on('meeting', n => told.push('meeting' + n)); }")
    page.evaluate("() => { handle.on('end', n => told.push('end' + n)); }")
    page.evaluate("handle.update({ meeting: 1, t: 43.5 })")
    page.click(".play")
    page.wait_for_function("document.querySelector('.play').textContent.startsWith('Next')", timeout=20000)
    page.click(".play")
    assert "Meeting 2 of 3" in page.inner_text(".number")
    assert page.evaluate("told") == ["meeting1", "end1", "meeting2"]
    assert "suspended" in page.inner_text("figcaption >> nth=0")


def test_keys_step_play_and_change_meetings(watched: chrome.Watched) -> None:
    page = watched.page
    time = "Number(document.querySelector('.scrub').value)"
    page.evaluate("handle.update({ meeting: 1, t: 4.5 })")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(time) == 5.5
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(time) == 4.5
    page.keyboard.press("Shift+ArrowRight")
    assert "Meeting 2" in page.inner_text(".number")
    page.keyboard.press("3")
    assert page.get_attribute("text=Fast", "aria-pressed") == "true"
    page.keyboard.press("Space")
    assert "Pause" in page.inner_text(".play")
    page.keyboard.press("Space")
    assert "Pause" not in page.inner_text(".play")


def test_somebody_can_be_followed_in_words(watched: chrome.Watched) -> None:
    page = watched.page
    page.evaluate("handle.update({ meeting: 1, t: 32 })")
    page.select_option("select", label="Lay member 3")
    made = synthetic.recording()
    turns = sum(turn.cycle == 1 and turn.speaker == 2 and turn.phase in (1, 2) for turn in made.turns)
    share = round(synthetic.share_of(made, 1, 2) * 100)
    page.evaluate("handle.update({ t: 200 })")
    said = page.inner_text(".state >> nth=0").replace("\u00a0", " ")
    assert said.startswith(f"{turns} turn")
    assert abs(int(said.split("heard ")[1].split(" %")[0]) - share) <= 1
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Escape")
    assert page.inner_text(".state >> nth=0") == ""


def test_the_meeting_can_be_read_as_text(watched: chrome.Watched) -> None:
    page = watched.page
    page.evaluate("handle.update({ meeting: 1, t: 3 })")
    page.click("summary")
    page.wait_for_selector(".account-text section")
    text = page.inner_text(".account-text")
    assert "Clinicians: 3 of 4 present" in text
    assert page.locator(".account-text section >> nth=0").locator("ol li").count() == 20


def test_guesses_stand_as_pegs_on_the_lay_bars(watched: chrome.Watched) -> None:
    page = watched.page
    guesses = {"role": "lay", "of": "heard", "lines": [[0.5, None, 0.9], [0.8, None, 0.9]]}
    page.evaluate("guesses => handle.update({ meeting: 1, t: 5, guesses })", guesses)
    assert page.locator(".role.lay .heard .peg:visible").count() == 2
    page.evaluate("handle.update({ meeting: 2 })")
    assert page.locator(".row .peg:visible").count() == 0


def test_reduced_motion_stands_still(browser: Any, shell: Path) -> None:
    found = chrome.Watched(browser, shell, reduced_motion="reduce")
    chrome.mounted(found.page, synthetic.watch().plain())
    dots = "[...document.querySelectorAll('.dot:not([hidden])')].map(d => d.getAttribute('cx')).join()"
    found.page.evaluate("handle.update({ meeting: 1, t: 4.1 })")
    before = found.page.evaluate(dots)
    found.page.evaluate("handle.update({ t: 4.6 })")
    assert found.page.evaluate(dots) == before != ""
    assert found.trouble == []
    found.close()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 720), (1920, 1080)])
def test_nothing_sticks_out_and_axe_finds_nothing(browser: Any, shell: Path, width: int, height: int) -> None:
    found = chrome.Watched(browser, shell, width, height)
    chrome.mounted(found.page, synthetic.watch().plain())
    for t in (3.5, 30, 46):
        found.page.evaluate(f"handle.update({{ meeting: 1, t: {t}, follow: 1 }})")
        assert found.page.evaluate("document.documentElement.scrollWidth") <= width
        assert found.violations() == []
    assert found.trouble == []
    found.close()


def test_one_room_and_dark_colours(browser: Any, shell: Path) -> None:
    found = chrome.Watched(browser, shell, color_scheme="dark")
    chrome.mounted(found.page, synthetic.watch(1).plain()["rooms"][0]["replay"])
    assert found.page.locator("svg.room").count() == 1
    found.page.evaluate("handle.update({ meeting: 1, t: 30 })")
    assert found.violations() == []
    assert found.trouble == []
    found.page.evaluate("handle.destroy()")
    assert found.page.inner_html("#here") == ""
    found.close()


def test_nothing_is_created_while_it_plays(watched: chrome.Watched) -> None:
    page = watched.page
    page.evaluate(
        """() => { window.made = 0; handle.update({ meeting: 1, t: 2, speed: 'fast' });
        const count = list => { for (const m of list) if (m.target.closest('svg')) made += m.addedNodes.length; };
        new MutationObserver(count)
          .observe(document.querySelector('.stage'), { childList: true, subtree: true });
        handle.play(); }"""
    )
    page.wait_for_timeout(600)
    assert page.evaluate("made") == 0


def broken(form: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The form with one thing wrong, many times over."""

    def with_(change: Any) -> dict[str, Any]:
        other = copy.deepcopy(form)
        change(other)
        return other

    cycle = ("cycles", 0)
    edits: list[tuple[tuple[Any, ...], Any]] = [
        (("form",), "copsim.replay/2"), (("seed",), 12), (("seed",), "-3"), (("run",), -1),
        (("members", 0, "role"), "patient"),
        (("courses", "plan"), ["much"]), ((*cycle, "present"), "0120"), ((*cycle, "held"), "yes"), ((*cycle, "n"), 0),
        ((*cycle, "confidence"), "a b"), ((*cycle, "tables", 0, "act"), "tx"), ((*cycle, "tables", 0, "kind"), "z"),
        ((*cycle, "plenary", 0, "moved"), [-1]), ((*cycle, "plenary", 0, "moved"), [0.5]), ((*cycle, "trust"), "!"),
        ((*cycle, "met"), "0 5"),
    ]  # fmt: skip
    for path, value in edits:
        def change(other: Any, path: Any = path, value: Any = value) -> None:
            for part in path[:-1]:
                other = other[part]
            other[path[-1]] = value

        yield ".".join(map(str, path)), with_(change)
    yield "two plenaries", with_(lambda other: other["cycles"][0]["plenary"].append(other["cycles"][0]["plenary"][0]))
    yield "no members", with_(lambda other: other.pop("members"))


def test_both_sides_agree_on_what_is_a_replay(watched: chrome.Watched) -> None:
    import jsonschema

    good = synthetic.watch().plain()["rooms"][0]["replay"]
    schema = jsonschema.Draft202012Validator(Replay.model_json_schema())
    assert watched.page.evaluate("data => view.complaint(data)", good) is None
    assert schema.is_valid(good)
    cases = list(broken(good))
    assert len(cases) >= 18
    for what, data in cases:
        with pytest.raises(ValidationError):
            Replay.model_validate_json(json.dumps(data))
        assert not schema.is_valid(data), what
        assert watched.page.evaluate("data => view.complaint(data)", data), what


def test_both_sides_agree_on_watches_and_bands(watched: chrome.Watched) -> None:
    page = watched.page
    good = synthetic.watch().plain()
    assert page.evaluate("data => view.complaint(data)", good) is None
    for change in ({"rooms": []}, {"rooms": good["rooms"] * 2}, {"came": "plan"}, {"form": "copsim.watch/9"}):
        with pytest.raises(ValidationError):
            Watch.model_validate_json(json.dumps({**good, **change}))
        assert page.evaluate("data => view.complaint(data)", {**good, **change})
    five = {name: [0.1, None] for name in ("q5", "q25", "q50", "q75", "q95")}
    measure = {"label": "Plan", "short": "Plan", "format": "level"}
    bands = {
        "form": "copsim.bands/1", "replicates": 2, "seed": 1, "cycles": 2, "names": {"a": "A"},
        "measures": {"plan": measure}, "scenarios": {"a": {"plan": five}},
    }  # fmt: skip
    Bands.model_validate_json(json.dumps(bands))
    assert page.evaluate("data => view.complaint(data)", bands) is None
    short = {"a": {"plan": {"q5": [1]}}}
    for change in ({"replicates": 0}, {"names": ["a"]}, {"scenarios": short}, {"measures": {"plan": {}}}):
        with pytest.raises(ValidationError):
            Bands.model_validate_json(json.dumps({**bands, **change}))
        assert page.evaluate("data => view.complaint(data)", {**bands, **change})


def test_a_form_that_cannot_be_drawn_is_said_in_words(watched: chrome.Watched) -> None:
    watched.page.evaluate("view.mount(document.getElementById('here'), { form: 'copsim.watch/7' })")
    assert "copsim.watch/7" in watched.page.inner_text("[role=alert]")


def test_names_from_a_file_are_text_and_nothing_else(watched: chrome.Watched) -> None:
    data = synthetic.watch().plain()
    data["rooms"][0]["name"] = "<img src=x onerror=document.title='hit'>"
    data["rooms"][0]["replay"]["members"][0]["id"] = "<script>document.title='hit'</script>"
    data["rooms"][0]["replay"]["members"][0]["label"] = "**<b>bold</b>**"
    chrome.mounted(watched.page, data)
    watched.page.evaluate("handle.update({ meeting: 1, t: 40, follow: 0 })")
    watched.page.click("summary")
    assert watched.page.title() == "View"
    assert watched.page.locator("img").count() == 0
