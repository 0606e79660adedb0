"""Attendance and opening: who is in the room, how attentive, and what ice-breakers do at the start.

Attendance falls with workload and, a little, with unease (Q41) and while one's part is unclear (S-clarity-role); one
who is digitally excluded rarely joins online (S-covid-exclusion) while the others find it convenient
(S-covid-convenience); screens tire (S-covid-tiring).
Ice-breakers add a little trust between all present (Obs9); the status they take from the room is in the levelling.
"""

from __future__ import annotations

import math

from copsim.model.jit import helper, kernel
from copsim.model.rng import ATTENDANCE, stream, uniform
from copsim.model.roles import LAY


@kernel
def attend(s, f, cycle):
    """Draw who attends; updates present, attention and groups of `s`. A suspended meeting has nobody present."""
    replicates, n = s.members.shape
    for r in range(replicates):
        p, lv, c = f.parameters[r], f.levers[r, cycle], s.community[r]
        key = stream(f.seeds[r], ATTENDANCE, cycle)
        lay = 0.0
        for i in range(n):
            m = s.members[r, i]
            m.group = -1.0
            if lv.held < 0.5:
                continue
            extra = max(0.0, lv.workload[m.role]) * (1.0 - p.relief * lv.organisation)
            chance = m.attendance * (1.0 - p.absence_workload * extra) * (1.0 - p.absence_unease * m.unease)
            chance *= 1.0 - p.absence_clarity * (1.0 - m.clarity)
            if lv.online > 0.5:
                reachable = p.online_excluded + (1.0 - p.online_excluded) * p.digital_help * lv.digital_support
                open_door = 1.0 + p.online_convenience
                chance = min(0.99, chance * open_door) * (1.0 - m.digitally_excluded * (1.0 - reachable))
                m.attention = max(0.05, m.attention - p.online_fatigue)
            chance *= f.member_levers[r, cycle, i].invited
            if uniform(key, f.stable_ids[i], 0) < chance:
                m.present = 1.0
                m.group = 0.0
                if m.role == LAY:
                    lay += 1.0
        distinct = 0.0 if lay == 0.0 else 1.0 + (lay - 1.0) * f.lay_diversity[r]
        c.representativeness = 1.0 - math.pow(1.0 - p.lay_coverage, distinct)
        _break_ice(s, r, n, p.icebreaker_trust * lv.icebreakers)


@helper
def _break_ice(s, r, n, gain):
    if gain == 0.0:
        return
    for i in range(n):
        for j in range(n):
            if i != j and s.members[r, i].present > 0.5 and s.members[r, j].present > 0.5:
                s.ties[r, i, j].trust += gain * (1.0 - s.ties[r, i, j].trust)
