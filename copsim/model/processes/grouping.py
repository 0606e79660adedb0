"""Grouping and agenda: who sits with whom in the breakouts, and which priorities the meeting spends its turns on.

Mixed groups deal every role out over the tables, so that each has, say, a patient, a commissioner, a clinician and a
facilitator (Q36); groups by role keep to themselves. Priorities draw turns by support, weighted by formal power or,
under a lay steering group, by lay members (Q18, Q37).
"""

from __future__ import annotations

import math

from copsim.model.jit import helper, kernel
from copsim.model.rng import GROUPS, stream, uniform
from copsim.model.roles import BY_ROLE, LAY, MIXED, N_ROLES, NO_GROUPS
from copsim.model.state import BREAKOUT


@kernel
def form_groups(s, f, cycle, phase):
    """Put those present into breakout groups, or all into one for the plenary; updates groups and agenda of `s`."""
    replicates, n = s.members.shape
    for r in range(replicates):
        lv = f.levers[r, cycle]
        _set_agenda(s, f, r, cycle)
        present = 0
        for i in range(n):
            here = s.members[r, i].present > 0.5
            s.members[r, i].group = 0.0 if here and phase != BREAKOUT else -1.0
            present += 1 if here else 0
        grouping = int(lv.grouping)
        if phase != BREAKOUT or present == 0 or grouping == NO_GROUPS:
            continue
        size = max(2, int(lv.group_size))
        key = stream(f.seeds[r], GROUPS, cycle)
        if grouping == BY_ROLE:
            _group_by_role(s, f, r, n, size, key)
        else:
            _deal(s, f, r, n, max(1, (present + size // 2) // size), key, grouping == MIXED)


@helper
def _rank(s, f, r, n, i, key, same_role):
    """Place of i in a shuffled order of those present, by role when asked."""
    mine = uniform(key, f.stable_ids[i], 0)
    rank = 0
    for j in range(n):
        if s.members[r, j].present > 0.5 and j != i:
            other, own = s.members[r, j].role, s.members[r, i].role
            if same_role and other != own:
                rank += 1 if other < own else 0
            elif uniform(key, f.stable_ids[j], 0) < mine:
                rank += 1
    return rank


@helper
def _deal(s, f, r, n, groups, key, by_role):
    """Deal members round the tables; role after role when mixed, in any order when random."""
    for i in range(n):
        if s.members[r, i].present > 0.5:
            s.members[r, i].group = float(_rank(s, f, r, n, i, key, by_role) % groups)


@helper
def _group_by_role(s, f, r, n, size, key):
    """Split each role into tables of about the size asked for, with nobody left alone."""
    start = 0
    before = 0
    for role in range(N_ROLES):
        count = 0
        for i in range(n):
            if s.members[r, i].present > 0.5 and s.members[r, i].role == role:
                count += 1
        tables = max(1, min(count // 2, (count + size // 2) // size)) if count > 0 else 0
        for i in range(n):
            if s.members[r, i].present > 0.5 and s.members[r, i].role == role:
                place = _rank(s, f, r, n, i, key, True) - before
                s.members[r, i].group = float(start + place % tables)
        start += tables
        before += count


@helper
def _set_agenda(s, f, r, cycle):
    p, lv, c = f.parameters[r], f.levers[r, cycle], s.community[r]
    n, views = s.members.shape[1], s.views.shape[2]
    steer = p.steer_rate * lv.lay_steering
    total = 0.0
    for v in range(views - 1):
        power, by_power, lay, by_lay = 0.0, 0.0, 0.0, 0.0
        for i in range(n):
            m = s.members[r, i]
            power += m.formal_power
            by_power += m.formal_power * s.views[r, i, v].support
            if m.role == LAY:
                lay += 1.0
                by_lay += s.views[r, i, v].support
        weighted = by_power / power if power > 0.0 else 0.5
        if lay > 0.0:
            weighted = (1.0 - steer) * weighted + steer * by_lay / lay
        s.agenda[r, v] = math.exp(p.agenda_focus * weighted)
        total += s.agenda[r, v]
    for v in range(views - 1):
        s.agenda[r, v] /= total
    share = p.question_share if c.question_open > 0.5 and lv.question > 0.5 else 0.0
    s.agenda[r, views - 1] = share / (1.0 - share) if share < 1.0 else 1e9
