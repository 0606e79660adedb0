"""One run with everything that the picture shows: who sat where, every turn, and what each listener let through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from copsim.model.setup import Setup

Array = NDArray[np.float64]


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
