"""What each scenario costs, by kind, and how much more each option costs than the baseline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from copsim.analysis.comparison import Comparison
from copsim.analysis.paired import PairedDifference
from copsim.model.roles import COST_KINDS

TOTAL = "cost_total"


@dataclass(frozen=True)
class CostSummary:
    """Costs of one scenario, in pounds over the whole run.

    Attributes:
        scenario: Its name.
        by_kind: Mean over replicates, by kind of cost.
        total: Mean of the total.
        against: This one's total minus the baseline's; None for the baseline itself.
    """

    scenario: str
    by_kind: Mapping[str, float]
    total: float
    against: PairedDifference | None


def cost_outcome(kind: str) -> str:
    """Name of the outcome that holds a kind of cost."""
    return f"cost_{kind}"


def costs(comparison: Comparison) -> tuple[CostSummary, ...]:
    """Costs of every scenario, in their order; empty when the outcomes hold no costs."""
    if TOTAL not in comparison.outcomes:
        return ()
    found = []
    for arm in comparison.scenarios:
        means = {name: _mean(arm.outcome(name)) for name in comparison.outcomes if name.startswith("cost_")}
        kinds = {kind: means[cost_outcome(kind)] for kind in COST_KINDS if cost_outcome(kind) in means}
        against = None if arm.name == comparison.baseline else comparison.pair(TOTAL, arm.name)
        found.append(CostSummary(arm.name, kinds, means[TOTAL], against))
    return tuple(found)


def _mean(values: np.ndarray) -> float:
    kept = values[np.isfinite(values)]
    return float(kept.mean()) if len(kept) else float("nan")
