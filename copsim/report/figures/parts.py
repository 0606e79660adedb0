"""What a figure is made of: groups of panels, a legend, one sentence on how to read it, and its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from copsim.analysis import Comparison
from copsim.model.results import Results
from copsim.model.roles import ROLES
from copsim.report.theme import ARM_STYLES, COST_STYLES, ROLE_STYLES


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
    """One drawing with its heading and, below it, its unit or a number to go with it; `svg` is markup."""

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
    """One numbered figure of the report.

    Attributes:
        key: Short name; prefix of all ids in it.
        title: What it shows.
        reading: How to read it, in one or two sentences.
        legend: Markup of (key, meaning) pairs.
        groups: Groups of panels.
        table: The numbers.
    """

    key: str
    title: str
    reading: str
    legend: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    table: Table


def roles_of(comparison: Comparison) -> tuple[str, ...]:
    """Roles that occur in any scenario, in their fixed order; all when rosters are not known."""
    present = {role for arm in comparison.arms for role in arm.roles}
    return tuple(role for role in ROLES if role in present or not present)


def role_legend(roles: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Key and name of each role: a line with the role's colour, dash and shape."""
    return tuple((_key(s.colour, s.shape, s.dash), s.label) for s in (ROLE_STYLES[role] for role in roles))


def arm_legend(arms: Sequence[Results]) -> tuple[tuple[str, str], ...]:
    """Key and name of each of up to four scenarios that share a panel."""
    keys = (_key(style.colour, style.shape, style.dash) for style in ARM_STYLES)
    return tuple((key, arm.name) for key, arm in zip(keys, arms, strict=False))


def cost_legend(kinds: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Key and name of each kind of cost."""
    return tuple((swatch(COST_STYLES[kind][1]), COST_STYLES[kind][0]) for kind in kinds)


def swatch(colour: str) -> str:
    """A filled square as a legend key."""
    return (
        '<svg class="key" viewBox="0 0 18 14" width="18" height="14" aria-hidden="true">'
        f'<rect x="2" y="1" width="12" height="12" fill="{escape(colour)}" stroke="#595959" stroke-width="0.6"/></svg>'
    )


def _key(colour: str, shape: str, dash: tuple[float, ...] | None) -> str:
    pattern = f' stroke-dasharray="{" ".join(f"{2 * part:g}" for part in dash)}"' if dash else ""
    marks = {
        "circle": '<circle cx="17" cy="7" r="4.2"',
        "square": '<rect x="13" y="3" width="8" height="8"',
        "triangle": '<polygon points="17,1.8 22,11 12,11"',
        "diamond": '<polygon points="17,1.5 22.2,7 17,12.5 11.8,7"',
    }
    return (
        '<svg class="key" viewBox="0 0 34 14" width="34" height="14" aria-hidden="true">'
        f'<path d="M1 7H33" stroke="{colour}" stroke-width="2"{pattern}/>{marks[shape]} fill="{colour}"/></svg>'
    )
