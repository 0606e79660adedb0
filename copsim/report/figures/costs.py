"""What each scenario costs over the whole course, by kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap

from copsim.analysis import CostSummary, costs
from copsim.analysis.costs import TOTAL
from copsim.analysis.numbers import amount
from copsim.model.outcomes import OUTCOMES
from copsim.report.figures.parts import Figure, Group, Panel, Table, comparison_of, cost_legend
from copsim.report.svg import panel
from copsim.report.theme import COST_STYLES, PAPER, SMALL

_LETTERS = 42


def cost_figure(source: object) -> Figure:
    """One stacked bar per scenario."""
    comparison = comparison_of(source)
    found, titles = costs(comparison), comparison.titles
    kinds = [kind for kind in COST_STYLES if any(summary.by_kind.get(kind) for summary in found)]
    panels = (Panel("Pounds over the whole course", _bars(found, kinds, titles)),) if found else ()
    head = ("Scenario", *(COST_STYLES[kind][0] for kind in kinds), "Total", "Minus the baseline")
    return Figure(
        "costs", "What it costs",
        "Means over the replicates, in pounds over all cycles: the time of those who attend and what the scenario's "
        "interventions spend.",
        cost_legend(kinds), (Group("", "", panels),),
        Table("Costs in pounds", head, tuple(_row(summary, kinds, titles) for summary in found)),
    )  # fmt: skip


def _pounds(value: float, signed: bool = False) -> str:
    return amount(value, OUTCOMES[TOTAL], signed=signed)


def _row(summary: CostSummary, kinds: Sequence[str], titles: Mapping[str, str]) -> tuple[str, ...]:
    against, more = summary.against, "–"
    if against is not None and against.n:
        more = _pounds(against.difference, signed=True)
        if against.n > 1:
            more += f" ({_pounds(against.low, signed=True)} to {_pounds(against.high, signed=True)})"
    by_kind = (_pounds(summary.by_kind.get(kind, 0.0)) for kind in kinds)
    return (titles[summary.scenario], *by_kind, _pounds(summary.total), more)


def _bars(found: Sequence[CostSummary], kinds: Sequence[str], titles: Mapping[str, str]) -> str:
    title = "; ".join(f"{titles[summary.scenario]} costs {_pounds(summary.total)}" for summary in found)
    top = max(max((summary.total for summary in found), default=1.0), 1.0)
    with panel("costs-bars", title, 34 + 70 * len(found)) as canvas:
        axes = canvas.axes
        for row, summary in enumerate(found):
            left = 0.0
            for kind in kinds:
                value = summary.by_kind.get(kind, 0.0)
                axes.barh(row, value, 0.38, left=left, color=COST_STYLES[kind][1], edgecolor=PAPER, linewidth=0.8)
                left += value
            lines = wrap(f"{titles[summary.scenario]}: {_pounds(summary.total)}", _LETTERS)
            axes.text(0, row - 0.24, "\n".join(lines[:2]), va="bottom", fontsize=SMALL, linespacing=1.15)
        axes.set_xlim(0, 1.04 * top)
        axes.set_ylim(len(found) - 0.68, -0.8)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.locator_params(axis="x", nbins=4)
        axes.grid(axis="x")
        axes.xaxis.set_major_formatter(lambda x, _: f"{_pounds(x / 1000)}k" if x and top >= 10_000 else _pounds(x))
    return canvas.svg
