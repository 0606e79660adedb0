"""Matplotlib panels as SVG text that can stand together in one page: same bytes in every process, own ids."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from io import StringIO
from typing import TYPE_CHECKING

from copsim.report.theme import FONTS, PANEL_WIDTH, settings

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_PIXELS_PER_INCH = 72


@dataclass
class Canvas:
    """A panel being drawn.

    Attributes:
        figure: The Matplotlib figure.
        axes: Its only axes.
        svg: The finished drawing, once the `with` block has ended.
    """

    figure: Figure
    axes: Axes
    svg: str = ""


@contextmanager
def panel(prefix: str, title: str, height: float, width: float = PANEL_WIDTH) -> Iterator[Canvas]:
    """Draw one panel; one unit of the drawing is one pixel at full size.

    Args:
        prefix: Put in front of every id, so that panels do not share any; unique within a page.
        title: What the panel shows, read out by screen readers.
        height: In pixels.
        width: In pixels.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(settings()):  # type: ignore[arg-type]
        figure = Figure(figsize=(width / _PIXELS_PER_INCH, height / _PIXELS_PER_INCH), layout="constrained")
        figure.get_layout_engine().set(w_pad=4 / _PIXELS_PER_INCH, h_pad=4 / _PIXELS_PER_INCH)  # type: ignore[union-attr,call-arg]
        canvas = Canvas(figure, figure.add_subplot())
        yield canvas
        canvas.svg = _finished(_saved(figure), prefix, title, width, height)


def _saved(figure: Figure) -> str:
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    FigureCanvasSVG(figure)
    text = StringIO()
    with warnings.catch_warnings():
        # Letters stay text, so the reader's own fonts show those that the measuring font does not have.
        warnings.filterwarnings("ignore", r"Glyph \d+ .* missing from font")
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return text.getvalue()


def _finished(text: str, prefix: str, title: str, width: float, height: float) -> str:
    """The bare `<svg>` element with its own ids, a title, and a size that follows the page."""
    body = text[text.index("<svg") :]
    body = body[body.index(">") + 1 :]
    body = re.sub(r"<metadata>.*?</metadata>\s*", "", body, flags=re.S)
    body = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', body)
    body = re.sub(r'href="#([^"]+)"', rf'href="#{prefix}-\1"', body).replace("xlink:href", "href")
    body = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", body)
    body = body.replace("'DejaVu Sans'", FONTS)
    return opening(prefix, title, width, height) + body.strip() + "\n"


def opening(prefix: str, title: str, width: float, height: float) -> str:
    """The start of an `<svg>` element that is an image with a title."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" aria-labelledby="{prefix}-title"><title id="{prefix}-title">'
        f"{escape(title)}</title>\n"
    )
