"""Paired differences of the headline outcomes, each with its interval, on one scale."""

from __future__ import annotations

from collections.abc import Sequence

from copsim.analysis import Comparison, PairedDifference
from copsim.analysis.numbers import MISSING, amount, digits_for, number, percent
from copsim.report.figures.parts import Figure, Group, Panel, Table
from copsim.report.svg import Canvas, panel
from copsim.report.theme import INK, SOFT

_ROW = 46
_FRAME = 58


def differences_figure(comparison: Comparison, names: Sequence[str]) -> Figure:
    """One panel per outcome; one row per option.

    Args:
        comparison: What to show.
        names: Outcomes to show.
    """
    chosen = [[comparison.pair(name, option) for option in comparison.options] for name in names]
    limit = _limit([pair for pairs in chosen for pair in pairs if pair.outcome.unit == "1"])
    panels = [_panel(pairs, limit) for pairs in chosen]
    return Figure(
        "differences",
        f"How they differ from {comparison.baseline}",
        f"Each dot is the mean difference, a scenario minus {comparison.baseline}, over pairs of replicates "
        "with the same seed; the bar is its 95 % interval. Right of the line, the outcome is higher than in "
        f"{comparison.baseline}. A hollow dot and a grey bar mean that the interval includes zero: the two cannot "
        "be told apart.",
        (),
        (Group("", "", tuple(panels)),),
        Table("Paired differences", _HEAD, tuple(_row(pair) for pairs in chosen for pair in pairs)),
    )


_HEAD = (
    "Outcome", "Option", "Mean, baseline", "Mean, option", "Difference", "95 % interval", "Option better in",
    "Standardised effect", "Variance, paired / unpaired", "Pairs",
)  # fmt: skip


def difference_rows(pairs: Sequence[PairedDifference]) -> tuple[tuple[str, ...], ...]:
    """Texts of pairs as rows of a table with the columns of this figure's table."""
    return tuple(_row(pair) for pair in pairs)


def difference_head() -> tuple[str, ...]:
    """Columns of such a table."""
    return _HEAD


def _row(pair: PairedDifference) -> tuple[str, ...]:
    digits, of = digits_for(pair), pair.outcome
    low, high = (amount(end, of, digits, signed=True) for end in (pair.low, pair.high))
    return (
        f"{of.label} ({of.scale})",
        pair.option,
        amount(pair.mean_baseline, of, digits),
        amount(pair.mean_option, of, digits),
        amount(pair.difference, of, digits, signed=True),
        f"{low} to {high}" if low != MISSING else pair.note,
        percent(pair.share_better) if pair.side != "none" else "no better side",
        number(pair.effect, 2, signed=True),
        number(pair.variance_ratio, 2),
        f"{pair.n}" + (f" ({pair.dropped} undefined)" if pair.dropped else ""),
    )


def _limit(pairs: Sequence[PairedDifference]) -> float:
    """Half width of the common scale, so that every interval fits."""
    ends = [abs(end) for pair in pairs for end in (pair.low, pair.high, pair.difference) if end == end]
    return 1.12 * max([*ends, 1e-9])


def _panel(pairs: Sequence[PairedDifference], limit: float) -> Panel:
    outcome = pairs[0].outcome
    heading = f"{outcome.label} ({outcome.scale})"
    parts = [f"{p.option}: {_numbers(p)}" for p in pairs]
    scale = limit if outcome.unit == "1" else _limit(pairs)
    title = f"{heading}, minus {pairs[0].baseline}: {'; '.join(parts)}"
    with panel(f"differences-{outcome.name}", title, _FRAME + _ROW * len(pairs)) as canvas:
        _frame(canvas, len(pairs), scale)
        for row, pair in enumerate(pairs):
            _draw(canvas, row, pair)
        _direct(canvas)
    return Panel(outcome.label, canvas.svg, outcome.scale)


def _direct(canvas: Canvas) -> None:
    """Say below the axis which way is which."""
    axes = canvas.axes
    axes.set_xlabel("than the baseline")
    for place, side, text in ((0.0, "left", "← lower"), (1.0, "right", "higher →")):
        axes.annotate(
            text, (place, 0), (0, -31), xycoords="axes fraction", textcoords="offset points", ha=side, color=INK,
            fontsize=12,
        )  # fmt: skip


def _short(name: str) -> str:
    """A name of at most 20 letters that keeps both ends, where similar names differ."""
    return name if len(name) <= 20 else f"{name[:9]}…{name[-10:]}"


def _frame(canvas: Canvas, rows: int, scale: float) -> None:
    axes = canvas.axes
    axes.set_xlim(-scale, scale)
    axes.set_ylim(rows - 0.35, -0.75)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.axvline(0, color=INK, linewidth=1)
    axes.grid(axis="x")
    axes.locator_params(axis="x", nbins=5)


def _draw(canvas: Canvas, row: int, pair: PairedDifference) -> None:
    """One row: who it is against, the interval, and its numbers."""
    colour = INK if pair.clear else SOFT
    axes = canvas.axes
    if pair.low == pair.low:
        axes.plot([pair.low, pair.high], [row, row], color=colour, linewidth=2.2, solid_capstyle="butt")
    if pair.n:
        face = INK if pair.clear else "white"
        axes.plot([pair.difference], [row], "o", markersize=8, markerfacecolor=face, markeredgecolor=colour)
    across = axes.get_yaxis_transform()
    axes.text(0.0, row - 0.36, _short(pair.option), transform=across, fontsize=11, color=SOFT)
    axes.text(1.0, row - 0.36, _numbers(pair), transform=across, fontsize=11, ha="right")


def _numbers(pair: PairedDifference) -> str:
    if pair.n == 0:
        return "no values"
    of, digits = pair.outcome, digits_for(pair)
    value, low, high = (amount(x, of, digits, signed=True) for x in (pair.difference, pair.low, pair.high))
    whole = f"{value} ({low} to {high})"
    return whole if len(whole) + len(_short(pair.option)) < 44 and low != MISSING else value
