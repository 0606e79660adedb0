"""State of a batch: arrays whose first axis is the replicate.

All entries lie in [0, 1] unless said otherwise. Kernels read and write these arrays; everything else looks at them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from copsim.model.levers import LeverTable
from copsim.model.roles import N_KINDS, N_ROLES
from copsim.model.setup import Setup

_MEMBER_FIELDS = (
    "confidence",
    "first_confidence",
    "formal_power",
    "talkativeness",
    "standing",
    "language",
    "clarity",
    "first_clarity",
    "presumed",
    "first_presumed",
    "unease",
    "exposure",
    "footing",
    "heard",
    "ownership",
    "uptake",
    "involvement",
    "endorsement",
    "workload",
    "attendance",
    "ceiling",
    "steadfastness",
    "difference",
    "digitally_excluded",
    "boundary_spanner",
    "capacity",
    "effective_workload",
    "left",
    "belongs",
    "met",
    "present",
    "attention",
    "group",
)
MEMBER_DTYPE = np.dtype(
    [
        ("role", np.int64),
        *[(name, np.float64) for name in _MEMBER_FIELDS],
        *[(name, np.float64, (N_KINDS,)) for name in ("knowledge", "first_hand", "credence")],
    ]
)
VIEW_DTYPE = np.dtype(
    [(name, np.float64) for name in ("support", "first", "anchor", "voiced")] + [("persuaded", np.float64, (N_ROLES,))]
)
PRIORITY_DTYPE = np.dtype(
    [("ingredient", np.float64, (N_KINDS,)), ("quality", np.float64), ("adopted", np.float64)]
)
TIE_DTYPE = np.dtype([("trust", np.float64), ("first", np.float64)])

TALLY_DTYPE = np.dtype(
    [
        ("turns", np.float64),
        ("questions", np.float64),
        ("early_turns", np.float64),
        ("late_turns", np.float64),
        ("knowledge_moved", np.float64),
        ("view_moved", np.float64),
        ("reception", np.float64),
        ("told", np.float64, (N_KINDS,)),
        ("learned", np.float64, (N_KINDS,)),
        ("contacts", np.float64),
        ("footing_gain", np.float64),
    ]
)

N_EXCHANGES = 4
VIEW_MOVED, BREAK_CONTACTS, INFORMAL_CONTACTS, CHALLENGES = range(N_EXCHANGES)

COMMUNITY_DTYPE = np.dtype(
    [
        (name, np.float64)
        for name in (
            "complexity",
            "fit",
            "agreed",
            "consent",
            "done",
            "plan",
            "plan_gain",
            "energy",
            "hands",
            "reach",
            "task_progress",
            "outputs",
            "output_gain",
            "relevance",
            "endorsement",
            "ceiling",
            "question_open",
            "representativeness",
            "backing",
            "lay_priority_turns",
            "priority_turns",
            "log_count",
        )
    ]
    + [("exchange", np.float64, (N_EXCHANGES, N_ROLES, N_ROLES))]
)

LOG_DTYPE = np.dtype(
    [
        (name, np.int32)
        for name in ("cycle", "phase", "group", "turn", "speaker", "listener", "act", "kind", "priority")
    ]
    + [("reception", np.float64)]
)
PHASES = ("task", "breakout", "plenary", "break", "informal")
TASK, BREAKOUT, PLENARY, AT_BREAK, INFORMAL = range(5)
ACTS = ("tell", "ask", "answer", "contact")
TELL, ASK, ANSWER, CONTACT = range(4)


class State(NamedTuple):
    """What changes while a batch runs.

    Few arrays of records rather than many of numbers: that compiles and runs several times faster.

    Attributes:
        members: (R, n) records of `MEMBER_DTYPE`. Talkativeness is real-valued and steadfastness in [0, 2];
            `knowledge`, `first_hand` (held before the CoP), `credence` and `voiced` (best voiced in this
            conversation) are (4,) by kind.
        views: (R, n, V + 1) records of `VIEW_DTYPE`, one per priority and, last, one for adapting the agreed course:
            support, its anchor (the first support) and the signed change since, by role of the speaker.
        ties: (R, n, n) records of `TIE_DTYPE`: trust of row in column, now and first; the diagonal is 0.
        priorities: (R, V) records of `PRIORITY_DTYPE`: what went into a plan for each priority, and what was adopted.
        community: (R,) records of `COMMUNITY_DTYPE`; `exchange` is (4, 4, 4), this cycle's amounts by role of who is
            moved or seeks and role of who moves or is sought.
        tally: (R, n) records of `TALLY_DTYPE`, of this cycle.
        total: (R, n) the same, summed over cycles.
        agenda: (R, V + 1) weights of the priorities in this meeting.
        log: (R, L) records of `LOG_DTYPE`; L is 0 when turns are not recorded.
        heard: (R, L, n + 2) by row of the log: what each member let through of the turn, 0 for those who were no
            listeners, then the knowledge and the view that it moved; L is 0 when that is not recorded.
    """

    members: NDArray[np.void]
    views: NDArray[np.void]
    ties: NDArray[np.void]
    priorities: NDArray[np.void]
    community: NDArray[np.void]
    tally: NDArray[np.void]
    total: NDArray[np.void]
    agenda: NDArray[np.float64]
    log: NDArray[np.void]
    heard: NDArray[np.float64]

    @property
    def trust(self) -> NDArray[np.float64]:
        """(R, n, n) trust of row in column."""
        trust: NDArray[np.float64] = self.ties["trust"]
        return trust


class Frame(NamedTuple):
    """What a batch is given and does not change.

    Attributes:
        seeds: (R,) uint64.
        stable_ids: (n,) uint64.
        parameters: (R,) parameter records.
        levers: (R, C) lever records.
        member_levers: (R, C, n) lever records per member.
        lay_diversity: (R,) how little lay members' experience overlaps.
    """

    seeds: NDArray[np.uint64]
    stable_ids: NDArray[np.uint64]
    parameters: NDArray[np.void]
    levers: NDArray[np.void]
    member_levers: NDArray[np.void]
    lay_diversity: NDArray[np.float64]


def make_frame(setup: Setup, seeds: NDArray[np.uint64], parameters: NDArray[np.void], levers: LeverTable) -> Frame:
    """The frame of a batch of runs of one scenario."""
    diversity = np.full(len(seeds), float(setup.lay_diversity))
    return Frame(seeds, setup.stable_ids, parameters, levers.cycles, levers.members, diversity)


def empty_state(setup: Setup, replicates: int) -> State:
    """State of zeros with the shapes of a scenario; turns are not recorded until `log` is given rows."""
    r, n, v = replicates, setup.n_members, len(setup.priorities) + 1
    return State(
        members=np.zeros((r, n), MEMBER_DTYPE),
        views=np.zeros((r, n, v), VIEW_DTYPE),
        ties=np.zeros((r, n, n), TIE_DTYPE),
        priorities=np.zeros((r, v - 1), PRIORITY_DTYPE),
        community=np.zeros(r, COMMUNITY_DTYPE),
        tally=np.zeros((r, n), TALLY_DTYPE),
        total=np.zeros((r, n), TALLY_DTYPE),
        agenda=np.zeros((r, v)),
        log=np.zeros((r, 0), LOG_DTYPE),
        heard=np.zeros((r, 0, n + 2)),
    )
