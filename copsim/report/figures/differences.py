"""Paired differences of the headline outcomes, each with its interval, on one scale."""

from __future__ import annotations

from collections.abc import Sequence

from copsim.analysis import Comparison, PairedDifference
from copsim.analysis.numbers import MISSING, amount, digits_for, number, percent
from copsim.model.outcomes import HEADLINE
from copsim.report.figures.parts import Figure, Group, Panel, Table, comparison_of
from copsim.report.svg import Canvas, panel
from copsim.report.theme import INK, PAPER, SMALL, SOFT

_ROW = 40
_FRAME = 58


def differences_figure(source: object, outcomes: Sequence[str] = HEADLINE) -> Figure:
    """One panel per option, one row per outcome; outcomes of another unit have panels of their own.

    Args:
        source: A comparison.
        outcomes: Names of the outcomes to show.
    """
    comparison = comparison_of(source)
    baseline = comparison.titles[comparison.baseline]
    names = [name for name in outcomes if name in comparison.outcomes]
    units: dict[str, list[str]] = {}
    for name in names:
        units.setdefault(comparison.outcomes[name].unit, []).append(name)
    groups = [_group(comparison, unit, chosen) for unit, chosen in units.items()]
    return Figure(
        "differences", "How each option differs from the baseline",
        f"Each dot is the mean difference, option minus baseline ({baseline}), over pairs of replicates with the same "
        "seed; the bar is its 95 % interval. Right of the line, the outcome is higher with the option. A hollow dot "
        "and a grey bar mean that the interval includes zero: the two cannot be told apart. For parities, where 1 is "
        "an equal footing, higher is better only up to 1.",
        (), tuple(groups),
        Table("Paired differences, option minus baseline", DIFFERENCE_HEAD, difference_rows(comparison, [
            comparison.pair(name, option) for option in comparison.options for name in names
        ])),
    )  # fmt: skip


DIFFERENCE_HEAD = (
    "Outcome", "Option", "Baseline mean", "Option mean", "Difference", "95 % interval", "Option better in",
    "Standardised effect", "Variance, paired / unpaired", "Pairs",
)  # fmt: skip


def difference_rows(comparison: Comparison, pairs: Sequence[PairedDifference]) -> tuple[tuple[str, ...], ...]:
    """Texts of pairs as rows of a table with the columns of `DIFFERENCE_HEAD`."""
    return tuple(_row(pair, comparison.titles[pair.option]) for pair in pairs)


def _row(pair: PairedDifference, option: str) -> tuple[str, ...]:
    digits, of = digits_for(pair), pair.outcome
    low, high = (amount(end, of, digits, signed=True) for end in (pair.low, pair.high))
    return (
        f"{of.label} ({of.scale})",
        option,
        amount(pair.mean_baseline, of, digits),
        amount(pair.mean_option, of, digits),
        amount(pair.difference, of, digits, signed=True),
        f"{low} to {high}" if low != MISSING else pair.note,
        percent(pair.share_better) if pair.side != "none" else "no better side",
        number(pair.effect, 2, signed=True),
        number(pair.variance_ratio, 2),
        f"{pair.n}" + (f" ({pair.dropped} undefined)" if pair.dropped else ""),
    )


def _group(comparison: Comparison, unit: str, names: Sequence[str]) -> Group:
    """The options side by side, all on the scale that the outcomes of one unit share."""
    chosen = {option: [comparison.pair(name, option) for name in names] for option in comparison.options}
    ends = _ends([pair for pairs in chosen.values() for pair in pairs])
    panels = [
        _panel(f"differences-{place}-{names[0]}", comparison.titles[option], pairs, ends)
        for place, (option, pairs) in enumerate(chosen.items())
    ]
    return Group("" if unit == "1" else f"In {unit}", "", tuple(panels))


def _ends(pairs: Sequence[PairedDifference]) -> tuple[float, float]:
    """Ends of the common scale: zero and every interval are on it, with room to spare on both sides."""
    ends = [0.0, *(end for pair in pairs for end in (pair.low, pair.high, pair.difference) if end == end)]
    low, high = min(ends), max(ends)
    room = 0.08 * (high - low or 1.0)
    return low - room, high + room


def _panel(prefix: str, option: str, pairs: Sequence[PairedDifference], ends: tuple[float, float]) -> Panel:
    said = "; ".join(f"{pair.outcome.label} {_value(pair)}" for pair in pairs)
    with panel(prefix, f"{option}, difference from the baseline: {said}", _FRAME + _ROW * len(pairs)) as canvas:
        axes = canvas.axes
        axes.set_xlim(*ends)
        axes.set_ylim(len(pairs) - 0.5, -0.8)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.axvline(0, color=INK, linewidth=1)
        axes.grid(axis="x")
        axes.locator_params(axis="x", nbins=5)
        axes.set_xlabel("option minus baseline")
        for row, pair in enumerate(pairs):
            _draw(canvas, row, pair)
    return Panel(option, canvas.svg)


def _draw(canvas: Canvas, row: int, pair: PairedDifference) -> None:
    """One row: what it is above, the interval, and the difference beside it."""
    colour = INK if pair.clear else SOFT
    axes = canvas.axes
    if pair.low == pair.low:
        axes.plot([pair.low, pair.high], [row, row], color=colour, linewidth=2.4, solid_capstyle="butt")
    if pair.n:
        face = INK if pair.clear else PAPER
        axes.plot([pair.difference], [row], "o", markersize=8, markerfacecolor=face, markeredgecolor=colour)
    across = axes.get_yaxis_transform()
    paper = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.0}
    axes.text(0.0, row - 0.36, pair.outcome.label, transform=across, fontsize=SMALL, color=colour, bbox=paper)
    axes.text(1.03, row, _value(pair), transform=across, fontsize=SMALL, va="center", color=colour)


def _value(pair: PairedDifference) -> str:
    return amount(pair.difference, pair.outcome, digits_for(pair), signed=True) if pair.n else "no values"
