"""Between meetings: endorsement, uptake and fading.

Where the course may be adapted, a meeting regains some of its lost relevance first (R11, S-covid-adapt). After a
meeting, commissioners move to how good the case is: backed from all sides (Q28), with a plan, their own support, what
they know of the evidence and of patients' lives, and something to show (the booklet of Q27). Only they can relax the
specification of services (Q5, Q26). Clinical members act on the plan as far as capacity, research knowledge, support
and fit allow (Q5, Q53), faster when it is theirs, and faster still where they span boundaries; colleagues who trust a
spanner follow (Q21). The ceiling is the smaller of what endorsement and funding allow, so lived knowledge moves
nothing while funding binds (S-negotiating-funding, Q20). What is not owned, or no longer paid for, is given up again.
Clinicians who learn about patients' lives come to involve patients in their own services (Q22). Knowledge above what
the member came with, and trust, fade; communication slows both (Q9, custers-2010).
"""

from __future__ import annotations

import math

from copsim.model.jit import helper, kernel, leaf
from copsim.model.roles import CLINICAL, COMMISSIONER, FACILITATOR, LAY, LIVED, N_KINDS, RESEARCH


@kernel
def carry_out(s, f, cycle):
    """Endorse, put into practice, and fade; updates `s`."""
    replicates, n = s.members.shape
    for r in range(replicates):
        p, lv, c = f.parameters[r], f.levers[r, cycle], s.community[r]
        if lv.held > 0.5 and lv.adapt > 0.5:
            c.relevance += p.adapt_rate * (1.0 - c.relevance)
        ready = c.plan * c.relevance
        c.backing = _backing(s, r, n, p)
        endorsed, commissioners = 0.0, 0.0
        for i in range(n):
            m = s.members[r, i]
            if m.role == COMMISSIONER and m.belongs > 0.5:
                if lv.held > 0.5:
                    known = 0.5 * (m.knowledge[LIVED] + m.knowledge[RESEARCH])
                    case = business_case(c.backing, ready, mean_support(s, r, i), known, c.outputs, p)
                    m.endorsement += p.endorse_rate * (case - m.endorsement)
                endorsed += m.endorsement
                commissioners += 1.0
        c.endorsement = endorsed / commissioners if commissioners > 0.0 else 0.0
        c.ceiling = min(p.uptake_ceiling + (1.0 - p.uptake_ceiling) * c.endorsement, lv.funding)
        _put_into_practice(s, r, n, ready, lv.audit, p)
        _fade(s, r, n, 1.0 - p.communication_keeps * c.reach * lv.communication, p)


@leaf
def business_case(backing, ready, support, known, outputs, p):
    """How good the case is for one commissioner, in [0, 1]."""
    planned = min(1.0, ready / p.plan_full)
    return backing * planned * support * (0.5 + 0.5 * known) * (1.0 - p.show_output * (1.0 - outputs))


@helper
def mean_support(s, r, i):
    """Mean support of a member for the priorities."""
    views = s.views.shape[2] - 1
    total = 0.0
    for v in range(views):
        total += s.views[r, i, v].support
    return total / views


@helper
def _backing(s, r, n, p):
    """Geometric mean over lay, clinical and facilitating members of what their support and ownership are worth."""
    product = 1.0
    for role in (LAY, CLINICAL, FACILITATOR):
        support, ownership, count = 0.0, 0.0, 0.0
        for i in range(n):
            if s.members[r, i].role == role and s.members[r, i].belongs > 0.5:
                support += mean_support(s, r, i)
                ownership += s.members[r, i].ownership
                count += 1.0
        side = support / count * (ownership / count) if count > 0.0 else 0.0
        product *= p.back_floor + (1.0 - p.back_floor) * side
    return math.pow(product, 1.0 / 3.0)


@helper
def _put_into_practice(s, r, n, ready, audit, p):
    """Uptake and involvement of clinical members, in the order of the roster; updates `s`."""
    c = s.community[r]
    fit = c.fit + (1.0 - c.fit) * c.endorsement
    held_back = 1.0 - p.audit_uptake * audit * (1.0 - ready)
    for i in range(n):
        m = s.members[r, i]
        if m.role != CLINICAL or m.belongs < 0.5:
            continue
        speed = p.uptake_rate * m.capacity * (1.0 + p.boundary_gain * m.boundary_spanner)
        speed *= m.knowledge[RESEARCH] * ready * fit * held_back * mean_support(s, r, i)
        speed *= p.uptake_floor + (1.0 - p.uptake_floor) * m.ownership
        able = min(1.0, m.capacity)
        gain = min(1.0, speed) * max(0.0, c.ceiling - m.uptake) + p.spread * able * _example(s, r, n, i)
        loss = p.relapse * ((1.0 - m.ownership) * m.uptake + max(0.0, m.uptake - c.ceiling))
        m.uptake += gain - loss
        learned = max(0.0, m.knowledge[LIVED] - m.first_hand[LIVED])
        m.involvement += min(1.0, p.involve_rate * able * m.credence[LIVED] * learned) * (1.0 - m.involvement)


@helper
def _example(s, r, n, i):
    """The largest lead in uptake of a colleague who spans boundaries, times the trust in that colleague."""
    most = 0.0
    for j in range(n):
        b = s.members[r, j]
        if j != i and b.role == CLINICAL and b.belongs > 0.5 and b.boundary_spanner > 0.5:
            most = max(most, s.ties[r, i, j].trust * (b.uptake - s.members[r, i].uptake))
    return most


@helper
def _fade(s, r, n, kept, p):
    """Fade knowledge and trust towards the first level, by what communication has not kept; updates `s`."""
    for i in range(n):
        for k in range(N_KINDS):
            above = s.members[r, i].knowledge[k] - s.members[r, i].first_hand[k]
            if above > 0.0:
                s.members[r, i].knowledge[k] -= p.forget_rate * kept * above
        for j in range(n):
            above = s.ties[r, i, j].trust - s.ties[r, i, j].first
            if above > 0.0:
                s.ties[r, i, j].trust -= p.trust_fade * kept * above
