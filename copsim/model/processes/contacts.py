"""Contacts: breaks, informal talk between meetings, and the work of the steering group.

At breaks members seek partners with weight exp(power + own role + trust): clinicians gravitate to the commissioner
(Obs6), lay members steady one another (Q46), and ice-breakers weaken the draw of one's own kind (Obs9). There are no
breaks online. Between meetings members talk along their strongest ties, mostly within their silo (S-silos), and chairs
of the steering group work with facilitators (Q39, S-steering-group).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from copsim.model.arithmetic import exp
from copsim.model.jit import kernel, leaf
from copsim.model.log import record
from copsim.model.processes.hearing import meet
from copsim.model.rng import BREAK, INFORMAL, STEERING, stream, substream, uniform
from copsim.model.roles import FACILITATOR
from copsim.model.state import AT_BREAK, BREAK_CONTACTS, CONTACT, INFORMAL_CONTACTS, Frame, State
from copsim.model.state import INFORMAL as INFORMAL_PHASE

_TOPIC = 1000


class Crowd(NamedTuple):
    """Those who may seek one another; scratch, made by the caller for the whole roster.

    Attributes:
        who: (n,) members, in the order of the roster.
        weight: (n, n) `[seeker, sought]`, by place; 0 for those who are not sought.
    """

    who: NDArray[np.int64]
    weight: NDArray[np.float64]


def _empty_crowd(members: int) -> Crowd:
    return Crowd(np.empty(members, np.int64), np.empty((members, members)))


def mingle(s: State, f: Frame, cycle: int) -> None:
    """Contacts at the break among those present; none online; updates `s`."""
    _mingle(s, f, cycle, _empty_crowd(s.members.shape[1]))


def talk_between(s: State, f: Frame, cycle: int) -> None:
    """Informal contacts of all members of the CoP who have met, and of chairs with facilitators; updates `s`."""
    _talk_between(s, f, cycle, _empty_crowd(s.members.shape[1]))


@kernel
def _mingle(s, f, cycle, crowd):
    for r in range(s.members.shape[0]):
        p, lv = f.parameters[r], f.levers[r, cycle]
        if lv.held > 0.5 and lv.online < 0.5:
            n = 0
            for i in range(s.members.shape[1]):
                if s.members[r, i].present > 0.5:
                    crowd.who[n] = i
                    n += 1
            contacts = int(p.break_contacts * lv.social_time + 0.5)
            own = p.seek_own * (1.0 - p.icebreaker_mixing * s.community[r].hands * lv.icebreakers)
            _seek(s, f, r, cycle, crowd, n, contacts, p.seek_power, own, AT_BREAK)


@kernel
def _talk_between(s, f, cycle, crowd):
    for r in range(s.members.shape[0]):
        p = f.parameters[r]
        n = _gather(s, r, crowd, True)
        _seek(s, f, r, cycle, crowd, n, int(p.informal_contacts + 0.5), 0.0, p.seek_own, INFORMAL_PHASE)
        n = _gather(s, r, crowd, False)
        for a in range(n):
            if f.member_levers[r, cycle, crowd.who[a]].chair > 0.5:
                _chair(s, f, r, cycle, crowd, n, a)


@leaf
def _gather(s, r, crowd, met):
    """Gather the members of the CoP, or those of them who have been to a meeting; returns how many."""
    n = 0
    for i in range(s.members.shape[1]):
        if s.members[r, i].belongs > 0.5 and (not met or s.members[r, i].met > 0.5):
            crowd.who[n] = i
            n += 1
    return n


@leaf
def _chair(s, f, r, cycle, crowd, n, a):
    """A chair gains standing and works with facilitators on the steering group (Q39, S-steering-group)."""
    p, i = f.parameters[r], crowd.who[a]
    m = s.members[r, i]
    m.standing += p.chair_standing * (1.0 - m.standing)
    for b in range(n):
        facilitator = b != a and s.members[r, crowd.who[b]].role == FACILITATOR
        crowd.weight[a, b] = 1.0 if facilitator else 0.0
    key = stream(f.seeds[r], STEERING, cycle)
    for contact in range(int(p.chair_contacts + 0.5)):
        _make_contact(s, f, r, cycle, crowd, n, a, key, contact, INFORMAL_PHASE)


@leaf
def _seek(s, f, r, cycle, crowd, n, contacts, draw_power, draw_own, phase):
    """Round after round everybody seeks one contact, among those in the crowd; updates `s`."""
    p = f.parameters[r]
    key = stream(f.seeds[r], BREAK if phase == AT_BREAK else INFORMAL, cycle)
    for a in range(n):
        for b in range(n):
            _weigh(s, r, crowd, a, b, draw_power, draw_own, p)
    for contact in range(contacts):
        for a in range(n):
            b = _make_contact(s, f, r, cycle, crowd, n, a, key, contact, phase)
            if b >= 0:
                _weigh(s, r, crowd, a, b, draw_power, draw_own, p)
                _weigh(s, r, crowd, b, a, draw_power, draw_own, p)
                if phase == AT_BREAK:
                    s.tally[r, crowd.who[a]].contacts += 1.0


@leaf
def _weigh(s, r, crowd, a, b, draw_power, draw_own, p):
    """Weight with which place a seeks place b; only a contact of the two moves it."""
    i, j = crowd.who[a], crowd.who[b]
    one, other = s.members[r, i], s.members[r, j]
    u = draw_power * other.formal_power + p.seek_trust * s.ties[r, i, j].trust
    if one.role == other.role:
        u += draw_own
    crowd.weight[a, b] = exp(u) if a != b else 0.0


@leaf
def _make_contact(s, f, r, cycle, crowd, n, a, key, contact, phase):
    """Place a meets one drawn by weight; returns the place met, -1 for nobody; updates `s`."""
    p, c, i = f.parameters[r], s.community[r], crowd.who[a]
    mine = substream(key, f.stable_ids[i])
    b = _pick(crowd.weight[a], n, uniform(mine, f.stable_ids[i], contact))
    if b < 0:
        return b
    j = crowd.who[b]
    topics = s.views.shape[2] if f.levers[r, cycle].question > 0.5 else s.views.shape[2] - 1
    v = min(int(uniform(mine, f.stable_ids[i], _TOPIC + contact) * topics), topics - 1)
    one, other = s.members[r, i], s.members[r, j]
    meet(one, other, s.views[r, i, v], s.views[r, j, v], s.ties[r, i, j], s.ties[r, j, i],
         s.tally[r, i], s.tally[r, j], c, p)  # fmt: skip
    c.exchange[BREAK_CONTACTS if phase == AT_BREAK else INFORMAL_CONTACTS, one.role, other.role] += 1.0
    record(s, r, cycle, phase, -1, contact, i, j, CONTACT, -1, v, s.ties[r, j, i].trust)
    return b


@leaf
def _pick(weight, n, u):
    """Place drawn in proportion to the weights of the first n; -1 when nobody has any."""
    total = 0.0
    for b in range(n):
        total += weight[b]
    left, last = u * total, -1
    for b in range(n):
        if weight[b] > 0.0:
            last = b
            left -= weight[b]
            if left < 0.0:
                break
    return last
