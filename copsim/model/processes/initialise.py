"""First state of every member and tie, drawn around the traits of the roles.

Traits given by a roster or graph are taken as they are; the others scatter about the mean of the role, which scatters
between communities. Draws are keyed
by stable id, so the same member is the same person in every scenario with the same seed. With lay diversity, the lay
members who differ most from the rest start less fluent and less confident (seldom-heard voices: Q24, S-seldom-heard).
"""

from __future__ import annotations

from copsim.model.jit import kernel, leaf
from copsim.model.rng import TRAIT, normal, stream, substream, uniform
from copsim.model.roles import CLINICAL, FACILITATOR, LAY, N_KINDS

_TALK, _CEILING, _EXCLUDED, _SPANNER, _DIFFERENCE, _STEADFAST = 100, 101, 102, 103, 104, 105
_ROLE = 1 << 62  # members' draws are keyed by stable id; this keeps those of whole roles apart
_CONFIDENCE, _POWER, _LANGUAGE, _CLARITY, _PRESUMED, _SUPPORT, _ATTENDANCE, _WORKLOAD = 8, 9, 10, 11, 12, 13, 16, 17


@leaf
def clip01(x):
    """The number, held in [0, 1]."""
    return min(1.0, max(0.0, x))


@kernel
def draw_members(s, f, roles, means, fixed, flags, talkativeness):
    """Draw every member's first traits; writes members, knowledge, credence and views of `s`.

    Args:
        s: State.
        f: Frame.
        roles: (n,) role codes.
        means: (R, n, traits) mean of each trait.
        fixed: (n, traits) whether the trait is given and does not scatter.
        flags: (n, 2) digitally excluded and boundary spanner; NaN where they are to be drawn.
        talkativeness: (n,) NaN where it is to be drawn.
    """
    replicates, n = s.members.shape
    views = s.views.shape[2]
    for r in range(replicates):
        p = f.parameters[r]
        key = stream(f.seeds[r], TRAIT, 0)
        for i in range(n):
            m = s.members[r, i]
            m.role = roles[i]
            ident = f.stable_ids[i]
            for k in range(N_KINDS):
                s.members[r, i].knowledge[k] = _trait(means, fixed, r, i, k, key, ident, roles[i], p)
                s.members[r, i].first_hand[k] = s.members[r, i].knowledge[k]
                s.members[r, i].credence[k] = _trait(means, fixed, r, i, N_KINDS + k, key, ident, roles[i], p)
            m.confidence = _trait(means, fixed, r, i, _CONFIDENCE, key, ident, roles[i], p)
            m.formal_power = _trait(means, fixed, r, i, _POWER, key, ident, roles[i], p)
            m.language = _trait(means, fixed, r, i, _LANGUAGE, key, ident, roles[i], p)
            m.clarity = _trait(means, fixed, r, i, _CLARITY, key, ident, roles[i], p)
            m.presumed = _trait(means, fixed, r, i, _PRESUMED, key, ident, roles[i], p)
            m.attendance = means[r, i, _ATTENDANCE]
            m.workload = _trait(means, fixed, r, i, _WORKLOAD, key, ident, roles[i], p)
            m.ceiling = clip01(p.ceiling_mean + p.trait_sd * normal(key, ident, _CEILING))
            m.steadfastness = 1.0 + p.anchor_spread * (2.0 * uniform(key, ident, _STEADFAST) - 1.0)
            m.talkativeness = talkativeness[i]
            if talkativeness[i] != talkativeness[i]:
                m.talkativeness = p.talk_sd * normal(key, ident, _TALK)
            m.standing = 0.5
            m.belongs = f.member_levers[r, 0, i].invited
            m.digitally_excluded = flags[i, 0]
            if flags[i, 0] != flags[i, 0]:
                drawn = m.role == LAY and uniform(key, ident, _EXCLUDED) < p.excluded_share
                m.digitally_excluded = 1.0 if drawn else 0.0
            m.boundary_spanner = flags[i, 1]
            if flags[i, 1] != flags[i, 1]:
                drawn = m.role == CLINICAL and uniform(key, ident, _SPANNER) < p.spanner_share
                m.boundary_spanner = 1.0 if drawn else 0.0
            if m.role == LAY:
                m.difference = f.lay_diversity[r] * uniform(key, ident, _DIFFERENCE)
                if not fixed[i, _LANGUAGE]:
                    m.language *= 1.0 - p.seldom_heard * m.difference
                if not fixed[i, _CONFIDENCE]:
                    m.confidence *= 1.0 - p.seldom_heard * m.difference
            m.first_confidence = m.confidence
            m.first_clarity = m.clarity
            m.first_presumed = m.presumed
            for v in range(views - 1):
                trait = _SUPPORT + min(v, 2)
                x = means[r, i, trait]
                if not fixed[i, trait]:
                    shared = p.role_sd * normal(key, _ROLE + roles[i], 300 + v)
                    x = clip01(x + shared + p.trait_sd * normal(key, ident, 300 + v))
                _hold(s.views[r, i, v], x)
            _hold(s.views[r, i, views - 1], 0.5)


@leaf
def _hold(view, x):
    """Make a number the present, the first and the committed view; updates `view`."""
    view.support, view.first, view.anchor = x, x, x


@leaf
def _trait(means, fixed, r, i, trait, key, ident, role, p):
    """A given trait, or the mean of the role, scattered for the role as a whole and for the member."""
    mean = means[r, i, trait]
    if fixed[i, trait]:
        return mean
    return clip01(mean + p.role_sd * normal(key, _ROLE + role, trait) + p.trait_sd * normal(key, ident, trait))


@kernel
def draw_ties(s, f, ties):
    """Draw first trust, strong inside a role and weak across (S-silos); writes `trust` and the community of `s`.

    Args:
        s: State, with members drawn.
        f: Frame.
        ties: (n, n) trust given by a graph; NaN where it is to be drawn.
    """
    replicates, n = s.members.shape
    for r in range(replicates):
        p = f.parameters[r]
        key = stream(f.seeds[r], TRAIT, 1)
        for i in range(n):
            mine = substream(key, f.stable_ids[i])
            for j in range(n):
                if i == j:
                    continue
                a, b = s.members[r, i].role, s.members[r, j].role
                if a == b:
                    mean = p.trust_within
                elif a == FACILITATOR or b == FACILITATOR:
                    mean = p.trust_facilitator
                else:
                    mean = p.trust_across
                x = ties[i, j]
                if x != x:
                    x = clip01(mean + 0.5 * p.trait_sd * normal(mine, f.stable_ids[j], 0))
                s.ties[r, i, j].trust = x
                s.ties[r, i, j].first = x
        s.community[r].complexity = p.complexity
        s.community[r].fit = p.fit
        s.community[r].relevance = 1.0
        s.community[r].energy = 1.0
        s.community[r].ceiling = p.uptake_ceiling
