from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from copsim.analysis import Comparison, compare
from copsim.errors import OutsideError
from copsim.model.outcomes import HEADLINE
from copsim.model.results import Results
from copsim.report import Provenance, comparison_page, write_page
from copsim.report.theme import ROLE_COLOURS

PROVENANCE = Provenance("copsim compare supported invited alike --replicates 30 --seed 4", 4, 30, ("cycles=12",))
VOID = {"meta", "link", "br", "hr", "img", "input"}


class Reader(HTMLParser):
    """Notes ids, references and text of a page, and checks that tags close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id" and value]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture(scope="module")
def page(comparison: Comparison) -> str:
    return comparison_page(comparison, PROVENANCE)


@pytest.fixture(scope="module")
def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def text_of(reader: Reader) -> str:
    return " ".join(" ".join(reader.words).replace("\u00a0", " ").split())


def test_the_page_is_well_formed_and_ids_are_unique(read: Reader) -> None:
    assert not read.open
    assert len(read.ids) == len(set(read.ids))


def test_every_reference_inside_the_page_has_its_target(page: str, read: Reader) -> None:
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', page))
    assert used
    assert used <= set(read.ids)


def test_nothing_is_fetched_and_nothing_runs(page: str, read: Reader) -> None:
    for tag, attributes in read.tags:
        assert tag not in {"script", "iframe", "object", "embed", "img"}
        for name in ("src", "href"):
            assert (attributes.get(name) or "#").startswith(("#", "data:"))
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page)


def test_it_says_what_was_compared_and_how_to_make_it_again(read: Reader, comparison: Comparison) -> None:
    words = text_of(read)
    for needed in (
        "Title of supported: 2 options compared", "30 replicates", "model version 1", "Title of invited",
        PROVENANCE.command, "hash-supported", comparison.hash, "cycles=12", "assumed", "In this model, under these",
        "10.1186/s43058-022-00384-1", "CC BY 4.0", "Swaithes",
    ):  # fmt: skip
        assert needed in words


def test_every_figure_has_a_title_for_screen_readers_and_a_table_behind_it(page: str, read: Reader) -> None:
    figures = [attributes for tag, attributes in read.tags if tag == "svg" and attributes.get("role") == "img"]
    assert len(figures) == 2 + 3 + 9 + 3 + 4 + 1
    assert all(attributes["aria-labelledby"] in read.ids for attributes in figures)
    assert page.count("Numbers behind this figure") == 6
    assert dict(read.tags[0][1]) == {"lang": "en-GB"} or read.tags[0][0] == "html"


def test_words_follow_the_intervals(comparison: Comparison, page: str) -> None:
    better = sum(comparison.pair(name, "invited").favours == "baseline" for name in HEADLINE)
    assert better == 6
    assert f"“Title of invited” comes out worse on {better}, compared with “Title of supported”" in page
    unclear = [name for name in (*HEADLINE, "cost_total") if not comparison.pair(name, "alike").clear]
    part = page[page.index("<h3>Title of alike") : page.index("What this is, and what it is not")]
    assert len(unclear) >= 4
    assert part.count('class="mark quiet">not told apart') == len(unclear)
    assert 'class="mark better"' not in part


def test_roles_have_their_colours_in_every_figure_about_roles(page: str) -> None:
    for key in ("trajectories", "voice", "ties"):
        start = page.index(f'aria-labelledby="{key}"')
        section = page[start : page.index("</section>", start)]
        for colour in ROLE_COLOURS.values():
            assert colour.lower() in section.lower()


def test_names_cannot_smuggle_markup_in(arm_maker: Callable[..., Results]) -> None:
    arms = [arm_maker("<b>one</b>", 0.1), arm_maker('"><script>x</script>', 0.0)]
    text = comparison_page(compare(arms), PROVENANCE)
    assert "<script" not in text
    assert "<b>" not in text


def test_a_page_without_cycles_and_ties_still_shows_the_rest(arm_maker: Callable[..., Results]) -> None:
    arms = [arm_maker(name, lift) for name, lift in (("one", 0.1), ("two", 0.0))]
    bare = [replace(a, cycles=None, ties=None) for a in arms]
    text = comparison_page(compare(bare), PROVENANCE)
    assert 'id="differences"' in text
    assert 'id="costs"' in text
    assert 'id="ties"' not in text


def test_twelve_scenarios_and_one_replicate(arm_maker: Callable[..., Results]) -> None:
    arms = [arm_maker(f"scenario-with-quite-a-long-name-{i}", 0.01 * i, replicates=1) for i in range(12)]
    text = comparison_page(compare(arms), PROVENANCE)
    assert "one pair only: no interval" in text
    assert 'class="mark better"' not in text


_AGAIN = """
import sys
sys.path.insert(0, {folder!r})
from conftest import made_arm
from copsim.analysis import compare
from copsim.report import Provenance, comparison_page
arms = [made_arm(name, lift) for name, lift in (("supported", 0.2), ("invited", 0.0), ("alike", 0.2))]
provenance = Provenance({command!r}, 4, 30, ("cycles=12",))
sys.stdout.buffer.write(comparison_page(compare(arms), provenance).encode())
"""


def test_another_process_makes_the_same_bytes(page: str) -> None:
    code = _AGAIN.format(folder=str(Path(__file__).parent), command=PROVENANCE.command)
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=Path(__file__).parents[2])
    assert made.stdout.decode() == page


def test_the_page_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    write_page(path, "first")
    write_page(path, "second – ✓")
    assert path.read_text("utf-8") == "second – ✓"
    assert [one.name for one in tmp_path.iterdir()] == ["page.html"]
    with pytest.raises(OutsideError, match=r"nowhere/page\.html: cannot be written"):
        write_page(tmp_path / "nowhere" / "page.html", "text")


def test_members_are_named_only_when_asked_for(arm_maker: Callable[..., Results]) -> None:
    arms = [replace(arm_maker(name, 0.1), ids=tuple(f"Jane Doe {i}" for i in range(21))) for name in "ab"]
    assert "Jane" not in comparison_page(compare(arms), PROVENANCE)
    assert "Jane Doe 20" in comparison_page(compare(arms), PROVENANCE, names=True)


def test_a_title_cannot_break_out_of_the_style_sheet(comparison: Comparison) -> None:
    text = comparison_page(comparison, PROVENANCE, title='x"; } </style><script>1</script> {')
    assert "<script" not in text
    assert text.count("</style>") == comparison_page(comparison, PROVENANCE).count("</style>")
    assert r'x\22 ; } \3c /style\3e' in text
