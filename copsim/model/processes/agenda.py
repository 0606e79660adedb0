"""Agenda: which priorities the group task and the meeting spend their turns on.

Priorities draw turns by the support of those who belong to the CoP, weighted by formal power (Obs6,
S-commissioner-power) or, under a lay steering group, by lay members (Q18, Q19, S-steering-group). While the question
of keeping or adapting the course is open it takes a share of the turns (Obs11).
"""

from __future__ import annotations

import math

from copsim.model.jit import helper, kernel
from copsim.model.roles import LAY


@kernel
def set_agenda(s, f, cycle):
    """Weigh the priorities for this cycle; updates the agenda of `s`."""
    for r in range(s.members.shape[0]):
        p, lv = f.parameters[r], f.levers[r, cycle]
        priorities = s.views.shape[2] - 1
        steer = p.steer_rate * lv.lay_steering
        total = 0.0
        for v in range(priorities):
            weighted, lay = _support(s, r, v)
            s.agenda[r, v] = math.exp(p.agenda_focus * ((1.0 - steer) * weighted + steer * lay))
            total += s.agenda[r, v]
        for v in range(priorities):
            s.agenda[r, v] /= total
        share = p.question_share if lv.question > 0.5 else 0.0
        s.agenda[r, priorities] = share / (1.0 - share) if share < 1.0 else 1e9


@helper
def _support(s, r, v):
    """Support for a priority weighted by formal power, and that of lay members (the former without any)."""
    power, by_power, count, by_lay = 0.0, 0.0, 0.0, 0.0
    for i in range(s.members.shape[1]):
        m = s.members[r, i]
        if m.belongs > 0.5:
            power += m.formal_power
            by_power += m.formal_power * s.views[r, i, v].support
            if m.role == LAY:
                count += 1.0
                by_lay += s.views[r, i, v].support
    weighted = by_power / power if power > 0.0 else 0.5
    return weighted, by_lay / count if count > 0.0 else weighted


@helper
def lay_favourite(s, r):
    """The priority that lay members who belong to the CoP support most; 0 without any."""
    best, most = 0, -1.0
    for v in range(s.views.shape[2] - 1):
        _, lay = _support(s, r, v)
        if lay > most:
            best, most = v, lay
    return best
