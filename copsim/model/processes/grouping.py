"""Grouping: who sits with whom in the breakouts, and all in one room for the plenary.

Mixed groups deal every role out over the tables, so that each has, say, a patient, a commissioner, a clinician and a
facilitator (Q36); groups by role keep to themselves (S-silos).
"""

from __future__ import annotations

from copsim.model.jit import helper, kernel
from copsim.model.rng import GROUPS, stream, uniform
from copsim.model.roles import BY_ROLE, MIXED, N_ROLES, NO_GROUPS
from copsim.model.state import BREAKOUT


@kernel
def form_groups(s, f, cycle, phase):
    """Put those present into breakout groups, or all into one for the plenary; updates groups of `s`."""
    replicates, n = s.members.shape
    for r in range(replicates):
        lv = f.levers[r, cycle]
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
    """Split each role into tables of about the size asked for, with nobody left alone but a role's only member."""
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
