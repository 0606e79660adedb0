"""A study as one HTML page that needs nothing else: what was found, its figures, and how to make it again."""

from __future__ import annotations

from typing import Any

from copsim import __version__
from copsim.analysis.studied import StudyAnalysis
from copsim.report.figures.studies import study_figures
from copsim.report.html import css_text, render

_METHODS = {
    "grid": "every combination of its factors' levels",
    "lhs": "a Latin hypercube of its factors",
    "sobol": "a Sobol' design (Saltelli's scheme) of its factors",
    "morris": "Morris trajectories through its factors",
    "list": "a list of points",
    "each_alone": "a base and every factor alone",
    "all_but_one": "everything on, and everything but one",
    "pairs": "a base, every factor alone and every two together",
}


def study_page(studied: StudyAnalysis, introduction: tuple[str, ...] = ()) -> str:
    """The page as text; the same analysis gives the same bytes in every process.

    Args:
        studied: What to show.
        introduction: Paragraphs below the heading.
    """
    return render("study.html.j2", **_content(studied, introduction))


def _content(studied: StudyAnalysis, introduction: tuple[str, ...]) -> dict[str, Any]:
    return {
        "studied": studied,
        "footer": css_text(studied.title),
        "introduction": introduction,
        "points": f"{studied.points:,}",
        "how": _METHODS[studied.method],
        "sentences": studied.sentences(),
        "boxes": _boxes(studied),
        "figures": study_figures(studied),
        "meanings": list({part.outcome.name: part.outcome for part in studied.parts}.values()),
        "version": __version__,
    }


def _boxes(studied: StudyAnalysis) -> list[dict[str, Any]]:
    """Corners of the design in which the better quarter of points lies."""
    told = []
    for part, scenario in zip(studied.parts, studied.scenarios, strict=True):
        if part.discovery is None:
            continue
        found = part.discovery
        side = "at least" if found.high else "at most"
        rows = [
            (" and ".join(box.limits), f"{box.points:,}", f"{box.density:.0%}", f"{box.coverage:.0%}")
            for box in found.boxes[:4]
        ]
        heading = part.outcome.label + (f", {scenario}" if scenario else "")
        told.append({"heading": heading, "case": f"{side} {found.threshold:.3g}", "rows": rows})
    return told
