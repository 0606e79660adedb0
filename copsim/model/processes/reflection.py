"""Reflection: members take stock after a meeting.

Felt footing multiplies following the language, following the service talk, no longer presuming that all others know
the evidence better, and trust in those present; it stays low until all are there and then rises at once (the light-bulb
of Q17). Confidence relaxes to it (Q32, Q47). Clarity grows with collaborative facilitation and visible results (R10,
Q38); lay members without it grow uneasy, clinicians do not (S-clarity). Views are pulled to the first view, in some
members more than in others (friedkin-johnsen-1990, Q49).
"""

from __future__ import annotations

from copsim.model.jit import helper, kernel
from copsim.model.processes.initialise import clip01
from copsim.model.roles import LAY, N_ROLES, RESEARCH, SERVICE


@kernel
def reflect(s, f, cycle):
    """Update footing, confidence, clarity, unease and views of `s`."""
    replicates, n = s.members.shape
    views = s.views.shape[2]
    for r in range(replicates):
        p, lv, c = f.parameters[r], f.levers[r, cycle], s.community[r]
        visible = min(1.0, c.plan_gain / p.result_visible if p.result_visible > 0.0 else 0.0) + c.output_gain
        drivers = p.clarity_base + p.clarity_facilitation * lv.facilitation
        drivers += p.clarity_result * min(1.0, visible) + p.clarity_aims * lv.aims
        rate = p.clarity_rate * min(1.0, drivers)
        for i in range(n):
            m = s.members[r, i]
            m.unease -= p.unease_decay * m.unease
            m.unease *= 1.0 - lv.comfort * m.present
            for v in range(views):
                if v < views - 1 or c.question_open > 0.5:
                    _pull_back(s.views[r, i, v], min(1.0, p.anchor_pull * m.steadfastness))
            if m.present < 0.5:
                continue
            m.clarity += rate * (1.0 - m.clarity)
            if m.role == LAY:
                m.unease += p.unease_unclear * (1.0 - lv.aims) * (1.0 - m.clarity) * (1.0 - m.unease)
            before = m.footing
            gap, trust = presumed_gap(s, r, i), _trust(s, r, n, i)
            m.footing = felt_footing(m.language, m.knowledge[SERVICE], gap, trust, p)
            s.tally[r, i].footing_gain = m.footing - before
            target = max(m.first_confidence, p.confidence_full)
            target = (1.0 - m.footing) * m.first_confidence + m.footing * target
            m.confidence += p.footing_pull * (target - m.confidence)


@helper
def _pull_back(view, pull):
    """Pull a view to the first one; what each role has changed shrinks alike, so it adds up to the change by others."""
    view.support += pull * (view.anchor - view.support)
    for role in range(N_ROLES):
        view.persuaded[role] *= 1.0 - pull


@helper
def presumed_gap(s, r, i):
    """How much more of the evidence member i presumes in others than i knows, at least 0."""
    return max(0.0, s.members[r, i].presumed - s.members[r, i].knowledge[RESEARCH])


@helper
def felt_footing(language, service, gap, trust, p):
    """Felt footing in [0, 1]: a product, so low while any one part is missing."""
    follows = min(1.0, language / p.footing_language) * min(1.0, service / p.footing_service)
    return clip01(follows * (1.0 - gap) * min(1.0, trust / p.footing_trust))


@helper
def _trust(s, r, n, i):
    total, others = 0.0, 0.0
    for j in range(n):
        if j != i and s.members[r, j].present > 0.5:
            total += s.ties[r, i, j].trust
            others += 1.0
    return total / others if others > 0.0 else 0.0
