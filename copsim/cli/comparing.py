"""What `compare` and `demo` share: from names of scenarios to a comparison, its page and its JSON."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from copsim.files import check_target

if TYPE_CHECKING:
    from copsim.analysis import Comparison
    from copsim.execution import Job
    from copsim.model.results import Record, Results


@dataclass(frozen=True)
class Order:
    """What to compare and how.

    Attributes:
        scenarios: Names or paths, the baseline first.
        replicates: Of each scenario.
        seed: Of the study.
        overrides: `key=value` settings of every scenario.
        workers: That compute side by side.
        db: Address of the store; None to keep nothing.
        cycles: Whether to keep every cycle, as figures need it.
    """

    scenarios: tuple[str, ...]
    replicates: int
    seed: int
    overrides: tuple[str, ...] = ()
    workers: int = 1
    db: str | None = None
    cycles: bool = False


def check_report(path: Path | None) -> None:
    """Refuse a report that could not be written, before anything runs.

    Raises:
        InputError: Unless it is a new or a regular file in a folder where files can be made.
    """
    if path is not None:
        check_target(path, "--report", (".html", ".htm"))


def compared(order: Order) -> tuple[Comparison, list[Results]]:
    """Run what is not stored yet, and compare.

    Raises:
        InputError: When a scenario or setting is wrong, or there are fewer than two scenarios or more than twelve.
        OutsideError: When the database gives out.
    """
    from copsim.analysis import check_names, compare

    jobs = [_job(name, order) for name in order.scenarios]
    check_names([job.setup.name for job in jobs])
    results = _run(jobs, order, "cycles" if order.cycles else "summary")
    return compare(results), results


def _job(name: str, order: Order) -> Job:
    from copsim.execution import Job
    from copsim.scenario import compile_scenario, load_scenario

    scenario = load_scenario(name, order.overrides)
    setup = compile_scenario(scenario)
    return Job.of(setup, order.replicates, order.seed, resolved=scenario.resolved)


def simulated(order: Order, record: Record) -> list[Results]:
    """Run what is not stored yet of one or more scenarios, at a depth of recording."""
    return _run([_job(name, order) for name in order.scenarios], order, record)


def _run(jobs: Sequence[Job], order: Order, record: Record) -> list[Results]:
    from copsim.cli.progress import display
    from copsim.execution import run_jobs
    from copsim.store import open_store

    with nullcontext() if order.db is None else open_store(order.db) as store, display("Simulating") as shown:
        return run_jobs(
            jobs,
            record=record,
            workers=order.workers,
            store=store,
            progress=shown.progress,
            status=shown.status,
        )


def command_line(verb: str, order: Order, report: Path | None) -> str:
    """The command that makes the same results again, ready to be pasted into a shell."""
    words = ["copsim", verb, *(order.scenarios if verb == "compare" else ())]
    words += ["--replicates", str(order.replicates), "--seed", str(order.seed)]
    for override in order.overrides:
        words += ["--set", override]
    if report is not None:
        words += ["--report", report.name]
    return shlex.join(words)


def write_report(
    path: Path, verb: str, order: Order, comparison: Comparison, title: str = "", introduction: Sequence[str] = ()
) -> None:
    """Write the page of a comparison."""
    from copsim.report import Provenance, comparison_page, write_page

    provenance = Provenance(command_line(verb, order, path), order.seed, order.replicates, order.overrides)
    notes = [f"Note: {note}." for note in comparison.notes]
    write_page(path, comparison_page(comparison, provenance, title, [*introduction, *notes]))


def as_json(comparison: Comparison, order: Order, report: Path | None, failures: int) -> str:
    """The comparison as strict JSON."""
    from copsim.analysis import comparison_data

    data = {
        "seed": order.seed,
        "replicates": order.replicates,
        "overrides": list(order.overrides),
        "failed_runs": failures,
        "notes": list(comparison.notes),
        "report": str(report) if report else None,
        **comparison_data(comparison),
    }
    return json.dumps(data, indent=2, allow_nan=False, ensure_ascii=False)
