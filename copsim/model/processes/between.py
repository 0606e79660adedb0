"""Between meetings: endorsement, uptake and fading.

Where the course may be adapted, a meeting regains some of its lost relevance first (R11, S-covid-adapt). In cycles
with a meeting, commissioners endorse a plan that is backed from all sides (Q28): backing is a product, so together
exceeds the sum of each alone. The ceiling of uptake is the smaller of what endorsement and funding allow, so
lived knowledge moves nothing while funding binds (S-negotiating-funding, Q20). Clinical members act on the plan as
far as their capacity, research knowledge, own support and the fit of the service specification allow (Q5, Q53),
faster where they span boundaries (Q21). Knowledge above what the member came with, and trust, fade; communication
slows both (Q9, custers-2010).
"""

from __future__ import annotations

from copsim.model.jit import helper, kernel
from copsim.model.processes.initialise import clip01
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
        c.backing = _backing(s, f, r, n, cycle)
        endorsed, commissioners = 0.0, 0.0
        for i in range(n):
            m = s.members[r, i]
            if m.role == COMMISSIONER and f.member_levers[r, cycle, i].invited > 0.5:
                known = p.case_lived * m.knowledge[LIVED] + (1.0 - p.case_lived) * m.knowledge[RESEARCH]
                case = c.backing * ready * _mean_support(s, r, i) * (0.5 + 0.5 * known)
                if lv.held > 0.5:
                    m.endorsement += p.endorse_rate * case * (1.0 - m.endorsement)
                endorsed += m.endorsement
                commissioners += 1.0
        c.endorsement = endorsed / commissioners if commissioners > 0.0 else 0.0
        c.ceiling = min(p.uptake_ceiling + (1.0 - p.uptake_ceiling) * c.endorsement, lv.funding)
        fit = c.fit + (1.0 - c.fit) * ready
        held_back = 1.0 - p.audit_uptake * lv.audit * (1.0 - ready)
        for i in range(n):
            m = s.members[r, i]
            if m.role == CLINICAL and f.member_levers[r, cycle, i].invited > 0.5:
                speed = p.uptake_rate * m.capacity * (1.0 + p.boundary_gain * m.boundary_spanner)
                speed *= s.members[r, i].knowledge[RESEARCH] * ready * fit * held_back * _mean_support(s, r, i)
                m.uptake += min(1.0, speed) * max(0.0, c.ceiling - m.uptake)
        _fade(s, r, n, lv.communication, p)


@helper
def _mean_support(s, r, i):
    views = s.views.shape[2] - 1
    total = 0.0
    for v in range(views):
        total += s.views[r, i, v].support
    return total / views


@helper
def _backing(s, f, r, n, cycle):
    """Product of the mean support of lay and clinical members and of the researchers among the facilitators."""
    lay, clinical, research = 0.0, 0.0, 0.0
    n_lay, n_clinical, n_research = 0.0, 0.0, 0.0
    for i in range(n):
        if f.member_levers[r, cycle, i].invited < 0.5:
            continue
        role, support = s.members[r, i].role, _mean_support(s, r, i)
        if role == LAY:
            lay += support
            n_lay += 1.0
        elif role == CLINICAL:
            clinical += support
            n_clinical += 1.0
        elif role == FACILITATOR:
            research += support
            n_research += 1.0
    backing = 1.0
    backing *= 0.5 + 0.5 * lay / n_lay if n_lay > 0.0 else 0.5
    backing *= 0.5 + 0.5 * clinical / n_clinical if n_clinical > 0.0 else 0.5
    backing *= 0.5 + 0.5 * research / n_research if n_research > 0.0 else 0.5
    return clip01(backing)


@helper
def _fade(s, r, n, communication, p):
    forget = p.forget_rate * (1.0 - p.communication_retention * communication)
    fade = p.trust_fade * (1.0 - p.communication_trust * communication)
    for i in range(n):
        for k in range(N_KINDS):
            above = s.members[r, i].knowledge[k] - s.members[r, i].first_hand[k]
            if above > 0.0:
                s.members[r, i].knowledge[k] -= forget * above
        for j in range(n):
            above = s.ties[r, i, j].trust - s.ties[r, i, j].first
            if above > 0.0:
                s.ties[r, i, j].trust -= fade * above
