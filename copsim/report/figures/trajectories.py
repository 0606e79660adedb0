"""Courses over the meeting cycles: by role within each scenario, and of the whole community across scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from copsim.analysis.numbers import number
from copsim.model.outcomes import OUTCOMES, Outcome
from copsim.model.results import Results
from copsim.report.figures.parts import (
    Figure,
    Group,
    Panel,
    Table,
    arm_legend,
    arms_of,
    courses,
    headings,
    role_legend,
    roles_of,
)
from copsim.report.svg import Canvas, panel
from copsim.report.theme import ARM_STYLES, ROLE_STYLES, SHADE, SOFT

BAND = (10.0, 90.0)
_HEIGHT = 214
BY_ROLE = (
    ("confidence", "Confidence to speak and to challenge", "0 none, 1 full"),
    ("influence_parity", "Being heard", "influence over attendance; 1 is an equal footing; facilitators left out"),
    ("knowledge_research", "Knowledge of the research evidence", "0 none, 1 all of it"),
)
TOGETHER = ("trust_across", "plan", "uptake")


@dataclass(frozen=True)
class Course:
    """One outcome over the cycles: (C,) mean and ends of the band, NaN where no replicate has a value."""

    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def course(arm: Results, name: str) -> Course | None:
    """Course of one outcome over an arm's replicates; None when cycles were not recorded or it is never defined."""
    values = courses(arm, name)
    if values is None:
        return None
    known = np.isfinite(values).any(axis=0)
    if not known.any():
        return None
    found = np.full((3, values.shape[1]), np.nan)
    found[0, known] = np.nanmean(values[:, known], axis=0)
    found[1:, known] = np.nanpercentile(values[:, known], BAND, axis=0)
    return Course(*found)


def role_figure(source: object) -> Figure:
    """A group of panels per outcome, a panel per scenario, a line with its band per role."""
    arms = arms_of(source)
    roles = roles_of(arms)
    groups, rows = [], []
    for stem, what, note in BY_ROLE:
        found = {
            title: {role: line for role in roles if (line := course(arm, f"{stem}_{role}")) is not None}
            for title, arm in zip(headings(arms), arms, strict=True)
        }
        if any(found.values()):
            gaps = [suspended(arm) for arm in arms]
            groups.append(Group(what, note, _role_panels(stem, what, found, gaps)))
            rows += [_row(what, arm, ROLE_STYLES[r].label, c) for arm, of in found.items() for r, c in of.items()]
    return Figure(
        "trajectories", "How members change, role by role",
        "Lines are means over the replicates; shaded bands hold the middle 80 % of them. A grey column is a cycle "
        "whose meeting was suspended.",
        role_legend(roles), tuple(groups), _table("Means and bands by role", "Role", rows),
    )  # fmt: skip


def together_figure(source: object) -> Figure:
    """A panel per outcome of the whole community, a line with its band per scenario.

    More than four scenarios go into several groups of panels, each of which shows the baseline as well.
    """
    arms, most = arms_of(source), len(ARM_STYLES) - 1
    starts = range(1, max(len(arms), 2), most)
    groups = [_together(place, (arms[0], *arms[start : start + most])) for place, start in enumerate(starts)]
    rows = [
        _row(OUTCOMES[name].label, title, "all", line)
        for name in TOGETHER
        for title, arm in zip(headings(arms), arms, strict=True)
        if (line := course(arm, name)) is not None
    ]
    return Figure(
        "together", "What they build together",
        "Lines are means over the replicates; shaded bands hold the middle 80 % of them. All three run from 0 to 1.",
        (), tuple(groups), _table("Means and bands", "Members", rows),
    )  # fmt: skip


def _together(place: int, arms: Sequence[Results]) -> Group:
    """Panels of up to four scenarios; none when cycles were not recorded."""
    panels = []
    for name in TOGETHER:
        lines = [course(arm, name) for arm in arms]
        if any(line is not None for line in lines):
            gaps = set.intersection(*(set(suspended(arm)) for arm in arms))
            panels.append(_arm_panel(f"together-{place}-{name}", OUTCOMES[name], lines, sorted(gaps)))
    return Group("", "", tuple(panels), arm_legend(arms))


