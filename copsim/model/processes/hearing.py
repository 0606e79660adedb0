"""What a turn does to those who hear it, to the speaker, and between two who meet.

Each listener's gate multiplies attention, comprehension, the credit given to the speaker (status against trust) and
the credence given to the kind of knowledge; it lets through a partial transfer of knowledge (cowan-jonard-2004) and a
bounded-confidence move of the view (deffuant-2000). Being heard builds trust and standing; standing is relative.

In a group everything is a row over the places of a `Room`. The gate of the speaker is 0, so whatever a gate lets
through leaves the speaker as it was, and no row needs an exception for that place.
"""

from __future__ import annotations

from copsim.model.jit import leaf
from copsim.model.processes.contribution import contribute
from copsim.model.processes.initialise import clip01
from copsim.model.roles import FACILITATOR, LAY, LIVED, N_KINDS, RESEARCH
from copsim.model.state import CHALLENGES, VIEW_MOVED


@leaf
def jargon(kind, complexity, p):
    """How much of talk of one kind is jargon; of research it is its complexity (Q48)."""
    if kind == RESEARCH:
        return complexity
    return p.jargon_lived if kind == LIVED else p.jargon


@leaf
def comprehension(language, known, share):
    """Share understood of talk of which a share is jargon: one needs the language, or to know it oneself (Q48)."""
    return 1.0 - share * (1.0 - max(language, known))


@leaf
def status(power, mean_power, standing, mean_standing, levelling):
    """Say of a speaker: `clip(1/2 + (1-L)(P - mean P)/2 + (h - mean h)/2)`; levelling takes say from formal power."""
    return clip01(0.5 + 0.5 * (1.0 - levelling) * (power - mean_power) + 0.5 * (standing - mean_standing))


@leaf
def teachable(known, ceiling, own):
    """How much of what another knows one could still take."""
    return max(0.0, ceiling * known - own)


@leaf
def persuasion(d, share, bound):
    """Move of a view towards one at distance d: a share of it within the bound, nothing beyond (deffuant-2000)."""
    return share * d if abs(d) < bound else 0.0


@leaf
def tell(room, talk, at, kind, v, asker, mean_standing, usual, plans, mine, c, p):
    """The speaker tells the group something of one kind and a view on priority v; updates `room` and `plans`.

    Args:
        room: The group.
        talk: What holds for the whole conversation.
        at: Place of the speaker.
        kind: Kind of knowledge offered.
        v: Priority spoken about.
        asker: Place of the one whose question is answered, who gives full credit and credence; -1 for none.
        mean_standing: Mean standing in the group before the turn.
        usual: Reception that is usual in this conversation; below 0 before the first.
        plans: (V,) records of the priorities.
        mine: Tally record of the speaker.
        c: Record of the community.
        p: Parameter record.

    Returns:
        Mean reception by the listeners.
    """
    say = status(room.formal_power[at], talk.mean_power, room.standing[at], mean_standing, talk.levelling)
    reception = _open_gates(room, talk.g, at, say, kind, asker, jargon(kind, c.complexity, p), p)
    _challenge_all(room, talk.g, at, v, c, p)
    mine.knowledge_moved += _teach(room, talk.g, at, kind, p)
    mine.view_moved += _persuade(room, talk.g, at, v, talk.persuasion[room.role[at]] * p.view_rate, p)
    _win_trust(room, talk.g, at, p)
    _lose_trust(room, talk.g, at, usual, p)
    _share_language(room, talk.g, at, p)
    correct_presumptions(room, talk.g, at, p)
    _win_standing(room, talk.g, at, reception, p)
    if talk.counts and v < plans.shape[0]:
        contribute(room, talk, at, kind, v, plans, p)
    mine.reception += reception
    mine.told[kind] += 1.0
    return reception


@leaf
def _open_gates(room, g, at, say, kind, asker, share, p):
    """What each listener lets through: `gate` of `room`; returns the mean over listeners."""
    trust, credence, known = room.trust[at], room.credence[kind], room.knowledge[kind]
    for a in range(g):
        credit = p.status_weight * say + (1.0 - p.status_weight) * trust[a]
        understood = room.attention[a] * comprehension(room.language[a], known[a], share)
        room.gate[a] = understood * (credit * credence[a])
    if asker >= 0:
        room.gate[asker] = room.attention[asker] * comprehension(room.language[asker], known[asker], share)
    room.gate[at] = 0.0
    total = 0.0
    for a in range(g):
        total += room.gate[a]
    return total / (g - 1)


@leaf
def _challenge_all(room, g, at, v, c, p):
    """Everybody whose view is far from the speaker's is challenged."""
    support = room.support[v]
    for a in range(g):
        if abs(support[at] - support[a]) > p.challenge_gap:
            challenge(room, at, a, c, p)


@leaf
def challenge(room, at, a, c, p):
    """Place a is challenged from below by the speaker: unease rises less with every exposure (Q40, Q41)."""
    gap = room.formal_power[a] - room.formal_power[at]
    if gap > 0.0:
        room.unease[a] += p.unease_rate * gap * (1.0 - room.exposure[a]) * (1.0 - room.unease[a])
        room.exposure[a] += p.exposure_rate * (1.0 - room.exposure[a])
        c.exchange[CHALLENGES, room.role[a], room.role[at]] += 1.0


@leaf
def _teach(room, g, at, kind, p):
    """Listeners take a share of what the speaker knows, which raises credence in its kind; returns all they took."""
    knowledge, credence, learned = room.knowledge[kind], room.credence[kind], room.learned[kind]
    total = 0.0
    for a in range(g):
        moved = p.learn_rate * room.gate[a] * teachable(knowledge[at], room.ceiling[a], knowledge[a])
        knowledge[a] += moved
        credence[a] += p.credence_rate * moved * (1.0 - credence[a])
        learned[a] += moved
        total += moved
    return total


