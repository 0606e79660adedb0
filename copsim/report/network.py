"""The interaction graph as a drawing: community in, SVG text out; no Matplotlib, so that a page can redraw it live.

Members stand on a circle, role by role, always in the same places; a line is trust, the wider the more, and only the
strongest ties of each member are drawn. Ties inside a role have the role's colour, ties between roles are dark, so
silos show as coloured rims and bridges as dark lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import cos, pi, sin, sqrt
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from copsim.model.roles import ROLES
from copsim.report.svg import opening
from copsim.report.theme import FONTS, INK, PAPER, ROLE_STYLES

if TYPE_CHECKING:
    from copsim.community import Community

WIDTH, HEIGHT = 320.0, 268.0
_RADIUS = 98.0
_WITHIN, _BETWEEN = 1, 2


def sector_positions(roles: Sequence[str]) -> NDArray[np.float64]:
    """Places of members on a circle of radius 1: one sector per role, in proportion to its members, clockwise.

    Args:
        roles: Role of each of the n members.

    Returns:
        (n, 2) x to the right and y downwards. The same roles always get the same places.
    """
    angles = np.empty(len(roles))
    turn = 0.0
    step, gap = _steps(roles)
    for role in ROLES:
        members = [i for i, other in enumerate(roles) if other == role]
        for place, i in enumerate(members):
            angles[i] = turn + (place + 0.5) * step
        turn += len(members) * step + (gap if members else 0.0)
    lay = [i for i, role in enumerate(roles) if role == ROLES[0]]
    angles -= (angles[lay].mean() if lay else 0.0) + pi / 2
    return np.column_stack([np.cos(angles), np.sin(angles)])


def _steps(roles: Sequence[str]) -> tuple[float, float]:
    """Angle per member and gap between roles."""
    present = len(set(roles))
    gap = 0.22 if present > 1 else 0.0
    return (2 * pi - gap * present) / max(len(roles), 1), gap


def network_svg(
    roles: Sequence[str],
    trust: NDArray[np.float64],
    talk: NDArray[np.float64] | None = None,
    labels: Sequence[str] | None = None,
    title: str = "Interaction graph",
    prefix: str = "network",
) -> str:
    """Draw who trusts whom and who talks how much.

    Args:
        roles: Role of each of the n members.
        trust: (n, n) in [0, 1], trust of row in column; the lines are its `salient_ties`.
        talk: (n,) shares of talk, adding up to about 1; the area of a member follows it. Equal when not given.
        labels: Names, shown when a member is pointed at.
        title: What is shown, read out by screen readers.
        prefix: Put in front of ids; unique within a page.

    Returns:
        One `<svg>` element as text, the same for the same input.
    """
    places = sector_positions(roles) * _RADIUS + np.array([WIDTH / 2, HEIGHT / 2])
    parts = [opening(prefix, title, WIDTH, HEIGHT)]
    parts += [_line(places, roles, i, j, weight) for weight, i, j in salient_ties(trust, roles)]
    sizes = _sizes(len(roles), talk)
    names = labels or member_labels(roles)
    parts += [_member(places[i], role, float(sizes[i]), names[i]) for i, role in enumerate(roles)]
    parts += [_role_label(places, roles, role) for role in ROLES if role in roles]
    return "".join(parts) + "</svg>\n"


@dataclass(frozen=True)
class Network:
    """A drawing of a community; `svg` is one `<svg>` element, which a notebook shows."""

    svg: str

    def _repr_html_(self) -> str:
        return f'<div style="max-width: 34em">{self.svg.replace(" width=", " data-width=", 1)}</div>'


def network_of(community: Community, names: bool = False) -> Network:
    """Who trusts whom in a community as it stands.

    Args:
        community: A `copsim.Community`, before or after any of its cycles.
        names: Whether members are called by their own names when pointed at; else by role and number.
    """
    roles = [ROLES[code] for code in community.setup.roles.tolist()]
    labels = community.setup.ids if names else member_labels(roles)
    when = f"after cycle {community.cycle}" if community.cycle else "before the first meeting"
    title = f"{community.setup.title or community.setup.name}: who trusts whom, {when}"
    return Network(network_svg(roles, community.state.trust[0], labels=labels, title=title))


def member_labels(roles: Sequence[str]) -> tuple[str, ...]:
    """Members by role and number within it, such as "Clinical 3": what a page calls them unless told their names."""
    seen: Counter[str] = Counter()
    labels = []
    for role in roles:
        seen[role] += 1
        labels.append(f"{role.capitalize()} {seen[role]}")
    return tuple(labels)


def salient_ties(trust: NDArray[np.float64], roles: Sequence[str]) -> list[tuple[float, int, int]]:
    """The ties that a drawing shows: of each member the strongest within the role and the strongest to other roles.

    A rule that takes as many ties of a loose community as of a close one, so that drawings can be held side by side:
    where the lines go says who bridges, and their width how strongly.

    Args:
        trust: (n, n) in [0, 1], trust of row in column; a tie is the mean of both directions.
        roles: Role of each member.

    Returns:
        (weight, i, j) with i < j, weakest first so that strong ones are drawn on top.
    """
    both = (np.nan_to_num(trust) + np.nan_to_num(trust).T) / 2
    np.fill_diagonal(both, 0.0)
    names = np.array(roles)
    found: set[tuple[float, int, int]] = set()
    for i in range(len(names)):
        for others, most in ((names == names[i], _WITHIN), (names != names[i], _BETWEEN)):
            chosen = np.flatnonzero(others & (both[i] > 0))
            order = chosen[np.argsort(-both[i, chosen], kind="stable")][:most]
            found |= {(float(both[i, j]), min(i, int(j)), max(i, int(j))) for j in order}
    return sorted(found)


def _line(places: NDArray[np.float64], roles: Sequence[str], i: int, j: int, weight: float) -> str:
    """One tie; lines get thinner in larger communities, which have many more of them."""
    thin = min(1.0, 24.0 / len(roles))
    colour = ROLE_STYLES[roles[i]].colour if roles[i] == roles[j] else INK
    (x1, y1), (x2, y2) = places[i], places[j]
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-width="{0.4 + 3.2 * thin * weight**2:.2f}" stroke-opacity="{0.12 + 0.55 * weight:.2f}"/>\n'
    )


def _sizes(n: int, talk: NDArray[np.float64] | None) -> NDArray[np.float64]:
    """(n,) radii in pixels; an equal share of the talk has the plain radius."""
    plain = min(8.0, 60.0 / sqrt(max(n, 1)))
    if talk is None:
        return np.full(n, plain)
    return np.clip(plain * np.sqrt(np.nan_to_num(talk) * n), 0.35 * plain, 2.2 * plain)


def _member(place: NDArray[np.float64], role: str, size: float, name: str) -> str:
    style = ROLE_STYLES[role]
    x, y = float(place[0]), float(place[1])
    look = f'fill="{style.colour}" stroke="{PAPER}" stroke-width="1.2"'
    inside = f"<title>{escape(name)}</title>"
    if style.shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" {look}>{inside}</circle>\n'
    return f'<polygon points="{_corners(style.shape, x, y, size)}" {look}>{inside}</polygon>\n'


def _corners(shape: str, x: float, y: float, size: float) -> str:
    """Corners of a square, triangle or diamond with the area of a circle of radius `size`."""
    count, turn = {"square": (4, pi / 4), "triangle": (3, -pi / 2), "diamond": (4, 0.0)}[shape]
    reach = size * sqrt(pi / (count / 2 * sin(2 * pi / count)))
    angles = [turn + 2 * pi * corner / count for corner in range(count)]
    return " ".join(f"{x + reach * cos(a):.1f},{y + reach * sin(a):.1f}" for a in angles)


def _role_label(places: NDArray[np.float64], roles: Sequence[str], role: str) -> str:
    """The role's name outside the middle of its sector."""
    members = [i for i, other in enumerate(roles) if other == role]
    across, down = places[members].mean(axis=0) - np.array([WIDTH / 2, HEIGHT / 2])
    length = max(sqrt(across**2 + down**2), 1e-9)
    x = WIDTH / 2 + (_RADIUS + 18) * across / length
    y = HEIGHT / 2 + (_RADIUS + 20) * down / length + 4
    anchor = "middle"
    if abs(across) >= 0.4 * length:
        x, anchor = (WIDTH - 2, "end") if across > 0 else (2.0, "start")
        y = y if abs(down) > 0.5 * length else (y - _RADIUS * 0.62)
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-family="{FONTS}" font-size="13" '
        f'font-weight="600" fill="{INK}">{ROLE_STYLES[role].short}</text>\n'
    )
