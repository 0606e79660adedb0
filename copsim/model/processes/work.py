"""Work between meetings: members do what was agreed as far as it is theirs, clear to them and fits into their week.

Tasks from the last meeting "had not been completed, due to time (too busy)?" (Obs5a); members were asked who would like
to take things on (Q35), and everybody drove the project (Q11). Communication between meetings reminds (Q9). What is not
owned, like what nobody talks about, fades.
"""

from __future__ import annotations

from copsim.model.jit import kernel, leaf
from copsim.model.processes.initialise import clip01
from copsim.model.roles import FACILITATOR, N_KINDS


@kernel
def do_work(s, f, cycle):
    """Turn what was agreed into the plan after a meeting, then fade ownership and ingredients; updates `s`."""
    replicates, n = s.members.shape
    for r in range(replicates):
        p, lv, c = f.parameters[r], f.levers[r, cycle], s.community[r]
        told = c.reach * lv.communication
        if lv.held > 0.5:
            total, guests = 0.0, 0.0
            for i in range(n):
                m = s.members[r, i]
                if m.belongs > 0.5 and m.role != FACILITATOR:
                    total += willing(m, p)
                    guests += 1.0
            c.done = clip01(total / guests * (1.0 + p.work_remind * told)) if guests > 0.0 else 0.0
            c.plan_gain = c.done * (c.agreed - c.plan)
            c.plan += c.plan_gain
        kept = 1.0 - p.communication_keeps * told
        for i in range(n):
            s.members[r, i].ownership -= p.own_fade * kept * s.members[r, i].ownership
        for v in range(s.priorities.shape[1]):
            for k in range(N_KINDS):
                s.priorities[r, v].ingredient[k] -= p.stale * s.priorities[r, v].ingredient[k]


@leaf
def willing(m, p):
    """Share of the tasks that a member does: owned, not too busy, and clear what for."""
    return m.ownership * (1.0 - m.effective_workload) * (1.0 - p.plan_clarity * (1.0 - m.clarity))
