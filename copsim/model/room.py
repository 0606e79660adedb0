"""The room: one group that talks, gathered into dense rows, so that what a turn does is a loop along a row.

`enter` reads the members of a group into the room, talk changes the rows, `leave` writes them back. Rows are in the
order of the roster; a place is an index into them. The arrays are scratch, made once by the caller for the whole roster
and used for one group after another; beyond the first g places they hold what is left of larger groups.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from copsim.model.jit import leaf
from copsim.model.roles import N_KINDS, N_ROLES
from copsim.model.state import VIEW_MOVED

Row = NDArray[np.float64]
LANES = 8  # Rows are a multiple of so many places long: draws for eight at once need no loop for the rest.


class Room(NamedTuple):
    """Members of one group by place; names as in `copsim.model.state`, and lower down what only a talk needs.

    Attributes:
        who: (n,) member at each place.
        ids: (n,) stable ids, keys of the draws.
        role: (n,) role codes; like the next seven read, never written back.
        knowledge: (4, n) by kind, as are credence and learned.
        support: (V + 1, n) by priority, as is voiced.
        persuaded: (V + 1, 4, n) by priority and role of the speaker.
        moved: (4, n) by role of the speaker: how far views were moved in this conversation.
        trust: (n, n) `[speaker, listener]`: the trust of the listener in the speaker.
        size_effect: (n,) what the size of the group adds to talkativeness.
        agenda: (n,) log weight that the agenda gives to each.
        spoken: (n,) turns in this conversation.
        pull: (n,) log weights of those who may be next.
        gate: (n,) what each lets through of the turn just taken; 0 for the speaker.
    """

    who: NDArray[np.int64]
    ids: NDArray[np.uint64]
    role: NDArray[np.int64]
    formal_power: Row
    talkativeness: Row
    attention: Row
    ceiling: Row
    clarity: Row
    footing: Row
    first_presumed: Row
    confidence: Row
    standing: Row
    language: Row
    presumed: Row
    unease: Row
    exposure: Row
    heard: Row
    first_hand: Row
    knowledge: Row
    credence: Row
    learned: Row
    voiced: Row
    support: Row
    persuaded: Row
    moved: Row
    trust: Row
    size_effect: Row
    agenda: Row
    spoken: Row
    pull: Row
    gate: Row


def empty_room(members: int, views: int) -> Room:
    """Room for groups of up to so many members, who have so many views each."""
    n = LANES * math.ceil(members / LANES)
    shapes: dict[str, tuple[int, ...]] = dict.fromkeys(Room._fields, (n,))
    shapes |= dict.fromkeys(("first_hand", "knowledge", "credence", "learned", "moved"), (N_KINDS, n))
    shapes |= {"support": (views, n), "voiced": (views, n), "persuaded": (views, N_ROLES, n), "trust": (n, n)}
    types = {"who": np.int64, "ids": np.uint64, "role": np.int64}
    rows: dict[str, Any] = {name: np.zeros(shape, types.get(name, np.float64)) for name, shape in shapes.items()}
    return Room(**rows)


@leaf
def enter(room, s, f, r, group):
    """Gather a group; returns its size g; fills `room`."""
    g = 0
    for i in range(s.members.shape[1]):
        if s.members[r, i].group == group:
            room.who[g] = i
            g += 1
    for a in range(g):
        i = room.who[a]
        m = s.members[r, i]
        room.ids[a], room.role[a] = f.stable_ids[i], m.role
        room.formal_power[a], room.talkativeness[a] = m.formal_power, m.talkativeness
        room.attention[a], room.ceiling[a], room.clarity[a] = m.attention, m.ceiling, m.clarity
        room.confidence[a], room.standing[a], room.language[a] = m.confidence, m.standing, m.language
        room.presumed[a], room.first_presumed[a] = m.presumed, m.first_presumed
        room.unease[a], room.exposure[a] = m.unease, m.exposure
        room.footing[a], room.heard[a] = m.footing, m.heard
        room.spoken[a] = 0.0
        for k in range(N_KINDS):
            room.knowledge[k, a], room.first_hand[k, a] = m.knowledge[k], m.first_hand[k]
            room.credence[k, a], room.learned[k, a] = m.credence[k], s.tally[r, i].learned[k]
        for role in range(N_ROLES):
            room.moved[role, a] = 0.0
        for v in range(s.views.shape[2]):
            room.support[v, a], room.voiced[v, a] = s.views[r, i, v].support, s.views[r, i, v].voiced
            for role in range(N_ROLES):
                room.persuaded[v, role, a] = s.views[r, i, v].persuaded[role]
        for b in range(g):
            room.trust[b, a] = s.ties[r, i, room.who[b]].trust
    return g


@leaf
def leave(room, g, s, r):
    """Write back what talk may have changed; updates `s`."""
    for a in range(g):
        i = room.who[a]
        m = s.members[r, i]
        m.confidence, m.standing, m.language = room.confidence[a], room.standing[a], room.language[a]
        m.presumed, m.unease, m.exposure = room.presumed[a], room.unease[a], room.exposure[a]
        m.heard = room.heard[a]
        for k in range(N_KINDS):
            m.knowledge[k], m.credence[k] = room.knowledge[k, a], room.credence[k, a]
            s.tally[r, i].learned[k] = room.learned[k, a]
        for role in range(N_ROLES):
            s.community[r].exchange[VIEW_MOVED, m.role, role] += room.moved[role, a]
        for v in range(s.views.shape[2]):
            s.views[r, i, v].support, s.views[r, i, v].voiced = room.support[v, a], room.voiced[v, a]
            for role in range(N_ROLES):
                s.views[r, i, v].persuaded[role] = room.persuaded[v, role, a]
        for b in range(g):
            s.ties[r, i, room.who[b]].trust = room.trust[b, a]
