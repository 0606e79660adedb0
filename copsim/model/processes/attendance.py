"""Attendance and opening: who is in the room, how attentive, and what ice-breakers do at the start.

Attendance falls with workload and, a little, with unease (Q41) and while nothing in the CoP is one's own (Q11); one who
is digitally excluded joins online with help only (S-covid-exclusion) while the others find it convenient
(S-covid-convenience); screens tire (S-covid-tiring). Without a facilitator in the room nobody facilitates.
Ice-breakers add a little trust between all present (Obs9); the status they take from the room is in the levelling.
"""

from __future__ import annotations

import math

from copsim.model.jit import helper, kernel
from copsim.model.rng import ATTENDANCE, LEAVING, stream, uniform
from copsim.model.roles import FACILITATOR, LAY


@kernel
def attend(s, f, cycle):
    """Draw who attends; updates present, attention and groups of `s`. A suspended meeting has nobody present."""
    replicates, n = s.members.shape
    for r in range(replicates):
        p, lv, c = f.parameters[r], f.levers[r, cycle], s.community[r]
        key = stream(f.seeds[r], ATTENDANCE, cycle)
        lay, facilitators = 0.0, 0.0
        for i in range(n):
            m = s.members[r, i]
            m.group = -1.0
            if lv.held < 0.5:
                continue
            chance = m.attendance * (1.0 - p.absence_workload * m.effective_workload)
            chance *= (1.0 - p.absence_unease * m.unease) * (1.0 - p.absence_ownership * (1.0 - m.ownership))
            if lv.online > 0.5:
                reachable = p.digital_help * c.reach * lv.digital_support
                open_door = 1.0 + p.online_convenience
                chance = min(0.99, chance * open_door) * (1.0 - m.digitally_excluded * (1.0 - reachable))
                m.attention = max(0.05, m.attention - p.online_fatigue)
            chance *= m.belongs
            if uniform(key, f.stable_ids[i], 0) < chance:
                m.present = 1.0
                m.met = 1.0
                m.group = 0.0
                if m.role == LAY:
                    lay += 1.0
                if m.role == FACILITATOR:
                    facilitators += 1.0
        distinct = 0.0 if lay == 0.0 else 1.0 + (lay - 1.0) * f.lay_diversity[r]
        c.representativeness = 1.0 - math.pow(1.0 - p.lay_coverage, distinct)
        if facilitators == 0.0:
            c.hands = 0.0
        _break_ice(s, r, n, p.icebreaker_trust * c.hands * lv.icebreakers)


@helper
def _break_ice(s, r, n, gain):
    if gain == 0.0:
        return
    for i in range(n):
        for j in range(n):
            if i != j and s.members[r, i].present > 0.5 and s.members[r, j].present > 0.5:
                s.ties[r, i, j].trust += gain * (1.0 - s.ties[r, i, j].trust)


@kernel
def leave(s, f, cycle):
    """Some leave for good: uneasy, with nothing of their own in the CoP and without knowing what for; updates `s`."""
    for r in range(s.members.shape[0]):
        p, key = f.parameters[r], stream(f.seeds[r], LEAVING, cycle)
        for i in range(s.members.shape[1]):
            m = s.members[r, i]
            chance = p.leave_rate * m.unease * (1.0 - m.ownership) * (1.0 - m.clarity)
            if m.belongs > 0.5 and uniform(key, f.stable_ids[i], 0) < chance:
                m.left = 1.0
