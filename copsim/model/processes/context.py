"""Context: the levers of the cycle are read and the shocks of the outside take hold (Responding to external context).

A restart resets what belonged to the old priorities, their plan and the clarity about them; all else follows from that
(Obs11, R11). A shock opens the question of keeping or adapting the agreed course, on which members start divided: the
more workload, the likelier against any change ("we can't cope with anything else", Obs11).
Freed time and permission add to the capacity for change (Q52, S-covid-permission); strong local audit data wear down
the support of clinicians and commissioners (Obs2, S-audit).
"""

from __future__ import annotations

from copsim.model.jit import helper, kernel
from copsim.model.processes.initialise import clip01
from copsim.model.rng import DIVIDE, normal, stream, uniform
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
            _start_again(s, r, n)
        opening = lv.question > 0.5 and c.question_open < 0.5
        if opening:
            c.question_open = 1.0
        for i in range(n):
            m = s.members[r, i]
            m.belongs = f.member_levers[r, cycle, i].invited * (1.0 - m.left)
            m.present = 0.0
            m.group = -1.0
            m.heard = 0.0
            if lv.restart > 0.5:
                m.clarity = min(m.clarity, m.first_clarity)
            m.unease = clip01(m.unease + lv.fear[m.role] * (1.0 - m.unease))
            load = clip01(m.workload + lv.workload[m.role])
            m.effective_workload = load * (1.0 - p.relief * lv.organisation)
            m.capacity = (1.0 - load) * (1.0 + lv.freed[m.role] + p.permission_gain * lv.permission)
            if opening:
                _take_side(s, f, r, i, m.effective_workload, p)
            strain = p.unease_attention * m.unease + p.workload_attention * m.effective_workload
            m.attention = max(0.05, 1.0 - strain)
            if lv.audit > 0.0 and (m.role == CLINICAL or m.role == COMMISSIONER):
                for v in range(views - 1):
                    s.views[r, i, v].support -= p.audit_view * lv.audit * s.views[r, i, v].support


@helper
def _start_again(s, r, n):
    """Give up all that was made of the old priorities."""
    c = s.community[r]
    c.plan, c.agreed, c.relevance = 0.0, 0.0, 1.0
    for v in range(s.priorities.shape[1]):
        s.priorities[r, v].adopted = 0.0
        s.priorities[r, v].quality = 0.0
        for k in range(N_KINDS):
            s.priorities[r, v].ingredient[k] = 0.0
        for i in range(n):
            s.views[r, i, v].voiced = 0.0


@helper
def _take_side(s, f, r, i, load, p):
    """First view on adapting the course: against it with a chance equal to the workload."""
    key, ident, view = stream(f.seeds[r], DIVIDE, 0), f.stable_ids[i], s.views[r, i, s.views.shape[2] - 1]
    side = -p.divide if uniform(key, ident, 0) < load else p.divide
    view.anchor = clip01(0.5 + side + p.trait_sd * normal(key, ident, 1))
    view.support, view.first = view.anchor, view.anchor


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
