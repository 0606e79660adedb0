"""What a figure is made of: groups of panels, a legend, one sentence on how to read it, and its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

from copsim.analysis import Comparison
from copsim.errors import InputError
from copsim.model.results import Results
from copsim.model.roles import ROLES
from copsim.report.theme import ARM_STYLES, COST_STYLES, ROLE_STYLES, SOFT


@dataclass(frozen=True)
class Table:
    """Numbers behind a figure.

    Attributes:
        caption: What the rows are.
        head: Names of the columns.
        rows: Texts; the first of each row is its heading.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Panel:
    """One drawing with its heading and, below it, its unit or a number to go with it.

    `svg` is markup of one `<svg>` element, whose `<title>` says in words what it shows.
    """

    heading: str
    svg: str
    note: str = ""


@dataclass(frozen=True)
class Group:
    """Panels that belong side by side, with a legend of their own when the figure's does not do."""

    heading: str
    note: str
    panels: tuple[Panel, ...]
    legend: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Figure:
    """A figure of the catalogue, made of one comparison or of some results.

    Attributes:
        key: Short name; prefix of all ids in it.
        title: What it shows.
        caption: How to read it, in one or two sentences.
        legend: Markup of (key, meaning) pairs.
        groups: Groups of panels.
        table: The numbers.
    """

    key: str
    title: str
    caption: str
    legend: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    table: Table

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show, such as courses of runs whose cycles were not kept."""
        return not any(group.panels for group in self.groups)

    @property
    def svg(self) -> str:
        """All of it as one drawing on white paper, for slides and papers."""
        from copsim.report.figures.sheet import sheet

        return sheet(self)

    def _repr_html_(self) -> str:
        """What a notebook shows: title, panels, caption, and the numbers behind them."""
        from copsim.report.html import figure_fragment

        return figure_fragment(self)


def arms_of(source: object) -> tuple[Results, ...]:
    """The results that a figure is made of: those of a comparison, one scenario's, or several in a row.

    Raises:
        InputError: When the source holds no results.
    """
    if isinstance(source, Comparison):
        return source.scenarios
    if isinstance(source, Mapping):
        source = tuple(source.values())
    if isinstance(source, Results):
        return (source,)
    if isinstance(source, Sequence) and source and all(isinstance(one, Results) for one in source):
        return tuple(source)
    raise InputError(f"figure: cannot be made of {type(source).__name__}; allowed: a comparison or results")


def comparison_of(source: object) -> Comparison:
    """The comparison that a figure is made of.

    Raises:
        InputError: When it is none.
    """
    if isinstance(source, Comparison):
        return source
    raise InputError(f"figure: needs a comparison of two or more scenarios; given: {type(source).__name__}")


def values(arm: Results, name: str) -> NDArray[np.float64] | None:
    """(R,) an outcome of the whole runs; None when it is not held or never defined."""
    if name not in arm.outcomes:
        return None
    found = arm.outcome(name)
    return found if np.isfinite(found).any() else None


def courses(arm: Results, name: str) -> NDArray[np.float64] | None:
    """(R, C) an outcome after each cycle; None when it is not held or cycles were not kept."""
    return None if name not in arm.outcomes or arm.cycles is None else arm.course(name)


def headings(arms: Sequence[Results]) -> tuple[str, ...]:
    """What people read: titles, with the name where a title says nothing or occurs twice."""
    titles = [arm.title or arm.name for arm in arms]
    return tuple(
        title if titles.count(title) == 1 else f"{title} ({arm.name})" for title, arm in zip(titles, arms, strict=True)
    )


def roles_of(arms: Sequence[Results]) -> tuple[str, ...]:
    """Roles that occur in any scenario, in their fixed order; all when rosters are not known."""
    present = {role for arm in arms for role in arm.roles}
    return tuple(role for role in ROLES if role in present or not present)


def role_legend(roles: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Key and name of each role: a line with the role's colour, dash and shape."""
    return tuple((_key(s.colour, s.shape, s.dash), s.label) for s in (ROLE_STYLES[role] for role in roles))


def arm_legend(arms: Sequence[Results]) -> tuple[tuple[str, str], ...]:
    """Key and title of each of up to four scenarios that share a panel."""
    keys = (_key(style.colour, style.shape, style.dash) for style in ARM_STYLES)
    return tuple(zip(keys, headings(arms), strict=False))


def cost_legend(kinds: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Key and name of each kind of cost."""
    return tuple((swatch(COST_STYLES[kind][1]), COST_STYLES[kind][0]) for kind in kinds)


def key(width: int, marks: str) -> str:
    """A small drawing that stands before its meaning in a legend."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="key" viewBox="0 0 {width} 14" width="{width}" height="14" '
        f'aria-hidden="true">{marks}</svg>'
    )


def swatch(colour: str) -> str:
    """A filled square as a legend key."""
    square = f'<rect x="2" y="1" width="12" height="12" fill="{escape(colour)}" stroke="{SOFT}" stroke-width="0.6"/>'
    return key(18, square)


def _key(colour: str, shape: str, dash: tuple[float, ...] | None) -> str:
    pattern = f' stroke-dasharray="{" ".join(f"{2 * part:g}" for part in dash)}"' if dash else ""
    marks = {
        "circle": '<circle cx="17" cy="7" r="4.2"',
        "square": '<rect x="13" y="3" width="8" height="8"',
        "triangle": '<polygon points="17,1.8 22,11 12,11"',
        "diamond": '<polygon points="17,1.5 22.2,7 17,12.5 11.8,7"',
    }
    line = f'<path d="M1 7H33" stroke="{colour}" stroke-width="2"{pattern}/>'
    return key(34, f'{line}{marks[shape]} fill="{colour}"/>')
