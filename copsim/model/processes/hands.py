"""Hands: support needs somebody who gives it.

The group leans on its team: "would the CoP function without this?" (Obs3). The facilitators alone have hands for a part
of what full support asks for, if there is one for every table (Q36); a support team brings the rest (R1). The meetings
come first; communication between them and help to join online get what is left (Q9). Asked for too much at meetings,
facilitators tire.
"""

from __future__ import annotations

from copsim.model.jit import kernel, leaf
from copsim.model.roles import FACILITATOR, NO_GROUPS


@kernel
def lend_hands(s, f, cycle):
    """Share out the hands of this cycle; updates the community of `s`."""
    replicates, n = s.members.shape
    for r in range(replicates):
        p, lv, c = f.parameters[r], f.levers[r, cycle], s.community[r]
        facilitators, members = 0, 0
        for i in range(n):
            if s.members[r, i].belongs > 0.5:
                members += 1
                facilitators += 1 if s.members[r, i].role == FACILITATOR else 0
        at_meetings = p.load * (lv.facilitation + lv.brokering) if facilitators > 0 else 0.0
        between = p.load * (lv.communication + lv.digital_support)
        size = max(2, int(lv.group_size))
        tables = 1 if int(lv.grouping) == NO_GROUPS else max(1, (members + size // 2) // size)
        own = p.lead_hands * min(1.0, facilitators / tables)
        able = own * c.energy + (1.0 - p.lead_hands) * lv.organisation
        c.hands = share_of(able, at_meetings) if facilitators > 0 else 0.0
        c.reach = share_of(max(0.0, able - at_meetings), between)
        c.energy -= p.wear * (1.0 - c.hands) * c.energy


@leaf
def share_of(able, asked):
    """Share of what is asked that can be done, at most 1."""
    return min(1.0, able / asked) if asked > 0.0 else 1.0


@leaf
def levelling(c, lv, p):
    """How much formal power has lost its say in a meeting: by its place, and by those who facilitate."""
    by_hand = p.levelling_facilitation * lv.facilitation + p.levelling_icebreakers * lv.icebreakers
    return min(0.95, lv.levelling + c.hands * by_hand)
