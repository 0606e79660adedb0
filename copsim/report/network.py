"""The interaction graph as a drawing: community in, SVG text out; no Matplotlib, so that a page can redraw it live.

Members stand on a circle, role by role, always in the same places; a line is trust, the wider the more. Ties inside a
role have the role's colour, ties between roles are dark, so silos show as coloured patches and bridges as dark lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import cos, pi, sin, sqrt

import numpy as np
from numpy.typing import NDArray

from copsim.model.roles import ROLES
from copsim.report.svg import opening
from copsim.report.theme import INK, PAPER, ROLE_STYLES

WIDTH, HEIGHT = 420.0, 300.0
_RADIUS = 104.0
_LEAST_TRUST = 0.25
_MOST_LINES = 600


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
    least_trust: float = _LEAST_TRUST,
) -> str:
    """Draw who trusts whom and who talks how much.

    Args:
        roles: Role of each of the n members.
        trust: (n, n) in [0, 1], trust of row in column; a line is the mean of both directions.
        talk: (n,) shares of talk, adding up to about 1; the area of a member follows it. Equal when not given.
        labels: Names, shown when a member is pointed at.
        title: What is shown, read out by screen readers.
        prefix: Put in front of ids; unique within a page.
        least_trust: Weaker ties are not drawn; of the others at most 600, the strongest.

    Returns:
        One `<svg>` element as text, the same for the same input.
    """
    places = sector_positions(roles) * _RADIUS + np.array([WIDTH / 2, HEIGHT / 2])
    parts = [opening(prefix, title, WIDTH, HEIGHT)]
    parts += [_line(places, roles, i, j, weight) for weight, i, j in _ties(trust, least_trust)]
    sizes = _sizes(len(roles), talk)
    names = labels or [f"{role} {i + 1}" for i, role in enumerate(roles)]
    parts += [_member(places[i], role, float(sizes[i]), names[i]) for i, role in enumerate(roles)]
    parts += [_role_label(places, roles, role) for role in ROLES if role in roles]
    return "".join(parts) + "</svg>\n"


def _ties(trust: NDArray[np.float64], least: float) -> list[tuple[float, int, int]]:
    """The strongest ties as (weight, i, j), weakest first so that strong ones are drawn on top."""
    both = (np.nan_to_num(trust) + np.nan_to_num(trust).T) / 2
    rows, columns = np.triu_indices(len(both), 1)
    found = [(float(both[i, j]), int(i), int(j)) for i, j in zip(rows, columns, strict=True) if both[i, j] >= least]
    return sorted(found)[-_MOST_LINES:]


def _line(places: NDArray[np.float64], roles: Sequence[str], i: int, j: int, weight: float) -> str:
    """One tie; lines get thinner in larger communities, which have many more of them."""
    thin = min(1.0, 12.0 / len(roles))
    colour = ROLE_STYLES[roles[i]].colour if roles[i] == roles[j] else INK
    strength = min(1.0, (weight - 0.15) / 0.6)
    (x1, y1), (x2, y2) = places[i], places[j]
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-width="{0.3 + 2.9 * thin * strength**1.5:.2f}" stroke-opacity="{0.1 + 0.45 * strength:.2f}"/>\n'
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
    x = WIDTH / 2 + (_RADIUS + 20) * across / length
    y = HEIGHT / 2 + (_RADIUS + 22) * down / length + 4
    anchor = "middle" if abs(across) < 0.4 * length else "start" if across > 0 else "end"
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-family="system-ui, sans-serif" font-size="13" '
        f'font-weight="600" fill="{INK}">{ROLE_STYLES[role].short}</text>\n'
    )
