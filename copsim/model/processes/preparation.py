"""Preparation: briefing before the meeting, aims stated at the outset, and who works on the group task.

Briefing brings research knowledge, language and clarity towards what a briefed member can have (Q29, Q30, R4), as far
as there are hands for it. Aims agreed at the outset give clarity at once (R7). The group task is a conversation among
its makers, the lay members and one facilitator (Q2, Q38): it does nothing but give them turns together, and an output
when the work is done, which lowers complexity for all (S-easy-read). Without lay members there is no task.
"""

from __future__ import annotations

from copsim.model.jit import helper, kernel
from copsim.model.processes.initialise import clip01
from copsim.model.roles import FACILITATOR, LAY, RESEARCH


@kernel
def prepare(s, f, cycle):
    """Brief members and put the makers of the group task into group 0; updates `s`."""
    replicates, n = s.members.shape
    for r in range(replicates):
        p, lv, c = f.parameters[r], f.levers[r, cycle], s.community[r]
        for i in range(n):
            m = s.members[r, i]
            dose = lv.briefing[m.role] * c.hands * m.belongs
            if dose > 0.0:
                gap = max(0.0, p.briefing_level - s.members[r, i].knowledge[RESEARCH])
                s.members[r, i].knowledge[RESEARCH] += dose * p.briefing_gain * gap
                m.language += dose * p.briefing_language * (1.0 - m.language)
                m.clarity += dose * p.briefing_clarity * (1.0 - m.clarity)
            if cycle == 0 and lv.aims > 0.0:
                m.clarity += p.aims_start * lv.aims * (1.0 - m.clarity)
        if lv.group_task > 0.0 and c.outputs < 1.0 and _gather_makers(s, r, n) > 0:
            c.task_progress += lv.group_task
            if c.task_progress >= 0.999:
                c.outputs = 1.0
                c.output_gain = 1.0
                c.complexity = clip01(c.complexity - p.easy_read)


@helper
def _gather_makers(s, r, n):
    """Put the makers of the task into group 0; how many of them are lay members."""
    lay, helper_found = 0, False
    for i in range(n):
        m = s.members[r, i]
        if m.belongs < 0.5:
            continue
        if m.role == LAY:
            m.group = 0.0
            lay += 1
        elif m.role == FACILITATOR and not helper_found:
            m.group = 0.0
            helper_found = True
    return lay
