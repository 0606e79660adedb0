"""`copsim run`: replicates of one or more scenarios, stored, with the headline outcomes in the terminal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from copsim.cli import screen
from copsim.cli.options import (
    DEFAULT_DB,
    DEFAULT_REPLICATES,
    DEFAULT_SEED,
    AsJson,
    Db,
    NoStore,
    Replicates,
    Seed,
    Set,
    Workers,
    scenario_names,
)
from copsim.cli.screen import say

if TYPE_CHECKING:
    from copsim.model.results import Results


_SIDE_BY_SIDE = 3


class Depth(StrEnum):
    """How much of each run to keep."""

    summary = "summary"
    cycles = "cycles"
    turns = "turns"


def run(
    scenarios: Annotated[
        list[str],
        typer.Argument(
            metavar="SCENARIO...", help="Names of the library, or paths.", autocompletion=scenario_names
        ),
    ],
    replicates: Replicates = DEFAULT_REPLICATES,
    seed: Seed = DEFAULT_SEED,
    overrides: Set = None,
    record: Annotated[Depth, typer.Option("--record", help="How much to keep of each run.")] = Depth.summary,
    workers: Workers = 1,
    db: Db = DEFAULT_DB,
    no_store: NoStore = False,
    as_json: AsJson = False,
    everything: Annotated[bool, typer.Option("--all", help="Show all outcomes, not only the headline ones.")] = False,
) -> None:
    """Run replicates of scenarios and keep them; runs that are stored already are not run again.

    Example: copsim run moving-forward --replicates 400 --set interventions.briefing.dose=0.5 --record cycles
    """
    from copsim.cli.comparing import simulated
    from copsim.execution import check_failures
    from copsim.model.outcomes import OUTCOMES, SHOWN
    from copsim.study.order import Order

    order = Order(tuple(scenarios), replicates, seed, tuple(overrides or ()), workers, None if no_store else db)
    found = simulated(order, record.value)
    results = found.scenarios
    names = tuple(OUTCOMES) if everything else SHOWN
    if as_json:
        say(json.dumps([_data(result, names) for result in results], indent=2, allow_nan=False))
    else:
        for start in range(0, len(results), _SIDE_BY_SIDE):
            _show(results[start : start + _SIDE_BY_SIDE], names)
    check_failures(results)


def _numbers(result: Results, name: str) -> tuple[int, float | None, float | None]:
    """Count, mean and s.d. of an outcome over the runs in which it is defined."""
    import numpy as np

    values = result.outcome(name)
    values = values[~np.isnan(values)]
    mean = float(values.mean()) if len(values) else None
    return len(values), mean, float(values.std(ddof=1)) if len(values) > 1 else None


def _data(result: Results, names: tuple[str, ...]) -> dict[str, object]:
    outcomes = {}
    for name in names:
        n, mean, deviation = _numbers(result, name)
        outcomes[name] = {"n": n, "mean": mean, "sd": deviation}
    return {
        "scenario": result.name,
        "scenario_hash": result.scenario_hash,
        "runs": len(result),
        "failed_runs": len(result.failures),
        "warnings": list(result.warnings),
        "outcomes": outcomes,
    }


def _show(results: Sequence[Results], names: tuple[str, ...]) -> None:
    from rich.table import Table

    from copsim.model.outcomes import OUTCOMES

    table = Table(caption="Mean (s.d. between runs), in this model, under these assumptions")
    table.add_column("Outcome")
    for result in results:
        table.add_column(f"{result.name}\n{len(result)} runs", justify="right")
    for name in names:
        outcome = OUTCOMES[name]
        cells = []
        for result in results:
            _, mean, deviation = _numbers(result, name)
            digits = 0 if outcome.money else 3
            spread = "" if deviation is None else f" ({deviation:,.{digits}f})"
            cells.append("–" if mean is None else f"{mean:,.{digits}f}{spread}")
        unit = "" if outcome.unit == "1" else f" [{outcome.unit}]"
        table.add_row(outcome.label + unit.replace("[", "\\["), *cells)
    screen.console().print(table)
