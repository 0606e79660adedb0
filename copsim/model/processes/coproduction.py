"""Co-production: groups turn what was voiced into plan.

A group contributes the geometric mean over the four kinds of the best voiced knowledge, first-hand in full and learned
here in part, times its mean trust (Q3, Q44): without any one kind there is nothing. Lived knowledge counts by how much
of the patients' lives those who voiced it cover (Q24). Members who do not know the aims contribute less (S-clarity).
"""

from __future__ import annotations

import math

from copsim.model.jit import helper, kernel
from copsim.model.processes.initialise import clip01
from copsim.model.roles import LAY, LIVED, N_KINDS
from copsim.model.state import BREAKOUT


@kernel
def coproduce(s, f, cycle, phase):
    """Add to the plan what the groups of the conversation just held have made; updates the community of `s`."""
    replicates, n = s.members.shape
    for r in range(replicates):
        p, c = f.parameters[r], s.community[r]
        groups, present = 0, 0
        for i in range(n):
            groups = max(groups, int(s.members[r, i].group) + 1)
            present += 1 if s.members[r, i].group >= 0.0 else 0
        made = 0.0
        for group in range(groups):
            made += _contribution(s, f, r, n, group, p) / present
        weight = 1.0 - p.plan_plenary if phase == BREAKOUT else p.plan_plenary
        gain = p.plan_rate * weight * made * (1.0 - c.plan)
        c.plan = clip01(c.plan + gain)
        c.plan_gain += gain


@helper
def _contribution(s, f, r, n, group, p):
    """Contribution of one group times its size."""
    product, trust, clarity = 1.0, 0.0, 0.0
    g = 0
    voices = 0.0
    for i in range(n):
        m = s.members[r, i]
        if m.group != group:
            continue
        g += 1
        clarity += m.clarity
        if m.role == LAY and s.members[r, i].voiced[LIVED] > 0.0:
            voices += 1.0
        for j in range(n):
            if j != i and s.members[r, j].group == group:
                trust += s.ties[r, i, j].trust
    if g < 2:
        return 0.0
    for k in range(N_KINDS):
        best = 0.0
        for i in range(n):
            if s.members[r, i].group == group:
                best = max(best, s.members[r, i].voiced[k])
        product *= best
    covered = 1.0 + (max(voices, 1.0) - 1.0) * f.lay_diversity[r]
    product *= 1.0 - math.pow(1.0 - p.lay_coverage, covered)
    clear = 1.0 - p.plan_clarity * (1.0 - clarity / g)
    return g * math.pow(product, 1.0 / N_KINDS) * (trust / (g * (g - 1))) * clear
