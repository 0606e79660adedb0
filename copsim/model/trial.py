"""A run of the smallest community, which makes every kernel compile or load."""

from __future__ import annotations

import numpy as np

from copsim.model.levers import Contribution
from copsim.model.parameters import TRAITS
from copsim.model.setup import Setup


def small_setup(counts: tuple[int, int, int, int] = (1, 1, 1, 1), n_cycles: int = 1, **changes: object) -> Setup:
    """A setup by counts of lay, clinical, commissioner and facilitator members, with nothing contributed."""
    roles = np.repeat(np.arange(4), counts).astype(np.int64)
    ordinals = np.concatenate([np.arange(count) for count in counts]).astype(np.uint64)
    n = len(roles)
    ids = tuple(f"{role}-{ordinal}" for role, ordinal in zip(roles, ordinals, strict=True))
    fields: dict[str, object] = {
        "name": "small",
        "scenario_hash": "small",
        "n_cycles": n_cycles,
        "cycle_weeks": 13.0,
        "roles": roles,
        "stable_ids": roles.astype(np.uint64) * np.uint64(1_000_003) + ordinals,
        "ids": ids,
        "labels": ids,
        "traits": np.full((n, len(TRAITS)), np.nan),
        "flags": np.full((n, 2), np.nan),
        "talkativeness": np.full(n, np.nan),
        "ties": np.full((n, n), np.nan),
        "priorities": ("one", "two", "three"),
        "contributions": (),
    }
    return Setup(**{**fields, **changes})  # type: ignore[arg-type]


def tiny_run() -> None:
    """Run one cycle of four members, group task included."""
    from copsim.model.batch import simulate_batch

    setup = small_setup(contributions=(Contribution("group_task", 1.0),))
    simulate_batch(setup, np.zeros(1, np.uint64), record="turns")
