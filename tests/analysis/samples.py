"""Outcomes and arms made by hand, so that the analysis is tested on numbers that can be worked out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from copsim.analysis import Arm
from copsim.model.outcomes import OUTCOMES, Outcome

CHOSEN = {name: OUTCOMES[name] for name in ("airtime_parity_lay", "plan", "unease_lay", "questions", "cost_total")}


def outcome(name: str = "plan") -> Outcome:
    return OUTCOMES[name]


def arm(name: str, columns: dict[str, list[float]], seeds: list[int] | None = None, version: int = 1) -> Arm:
    """An arm over `CHOSEN`, columns not given being zero."""
    length = len(next(iter(columns.values())))
    summary: NDArray[np.float64] = np.zeros((length, len(CHOSEN)))
    for column, key in enumerate(CHOSEN):
        summary[:, column] = columns.get(key, [0.0] * length)
    numbers = np.array(seeds if seeds is not None else range(1, length + 1), np.uint64)
    return Arm(name, numbers, summary, scenario_hash=f"hash-{name}", model_version=version)
