"""Decision: the meeting agrees on what to do about one priority, and members come to own what they had a part in.

Views changed "as a result of group discussion with a variety of stakeholders", so that "a shared decision" came about
(Q49, S-minds-change). Under power's style the proposal and the consent follow formal power; facilitated (R10) or with a
lay steering group (Q18) every role counts alike, and one that does not consent holds the decision back. What is adopted
is as good as the plan's ingredients, of which none can wholly stand in for another (Q3), and as far as members consent.
Those who consent commit to their present view, and own the decision the more the more they were heard (Q11, Q35).
"""

from __future__ import annotations

import math

from copsim.model.jit import helper, kernel, leaf
from copsim.model.roles import LAY, LIVED, N_KINDS, N_ROLES


@kernel
def decide(s, f, cycle):
    """Take one shared decision in every meeting of two or more; updates `s`."""
    replicates, n = s.members.shape
    for r in range(replicates):
        p, lv, c = f.parameters[r], f.levers[r, cycle], s.community[r]
        present = 0
        for i in range(n):
            present += 1 if s.members[r, i].present > 0.5 else 0
        if present < 2:
            continue
        _judge(s, f, r, n, p)
        v = _due(s, r)
        style = shared_style(c.hands, lv, p)
        by_power, _, by_role = _means(s, r, n, v, 0.0, 0.0)
        proposal = (1.0 - style) * by_power + style * by_role
        by_power, geometric, _ = _means(s, r, n, v, proposal, p.consent_gap)
        c.consent = (1.0 - style) * by_power + style * geometric
        plan = s.priorities[r, v]
        plan.adopted = max(plan.adopted, plan.quality * c.consent)
        _take_up(s, r, n, v, proposal, c.consent, p)
        total = 0.0
        for u in range(s.priorities.shape[1]):
            total += s.priorities[r, u].adopted
        c.agreed = total / s.priorities.shape[1]


@leaf
def shared_style(hands, lv, p):
    """How far a decision is everybody's, 0 to 1: by collaborative facilitation or by lay steering."""
    facilitated = hands * lv.facilitation * (1.0 - lv.task_led)
    return 1.0 - (1.0 - facilitated) * (1.0 - p.steer_rate * lv.lay_steering)


@leaf
def quality(ingredients, coverage, p):
    """Power mean of the ingredients with exponent -`need`, lived knowledge by what its voices cover; 0 without one."""
    total = 0.0
    for k in range(N_KINDS):
        x = ingredients[k] * coverage if k == LIVED else ingredients[k]
        if x <= 0.0:
            return 0.0
        total += math.pow(x, -p.need) / N_KINDS
    return math.pow(total, -1.0 / p.need)


@helper
def _judge(s, f, r, n, p):
    """Quality of the plan for each priority, lived knowledge by how many different lay members were heard on it."""
    for v in range(s.priorities.shape[1]):
        voices = 0.0
        for i in range(n):
            if s.members[r, i].role == LAY:
                voices += s.views[r, i, v].voiced
        distinct = 1.0 + (max(voices, 1.0) - 1.0) * f.lay_diversity[r]
        coverage = 1.0 - math.pow(1.0 - p.lay_coverage, distinct)
        s.priorities[r, v].quality = quality(s.priorities[r, v].ingredient, coverage, p)


@helper
def _due(s, r):
    """The priority with the largest weight on the agenda times what of it is not yet adopted; the first of equals."""
    best, most = 0, -1.0
    for v in range(s.priorities.shape[1]):
        weight = s.agenda[r, v] * (1.0 - s.priorities[r, v].adopted)
        if weight > most:
            best, most = v, weight
    return best


@leaf
def consents(support, proposal, gap):
    """Consent of one member: 1 at the proposal, 0 from `gap` away."""
    return max(0.0, 1.0 - abs(support - proposal) / gap)


@helper
def _means(s, r, n, v, proposal, gap):
    """Means of support for v (gap 0) or of consent, of those present: by power; over roles, geometric and plain."""
    power, weighted, product, plain, roles = 0.0, 0.0, 1.0, 0.0, 0.0
    for role in range(N_ROLES):
        count, total = 0.0, 0.0
        for i in range(n):
            m = s.members[r, i]
            if m.role == role and m.present > 0.5:
                x = s.views[r, i, v].support
                x = consents(x, proposal, gap) if gap > 0.0 else x
                count += 1.0
                total += x
                power += m.formal_power
                weighted += m.formal_power * x
        if count > 0.0:
            roles += 1.0
            plain += total / count
            product *= total / count
    plain /= roles
    return (weighted / power if power > 0.0 else plain), math.pow(product, 1.0 / roles), plain


@helper
def _take_up(s, r, n, v, proposal, consent, p):
    """Commit to present views and come to own the decision, those present; updates `s`."""
    for i in range(n):
        m = s.members[r, i]
        if m.present < 0.5:
            continue
        view = s.views[r, i, v]
        c = consents(view.support, proposal, p.consent_gap)
        view.anchor += p.commit_rate * consent * c * (view.support - view.anchor)
        heard = p.own_floor + (1.0 - p.own_floor) * min(1.0, m.heard)
        m.ownership += p.own_rate * c * heard * (1.0 - m.ownership)
