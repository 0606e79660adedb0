"""Context: the levers of the cycle are read and the shocks of the outside take hold (Responding to external context).

A restart resets what belonged to the old priorities, their plan and the clarity about them; all else follows from that
(Obs11, R11). A shock opens the question of keeping or adapting the agreed course, on which members start divided.
Freed time and permission add to the capacity for change (Q52, S-covid-permission); strong local audit data wear down
the support of clinicians and commissioners (Obs2, S-audit).
"""

from __future__ import annotations

from copsim.model.jit import helper, kernel
from copsim.model.processes.initialise import clip01
from copsim.model.roles import CLINICAL, COMMISSIONER, N_KINDS, N_ROLES
from copsim.model.state import N_EXCHANGES


@kernel
def read_context(s, f, cycle):
    """Begin a cycle; updates community, members and views of `s` and clears its tallies."""
    replicates, n = s.members.shape
    views = s.views.shape[2]
    for r in range(replicates):
        p, lv, c = f.parameters[r], f.levers[r, cycle], s.community[r]
        _clear(s, r, n)
        c.complexity = clip01(clip01(p.complexity + lv.complexity) - p.easy_read * c.outputs)
        c.fit = clip01(p.fit + lv.fit)
        if lv.relevance < 1.0:
            c.relevance = min(c.relevance, lv.relevance)
        if lv.restart > 0.5:
            c.plan = 0.0
            c.relevance = 1.0
        opening = lv.question > 0.5 and c.question_open < 0.5
        if opening:
            c.question_open = 1.0
        for i in range(n):
            m = s.members[r, i]
            m.present = 0.0
            m.group = -1.0
            if lv.restart > 0.5:
                m.clarity = min(m.clarity, m.first_clarity)
            if opening:
                s.views[r, i, views - 1].support = s.views[r, i, views - 1].anchor
            m.unease = clip01(m.unease + lv.fear[m.role] * (1.0 - m.unease))
            load = clip01(m.workload + lv.workload[m.role])
            m.effective_workload = load * (1.0 - p.relief * lv.organisation)
            gained = p.freed_gain * lv.freed[m.role] + p.permission_gain * lv.permission
            m.capacity = (1.0 - load) * (1.0 + gained)
            strain = p.unease_attention * m.unease + p.workload_attention * m.effective_workload
            m.attention = max(0.05, 1.0 - strain)
            if lv.audit > 0.0 and (m.role == CLINICAL or m.role == COMMISSIONER):
                for v in range(views - 1):
                    s.views[r, i, v].support -= p.audit_view * lv.audit * s.views[r, i, v].support


@helper
def _clear(s, r, n):
    c = s.community[r]
    c.plan_gain = 0.0
    c.output_gain = 0.0
    c.lay_priority_turns = 0.0
    c.priority_turns = 0.0
    c.representativeness = 0.0
    for x in range(N_EXCHANGES):
        for a in range(N_ROLES):
            for b in range(N_ROLES):
                s.community[r].exchange[x, a, b] = 0.0
    for i in range(n):
        t = s.tally[r, i]
        t.turns = 0.0
        t.questions = 0.0
        t.early_turns = 0.0
        t.late_turns = 0.0
        t.knowledge_moved = 0.0
        t.view_moved = 0.0
        t.reception = 0.0
        t.contacts = 0.0
        t.footing_gain = 0.0
        for k in range(N_KINDS):
            t.told[k] = 0.0
            t.learned[k] = 0.0
