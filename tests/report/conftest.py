from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from copsim.analysis import Comparison, compare
from copsim.model.outcomes import OUTCOMES
from copsim.model.results import Results
from copsim.model.roles import ROLES

COUNTS = (6, 8, 3, 4)
CYCLES = 12
SUSPENDED = 9


def made_arm(name: str, lift: float, replicates: int = 30, ties: int = 1) -> Results:
    """An arm of smooth made-up courses; `lift` raises everything that is better when higher."""
    rng, own = np.random.default_rng(5), np.random.default_rng(list(name.encode()))
    roles = tuple(role for role, count in zip(ROLES, COUNTS, strict=True) for _ in range(count))
    cycles = np.empty((replicates, CYCLES, len(OUTCOMES)))
    chance = rng.normal(0, 0.04, (replicates, 1, len(OUTCOMES)))
    rise = np.linspace(0, 1, CYCLES)[None, :, None]
    signs = np.array([-1 if outcome.better == "lower" else 1 for outcome in OUTCOMES.values()])
    cycles[:] = 0.3 + chance + 0.3 * rise + lift * rise * signs + own.normal(0, 0.01, cycles.shape)
    for column, (outcome, spec) in enumerate(OUTCOMES.items()):
        if outcome.startswith("cost_"):
            cycles[:, :, column] = 5000 * (1 + lift) + 100 * cycles[:, :, 0]
        if spec.group == "talk" or outcome.startswith("attendance"):
            cycles[:, SUSPENDED, column] = np.nan
    summary = cycles[:, -1].copy()
    trust = np.clip(rng.random((ties, 2, len(roles), len(roles))) * 0.5 + [[[[0.1]], [[0.3 + lift]]]], 0, 1)
    ids = tuple(f"{role}-{number + 1}" for number, role in enumerate(roles))
    seeds = np.arange(1, replicates + 1, dtype=np.uint64)
    return Results(
        tuple(OUTCOMES), seeds, summary, cycles, ties=trust, name=name, title=f"Title of {name}",
        scenario_hash=f"hash-{name}", parameter_hash="hash-p", model_version=1, roles=roles, ids=ids,
    )  # fmt: skip


@pytest.fixture(scope="session")
def comparison() -> Comparison:
    return compare([made_arm("supported", 0.2), made_arm("invited", 0.0), made_arm("alike", 0.2)])


@pytest.fixture(scope="session")
def arm_maker() -> Callable[..., Results]:
    return made_arm