@leaf
def _persuade(room, g, at, v, rate, p):
    """Listeners move towards the speaker's view; returns how far they moved in all."""
    support, persuaded, changed = room.support[v], room.persuaded[v, room.role[at]], room.moved[room.role[at]]
    total = 0.0
    for a in range(g):
        step = persuasion(support[at] - support[a], rate * room.gate[a], p.view_bound)
        support[a] += step
        persuaded[a] += step
        changed[a] += abs(step)
        total += abs(step)
    return total


@leaf
def _win_trust(room, g, at, p):
    """Listeners come to trust whom they take in."""
    trust = room.trust[at]
    for a in range(g):
        trust[a] += p.trust_rate * room.gate[a] * (1.0 - trust[a])


@leaf
def _lose_trust(room, g, at, usual, p):
    """The speaker loses trust in those who take in less than half of what is usual (Q45: valued, or not heard)."""
    for a in range(g):
        ignored = max(0.0, 0.5 * usual - room.gate[a]) if a != at else 0.0
        room.trust[a, at] -= p.trust_loss * ignored * room.trust[a, at]


@leaf
def _share_language(room, g, at, p):
    """Listeners pick up the shared language from one who speaks it better."""
    for a in range(g):
        room.language[a] += p.language_rate * room.attention[a] * max(0.0, room.language[at] - room.language[a])


@leaf
def correct_presumptions(room, g, at, p):
    """Hearing a professional shows lay members how much of the evidence others know: slowly, never wholly (Q6)."""
    if room.role[at] == FACILITATOR or room.role[at] == LAY:
        return
    known = room.knowledge[RESEARCH, at]
    for a in range(g):
        if room.role[a] == LAY:
            target = known + p.presumed_floor * (room.first_presumed[a] - known)
            room.presumed[a] += p.presumed_rate * room.attention[a] * (target - room.presumed[a])


@leaf
def _win_standing(room, g, at, reception, p):
    """The speaker rises by the reception, and the listeners make room."""
    rate = p.standing_rate / (g - 1)
    for a in range(g):
        room.standing[a] -= rate * room.gate[a] * room.standing[a]
    room.standing[at] += p.standing_rate * reception * (1.0 - room.standing[at])


@leaf
def feel_reception(room, at, reception, usual, p):
    """Reception above the group's usual raises the speaker's confidence, below it lowers it; updates `room`."""
    better = reception - usual
    left = 1.0 - room.confidence[at] if better > 0.0 else room.confidence[at]
    room.confidence[at] += p.confidence_rate * better * left


@leaf
def ask(room, talk, at, answerer, mine, c, p):
    """The speaker asks; the group hears what is not known, the one asked sees worth in what is (Obs10, Q42).

    Updates `room`. Questions from below are challenges too.
    """
    mine.questions += 1.0
    own = 0
    for k in range(N_KINDS):
        if room.first_hand[k, at] > room.first_hand[own, at]:
            own = k
    room.credence[own, answerer] += p.ask_credence * (1.0 - room.credence[own, answerer])
    challenge(room, at, answerer, c, p)
    correct_presumptions(room, talk.g, at, p)


@leaf
def meet(a, b, view_a, view_b, a_in_b, b_in_a, tally_a, tally_b, c, p):
    """Two members talk in private: views, knowledge, language and trust move both ways; updates all records.

    Averaging is symmetric, so it keeps the mean view; at distance d it lowers the variance by 2 mu (1 - mu) d^2 / n.

    Args:
        a: Record of one member.
        b: Record of the other.
        view_a: View of a on what they talk about.
        view_b: View of b on it.
        a_in_b: Tie of a: trust in b.
        b_in_a: Tie of b: trust in a.
        tally_a: Tally record of a.
        tally_b: Tally record of b.
        c: Record of the community.
        p: Parameter record.
    """
    step = persuasion(view_b.support - view_a.support, p.meet_view, p.view_bound)
    view_a.support += step
    view_b.support -= step
    view_a.persuaded[b.role] += step
    view_b.persuaded[a.role] -= step
    c.exchange[VIEW_MOVED, a.role, b.role] += abs(step)
    c.exchange[VIEW_MOVED, b.role, a.role] += abs(step)
    for k in range(N_KINDS):
        if a.knowledge[k] > b.knowledge[k]:
            _learn_from(a, b, k, b_in_a, tally_b, p)
        else:
            _learn_from(b, a, k, a_in_b, tally_a, p)
    gain = p.meet_learn * abs(a.language - b.language)
    if a.language < b.language:
        a.language += gain * a_in_b.trust
    else:
        b.language += gain * b_in_a.trust
    a_in_b.trust += p.meet_trust * (1.0 - a_in_b.trust)
    b_in_a.trust += p.meet_trust * (1.0 - b_in_a.trust)
    if a.role == LAY and b.role == LAY:
        a.unease *= 1.0 - p.steady_rate
        b.unease *= 1.0 - p.steady_rate


@leaf
def _learn_from(a, b, kind, b_in_a, tally_b, p):
    """Member b learns from a who knows more."""
    moved = p.meet_learn * b_in_a.trust * b.credence[kind]
    moved *= teachable(a.knowledge[kind], b.ceiling, b.knowledge[kind])
    b.knowledge[kind] += moved
    b.credence[kind] += p.credence_rate * moved * (1.0 - b.credence[kind])
    tally_b.learned[kind] += moved
