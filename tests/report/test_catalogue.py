"""What every figure of the catalogue keeps to, whatever it shows."""

from __future__ import annotations

import re
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace

import pytest

import copsim
from copsim.analysis import Comparison, compare
from copsim.analysis.studied import StudyAnalysis
from copsim.errors import InputError
from copsim.model.results import Results
from copsim.report import CATALOGUE, Figure, figure, html_fragment
from copsim.report.figures.studies import OF_STUDIES

NEED_A_COMPARISON = {"differences", "costs"}
OF_COMPARISONS = [name for name in CATALOGUE if name not in OF_STUDIES]


@pytest.fixture(scope="module")
def studied() -> StudyAnalysis:
    """A grid of two factors with a few short runs of each point."""
    design = copsim.Design(
        name="small",
        scenarios=["moving-forward"],
        factors={
            "interventions.collaborative_facilitation.skill": {"values": [0.0, 0.8]},
            "interventions.briefing.dose": {"values": [0.0, 0.5, 1.0]},
        },
        design={"method": "grid"},
        replicates=6,
    )
    return copsim.sweep(design).analyse("plan", "influence_parity_lay")


@pytest.fixture(scope="module", params=CATALOGUE)
def source(request: pytest.FixtureRequest) -> tuple[str, object]:
    kind = "studied" if request.param in OF_STUDIES else "comparison"
    return request.param, request.getfixturevalue(kind)


@pytest.fixture(scope="module")
def made(source: tuple[str, object]) -> Figure:
    return figure(*source)


def test_it_says_what_it_shows_how_to_read_it_and_the_numbers_behind(made: Figure) -> None:
    assert made.key in CATALOGUE
    assert made.title
    assert made.caption.endswith(".")
    assert not made.empty
    assert made.table.rows
    assert all(len(row) == len(made.table.head) for row in made.table.rows)


def test_every_panel_has_a_heading_and_words_for_those_who_do_not_see_it(made: Figure) -> None:
    ids: list[str] = []
    for panel in (panel for group in made.groups for panel in group.panels):
        root = ET.fromstring(panel.svg)
        title = root.find("{http://www.w3.org/2000/svg}title")
        assert panel.heading
        assert title is not None
        assert len(title.text or "") > 20
        ids += re.findall(r' id="([^"]+)"', panel.svg)
    assert all(name.startswith(made.key) for name in ids)
    assert len(ids) == len(set(ids))


def test_it_stands_alone_as_one_drawing_and_in_a_notebook(made: Figure) -> None:
    root = ET.fromstring(made.svg)
    assert made.title in ET.tostring(root, encoding="unicode")
    for panel in (panel for group in made.groups for panel in group.panels):
        assert panel.svg.partition(">")[2] in made.svg
    text = made._repr_html_()
    assert made.title in text
    assert "Numbers behind this figure" in text
    assert "<script" not in text


def test_the_same_source_gives_the_same_bytes(made: Figure, source: tuple[str, object]) -> None:
    assert figure(*source).svg == made.svg


@pytest.mark.parametrize("name", OF_STUDIES)
def test_a_study_is_asked_for_where_one_is_needed(name: str, comparison: Comparison) -> None:
    with pytest.raises(InputError, match="needs the analysis of a study"):
        figure(name, comparison)


@pytest.mark.parametrize("name", OF_COMPARISONS)
def test_it_is_made_of_results_too_or_says_that_it_needs_a_comparison(name: str, comparison: Comparison) -> None:
    one = comparison.scenarios[0]
    if name in NEED_A_COMPARISON:
        with pytest.raises(InputError, match="needs a comparison"):
            figure(name, one)
    else:
        assert not figure(name, one).empty
        assert not figure(name, [one, comparison.scenarios[1]]).empty


@pytest.mark.parametrize("name", ["trajectories", "together", "ties"])
def test_without_recorded_cycles_it_says_how_to_keep_them(name: str, comparison: Comparison) -> None:
    bare = replace(comparison.scenarios[0], cycles=None, ties=None)
    empty = figure(name, bare)
    assert empty.empty
    assert 'run again with record="cycles"' in empty.caption
    assert "Nothing to show" in empty.svg


def test_names_that_are_not_there_are_refused(comparison: Comparison) -> None:
    with pytest.raises(InputError, match="did you mean 'voice'"):
        figure("voce", comparison)
    with pytest.raises(InputError, match="cannot be made of int; allowed: a comparison or results"):
        figure("voice", 3)


def test_letters_of_other_scripts_are_kept_and_nobody_is_warned(arm_maker: Callable[..., Results]) -> None:
    arms = [replace(arm_maker(name, 0.1), title=title) for name, title in (("a", "北京の会"), ("b", "서울 모임"))]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = [figure(name, compare(arms)).svg for name in OF_COMPARISONS]
    assert all("北京の会" in svg or name == "differences" for name, svg in zip(OF_COMPARISONS, drawn, strict=True))


def test_a_comparison_in_a_notebook_has_its_table_and_a_figure(comparison: Comparison) -> None:
    text = html_fragment(comparison)
    assert text.count("<tr>") > 14
    assert "Title of invited" in text
    assert text.count("<svg") >= 2
