from __future__ import annotations

import io

from rich.console import Console

from copsim.analysis import Comparison
from copsim.model.outcomes import HEADLINE, OUTCOMES
from copsim.report.terminal import arrow, overview_table, print_comparison


def printed(comparison: Comparison, names: tuple[str, ...]) -> str:
    console = Console(file=io.StringIO(), width=80)
    print_comparison(console, comparison, names, HEADLINE)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_comparison_fits_eighty_columns(comparison: Comparison) -> None:
    text = printed(comparison, (*HEADLINE, "cost_total"))
    assert max(len(line.rstrip()) for line in text.splitlines()) <= 80
    assert "…" not in text
    assert "invited (option) against supported (baseline), 30 pairs" in text
    assert text.count("In this model, under these assumptions") == 4


def test_all_outcomes_can_be_shown(comparison: Comparison) -> None:
    text = printed(comparison, tuple(OUTCOMES))
    flat = " ".join(text.split())
    assert "i-PARIHS" in flat
    assert "Representativeness" in flat


def test_the_overview_marks_only_clear_differences(comparison: Comparison) -> None:
    console = Console(file=io.StringIO(), width=80)
    console.print(overview_table(comparison, HEADLINE))
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    assert max(len(line.rstrip()) for line in text.splitlines()) <= 80
    marks = [arrow(comparison.pair(name, other)) for name in HEADLINE for other in comparison.options]
    for mark in "▲▼≈":
        assert text.count(mark) == marks.count(mark)
    assert marks[0] == "▼"
    assert marks[1] == "≈"
