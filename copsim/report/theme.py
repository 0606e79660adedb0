"""Colours, shapes and sizes, the same in every figure, on every page and in every notebook.

Colours are Okabe and Ito's, told apart by people with any common colour blindness; each role has a shape and each
line a dash as well, so that nothing hangs on colour alone. Costs and scenarios use none of the roles' colours.
"""

from __future__ import annotations

from dataclasses import dataclass

from copsim.model.roles import ROLES

INK = "#1b1b1b"
SOFT = "#595959"
GRID = "#dcdcdc"
PAPER = "#ffffff"
SHADE = "#efefef"
PANEL_WIDTH = 352
FONT_SIZE = 12.0


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
