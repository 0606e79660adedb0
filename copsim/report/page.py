"""A comparison as one HTML page that needs nothing else: no scripts, no fonts, no requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from copsim import __version__
from copsim.analysis import LEAD_IN, Comparison, PairedDifference, clause, costs, tally
from copsim.analysis.numbers import MISSING, amount, digits_for, percent
from copsim.files import write_text
from copsim.model.outcomes import HEADLINE, Outcome
from copsim.report.figures.costs import cost_figure
from copsim.report.figures.differences import difference_head, difference_rows, differences_figure
from copsim.report.figures.graphs import graph_figure
from copsim.report.figures.parts import Figure, Table
from copsim.report.figures.trajectories import role_figure, together_figure
from copsim.report.figures.voice import voice_figure


@dataclass(frozen=True)
class Provenance:
    """How the results came about, so that anybody can make them again.

    Attributes:
        command: The command that makes this page.
        seed: Seed of the study; a replicate's own seed is mixed from it and the replicate's number.
        replicates: Replicates per scenario.
        overrides: Settings given on the command line, as written.
    """

    command: str
    seed: int
    replicates: int
    overrides: tuple[str, ...] = ()


def comparison_page(
    comparison: Comparison, provenance: Provenance, title: str = "", introduction: Sequence[str] = ()
) -> str:
    """The page as text; the same comparison gives the same bytes in every process.

    Args:
        comparison: What to show.
        provenance: How it came about.
        title: Heading; made from the scenarios' names when not given.
        introduction: Paragraphs below the heading.
    """
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    templates = files("copsim.report") / "templates"
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["markup"] = Markup
    environment.filters["tight"] = _tight
    template = environment.from_string((templates / "comparison.html.j2").read_text("utf-8"))
    style = (templates / "style.css").read_text("utf-8")
    text: str = template.render(style=Markup(style), **_content(comparison, provenance, title, introduction))
    return text


def _content(comparison: Comparison, provenance: Provenance, title: str, introduction: Sequence[str]) -> dict[str, Any]:
    """Everything that the template shows."""
    headline = [name for name in HEADLINE if name in comparison.outcomes]
    return {
        "title": title or f"{_listed(comparison.options)} compared with {comparison.baseline}",
        "introduction": introduction,
        "lead_in": LEAD_IN.rstrip(","),
        "comparison": comparison,
        "provenance": provenance,
        "findings": [_finding(comparison, option, headline) for option in comparison.options],
        "figures": _figures(comparison, headline),
        "everything": [_everything(comparison, option) for option in comparison.options],
        "meanings": [comparison.outcomes[name] for name in headline],
        "version": __version__,
    }


def _figures(comparison: Comparison, headline: Sequence[str]) -> list[Figure]:
    """Figures that have something to show."""
    figures = [
        differences_figure(comparison, headline),
        voice_figure(comparison),
        role_figure(comparison),
        together_figure(comparison),
        graph_figure(comparison),
        cost_figure(comparison),
    ]
    return [figure for figure in figures if any(group.panels for group in figure.groups)]


def _finding(comparison: Comparison, option: str, headline: Sequence[str]) -> dict[str, Any]:
    """What is said of the headline outcomes and the cost of one option."""
    pairs = [comparison.pair(name, option) for name in headline]
    prices = [cost.against for cost in costs(comparison) if cost.scenario == option and cost.against is not None]
    shown = [*pairs, *prices]
    return {
        "option": option,
        "tally": tally(pairs, "headline outcomes"),
        "rows": [_line(pair) for pair in shown],
        "sentences": [clause(pair) for pair in shown],
    }


def _line(pair: PairedDifference) -> dict[str, Any]:
    """One row of the short table."""
    of, digits = pair.outcome, digits_for(pair)
    low, high = (amount(end, of, digits, signed=True) for end in (pair.low, pair.high))
    kind, mark = _mark(pair)
    shared = pair.n > 1 and pair.side != "none" and not of.money
    return {
        "label": pair.outcome.label,
        "meaning": _meaning(pair.outcome),
        "baseline": amount(pair.mean_baseline, of, digits),
        "option": amount(pair.mean_option, of, digits),
        "difference": amount(pair.difference, of, digits, signed=True),
        "ends": (low, high) if low != MISSING else (),
        "note": pair.note,
        "kind": kind,
        "mark": mark,
        "share": f"{'' if kind == 'better' else 'better '}in {percent(pair.share_better)} of pairs" if shared else "",
    }


def _meaning(outcome: Outcome) -> str:
    """Meaning and scale in a few words."""
    meaning = outcome.meaning.partition(" (")[0]
    return meaning if outcome.money or outcome.better == "nearer 1" else f"{meaning} ({outcome.scale})"


def _mark(pair: PairedDifference) -> tuple[str, str]:
    """A short verdict and how it looks: never a direction when the interval includes zero."""
    if not pair.clear:
        return "quiet", "not told apart" if pair.verdict == "not told apart" else pair.verdict
    word = pair.verdict
    if pair.outcome.money:
        return "quiet", "dearer" if word == "higher" else "cheaper"
    if pair.slight or pair.favours == "neither":
        return "quiet", f"slightly {word}" if pair.slight else word
    return ("better", "better") if pair.favours == "option" else ("worse", "worse")


def _tight(text: str) -> str:
    """The text with percent signs that do not part from their numbers."""
    return text.replace(" %", "\u00a0%")


def _everything(comparison: Comparison, option: str) -> Table:
    pairs = [pair for pair in comparison.of(option) if pair.n]
    return Table(f"All outcomes of {option}", difference_head(), difference_rows(pairs))


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def write_page(path: Path, text: str) -> None:
    """Write the page whole or not at all.

    Raises:
        OutsideError: When the file cannot be written.
    """
    write_text(path, text, "report")
