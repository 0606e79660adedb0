"""What a turn does to those who hear it, to the speaker, and between two who meet.

Each listener's gate multiplies attention, comprehension, the credit given to the speaker (status against trust) and
the credence given to the kind of knowledge; it lets through a partial transfer of knowledge (cowan-jonard-2004) and a
bounded-confidence move of the view (deffuant-2000). Being heard builds trust and standing; standing is relative.
"""

from __future__ import annotations

from copsim.model.jit import helper, leaf
from copsim.model.processes.initialise import clip01
from copsim.model.roles import FACILITATOR, LAY, LIVED, N_KINDS, PRACTICE, RESEARCH
from copsim.model.state import CHALLENGES, KNOWLEDGE_MOVED, VIEW_MOVED


@leaf
def comprehension(language, kind, complexity, p):
    """Share understood of talk of one kind: `1 - jargon (1 - language)`; jargon of research is its complexity (Q48)."""
    if kind == RESEARCH:
        jargon = complexity
    elif kind == PRACTICE:
        jargon = p.jargon_clinical
    elif kind == LIVED:
        jargon = p.jargon_lived
    else:
        jargon = p.jargon_service
    return 1.0 - jargon * (1.0 - language)


@leaf
def status(power, mean_power, standing, mean_standing, levelling):
    """Say of a speaker: `clip(1/2 + (1-L)(P - mean P)/2 + (h - mean h)/2)`; levelling takes say from formal power."""
    return clip01(0.5 + 0.5 * (1.0 - levelling) * (power - mean_power) + 0.5 * (standing - mean_standing))


@leaf
def usable(knowledge, first_hand, second_hand):
    """Worth of voiced knowledge for co-production: first-hand in full, learned here in part."""
    return min(knowledge, first_hand) + second_hand * max(0.0, knowledge - first_hand)


@leaf
def challenge(s, r, i, j, p):
    """Member j is challenged from below by i: unease rises less with every exposure (Q40, Q41); updates `s`."""
    a, b = s.members[r, i], s.members[r, j]
    gap = b.formal_power - a.formal_power
    if gap > 0.0:
        b.unease += p.unease_rate * gap * (1.0 - b.exposure) * (1.0 - b.unease)
        b.exposure += p.exposure_rate * (1.0 - b.exposure)
        s.community[r].exchange[CHALLENGES, b.role, a.role] += 1.0


@leaf
def correct_presumption(s, r, i, j, p):
    """Hearing i shows j how much of the evidence others really know, slowly and never wholly (Q6); updates `s`."""
    a, b = s.members[r, i], s.members[r, j]
    if a.role != b.role and a.role != FACILITATOR:
        known = s.members[r, i].knowledge[RESEARCH]
        target = known + p.presumed_floor * (b.first_presumed - known)
        b.presumed += p.presumed_rate * b.attention * (target - b.presumed)


@leaf
def move_view(s, r, i, j, v, share, p):
    """Member j moves towards i's view on v by a share of their difference, when within the bound; updates `s`."""
    d = s.views[r, i, v].support - s.views[r, j, v].support
    if abs(d) >= p.view_bound:
        return 0.0
    s.views[r, j, v].support += share * d
    a, b = s.members[r, i].role, s.members[r, j].role
    s.views[r, j, v].persuaded[a] += share * d
    s.community[r].exchange[VIEW_MOVED, b, a] += abs(share * d)
    return abs(share * d)


@leaf
def learn(s, r, i, j, kind, share, p):
    """Member j takes a share of what i knows and j can take; new knowledge raises credence in its kind; updates `s`."""
    b = s.members[r, j]
    gap = b.ceiling * s.members[r, i].knowledge[kind] - s.members[r, j].knowledge[kind]
    if gap <= 0.0:
        return 0.0
    moved = share * gap
    s.members[r, j].knowledge[kind] += moved
    s.members[r, j].credence[kind] += p.credence_rate * moved * (1.0 - s.members[r, j].credence[kind])
    s.tally[r, j].learned[kind] += moved
    s.community[r].exchange[KNOWLEDGE_MOVED, b.role, s.members[r, i].role] += moved
    return moved


