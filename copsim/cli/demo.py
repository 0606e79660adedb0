"""`copsim demo`: the main job in one go, for somebody who has never seen copsim."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copsim.cli import screen
from copsim.cli.options import DEFAULT_DB, DEFAULT_REPLICATES, DEFAULT_SEED, AsJson, Db, Replicates, Seed, Workers
from copsim.cli.screen import say

if TYPE_CHECKING:
    from copsim.analysis import Comparison
    from copsim.study.order import Order

SCENARIOS = ("moving-forward", "merely-invited", "unsupported-covid")
TITLE = "One Community of Practice, three ways"
INTRODUCTION = (
    "A Community of Practice brings patients and the public (lay members), clinicians, commissioners and facilitators "
    "together to put research evidence into practice. The first scenario follows the Moving Forward community of "
    "2018 to 2020 with its support: briefings, facilitation, mixed groups. In the second the same people are merely "
    "invited. In the third the support stops when COVID comes.",
)
_WHAT = "Same people, same chance events in all three; only the support differs."
_KEY = "▲ ▼ clearly higher or lower than in the baseline, the first column; ≈ hardly different, or not told apart."
_CAUTION = (
    "This is a simulation: its mechanisms come from one qualitative study (Swaithes et al. 2023, "
    "doi:10.1186/s43058-022-00384-1), its magnitudes are mostly assumed. It says what follows from them, not what will "
    "happen."
)


def demo(
    replicates: Replicates = DEFAULT_REPLICATES,
    seed: Seed = DEFAULT_SEED,
    db: Db = DEFAULT_DB,
    report: Annotated[
        Path, typer.Option("--report", metavar="FILE.html", help="Where the report with figures goes.")
    ] = Path("copsim-demo.html"),
    workers: Workers = 1,
    as_json: AsJson = False,
) -> None:
    """Run the paper's community, the same merely invited, and with support that stops when COVID comes.

    Stores the runs, prints what came out, and writes a report with figures. The first time takes about half a minute
    longer, for compiling the model.

    Example: copsim demo --replicates 50
    """
    from copsim.cli import comparing
    from copsim.execution import check_failures
    from copsim.files import check_page
    from copsim.study.order import Order

    check_page(report)
    order = Order(SCENARIOS, replicates, seed, (), workers, db)
    comparison, results = comparing.compared(order, report)
    comparison.report(report, TITLE, INTRODUCTION, "demo")
    if as_json:
        say(comparing.as_json(comparison, report, results))
    else:
        _tell(comparison, order, report)
    check_failures(results.scenarios)


def _tell(comparison: Comparison, order: Order, report: Path) -> None:
    """Print what somebody from outside understands in one read."""
    from copsim.analysis import tally
    from copsim.model.outcomes import HEADLINE, SHOWN
    from copsim.report.terminal import overview_tables

    console = screen.console(highlight=False)
    console.print(f"\n[bold]{TITLE}[/bold] ({order.replicates} simulated courses of each)")
    console.print(_WHAT)
    for arm in comparison.scenarios:
        console.print(f"  • {arm.name}: {arm.title}", markup=False)
    for table in overview_tables(comparison, SHOWN, console.width):
        console.print(table)
    console.print(_KEY, style="dim")
    for option in comparison.options:
        pairs = [comparison.pair(name, option) for name in HEADLINE]
        console.print(f"\n{tally(pairs, 'headline outcomes')}", markup=False)
    console.print(f"\n{_CAUTION}", style="dim")
    console.print(f"\nReport: {report}", markup=False, soft_wrap=True)
    console.print(f"Runs stored in: {_without_password(order.db or '')}", markup=False, soft_wrap=True)


def _without_password(url: str) -> str:
    from sqlalchemy import make_url

    from copsim.store.errors import shown

    return shown(make_url(url))
