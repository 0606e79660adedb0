"""Studies of the fake model: quick, with a known answer, and with runs that raise, kill or wait on purpose."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copsim.model.outcomes import OUTCOMES
from copsim.model.results import Record, Results
from copsim.model.setup import Setup

NAMES = tuple(OUTCOMES)
TALK, LEARN = "talk_power", "learn_rate"


def values_of(setup: Setup, seed: int, parameters: Mapping[str, float]) -> NDArray[np.float64]:
    """Every outcome of a run, from its scenario, seed and parameters alone."""
    base = int(setup.scenario_hash[:8], 16) % 97 + seed % 1009 / 1009
    own = 3 * parameters.get(TALK, 0.0) - parameters.get(LEARN, 0.0)
    return base + own + np.arange(len(NAMES)) / 1000


def quick(
    setup: Setup | Sequence[Setup], seeds: NDArray[np.uint64], parameters: Any = None, record: Record = "summary"
) -> Results:
    """The fake model."""
    count = len(seeds)
    setups = [setup] * count if isinstance(setup, Setup) else list(setup)
    sets = [parameters or {}] * count if isinstance(parameters, Mapping | None) else list(parameters)
    rows = [values_of(*one) for one in zip(setups, seeds.tolist(), sets, strict=True)]
    summary = np.array(rows).reshape(count, len(NAMES))
    cycles = None if record == "summary" else np.repeat(summary[:, None, :], setups[0].n_cycles, axis=1)
    return Results(NAMES, seeds, summary, cycles)


def slow(setup: Any, seeds: NDArray[np.uint64], parameters: Any = None, record: Record = "summary") -> Results:
    """The fake model at 5 ms a run."""
    time.sleep(0.005 * len(seeds))
    return quick(setup, seeds, parameters, record)


def _meets(seeds: NDArray[np.uint64], parameters: Any, variable: str) -> bool:
    """Whether a batch holds the run that the environment names: its seed, and a large `talk_power`."""
    wanted = os.environ.get(variable)
    if wanted is None:
        return False
    sets = [parameters or {}] * len(seeds) if isinstance(parameters, Mapping | None) else list(parameters)
    pairs = zip(seeds.tolist(), sets, strict=True)
    return any(str(seed) == wanted and one.get(TALK, 0.0) > 2.9 for seed, one in pairs)


def poisoned(setup: Any, seeds: NDArray[np.uint64], parameters: Any = None, record: Record = "summary") -> Results:
    """The fake model, in which one run kills its process."""
    if _meets(seeds, parameters, "COPSIM_TEST_POISON"):
        os._exit(7)
    return slow(setup, seeds, parameters, record)


def raising(setup: Any, seeds: NDArray[np.uint64], parameters: Any = None, record: Record = "summary") -> Results:
    """The fake model, in which one run raises."""
    if _meets(seeds, parameters, "COPSIM_TEST_RAISE"):
        raise ArithmeticError("a run that raises")
    return slow(setup, seeds, parameters, record)
