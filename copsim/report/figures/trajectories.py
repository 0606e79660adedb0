"""Courses over the meeting cycles: by role within each scenario, and of the whole community across scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from copsim.analysis import Comparison
from copsim.analysis.numbers import number
from copsim.model.outcomes import Outcome
from copsim.model.results import Results
from copsim.report.figures.parts import Figure, Group, Panel, Table, arm_legend, role_legend, roles_of
from copsim.report.svg import Canvas, panel
from copsim.report.theme import ARM_STYLES, ROLE_STYLES, SHADE, SOFT

BAND = (10.0, 90.0)
_HEIGHT = 226
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
    if arm.cycles is None or name not in arm.outcomes:
        return None
    values = arm.course(name)
    known = np.isfinite(values).any(axis=0)
    if not known.any():
        return None
    found = np.full((3, values.shape[1]), np.nan)
    found[0, known] = np.nanmean(values[:, known], axis=0)
    found[1:, known] = np.nanpercentile(values[:, known], BAND, axis=0)
    return Course(*found)


def role_figure(comparison: Comparison) -> Figure:
    """A group of panels per outcome, a panel per scenario, a line with its band per role."""
    roles = roles_of(comparison)
    groups, rows = [], []
    for stem, heading, note in BY_ROLE:
        found = {
            arm.name: {role: line for role in roles if (line := course(arm, f"{stem}_{role}")) is not None}
            for arm in comparison.arms
        }
        if any(found.values()):
            gaps = [suspended(arm) for arm in comparison.arms]
            groups.append(Group(heading, note, _role_panels(stem, heading, found, gaps)))
            rows += [_row(heading, arm, ROLE_STYLES[r].label, c) for arm, of in found.items() for r, c in of.items()]
    return Figure(
        "roles", "How members change, role by role",
        "Lines are means over the replicates; shaded bands hold the middle 80 % of them. A grey column is a cycle "
        "whose meeting was suspended.",
        role_legend(roles), tuple(groups), _table("Means and bands by role", "Role", rows),
    )  # fmt: skip


def together_figure(comparison: Comparison) -> Figure:
    """A panel per outcome of the whole community, a line with its band per scenario.

    More than four scenarios go into several groups of panels, each of which shows the baseline as well.
    """
    first, others, most = comparison.arms[0], comparison.arms[1:], len(ARM_STYLES) - 1
    chunks = [(first, *others[start : start + most]) for start in range(0, len(others), most)]
    groups = [_together(comparison, number, chunk) for number, chunk in enumerate(chunks)]
    rows = [
        _row(comparison.outcomes[name].label, arm.name, "all", line)
        for name in TOGETHER
        for arm in comparison.arms
        if (line := course(arm, name)) is not None
    ]
    return Figure(
        "together", "What they build together",
        "Lines are means over the replicates; shaded bands hold the middle 80 % of them. All three run from 0 to 1.",
        (), tuple(groups), _table("Means and bands", "Members", rows),
    )  # fmt: skip


def _together(comparison: Comparison, number: int, arms: Sequence[Results]) -> Group:
    """Panels of up to four scenarios; none when cycles were not recorded."""
    panels = []
    for name in TOGETHER:
        lines = [course(arm, name) for arm in arms]
        if any(line is not None for line in lines):
            gaps = set.intersection(*(set(suspended(arm)) for arm in arms))
            panels.append(_arm_panel(f"together-{number}-{name}", comparison.outcomes[name], lines, sorted(gaps)))
    return Group("", "", tuple(panels), arm_legend(arms))


def _table(caption: str, who: str, rows: Sequence[tuple[str, ...]]) -> Table:
    band = "middle 80 %, last cycle"
    return Table(caption, ("Outcome", "Scenario", who, "First cycle", "Last cycle", band), tuple(rows))


def _row(heading: str, arm: str, who: str, line: Course) -> tuple[str, ...]:
    known = np.flatnonzero(np.isfinite(line.mean))
    first, last = known[0], known[-1]
    band = f"{number(line.low[last])} to {number(line.high[last])}"
    return heading, arm, who, number(line.mean[first]), number(line.mean[last]), band


def _role_panels(
    stem: str, heading: str, found: dict[str, dict[str, Course]], gaps: Sequence[Sequence[int]]
) -> tuple[Panel, ...]:
    """Panels of one outcome, all with the same scale."""
    ends = [line.high for lines in found.values() for line in lines.values()]
    top = max(1.0, float(np.nanmax(np.concatenate(ends)))) if ends else 1.0
    panels = []
    for position, (arm, lines) in enumerate(found.items()):
        with panel(f"roles-{stem}-{position}", f"{heading} by role in {arm}", _HEIGHT) as canvas:
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
        cycles, line.mean, color=colour, linestyle=pattern, linewidth=2, marker=marker, markersize=5,
        markevery=max(1, len(cycles) // 6),
    )  # fmt: skip


def suspended(arm: Results) -> tuple[int, ...]:
    """Cycles, counted from 1, without a meeting: nobody's attendance is defined in any replicate."""
    if arm.cycles is None or "attendance" not in arm.outcomes:
        return ()
    missing = np.isnan(arm.course("attendance")).all(axis=0)
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
