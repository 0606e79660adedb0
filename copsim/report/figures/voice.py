"""Who speaks and who is heard, against an equal share for everybody present."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from copsim.analysis.numbers import percent
from copsim.model.results import Results
from copsim.report.figures.parts import Figure, Group, Panel, Table, arms_of, headings, key, roles_of, values
from copsim.report.svg import Canvas, panel
from copsim.report.theme import INK, PAPER, ROLE_STYLES, SMALL, SOFT

_BAR = 0.3


@dataclass(frozen=True)
class Voice:
    """Shares of one role in one scenario, means over replicates, at the last held meeting."""

    role: str
    present: float
    spoken: float
    heard: float


def voices(arm: Results, roles: Sequence[str]) -> tuple[Voice, ...]:
    """Shares of each role; roles without them are left out."""
    found = []
    for role in roles:
        shares = [values(arm, f"{kind}_share_{role}") for kind in ("attendance", "airtime", "influence")]
        if all(share is not None for share in shares):
            found.append(Voice(role, *(float(np.nanmean(share)) for share in shares if share is not None)))
    return tuple(found)


def voice_figure(source: object) -> Figure:
    """A panel per scenario: for each role its share of turns and of influence, and the mark of an equal share."""
    arms = arms_of(source)
    roles = roles_of(arms)
    found = {title: voices(arm, roles) for title, arm in zip(headings(arms), arms, strict=True)}
    top = max([value for of in found.values() for v in of for value in (v.present, v.spoken, v.heard)], default=1.0)
    rows = tuple(
        (arm, ROLE_STYLES[v.role].label, percent(v.present), percent(v.spoken), percent(v.heard))
        for arm, of in found.items()
        for v in of
    )
    panels = tuple(_panel(position, arm, of, top) for position, (arm, of) in enumerate(found.items()) if of)
    return Figure(
        "voice", "Who speaks and who is heard",
        "At the last held meeting. The upright mark is an equal share: the role's part of those present. A bar that "
        "stops short of it means less than an equal share; a bar beyond it, more. Facilitators count here as people in "
        "the room; the parities leave them out of both shares.",
        ((_key(False), "Speaks: share of the turns"), (_key(True), "Is heard: share of the influence"),
         (_mark(), "Equal share")),
        (Group("", "", panels),),
        Table("Shares at the last held meeting", ("Scenario", "Role", "Equal share", "Turns", "Influence"), rows),
    )  # fmt: skip


def _key(hatched: bool) -> str:
    stripes = "".join(f'<path d="M{x} 13L{x + 6} 1" stroke="{PAPER}" stroke-width="2"/>' for x in (3, 9, 15, 21))
    return key(30, f'<rect x="1" y="1" width="28" height="12" fill="{SOFT}"/>{stripes if hatched else ""}')


def _mark() -> str:
    return key(14, f'<path d="M7 0V14" stroke="{INK}" stroke-width="3"/>')


def _panel(position: int, arm: str, found: Sequence[Voice], top: float) -> Panel:
    spoken = "; ".join(
        f"{ROLE_STYLES[v.role].label} are {percent(v.present)} of those present, take {percent(v.spoken)} of the turns "
        f"and have {percent(v.heard)} of the influence"
        for v in found
    )
    with panel(f"voice-{position}", f"{arm}: {spoken}", 34 + 66 * len(found)) as canvas:
        for row, voice in enumerate(found):
            _draw(canvas, row, voice, top)
        axes = canvas.axes
        axes.set_xlim(0, 118 * top)
        axes.set_ylim(len(found) - 0.5, -0.65)
        axes.set_yticks([])
        axes.locator_params(axis="x", nbins=6)
        axes.grid(axis="x")
        axes.xaxis.set_major_formatter("{x:.0f} %")
    return Panel(arm, canvas.svg)


def _draw(canvas: Canvas, row: int, voice: Voice, top: float) -> None:
    """Two bars, their values, and the mark of the equal share."""
    axes, style = canvas.axes, ROLE_STYLES[voice.role]
    for place, share, hatch in ((row - 0.1, voice.spoken, ""), (row + 0.21, voice.heard, "///")):
        axes.barh(place, 100 * share, _BAR, color=style.colour, hatch=hatch, edgecolor=PAPER, linewidth=0.6)
        end = 100 * max(share, voice.present if abs(share - voice.present) < 0.15 * top else share)
        axes.text(end + 2 * top, place, percent(share), va="center", fontsize=SMALL)
    axes.plot([100 * voice.present] * 2, [row - 0.29, row + 0.4], color=INK, linewidth=3, solid_capstyle="butt")
    axes.text(0.3 * top, row - 0.3, style.label, va="bottom", fontsize=SMALL, weight="bold")
