"""A comparison as one HTML page that needs nothing else: no scripts, no fonts, no requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from copsim import __version__
from copsim.analysis import LEAD_IN, Comparison, PairedDifference, clause, tally
from copsim.analysis.numbers import MISSING, amount, digits_for, percent
from copsim.files import write_text
from copsim.model.outcomes import HEADLINE, SHOWN, Outcome
from copsim.report.figures import Figure, Table, figure
from copsim.report.figures.differences import DIFFERENCE_HEAD, difference_rows
from copsim.report.html import css_text, render

FIGURES = ("differences", "voice", "trajectories", "together", "ties", "costs")


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
    comparison: Comparison,
    provenance: Provenance,
    title: str = "",
    introduction: Sequence[str] = (),
    names: bool = False,
) -> str:
    """The page as text; the same comparison gives the same bytes in every process.

    Args:
        comparison: What to show.
        provenance: How it came about.
        title: Heading; made from the scenarios' titles when not given.
        introduction: Paragraphs below the heading.
        names: Whether members are called by their own names; by role and number otherwise, since a page gets around.
    """
    text: str = render("comparison.html.j2", **_content(comparison, provenance, title, introduction, names))
    return text


def _content(
    comparison: Comparison, provenance: Provenance, title: str, introduction: Sequence[str], names: bool
) -> dict[str, Any]:
    """Everything that the template shows."""
    title = title or f"{comparison.titles[comparison.baseline]}: {_options(comparison)}"
    return {
        "title": title,
        "footer": css_text(title),
        "introduction": introduction,
        "lead_in": LEAD_IN.rstrip(","),
        "comparison": comparison,
        "provenance": provenance,
        "findings": findings(comparison),
        "figures": [one for one in _figures(comparison, names) if not one.empty],
        "everything": [_everything(comparison, option) for option in comparison.options],
        "meanings": [comparison.outcomes[name] for name in HEADLINE if name in comparison.outcomes],
        "version": __version__,
    }


def _figures(comparison: Comparison, names: bool) -> list[Figure]:
    """The catalogue's figures of a comparison; only ties can show people."""
    return [figure(name, comparison, **({"names": names} if name == "ties" else {})) for name in FIGURES]


def _options(comparison: Comparison) -> str:
    texts = [comparison.titles[name] for name in comparison.options]
    return texts[0] if len(texts) == 1 else f"{len(texts)} options compared"


def findings(comparison: Comparison) -> list[dict[str, Any]]:
    """What is said of the outcomes shown first, option by option."""
    return [_finding(comparison, option) for option in comparison.options]


def _finding(comparison: Comparison, option: str) -> dict[str, Any]:
    """What is said of the headline outcomes and the cost of one option against the baseline."""
    pairs = [comparison.pair(name, option) for name in SHOWN if name in comparison.outcomes]
    counted = [pair for pair in pairs if not pair.outcome.money]
    return {
        "option": option,
        "title": comparison.titles[option],
        "tally": tally(counted, "headline outcomes", comparison.titles),
        "rows": [_line(pair) for pair in pairs],
        "sentences": [clause(pair, comparison.titles) for pair in pairs],
    }


def _line(pair: PairedDifference) -> dict[str, Any]:
    """One row of the short table."""
    of, digits = pair.outcome, digits_for(pair)
    low, high = (amount(end, of, digits, signed=True) for end in (pair.low, pair.high))
    kind, mark = _mark(pair)
    shared = pair.n > 1 and pair.side != "none" and not of.money
    return {
        "label": of.label,
        "meaning": _meaning(of),
        "baseline": amount(pair.mean_baseline, of, digits),
        "option": amount(pair.mean_option, of, digits),
        "difference": amount(pair.difference, of, digits, signed=True),
        "ends": (low, high) if low != MISSING else (),
        "note": pair.note,
        "kind": kind,
        "mark": mark,
        "share": _share(pair, kind) if shared else "",
    }


def _share(pair: PairedDifference, kind: str) -> str:
    """In how many pairs the verdict holds; without one, in how many the option is better."""
    share = 1.0 - pair.share_better if kind == "worse" else pair.share_better
    return f"{'' if kind in ('better', 'worse') else 'better '}in {percent(share)} of pairs"


def _meaning(outcome: Outcome) -> str:
    """Meaning and scale in a few words."""
    meaning = outcome.meaning.partition(" (")[0]
    scale = outcome.scale.replace(" ", "\u00a0")
    return meaning if outcome.money or outcome.better == "nearer 1" else f"{meaning} ({scale})"


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


def _everything(comparison: Comparison, option: str) -> Table:
    pairs = [pair for pair in comparison.of(option) if pair.n]
    return Table(f"All outcomes: {comparison.titles[option]}", DIFFERENCE_HEAD, difference_rows(comparison, pairs))


def write_page(path: Path, text: str) -> None:
    """Write the page whole or not at all.

    Raises:
        OutsideError: When the file cannot be written.
    """
    write_text(path, text, "report")