def _table(caption: str, who: str, rows: Sequence[tuple[str, ...]]) -> Table:
    band = "middle 80 %, last cycle"
    return Table(caption, ("Outcome", "Scenario", who, "First cycle", "Last cycle", band), tuple(rows))


def _row(what: str, arm: str, who: str, line: Course) -> tuple[str, ...]:
    known = np.flatnonzero(np.isfinite(line.mean))
    first, last = known[0], known[-1]
    band = f"{number(line.low[last])} to {number(line.high[last])}"
    return what, arm, who, number(line.mean[first]), number(line.mean[last]), band


def _role_panels(
    stem: str, what: str, found: dict[str, dict[str, Course]], gaps: Sequence[Sequence[int]]
) -> tuple[Panel, ...]:
    """Panels of one outcome, all with the same scale."""
    ends = [line.high for lines in found.values() for line in lines.values()]
    top = max(1.0, float(np.nanmax(np.concatenate(ends)))) if ends else 1.0
    panels = []
    for position, (arm, lines) in enumerate(found.items()):
        with panel(f"trajectories-{stem}-{position}", _spoken(what, arm, lines), _HEIGHT) as canvas:
            if "parity" in stem:
                canvas.axes.axhline(1, color=SOFT, linewidth=1)
            for role, line in lines.items():
                style = ROLE_STYLES[role]
                _draw(canvas, line, style.colour, style.marker, style.dash, 0.16)
            _finish(canvas, gaps[position], top)
        panels.append(Panel(arm, canvas.svg))
    return tuple(panels)


def _arm_panel(prefix: str, outcome: Outcome, lines: Sequence[Course | None], gaps: Sequence[int]) -> Panel:
    """One outcome, a line per scenario; the first is drawn last, on top."""
    with panel(prefix, f"{outcome.label} in each scenario", _HEIGHT) as canvas:
        for style, line in reversed(list(zip(ARM_STYLES, lines, strict=False))):
            if line is not None:
                _draw(canvas, line, style.colour, style.marker, style.dash, 0.13)
        _finish(canvas, gaps, 1.0)
    return Panel(outcome.label, canvas.svg, "0 to 1")


def _draw(canvas: Canvas, line: Course, colour: str, marker: str, dash: tuple[float, ...] | None, shade: float) -> None:
    """One line with its band; missing cycles leave a gap."""
    cycles = np.arange(1, len(line.mean) + 1)
    if shade:
        canvas.axes.fill_between(cycles, line.low, line.high, color=colour, alpha=shade, linewidth=0)
    pattern = (0, dash) if dash else "solid"
    canvas.axes.plot(
        cycles, line.mean, color=colour, linestyle=pattern, linewidth=2, marker=marker, markersize=5.5,
        markevery=max(1, len(cycles) // 6),
    )  # fmt: skip


def _spoken(what: str, arm: str, lines: dict[str, Course]) -> str:
    """The panel in words: where each line begins and ends."""
    ends = (
        f"{ROLE_STYLES[role].label} from {number(known[0])} to {number(known[-1])}"
        for role, line in lines.items()
        if len(known := line.mean[np.isfinite(line.mean)])
    )
    return f"{what} in {arm}: {', '.join(ends)}"


def suspended(arm: Results) -> tuple[int, ...]:
    """Cycles, counted from 1, without a meeting: nobody's attendance is defined in any replicate."""
    attendance = courses(arm, "attendance")
    if attendance is None:
        return ()
    missing = np.isnan(attendance).all(axis=0)
    return tuple((np.flatnonzero(missing) + 1).tolist())


def _finish(canvas: Canvas, without_meeting: Sequence[int], top: float) -> None:
    """Scale, axes, and a grey column for each cycle without a meeting."""
    axes = canvas.axes
    for cycle in without_meeting:
        axes.axvspan(cycle - 0.5, cycle + 0.5, color=SHADE, linewidth=0, zorder=0)
    axes.set_ylim(0, 1.04 * top)
    axes.locator_params(axis="x", integer=True, nbins=7)
    axes.locator_params(axis="y", nbins=6)
    axes.grid(axis="y")
    axes.set_xlabel("Meeting cycle")
