from __future__ import annotations

import io

import pytest
from rich.console import Console

from copsim.analysis import Comparison
from copsim.model.outcomes import HEADLINE, OUTCOMES, SHOWN
from copsim.report.terminal import arrow, overview_tables, print_comparison


def printed(comparison: Comparison, names: tuple[str, ...]) -> str:
    console = Console(file=io.StringIO(), width=80)
    print_comparison(console, comparison, names, HEADLINE)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_comparison_fits_eighty_columns(comparison: Comparison) -> None:
    text = printed(comparison, (*HEADLINE, "cost_total"))
    assert max(len(line.rstrip()) for line in text.splitlines()) <= 80
    assert "…" not in text
    assert "invited minus supported (baseline), 30 pairs" in text
    assert text.count("In this model, under these assumptions") == 4


def test_all_outcomes_can_be_shown(comparison: Comparison) -> None:
    text = printed(comparison, tuple(OUTCOMES))
    flat = " ".join(text.split())
    assert "i-PARIHS" in flat
    assert "Representativeness" in flat


def test_the_overview_marks_only_clear_differences(comparison: Comparison) -> None:
    console = Console(file=io.StringIO(), width=80)
    (table,) = overview_tables(comparison, HEADLINE)
    console.print(table)
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    assert max(len(line.rstrip()) for line in text.splitlines()) <= 80
    marks = [arrow(comparison.pair(name, option)) for name in HEADLINE for option in comparison.options]
    for mark in "▲▼≈":
        assert text.count(mark) == marks.count(mark)
    assert marks[0] == "▼"
    assert marks[1] == "≈"


@pytest.mark.parametrize("width", [40, 52, 60, 80, 120])
def test_a_number_is_never_cut(comparison: Comparison, width: int) -> None:
    console = Console(file=io.StringIO(), width=width)
    print_comparison(console, comparison, SHOWN, HEADLINE)
    for table in overview_tables(comparison, SHOWN, width):
        console.print(table)
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    assert "…" not in text
    assert max(len(line.rstrip()) for line in text.splitlines()) <= width
    total = comparison.pair("cost_total", "invited")
    for value in (total.mean_baseline, total.mean_option):
        assert f"£{value:,.0f}" in text
    assert f"−£{-total.low:,.0f}" in text
