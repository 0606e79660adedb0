"""Reflection: members take stock after a meeting.

Felt footing needs following the language and the service talk, knowing one's part, trust in those present, and no
longer presuming that the others know the evidence better; the part that is furthest behind decides, and once that is
there, footing comes at once (the light-bulb of Q17). Confidence relaxes to it (Q32, Q47). Clarity grows with
collaborative facilitation and with work that was done (R10, Q38); lay members without it grow uneasy, clinicians do
not (S-clarity). Views are pulled to what members have committed to, in some members more than in others
(friedkin-johnsen-1990, Q49); facilitation helps to a compromise on keeping or adapting the course (Obs11).
"""

from __future__ import annotations

import math

from copsim.model.jit import helper, kernel
from copsim.model.roles import LAY, N_ROLES, RESEARCH, SERVICE


@kernel
def reflect(s, f, cycle):
    """Update footing, confidence, clarity, unease and views of `s`."""
    replicates, n = s.members.shape
    views = s.views.shape[2]
    for r in range(replicates):
        p, lv, c = f.parameters[r], f.levers[r, cycle], s.community[r]
        facilitated = c.hands * lv.facilitation
        rate = p.clarity_base + p.clarity_facilitation * facilitated
        rate = min(1.0, rate + p.clarity_result * min(1.0, c.done + c.output_gain))
        loosened = 1.0 - facilitated * (1.0 - lv.task_led)
        for i in range(n):
            m = s.members[r, i]
            m.unease -= p.unease_decay * m.unease
            m.unease *= 1.0 - lv.comfort * m.present
            for v in range(views):
                pull = min(1.0, p.anchor_pull * m.steadfastness)
                if v < views - 1:
                    _pull_back(s.views[r, i, v], pull)
                elif c.question_open > 0.5:
                    _pull_back(s.views[r, i, v], pull * loosened)
            if m.present < 0.5:
                continue
            m.clarity += rate * (1.0 - m.clarity)
            if m.role == LAY:
                m.unease += p.unease_unclear * (1.0 - lv.aims) * (1.0 - m.clarity) * (1.0 - m.unease)
            before = m.footing
            gap, trust = presumed_gap(s, r, i), _trust(s, r, n, i)
            m.footing = felt_footing(m.language, m.knowledge[SERVICE], m.clarity, gap, trust, p)
            s.tally[r, i].footing_gain = m.footing - before
            target = max(m.first_confidence, p.confidence_full)
            target = (1.0 - m.footing) * m.first_confidence + m.footing * target
            m.confidence += p.footing_pull * (target - m.confidence)


@helper
def _pull_back(view, pull):
    """Pull a view to its anchor; what each role has changed shrinks as far as that takes it back."""
    moved = 0.0
    for role in range(N_ROLES):
        moved += view.persuaded[role]
    back = pull * (view.anchor - view.support)
    view.support += back
    if moved != 0.0:
        for role in range(N_ROLES):
            view.persuaded[role] *= min(1.0, max(0.0, 1.0 + back / moved))


@helper
def presumed_gap(s, r, i):
    """How much more of the evidence member i presumes in others than i knows, at least 0."""
    return max(0.0, s.members[r, i].presumed - s.members[r, i].knowledge[RESEARCH])


@helper
def felt_footing(language, service, clarity, gap, trust, p):
    """Felt footing in [0, 1]: low while any one part is missing, and high soon after the last one is there."""
    follows = min(language / p.footing_language, service / p.footing_service)
    safe = min(trust / p.footing_trust, (1.0 - gap) / p.footing_even)
    least = min(follows, min(safe, clarity / p.footing_clarity))
    return 1.0 / (1.0 + math.exp(-p.footing_steep * (least - 1.0)))


@helper
def _trust(s, r, n, i):
    total, others = 0.0, 0.0
    for j in range(n):
        if j != i and s.members[r, j].present > 0.5:
            total += s.ties[r, i, j].trust
            others += 1.0
    return total / others if others > 0.0 else 0.0
