"""A figure as one drawing: title, legend, headings, panels side by side, and its caption below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from textwrap import wrap

from copsim.report.figures.parts import Figure, Group
from copsim.report.svg import opening
from copsim.report.theme import FONTS, INK, PAPER, SOFT

_MARGIN, _GAP, _COLUMNS = 20.0, 24.0, 3
_LETTER = 0.56  # mean width of a letter over its size
_BOLD = 1.14  # how much wider bold letters are


class _Sheet:
    """Lines and drawings put below each other."""

    def __init__(self, width: float) -> None:
        self.parts: list[str] = []
        self.width, self.y = width, _MARGIN

    def text(self, text: str, size: float, x: float = _MARGIN, width: float = 0.0, bold: bool = False) -> float:
        """Write wrapped lines at the current height; returns how much room they took, and stays where it was."""
        letter = size * _LETTER * (_BOLD if bold else 1.0)
        lines = wrap(text, max(8, int((width or self.width - 2 * _MARGIN) / letter))) or [""]
        look = f'font-family="{FONTS}" font-size="{size:g}" fill="{INK if bold else SOFT}"'
        weight = ' font-weight="600"' if bold else ""
        for row, line in enumerate(lines):
            y = self.y + size * (1 + 1.4 * row)
            self.parts.append(f'<text x="{x:g}" y="{y:.1f}" {look}{weight}>{escape(line)}</text>\n')
        return size * 1.4 * len(lines)

    def legend(self, entries: Sequence[tuple[str, str]]) -> None:
        """Keys and meanings side by side, in as many rows as they need."""
        x = _MARGIN
        for key, meaning in entries:
            room = 44 + len(meaning) * 13 * _LETTER
            if x > _MARGIN and x + room > self.width - _MARGIN:
                x, self.y = _MARGIN, self.y + 22
            self.parts.append(key.replace("<svg ", f'<svg x="{x:g}" y="{self.y:.1f}" ', 1))
            self.text(meaning, 13, x + 40, 1e6)
            x += room + 22
        self.y += 26 if entries else 0


def sheet(figure: Figure) -> str:
    """The figure as one `<svg>` element on paper, with its title and caption in it."""
    panels = [panel for group in figure.groups for panel in group.panels]
    widest = max((_size(panel.svg)[0] for panel in panels), default=320.0)
    columns = max(1, min(_COLUMNS, max((len(group.panels) for group in figure.groups), default=1)))
    page = _Sheet(max(2 * _MARGIN + columns * widest + (columns - 1) * _GAP, 680.0))
    page.y += page.text(figure.title, 20, bold=True) + 4
    page.legend(figure.legend)
    for group in figure.groups:
        _group(page, group, widest, columns)
    page.y += page.text(figure.caption, 12.5) + _MARGIN
    paper = f'<rect width="100%" height="100%" fill="{PAPER}"/>\n'
    return opening(f"{figure.key}-sheet", figure.title, page.width, page.y) + paper + "".join(page.parts) + "</svg>\n"


def _group(page: _Sheet, group: Group, widest: float, columns: int) -> None:
    if group.heading:
        page.y += page.text(group.heading, 15, bold=True)
    if group.note:
        page.y += page.text(group.note, 12.5) + 2
    page.legend(group.legend)
    for start in range(0, len(group.panels), columns):
        row = group.panels[start : start + columns]
        places = [_MARGIN + column * (widest + _GAP) for column in range(len(row))]
        for texts, size, bold in (([p.heading for p in row], 13.5, True), ([p.note for p in row], 12.0, False)):
            took = [page.text(text, size, x, widest, bold) for text, x in zip(texts, places, strict=True) if text]
            page.y += max(took, default=0.0)
        for panel, x in zip(row, places, strict=True):
            page.parts.append(panel.svg.replace("<svg ", f'<svg x="{x:g}" y="{page.y:.1f}" ', 1))
        page.y += max(_size(panel.svg)[1] for panel in row) + 12


def _size(svg: str) -> tuple[float, float]:
    """Width and height of a drawing."""
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    return (float(found[1]), float(found[2])) if found else (320.0, 200.0)
