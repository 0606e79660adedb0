"""The schedule: what happens in one cycle, in order.

context → hands → preparation (briefing, the agenda, then the group task) → attendance and opening → plenary input →
breakouts → break → plenary → shared decision → reflection → contacts, work, endorsement, uptake and fading between the
meetings, and some leave. A suspended meeting has nobody present, so everything from the input to the decision passes
without effect.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from copsim.model.processes.agenda import set_agenda
from copsim.model.processes.attendance import attend, leave
from copsim.model.processes.between import carry_out
from copsim.model.processes.contacts import mingle, talk_between
from copsim.model.processes.context import read_context
from copsim.model.processes.conversation import converse
from copsim.model.processes.decision import decide
from copsim.model.processes.grouping import form_groups
from copsim.model.processes.hands import lend_hands
from copsim.model.processes.plenary_input import present_evidence
from copsim.model.processes.preparation import prepare
from copsim.model.processes.reflection import reflect
from copsim.model.processes.totals import add_up
from copsim.model.processes.work import do_work
from copsim.model.state import BREAKOUT, PLENARY, TASK, Frame, State

SCHEDULE: tuple[tuple[Any, ...], ...] = (
    ("context", read_context),
    ("hands", lend_hands),
    ("preparation", prepare),
    ("agenda", set_agenda),
    ("group task", converse, TASK),
    ("attendance and opening", attend),
    ("plenary input", present_evidence),
    ("breakout groups", form_groups, BREAKOUT),
    ("breakouts", converse, BREAKOUT),
    ("break", mingle),
    ("plenary gathering", form_groups, PLENARY),
    ("plenary", converse, PLENARY),
    ("shared decision", decide),
    ("reflection", reflect),
    ("contacts between meetings", talk_between),
    ("work", do_work),
    ("endorsement, uptake and fading", carry_out),
    ("leaving", leave),
    ("totals", add_up),
)


Watch = Callable[[str, State, Frame, int], None]


def advance(state: State, frame: Frame, cycle: int, watch: Watch | None = None) -> None:
    """Run one cycle (counted from 0) on all replicates; updates `state`.

    Args:
        state: State of a batch.
        frame: What the batch is given.
        cycle: Which cycle.
        watch: Called after every phase with its name in `SCHEDULE`, the state, the frame and the cycle.
    """
    for name, phase, *more in SCHEDULE:
        phase(state, frame, cycle, *more)
        if watch is not None:
            watch(name, state, frame, cycle)
