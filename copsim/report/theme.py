"""Colours, shapes and sizes, the same in every figure, on every page and in every notebook.

A panel is drawn 320 wide with letters of 13, so that it can be read on a phone as it is; pages show it larger.

Colours are Okabe and Ito's, told apart by people with any common colour blindness; each role has a shape and each
line a dash as well, so that nothing hangs on colour alone. Costs and scenarios use none of the roles' colours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from copsim.model.roles import ROLES

INK = "#1b1b1b"
SOFT = "#595959"
GRID = "#dcdcdc"
PAPER = "#ffffff"
SHADE = "#efefef"
PANEL_WIDTH = 320
FONT_SIZE = 13.0
SMALL = 12.0
FONTS = "'DejaVu Sans', system-ui, sans-serif"


@dataclass(frozen=True)
class RoleStyle:
    """How a role looks.

    Attributes:
        label: Name for people, plural.
        short: The same in one word.
        colour: Fill and line.
        marker: Matplotlib marker; `shape` is the same for drawings.
        shape: circle, square, triangle or diamond.
        dash: Matplotlib dash pattern; None for a solid line.
    """

    label: str
    short: str
    colour: str
    marker: str
    shape: str
    dash: tuple[float, ...] | None


ROLE_STYLES = {
    "lay": RoleStyle("Lay members", "Lay", "#D55E00", "o", "circle", None),
    "clinical": RoleStyle("Clinical members", "Clinical", "#0072B2", "s", "square", (5, 1.5)),
    "commissioner": RoleStyle("Commissioners", "Commissioners", "#009E73", "^", "triangle", (1.5, 1.2)),
    "facilitator": RoleStyle("Facilitators", "Facilitators", "#CC79A7", "D", "diamond", (6, 1.5, 1.5, 1.5)),
}
ROLE_COLOURS = {role: ROLE_STYLES[role].colour for role in ROLES}


@dataclass(frozen=True)
class LineStyle:
    """How a scenario's line looks where several scenarios share a panel."""

    colour: str
    marker: str
    shape: str
    dash: tuple[float, ...] | None


ARM_STYLES = (
    LineStyle(INK, "o", "circle", None),
    LineStyle("#E69F00", "s", "square", (5, 1.5)),
    LineStyle("#56B4E9", "^", "triangle", (1.5, 1.2)),
    LineStyle("#7f7f7f", "D", "diamond", (6, 1.5, 1.5, 1.5)),
)

COST_STYLES = {
    "facilitation": ("Facilitation and support", "#4d4d4d"),
    "lay_payment": ("Payment of lay members", "#E69F00"),
    "staff_time": ("Time of clinicians and commissioners", "#56B4E9"),
    "venue": ("Venue and refreshments", "#F0E442"),
    "technology": ("Technology", "#b3b3b3"),
}


# Name of each colour on a page, and the colour that takes its place on dark paper.
_ON_PAGES = {
    INK: ("ink", "#efece6"),
    SOFT: ("soft", "#b3aea4"),
    GRID: ("grid", "#3a3d44"),
    PAPER: ("paper", "#14161a"),
    SHADE: ("shade", "#2a2e36"),
    ROLE_STYLES["lay"].colour: ("lay", "#f0812f"),
    ROLE_STYLES["clinical"].colour: ("clinical", "#56a8e6"),
    ROLE_STYLES["commissioner"].colour: ("commissioner", "#1fbf93"),
    ROLE_STYLES["facilitator"].colour: ("facilitator", "#dc95bd"),
    ARM_STYLES[1].colour: ("amber", "#f2b632"),
    ARM_STYLES[2].colour: ("sky", "#c3e2f7"),
    ARM_STYLES[3].colour: ("stone", "#9d9d9d"),
    COST_STYLES["facilitation"][1]: ("slate", "#a9adb5"),
    COST_STYLES["venue"][1]: ("lemon", "#f0e442"),
    COST_STYLES["technology"][1]: ("ash", "#6d7078"),
}
_COLOUR = re.compile(r"(?<=[\s:\"])#[0-9a-fA-F]{6}(?=[;\"\s])")


def themed(svg: str) -> str:
    """A drawing whose colours follow the page, light or dark; taken out of the page it keeps the light ones."""
    names = {colour.lower(): name for colour, (name, _) in _ON_PAGES.items()}
    return _COLOUR.sub(lambda found: _variable(found[0].lower(), names), svg)


def _variable(colour: str, names: Mapping[str, str]) -> str:
    return f"var(--{names[colour]},{colour})" if colour in names else colour


def colours(dark: bool = False) -> str:
    """The colours as CSS custom properties."""
    return " ".join(f"--{name}: {other if dark else colour};" for colour, (name, other) in _ON_PAGES.items())


def settings() -> dict[str, object]:
    """Matplotlib settings of every figure; text stays text, and ids do not depend on the process."""
    return {
        "svg.fonttype": "none",
        "svg.hashsalt": "copsim",
        "font.family": "sans-serif",
        "font.sans-serif": ["DejaVu Sans"],
        "font.size": FONT_SIZE,
        "axes.titlesize": FONT_SIZE,
        "axes.labelsize": FONT_SIZE,
        "axes.labelcolor": INK,
        "axes.edgecolor": SOFT,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "xtick.labelsize": FONT_SIZE,
        "ytick.labelsize": FONT_SIZE,
        "xtick.color": INK,
        "ytick.color": INK,
        "grid.color": GRID,
        "hatch.linewidth": 1.4,
        "text.color": INK,
        "figure.facecolor": PAPER,
        "axes.facecolor": PAPER,
        "text.parse_math": False,
        "axes.unicode_minus": True,
        "path.simplify": True,
    }
