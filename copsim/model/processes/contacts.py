"""Contacts: breaks, informal talk between meetings, and the work of the steering group.

At breaks members seek partners with weight exp(power + own role + trust): clinicians gravitate to the commissioner
(Obs6), lay members steady one another (Q46), and ice-breakers weaken the draw of one's own kind (Obs9). There are no
breaks online. Between meetings members talk along their strongest ties, mostly within their silo (S-silos), and chairs
of the steering group work with facilitators (Q39, S-steering-group).
"""

from __future__ import annotations

import math

from copsim.model.jit import helper, kernel
from copsim.model.log import record
from copsim.model.processes.hearing import meet
from copsim.model.rng import BREAK, INFORMAL, STEERING, exponential, stream, substream, uniform
from copsim.model.roles import FACILITATOR
from copsim.model.state import AT_BREAK, BREAK_CONTACTS, CONTACT, INFORMAL_CONTACTS
from copsim.model.state import INFORMAL as INFORMAL_PHASE


@kernel
def mingle(s, f, cycle):
    """Contacts at the break among those present; none online; updates `s`."""
    for r in range(s.members.shape[0]):
        p, lv = f.parameters[r], f.levers[r, cycle]
        if lv.held > 0.5 and lv.online < 0.5:
            contacts = int(p.break_contacts * lv.social_time + 0.5)
            own = p.seek_own * (1.0 - p.icebreaker_mixing * lv.icebreakers)
            _seek(s, f, r, cycle, contacts, p.seek_power, own, True)


@kernel
def talk_between(s, f, cycle):
    """Informal contacts of all who belong to the CoP, and of chairs with facilitators; updates `s`."""
    replicates, n = s.members.shape
    for r in range(replicates):
        p = f.parameters[r]
        _seek(s, f, r, cycle, int(p.informal_contacts + 0.5), 0.0, p.seek_own, False)
        for i in range(n):
            if f.member_levers[r, cycle, i].chair > 0.5 and f.member_levers[r, cycle, i].invited > 0.5:
                m = s.members[r, i]
                m.standing += p.chair_standing * (1.0 - m.standing)
                _steer(s, f, r, cycle, i)


@helper
def _steer(s, f, r, cycle, i):
    """A chair works with facilitators on the steering group (Q39, S-steering-group)."""
    p, lv = f.parameters[r], f.levers[r, cycle]
    mine = substream(stream(f.seeds[r], STEERING, cycle), f.stable_ids[i])
    for contact in range(int(p.chair_contacts + 0.5)):
        best, least = -1, 1e300
        for j in range(s.members.shape[1]):
            invited = f.member_levers[r, cycle, j].invited > 0.5
            arrival = exponential(mine, f.stable_ids[j], contact)
            if s.members[r, j].role == FACILITATOR and invited and j != i and arrival < least:
                best, least = j, arrival
        if best >= 0:
            v = _topic(s, lv, uniform(mine, f.stable_ids[i], 1000 + contact))
            meet(s, r, i, best, v, p)
            s.community[r].exchange[INFORMAL_CONTACTS, s.members[r, i].role, FACILITATOR] += 1.0
            record(s, r, cycle, INFORMAL_PHASE, -1, contact, i, best, CONTACT, -1, v, s.ties[r, best, i].trust)


@helper
def _seek(s, f, r, cycle, contacts, draw_power, draw_own, at_break):
    p, lv = f.parameters[r], f.levers[r, cycle]
    n = s.members.shape[1]
    exchange = BREAK_CONTACTS if at_break else INFORMAL_CONTACTS
    key = stream(f.seeds[r], BREAK if at_break else INFORMAL, cycle)
    for contact in range(contacts):
        for i in range(n):
            if not _here(s, f, r, cycle, i, at_break):
                continue
            a = s.members[r, i]
            mine = substream(key, f.stable_ids[i])
            best, least = -1, 1e300
            for j in range(n):
                if j == i or not _here(s, f, r, cycle, j, at_break):
                    continue
                b = s.members[r, j]
                u = draw_power * b.formal_power + p.seek_trust * s.ties[r, i, j].trust
                if a.role == b.role:
                    u += draw_own
                arrival = exponential(mine, f.stable_ids[j], contact) * math.exp(-u)
                if arrival < least:
                    best, least = j, arrival
            if best < 0:
                continue
            v = _topic(s, lv, uniform(mine, f.stable_ids[i], 1000 + contact))
            meet(s, r, i, best, v, p)
            s.community[r].exchange[exchange, a.role, s.members[r, best].role] += 1.0
            if at_break:
                s.tally[r, i].contacts += 1.0
            phase = AT_BREAK if at_break else INFORMAL_PHASE
            record(s, r, cycle, phase, -1, contact, i, best, CONTACT, -1, v, s.ties[r, best, i].trust)


@helper
def _here(s, f, r, cycle, i, at_break):
    if at_break:
        return s.members[r, i].present > 0.5
    return f.member_levers[r, cycle, i].invited > 0.5


@helper
def _topic(s, lv, u):
    """A priority, or the open question, each as likely."""
    topics = s.views.shape[2] if lv.question > 0.5 else s.views.shape[2] - 1
    return min(int(u * topics), topics - 1)
