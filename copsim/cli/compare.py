"""`copsim compare`: options against a baseline, paired by seed."""

from __future__ import annotations

from typing import Annotated

import typer

from copsim.cli import screen
from copsim.cli.options import (
    DEFAULT_DB,
    DEFAULT_REPLICATES,
    DEFAULT_SEED,
    AsJson,
    Db,
    Names,
    NoStore,
    Replicates,
    Report,
    Seed,
    Set,
    Workers,
    scenario_names,
)
from copsim.cli.screen import say

EVERYTHING = "Show all outcomes, not only the headline ones."


def compare(
    scenarios: Annotated[
        list[str],
        typer.Argument(
            metavar="SCENARIO...",
            help="Two to twelve names or paths, the baseline first.",
            autocompletion=scenario_names,
        ),
    ],
    replicates: Replicates = DEFAULT_REPLICATES,
    seed: Seed = DEFAULT_SEED,
    overrides: Set = None,
    workers: Workers = 1,
    db: Db = DEFAULT_DB,
    no_store: NoStore = False,
    report: Report = None,
    names: Names = False,
    as_json: AsJson = False,
    everything: Annotated[bool, typer.Option("--all", help=EVERYTHING)] = False,
) -> None:
    """Compare scenarios with the first of them, the baseline, replicate by replicate with the same seeds.

    For each outcome: mean difference (option minus baseline) with its 95 % interval, the share of replicates in which
    the option is better, the standardised effect, and how much pairing by seed sharpened the comparison.

    Example: copsim compare moving-forward merely-invited --report comparison.html
    """
    from copsim.cli import comparing
    from copsim.execution import check_failures
    from copsim.files import check_page
    from copsim.model.outcomes import HEADLINE, SHOWN
    from copsim.study.order import Order

    if report is not None:
        check_page(report)
    order = Order(tuple(scenarios), replicates, seed, tuple(overrides or ()), workers, None if no_store else db)
    comparison, results = comparing.compared(order, report)
    if report is not None:
        comparison.report(report, names=names)
    if as_json:
        say(comparing.as_json(comparison, report, results))
    else:
        from copsim.report.terminal import print_comparison

        console = screen.console()
        shown = tuple(comparison.outcomes) if everything else SHOWN
        print_comparison(console, comparison, shown, HEADLINE)
        if report is not None:
            console.print(f"\nReport: {report}", highlight=False, soft_wrap=True, markup=False)
    check_failures(results.scenarios)
