"""One run with everything that the picture shows: who sat where, every turn, and what each listener let through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from copsim.model.batch import log_rows, observe
from copsim.model.outcomes import OUTCOMES, Observation
from copsim.model.phases import advance
from copsim.model.run import begin
from copsim.model.setup import Setup
from copsim.model.state import ANSWER, LOG_DTYPE, TELL, Frame, State

Array = NDArray[np.float64]
AT_TABLES, ALL_TOGETHER = SEATED = ("breakout groups", "plenary gathering")
N_MOVED = 2


@dataclass(frozen=True)
class Turn:
    """One row of the log, a turn or a contact.

    Attributes:
        cycle: Meeting, from 1.
        phase: Index into `PHASES`.
        group: Number of the table; 0 in the plenary.
        speaker: Member who speaks, or who seeks the contact.
        listener: Member who is asked, answered or met; -1 for nobody.
        act: Index into `ACTS`.
        kind: Kind of knowledge.
        knowledge: Knowledge that the turn moved, summed over listeners.
        view: View that it moved.
        got: What each listener let through, 0 to 1, by member; empty for questions and contacts.
    """

    cycle: int
    phase: int
    group: int
    speaker: int
    listener: int
    act: int
    kind: int
    knowledge: float
    view: float
    got: Mapping[int, float]


@dataclass(frozen=True)
class Look:
    """Members as they were in and after one meeting.

    Attributes:
        held: Whether it was held.
        online: Whether it was online.
        present: (n,) 1 for those present.
        tables: (n,) table of each member, -1 for none.
        plenary: (n,) 0 for those in the plenary, else -1.
        confidence: (n,) after the cycle.
        trust: (n, n) trust of row in column, after the cycle.
    """

    held: bool
    online: bool
    present: Array
    tables: NDArray[np.int64]
    plenary: NDArray[np.int64]
    confidence: Array
    trust: Array


@dataclass(frozen=True)
class Recording:
    """One run.

    Attributes:
        setup: The compiled scenario.
        seed: Seed of the run.
        looks: One per cycle.
        turns: All turns and contacts, in order.
        courses: (C,) course of each outcome.
    """

    setup: Setup
    seed: int
    looks: Sequence[Look]
    turns: Sequence[Turn]
    courses: Mapping[str, Array]


def recorded(setup: Setup, seed: int, parameters: Mapping[str, float] | None = None) -> Recording:
    """Run a scenario once with the turn log on, and look at its members in and after every meeting.

    Args:
        setup: Compiled scenario.
        seed: Seed of the run; it gives the same bits as in a batch.
        parameters: Overrides on top of the scenario's.
    """
    state, frame = begin(setup, np.array([seed], np.uint64), parameters)
    rows = log_rows(frame)
    state = state._replace(
        log=np.zeros((1, rows), LOG_DTYPE), heard=np.zeros((1, rows, setup.n_members + N_MOVED))
    )
    looks, observed = [], []
    for cycle in range(setup.n_cycles):
        seats: dict[str, NDArray[np.int64]] = {}

        def seen(phase: str, now: State, _: Frame, __: int, seats: dict[str, NDArray[np.int64]] = seats) -> None:
            if phase in SEATED:
                seats[phase] = now.members["group"][0].astype(np.int64)

        advance(state, frame, cycle, seen)
        looks.append(_look(state, frame, cycle, seats))
        observed.append(observe(Observation(state, frame, cycle))[0])
    courses = dict(zip(OUTCOMES, np.stack(observed, axis=1), strict=True))
    return Recording(setup, int(seed), looks, _turns(state), courses)


def _look(state: State, frame: Frame, cycle: int, seats: Mapping[str, NDArray[np.int64]]) -> Look:
    members, levers = state.members[0], frame.levers[0, cycle]
    return Look(
        held=bool(levers["held"] > 0.5),
        online=bool(levers["online"] > 0.5),
        present=members["present"].copy(),
        tables=seats[AT_TABLES],
        plenary=seats[ALL_TOGETHER],
        confidence=members["confidence"].copy(),
        trust=state.trust[0].copy(),
    )


def _turns(state: State) -> list[Turn]:
    count = int(state.community["log_count"][0])
    turns = []
    for row, heard in zip(state.log[0, :count], state.heard[0, :count], strict=True):
        told = row["act"] in (TELL, ANSWER)
        got = {member: float(gate) for member, gate in enumerate(heard[:-N_MOVED]) if member != row["speaker"]}
        head = {name: int(row[name]) for name in ("cycle", "phase", "group", "speaker", "listener", "act", "kind")}
        moved = {"knowledge": float(heard[-2]), "view": float(heard[-1])}
        turns.append(Turn(**head, **moved, got=got if told else {}))  # type: ignore[arg-type]
    return turns