@helper
def tell(s, r, i, who, g, kind, v, asker, levelling, mean_power, mean_standing, p):
    """Member i tells the group something of one kind and a view on priority v; updates `s`.

    Args:
        s: State.
        r: Replicate.
        i: Speaker.
        who: (>= g,) members of the group.
        g: Size of the group.
        kind: Kind of knowledge offered.
        v: Priority spoken about.
        asker: Member whose question is answered, who gives full credit and credence; -1 for none.
        levelling: Levelling of formal power in this meeting.
        mean_power: Mean formal power in the group.
        mean_standing: Mean standing in the group.
        p: Parameter record.

    Returns:
        Mean reception by the listeners.
    """
    speaker = s.members[r, i]
    say = status(speaker.formal_power, mean_power, speaker.standing, mean_standing, levelling)
    total = 0.0
    for a in range(g):
        j = who[a]
        if j == i:
            continue
        m = s.members[r, j]
        credit = p.status_weight * say + (1.0 - p.status_weight) * s.ties[r, j, i].trust
        gate = m.attention * comprehension(m.language, kind, s.community[r].complexity, p)
        if j != asker:
            gate *= credit * s.members[r, j].credence[kind]
        if abs(s.views[r, i, v].support - s.views[r, j, v].support) > p.challenge_gap:
            challenge(s, r, i, j, p)
        s.tally[r, i].knowledge_moved += learn(s, r, i, j, kind, p.learn_rate * gate, p)
        s.tally[r, i].view_moved += move_view(s, r, i, j, v, p.view_rate * gate, p)
        s.ties[r, j, i].trust += p.trust_rate * gate * (1.0 - s.ties[r, j, i].trust)
        m.language += p.language_rate * m.attention * max(0.0, speaker.language - m.language)
        correct_presumption(s, r, i, j, p)
        m.standing -= p.standing_rate * gate * m.standing / (g - 1)
        total += gate
    reception = total / (g - 1)
    speaker.standing += p.standing_rate * reception * (1.0 - speaker.standing)
    s.tally[r, i].reception += reception
    s.tally[r, i].told[kind] += 1.0
    worth = usable(s.members[r, i].knowledge[kind], s.members[r, i].first_hand[kind], p.second_hand)
    s.members[r, i].voiced[kind] = max(s.members[r, i].voiced[kind], worth)
    return reception


@leaf
def feel_reception(member, reception, usual, p):
    """Reception above the group's usual raises the speaker's confidence, below it lowers it; updates `member`."""
    better = reception - usual
    room = 1.0 - member.confidence if better > 0.0 else member.confidence
    member.confidence += p.confidence_rate * better * room


@helper
def ask(s, r, i, j, who, g, p):
    """Member i asks j; the group hears what i does not know, j sees worth in what i does know (Obs10, Q42).

    Updates `s`. Questions from below are challenges too.
    """
    s.tally[r, i].questions += 1.0
    own = 0
    for k in range(N_KINDS):
        if s.members[r, i].first_hand[k] > s.members[r, i].first_hand[own]:
            own = k
    s.members[r, j].credence[own] += p.ask_credence * (1.0 - s.members[r, j].credence[own])
    challenge(s, r, i, j, p)
    for a in range(g):
        if who[a] != i:
            correct_presumption(s, r, i, who[a], p)


@leaf
def meet(s, r, i, j, v, p):
    """Members i and j talk in private: views on v, knowledge, language and trust move both ways; updates `s`.

    Averaging is symmetric, so it keeps the mean view; at distance d it lowers the variance by 2 mu (1 - mu) d^2 / n.
    """
    a, b = s.members[r, i], s.members[r, j]
    d = s.views[r, j, v].support - s.views[r, i, v].support
    if abs(d) < p.view_bound:
        step = p.meet_view * d
        s.views[r, i, v].support += step
        s.views[r, j, v].support -= step
        s.views[r, i, v].persuaded[b.role] += step
        s.views[r, j, v].persuaded[a.role] -= step
        s.community[r].exchange[VIEW_MOVED, a.role, b.role] += abs(step)
        s.community[r].exchange[VIEW_MOVED, b.role, a.role] += abs(step)
    for k in range(N_KINDS):
        if s.members[r, i].knowledge[k] > s.members[r, j].knowledge[k]:
            learn(s, r, i, j, k, p.meet_learn * s.ties[r, j, i].trust * s.members[r, j].credence[k], p)
        else:
            learn(s, r, j, i, k, p.meet_learn * s.ties[r, i, j].trust * s.members[r, i].credence[k], p)
    low, high = min(a.language, b.language), max(a.language, b.language)
    gain = p.meet_learn * (high - low)
    if a.language < b.language:
        a.language += gain * s.ties[r, i, j].trust
    else:
        b.language += gain * s.ties[r, j, i].trust
    s.ties[r, i, j].trust += p.meet_trust * (1.0 - s.ties[r, i, j].trust)
    s.ties[r, j, i].trust += p.meet_trust * (1.0 - s.ties[r, j, i].trust)
    if a.role == LAY and b.role == LAY:
        a.unease *= 1.0 - p.steady_rate
        b.unease *= 1.0 - p.steady_rate
