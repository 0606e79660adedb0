"""What `run`, `compare` and `demo` share: the progress bar around a study, and JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copsim.model.results import Record
    from copsim.study.order import Order
    from copsim.study.shown import ResultSet, StudyComparison


def simulated(order: Order, record: Record, to_compare: bool = False) -> ResultSet:
    """Run what is not stored yet, showing how far it is.

    Raises:
        InputError: When a scenario or setting is wrong, or there are too few or too many to compare.
        OutsideError: When the database gives out.
    """
    from copsim.analysis import check_names
    from copsim.cli.progress import display
    from copsim.study.running import run_order

    with display("Simulating") as shown:
        return run_order(
            order, order.scenarios, record, progress=shown.progress, status=shown.status,
            check=check_names if to_compare else None,
        )  # fmt: skip


def compared(order: Order, report: Path | None) -> tuple[StudyComparison, ResultSet]:
    """Run what is not stored yet, as deep as a report needs it, and compare."""
    from copsim.study.running import compare

    results = simulated(order, "summary" if report is None else "cycles", to_compare=True)
    return compare(results), results


def as_json(comparison: StudyComparison, report: Path | None, results: ResultSet) -> str:
    """The comparison as strict JSON."""
    from copsim.analysis import comparison_data

    order = comparison.order
    data = {
        "seed": order.seed,
        "replicates": order.replicates,
        "overrides": list(order.overrides),
        "failed_runs": sum(len(result.failures) for result in results.values()),
        "notes": list(comparison.notes),
        "report": str(report) if report else None,
        **comparison_data(comparison),
    }
    return json.dumps(data, indent=2, allow_nan=False, ensure_ascii=False)
