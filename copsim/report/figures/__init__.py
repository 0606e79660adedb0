"""Figures as a catalogue: each once, by name, from a comparison or from results to drawings with their numbers.

A new figure is a file here with one function from its source to a `Figure`, and a line in `CATALOGUE`; the contract
test runs over all of them. Panels are narrow enough for a phone; page, notebook and README take figures from here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from copsim.errors import unknown
from copsim.report.figures.costs import cost_figure
from copsim.report.figures.differences import differences_figure
from copsim.report.figures.parts import Figure, Group, Panel, Table, arms_of
from copsim.report.figures.studies import OF_STUDIES
from copsim.report.figures.ties import ties_figure
from copsim.report.figures.trajectories import role_figure, together_figure
from copsim.report.figures.voice import voice_figure

__all__ = ["CATALOGUE", "Figure", "Group", "Panel", "Table", "figure"]

# Name and maker of each figure, in the order of the report; a maker takes the source, and settings by name.
CATALOGUE: Mapping[str, Callable[..., Figure]] = {
    "differences": differences_figure,
    "voice": voice_figure,
    "trajectories": role_figure,
    "together": together_figure,
    "ties": ties_figure,
    "costs": cost_figure,
    **OF_STUDIES,
}

_BARE = "Nothing to show: cycles were not kept; run again with record=\"cycles\"."


def figure(name: str, source: Any, **settings: Any) -> Figure:
    """A figure of the catalogue.

    Args:
        name: One of `CATALOGUE`.
        source: A comparison, or results where the figure needs no comparison; of a study, its analysis.
        settings: What the figure's maker takes beside the source.

    Raises:
        InputError: When there is no such figure, or it cannot be made of the source.
    """
    if name not in CATALOGUE:
        raise unknown("figure", name, CATALOGUE)
    made = CATALOGUE[name](source, **settings)
    if made.empty and name not in OF_STUDIES and any(one.cycles is None for one in arms_of(source)):
        return replace(made, caption=_BARE)
    return made
