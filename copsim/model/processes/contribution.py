"""Contribution: what a turn gives to a plan, as far as it is heard.

A plan for a priority is made of four ingredients, one per kind of knowledge (Q3, S-new-knowledge). Each role speaks for
one of them; what it has first-hand counts in full, what was learned here in part (S-knowledge-types), and speaking in
another's place counts for little: "hearing them say what's important to them might actually be more powerful" (Q20).
Members have to know how, when and where their knowledge applies (R8, Q17); confidence decides if and how they
contribute (Q32, Q47, S-language). And a contribution counts by how much the others take in: being heard.
"""

from __future__ import annotations

from copsim.model.jit import leaf
from copsim.model.roles import CLINICAL, COMMISSIONER, FACILITATOR, LAY, LIVED, PRACTICE, RESEARCH


@leaf
def speaks_for(role, kind):
    """Whether a role speaks for a kind of knowledge: facilitators for research, the others for what they live with."""
    if kind == RESEARCH:
        return role == FACILITATOR
    if kind == PRACTICE:
        return role == CLINICAL
    if kind == LIVED:
        return role == LAY
    return role == COMMISSIONER


@leaf
def worth(role, knowledge, first_hand, kind, p):
    """Worth of voiced knowledge: first-hand in full, learned here in part, and in another's place in part."""
    known = min(knowledge, first_hand) + p.second_hand * max(0.0, knowledge - first_hand)
    return known if speaks_for(role, kind) else p.proxy * known


@leaf
def contribute(room, talk, at, kind, v, plans, p):
    """The speaker's turn on priority v adds to the plan by what others take in of it; updates `room` and `plans`.

    Args:
        room: The group, with the gates of this turn.
        talk: What holds for the whole conversation: `weight` is the share of those at tables who sit here.
        at: Place of the speaker.
        kind: Kind of knowledge offered.
        v: Priority spoken about.
        plans: (V,) records of the priorities.
        p: Parameter record.
    """
    role = room.role[at]
    taken = 0.0
    for a in range(talk.g):
        taken += p.own_side * room.gate[a] if room.role[a] == role else room.gate[a]
    placed = max(room.footing[at], talk.brokered) if role == LAY else room.footing[at]
    given = worth(role, room.knowledge[kind, at], room.first_hand[kind, at], kind, p) * taken / (talk.g - 1)
    given *= (1.0 - p.unplaced * (1.0 - placed)) * (1.0 - p.timid * (1.0 - room.confidence[at]))
    room.heard[at] += given
    made = plans[v].ingredient
    made[kind] += p.build_rate * talk.weight * given * (1.0 - made[kind])
    if kind == LIVED and role == LAY and given > 0.0:
        room.voiced[v, at] = 1.0
