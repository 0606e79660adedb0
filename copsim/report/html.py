"""Templates, and pieces of pages that stand alone in a notebook."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from copsim.analysis.numbers import MISSING, everyday
from copsim.model.outcomes import OUTCOMES, SHOWN
from copsim.report.theme import colours, themed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Environment

    from copsim.analysis import Comparison
    from copsim.model.results import Results
    from copsim.report.figures.parts import Figure

_TEMPLATES = (
    "comparison.html.j2",
    "comparison-fragment.html.j2",
    "figure.html.j2",
    "figure-fragment.html.j2",
    "results-fragment.html.j2",
    "study.html.j2",
)
_STYLES = ("figure.css", "style.css")


def render(template: str, **content: Any) -> str:
    """A template filled in; everything that is not markup of our own is escaped."""
    return _environment().get_template(template).render(**content)


def figure_fragment(figure: Figure) -> str:
    """A figure as an HTML element that brings its own style and needs nothing else."""
    return render("figure-fragment.html.j2", figure=figure)


def html_fragment(comparison: Comparison, figure: str = "differences") -> str:
    """A comparison as an HTML element: what came out of each option in short, and one figure of the catalogue."""
    from copsim.report.figures import figure as made
    from copsim.report.page import findings

    shown = made(figure, comparison)
    return render(
        "comparison-fragment.html.j2", comparison=comparison, findings=findings(comparison), figure=shown
    )


def results_fragment(scenarios: Sequence[Results], figure: str = "voice") -> str:
    """Results of one or more scenarios as an HTML element: their means, and one figure of the catalogue."""
    from copsim.report.figures import figure as made
    from copsim.report.figures.parts import headings

    titles = zip(headings(scenarios), scenarios, strict=True)
    names = [name for name in SHOWN if all(name in one.outcomes for one in scenarios)]
    return render(
        "results-fragment.html.j2",
        head=[f"{title}, {len(one)} runs" for title, one in titles],
        rows=[(OUTCOMES[name].plain, *(_spread(one, name) for one in scenarios)) for name in names],
        failed=sum(len(one.failures) for one in scenarios),
        figure=made(figure, scenarios),
    )


def _spread(results: Results, name: str) -> str:
    """Mean and standard deviation of an outcome, as everyday words put it."""
    values = results.outcome(name)
    values = values[np.isfinite(values)]
    if not len(values):
        return MISSING
    spread = f" ({everyday(float(values.std(ddof=1)), OUTCOMES[name])})" if len(values) > 1 else ""
    return everyday(float(values.mean()), OUTCOMES[name]) + spread


def css_text(text: str) -> str:
    """The text as it may stand in a string of a style sheet: nothing can break out of it."""
    return "".join(f"\\{ord(letter):x} " if letter in "\"\\<>&\n\r" else letter for letter in text)


@cache
def _environment() -> Environment:
    from jinja2 import DictLoader, Environment, StrictUndefined
    from markupsafe import Markup

    folder = files("copsim.report") / "templates"
    environment = Environment(
        loader=DictLoader({name: (folder / name).read_text("utf-8") for name in _TEMPLATES}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["drawing"] = lambda svg: Markup(themed(svg))
    environment.filters["tight"] = lambda text: text.replace(" %", "\u00a0%")
    environment.globals["styles"] = {name: Markup(_style(name)) for name in _STYLES}
    return environment


def _style(name: str) -> str:
    """A style sheet with the colours of the theme put in."""
    text = (files("copsim.report") / "templates" / name).read_text("utf-8")
    return text.replace("/*light*/", colours()).replace("/*dark*/", colours(dark=True))
