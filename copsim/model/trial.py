"""A run of the smallest community, which makes every kernel compile or load."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from copsim.model.levers import Contribution, lever_table
from copsim.model.parameters import TRAITS, parameter_records
from copsim.model.processes.contacts import mingle
from copsim.model.processes.conversation import converse
from copsim.model.roles import ROLES
from copsim.model.setup import Setup
from copsim.model.state import Frame, State, empty_state, make_frame


def small_setup(counts: tuple[int, int, int, int] = (1, 1, 1, 1), n_cycles: int = 1, **changes: object) -> Setup:
    """A setup by counts of lay, clinical, commissioner and facilitator members, with nothing contributed."""
    roles = np.repeat(np.arange(4), counts).astype(np.int64)
    ordinals = np.concatenate([np.arange(count) for count in counts])
    n = len(roles)
    ids = tuple(f"{ROLES[role]}-{ordinal + 1}" for role, ordinal in zip(roles, ordinals, strict=True))
    fields: dict[str, object] = {
        "name": "small",
        "scenario_hash": "small",
        "n_cycles": n_cycles,
        "cycle_weeks": 13.0,
        "roles": roles,
        "stable_ids": roles.astype(np.uint64) * np.uint64(1_000_003) + ordinals.astype(np.uint64),
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


def _idle() -> tuple[State, Frame]:
    """State and frame of zeros, on which every phase passes without effect."""
    setup = small_setup()
    seeds = np.zeros(1, np.uint64)
    records = parameter_records({}, 1)
    return empty_state(setup, 1), make_frame(setup, seeds, records, lever_table((), 1, setup.n_members, records))


def compile_talk() -> None:
    """Compile or load the largest kernels alone: about half of all the work."""
    state, frame = _idle()
    state.members["group"] = -1.0
    converse(state, frame, 0, 0)
    mingle(state, frame, 0)


def tiny_run_but_talk(tell: Callable[[int, int], None] = lambda done, all_: None) -> None:
    """Compile or load the other kernels; `tell` hears how many parts of how many are done."""
    from copsim.model.batch import observe
    from copsim.model.outcomes import Observation
    from copsim.model.phases import SCHEDULE
    from copsim.model.run import begin

    state, frame = begin(small_setup(), np.zeros(1, np.uint64))
    parts = [(phase, more) for _name, phase, *more in SCHEDULE if phase not in (converse, mingle)]
    for done, (phase, more) in enumerate(parts):
        tell(done, len(parts) + 1)
        phase(state, frame, 0, *more)
    tell(len(parts), len(parts) + 1)
    observe(Observation(state, frame, 0))


def tiny_run() -> None:
    """Run one cycle of four members, group task included."""
    from copsim.model.batch import simulate_batch

    setup = small_setup(contributions=(Contribution("group_task", 1.0),))
    simulate_batch(setup, np.zeros(1, np.uint64), record="turns")
