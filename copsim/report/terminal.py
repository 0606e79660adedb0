"""Comparisons as tables for a terminal of eighty columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from copsim.analysis import LEAD_IN, Comparison, PairedDifference, clause, tally
from copsim.analysis.numbers import MISSING, amount, digits_for, everyday, number, percent

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

KEY = (
    "Difference: option minus baseline, with its 95 % interval. Better: share of replicates in which the option "
    "is better. Effect: difference over the pooled standard deviation."
)
KEY_OF_VAR = "Var: variance of paired over unpaired runs."
_WIDE, _NARROW = 92, 62
_LABEL, _COLUMN = 20, 13


def print_comparison(console: Console, comparison: Comparison, names: Sequence[str], spoken: Sequence[str]) -> None:
    """Print a table and sentences for each option against the baseline.

    Args:
        console: Where to.
        comparison: What to print.
        names: Outcomes in the tables.
        spoken: Outcomes put into sentences as well.
    """
    for note in comparison.notes:
        console.print(f"Note: {note}.\n", style="bold", highlight=False)
    for arm in comparison.scenarios:
        role = "Baseline" if arm.name == comparison.baseline else "Option"
        titled = f": {arm.title}" if arm.title not in ("", arm.name) else ""
        console.print(f"{role} {arm.name}{titled}", markup=False, highlight=False)
    console.print()
    for option in comparison.options:
        pairs = [comparison.pair(name, option) for name in names]
        said = [comparison.pair(name, option) for name in spoken]
        console.print(pair_table(pairs, console.width))
        console.print(f"{tally(said, 'headline outcomes')}", highlight=False)
        console.print(f"\n{LEAD_IN.rstrip(',')}:", highlight=False)
        for pair in said:
            console.print(f"  • {clause(pair)}", highlight=False)
        console.print()
    console.print(KEY + (f" {KEY_OF_VAR}" if console.width >= _WIDE else ""), style="dim", highlight=False)


def pair_table(pairs: Sequence[PairedDifference], width: int = _WIDE) -> Table:
    """The table of one option against the baseline, with as many columns as the width has room for.

    A number is never cut: the variance ratio goes first, and below 62 columns all numbers stand below each other.
    """
    from rich import box
    from rich.table import Table

    replicates = max((pair.n for pair in pairs), default=0)
    title = f"{pairs[0].option} minus {pairs[0].baseline} (baseline), {replicates} pairs" if pairs else ""
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, padding=(0, 0, 0, 1))
    headings = ["Baseline", "Option", "Difference (95 %)", "Better", "Effect", "Var"][: 6 if width >= _WIDE else 5]
    table.add_column("Outcome", ratio=1, min_width=18 if width >= _NARROW else 8)
    for heading in headings if width >= _NARROW else ("Option (baseline)\nDifference (95 %)",):
        table.add_column(heading, justify="right", no_wrap=True)
    group = ""
    for pair in pairs:
        if len(pairs) > 12 and pair.outcome.group != group:
            group = pair.outcome.group
            table.add_row(f"[bold]{group}[/bold]")
        cells = _cells(pair)[: len(headings) + 1] if width >= _NARROW else _narrow(pair)
        table.add_row(*cells, style="" if pair.clear else "dim")
    return table


def _cells(pair: PairedDifference) -> tuple[str, ...]:
    of, digits = pair.outcome, digits_for(pair)
    low, high = (amount(end, of, digits, signed=True) for end in (pair.low, pair.high))
    interval = f"\n({low}, {high})" if low != MISSING else ""
    return (
        pair.outcome.label,
        amount(pair.mean_baseline, of, digits),
        amount(pair.mean_option, of, digits),
        amount(pair.difference, of, digits, signed=True) + interval,
        percent(pair.share_better).replace(" ", "\u00a0") if pair.side != "none" else MISSING,
        number(pair.effect, 1, signed=True),
        number(pair.variance_ratio, 2),
    )


def _narrow(pair: PairedDifference) -> tuple[str, ...]:
    """The same for the narrowest terminals: all numbers in one column, below each other."""
    label, baseline, option, difference, *_ = _cells(pair)
    return label, "\n".join([option, f"({baseline})", difference.replace(", ", ",\n ")])


def overview_tables(comparison: Comparison, names: Sequence[str], width: int = 80) -> list[Table]:
    """Scenarios side by side in everyday words, as many a table as there is room for."""
    most = max(1, (width - _LABEL) // _COLUMN - 1)
    options = comparison.options
    return [_overview(comparison, names, options[start : start + most]) for start in range(0, len(options), most)]


def _overview(comparison: Comparison, names: Sequence[str], options: Sequence[str]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 0, 0, 2))
    table.add_column("At the last meeting", ratio=1)
    for name in (comparison.baseline, *options):
        table.add_column(name.replace("-", "-\n"), justify="right", overflow="fold", max_width=18)
    for name in names:
        pairs = [comparison.pair(name, option) for option in options]
        outcome = comparison.outcomes[name]
        cells = [f"{everyday(pair.mean_option, outcome)} {arrow(pair)}" for pair in pairs]
        first = f"{everyday(pairs[0].mean_baseline, outcome)}  "
        table.add_row(outcome.plain, *(cell.replace(" ", "\u00a0") for cell in (first, *cells)))
    return table


def arrow(pair: PairedDifference) -> str:
    """How the option stands to the baseline: ▲ clearly higher, ▼ clearly lower, ≈ hardly or not told apart."""
    if not pair.clear or pair.slight:
        return "≈"
    return "▲" if pair.verdict == "higher" else "▼"
