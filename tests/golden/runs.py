"""What golden runs are: a few replicates of library scenarios, to the last bit.

Every outcome has a digest of its own, by name, and so has every column of the turns and the ties: a new outcome adds a
digest and changes no other.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copsim.model.batch import run_seeds, simulate_batch
from copsim.model.outcomes import HEADLINE, OUTCOMES
from copsim.model.version import MODEL_VERSION
from copsim.scenario import compile_scenario, load_scenario

FILE = Path(__file__).parent / "runs.json"
SCENARIOS = ("moving-forward", "merely-invited", "by-role-groups", "restart-after-covid", "online-only")
REPLICATES = 3


def run() -> dict[str, Any]:
    """Digests by scenario and name, and the headline outcomes in hexadecimal for a look at what moved."""
    return {"model_version": MODEL_VERSION, "runs": {name: _one(name) for name in SCENARIOS}}


def _one(name: str) -> dict[str, dict[str, Any]]:
    batch = simulate_batch(compile_scenario(load_scenario(name)), run_seeds(2023, REPLICATES), record="turns")
    assert batch.cycles is not None
    assert batch.turns is not None
    assert batch.ties is not None
    outcomes = {outcome: _digest(batch.cycles[..., column]) for column, outcome in enumerate(OUTCOMES)}
    turns = {f"turns.{field}": _digest(batch.turns[field]) for field in batch.turns.dtype.names or ()}
    summary = {outcome: batch.summary[:, column] for column, outcome in enumerate(OUTCOMES)}
    headline = {outcome: [float(value).hex() for value in summary[outcome]] for outcome in HEADLINE}
    return {"headline": headline, "digests": {**outcomes, **turns, "ties": _digest(batch.ties)}}


def _digest(values: NDArray[Any]) -> str:
    return hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest()[:16]


def stored() -> dict[str, Any]:
    """The golden runs as they were when last updated."""
    content: dict[str, Any] = json.loads(FILE.read_text())
    return content


def moved(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Digests of `before` that are gone or differ; what is only in `now` is new and moved nothing."""
    return [
        f"{scenario}: {name}"
        for scenario, one in before["runs"].items()
        for name, digest in one["digests"].items()
        if now["runs"].get(scenario, {"digests": {}})["digests"].get(name) != digest
    ]


def missing(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Digests of `now` that `before` does not hold."""
    return [
        f"{scenario}: {name}"
        for scenario, one in now["runs"].items()
        for name in one["digests"]
        if name not in before["runs"].get(scenario, {"digests": {}})["digests"]
    ]
