"""Which side of an outcome is the better one."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from copsim.model.outcomes import Outcome

Side = Literal["higher", "lower", "nearer 1", "none"]


def side_of(outcome: Outcome) -> Side:
    """The better side: as the outcome declares it, or nearer to 1 for a parity, where 1 is an equal footing."""
    if outcome.better:
        return "higher" if outcome.better > 0 else "lower"
    return "nearer 1" if outcome.target == 1.0 else "none"


def advantage(side: Side, first: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much better the first is than the other, pair by pair; without a better side, how much higher.

    Args:
        side: The better side.
        first: (n,) values of the first.
        other: (n,) values of the other.
    """
    if side == "nearer 1":
        return np.abs(other - 1.0) - np.abs(first - 1.0)
    return other - first if side == "lower" else first - other


def unit_text(outcome: Outcome) -> str:
    """The unit as people read it: "£", "questions", "0 to 1", or what 1 means."""
    if outcome.unit != "1":
        return outcome.unit
    if outcome.target == 1.0:
        return "1 = equal footing"
    return f"{outcome.low:g} to {outcome.high:g}".replace("-", "−")
