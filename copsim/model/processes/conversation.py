"""Conversation: who speaks, what is offered, and what each turn does; the heart of the model and its hot loop.

The floor goes to member i with weight exp{z [1 + d ln(g/3)+ (1 - trust)] + phi c + beta_P (1 - L) P + beta_S h}, unless
a facilitator offers it to whoever has spoken least (fisek-berger-norman-1991; bales-1951). Group means cancel from the
weights. One turn is about a minute. A member who does not understand may ask instead of telling; the one asked answers
next (Obs10). An open chat scales what power and group size do to the floor, and anybody dares to ask there (Q50).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from copsim.model.arithmetic import log
from copsim.model.jit import kernel, leaf
from copsim.model.log import record, record_hearing
from copsim.model.processes.agenda import lay_favourite
from copsim.model.processes.contribution import worth
from copsim.model.processes.hands import levelling
from copsim.model.processes.hearing import ask, comprehension, feel_reception, tell
from copsim.model.rng import ACT, ASKED, BALANCE, FLOOR, KIND, PRIORITY, gumbel, stream, uniform
from copsim.model.roles import CLINICAL, COMMISSIONER, FACILITATOR, LAY, LIVED, N_KINDS, PRACTICE, RESEARCH, SERVICE
from copsim.model.room import LANES, empty_room, enter, leave
from copsim.model.state import ANSWER, ASK, BREAKOUT, PLENARY, TASK, TELL, Frame, State

_USUAL_WEIGHT = 0.1
_MANY = 1e4
_NEVER = -1e300


class Talk(NamedTuple):
    """What holds for one conversation from its first turn to its last.

    Attributes:
        g: Size of the group.
        turns: Turns it has.
        counts: Whether its turns count towards airtime and a plan; those of the group task do not.
        weight: Share of all those at tables who sit at this one.
        chat: Whether there is an open chat.
        ease: What a chat leaves of what power and group size do to the floor; 1 without one.
        levelling: How much formal power has lost its say.
        balance: Chance that a facilitator offers the floor.
        mean_power: Mean formal power in the group.
        brokered: Knowledge brokering as far as there are hands for it.
        persuasion: (4,) how far turns move views, by role of the speaker.
        floor: Key of the draws for the floor, as the next five for what they are named after.
    """

    g: int
    turns: int
    counts: bool
    weight: float
    chat: bool
    ease: float
    levelling: float
    balance: float
    mean_power: float
    brokered: float
    persuasion: NDArray[np.float64]
    floor: int
    offer: int
    act: int
    asked: int
    kind: int
    topic: int


def converse(s: State, f: Frame, cycle: int, phase: int) -> None:
    """Let every group of this phase talk; groups are read from the members; updates `s`."""
    _converse(s, f, cycle, phase, empty_room(s.members.shape[1], s.views.shape[2]))


@kernel
def _converse(s, f, cycle, phase, room):
    for r in range(s.members.shape[0]):
        turns = _turns(f.parameters[r], f.levers[r, cycle], phase)
        groups, seated = 0, 0
        for i in range(s.members.shape[1]):
            groups = max(groups, int(s.members[r, i].group) + 1)
            seated += 1 if s.members[r, i].group >= 0.0 else 0
        for group in range(groups):
            g = enter(room, s, f, r, group)
            if g > 1:
                talk = _begin(room, g, s, f, r, cycle, phase, group, turns, g / seated)
                _talk(room, talk, s, f, r, cycle, phase, group)
            leave(room, g, s, r)
        if phase == TASK:
            _forget_task(s, r)


@leaf
def _turns(p, lv, phase):
    """Turns of each group of a phase."""
    if phase == TASK:
        return int(p.task_turns * lv.group_task + 0.5)
    return int(lv.breakout_turns) if phase == BREAKOUT else int(lv.plenary_turns)


@leaf
def _begin(room, g, s, f, r, cycle, phase, group, turns, weight):
    """Settle what holds for the whole conversation; fills size effects and agenda of `room`."""
    p, lv, c = f.parameters[r], f.levers[r, cycle], s.community[r]
    chat = lv.online > 0.5 and lv.chat > 0.5 and phase != TASK
    ease = p.chat_factor if chat else 1.0
    mean_power, facilitated = 0.0, False
    for a in range(g):
        mean_power += room.formal_power[a]
        facilitated = facilitated or room.role[a] == FACILITATOR
        trust = 0.0
        for b in range(g):
            trust += room.trust[b, a]
        room.agenda[a] = log(max(1e-9, agenda_weight(room.role[a], lv, p)))
        room.size_effect[a] = ease * p.talk_size * max(0.0, log(g / 3.0)) * (1.0 - trust / (g - 1))
    prepared = lv.prepared if phase == BREAKOUT else 0.0
    balance = c.hands * (p.balance_facilitation * lv.facilitation + p.balance_prepared * prepared)
    balance = balance * (1.0 - lv.task_led) if facilitated else 0.0
    seed, own = f.seeds[r], 64 * (1 + group * 4 + phase)  # Every group of every phase has draws of its own.
    return Talk(
        g, turns, phase != TASK, weight, chat, ease, levelling(c, lv, p), balance, mean_power / g,
        c.hands * lv.brokering, lv.persuasion,
        stream(seed, FLOOR + own, cycle), stream(seed, BALANCE + own, cycle), stream(seed, ACT + own, cycle),
        stream(seed, ASKED + own, cycle), stream(seed, KIND + own, cycle), stream(seed, PRIORITY + own, cycle),
    )  # fmt: skip


@leaf
def _talk(room, talk, s, f, r, cycle, phase, group):
    """Take turn after turn; updates `room`, and tallies, community and log of `s`."""
    p, lv, c, agenda = f.parameters[r], f.levers[r, cycle], s.community[r], s.agenda[r]
    favourite = lay_favourite(s, r)
    answerer, asker, asked_kind, usual, last, before = -1, -1, 0, -1.0, -1, -1
    for turn in range(talk.turns):
        standing = 0.0
        for a in range(talk.g):
            standing += room.standing[a]
        at = answerer if answerer >= 0 else _next_speaker(room, talk, before, lv, p, turn)
        last, before = at, last
        i, ident, mine = room.who[at], room.ids[at], s.tally[r, room.who[at]]
        room.spoken[at] += 1.0
        if talk.counts:
            _count_turn(mine, phase, turn, talk.turns)
        v = _pick(agenda, uniform(talk.topic, ident, turn))
        if answerer >= 0:
            act, kind, other = ANSWER, asked_kind, room.who[asker]
        elif turn < talk.turns - 1 and uniform(talk.act, ident, turn) < _ask_chance(room, talk, at, lv, c, p):
            asker, answerer = at, _whom_to_ask(room, talk, at, p, turn)
            asked_kind = _what_to_ask(room, at, answerer)
            ask(room, talk, at, answerer, mine, c, p)
            record(s, r, cycle, phase, group, turn, i, room.who[answerer], ASK, asked_kind, v, 0.0)
            continue
        else:
            act, kind, other = TELL, _offered_kind(room, talk, at, p, uniform(talk.kind, ident, turn)), -1
        knowledge, view = mine.knowledge_moved, mine.view_moved
        reception = tell(room, talk, at, kind, v, asker, standing / talk.g, usual, s.priorities[r], mine, c, p)
        record(s, r, cycle, phase, group, turn, i, other, act, kind, v, reception)
        record_hearing(s, r, room, talk.g, mine.knowledge_moved - knowledge, mine.view_moved - view)
        answerer, asker = -1, -1
        if talk.counts:
            _count_topic(c, v, agenda.shape[0] - 1, favourite)
        if usual < 0.0:
            usual = reception
        feel_reception(room, at, reception, usual, p)
        usual += _USUAL_WEIGHT * (reception - usual)


@leaf
def _next_speaker(room, talk, before, lv, p, turn):
    """Place of the next speaker: offered the floor, or the first of those who would take it."""
    if talk.balance > 0.0 and uniform(talk.offer, np.uint64(0), turn) < talk.balance:
        offered = _least_heard(room, talk, turn)
        if offered >= 0:
            return offered
    for a in range(talk.g):
        room.pull[a] = talk_utility(room, talk, a, before, lv.task_led, p)
    return _draw(room, talk.g, talk.floor, turn)


@leaf
def agenda_weight(role, lv, p):
    """Weight on the agenda of those who speak for a kind of knowledge (R6, Q34, Q37); 1 is ordinary.

    A lay steering group makes more room for lay members (Q18), a list of tasks less (Obs5a).
    """
    if role == FACILITATOR:
        return lv.agenda[RESEARCH]
    if role == CLINICAL:
        return lv.agenda[PRACTICE]
    if role == COMMISSIONER:
        return lv.agenda[SERVICE]
    return lv.agenda[LIVED] * (1.0 + p.steer_agenda * lv.lay_steering) * (1.0 - p.task_agenda * lv.task_led)


@leaf
def talk_utility(room, talk, a, before, task_led, p):
    """Log weight with which place a takes a free floor; a chat leaves less of status effects.

    Who spoke at the turn before the last, at place `before`, is likelier to speak again (carletta-2005).
    """
    u = room.talkativeness[a] * (1.0 + room.size_effect[a])
    status = talk.ease * p.talk_power * (1.0 - talk.levelling) * room.formal_power[a]
    u += p.talk_confidence * room.confidence[a] + status
    u += p.talk_standing * room.standing[a] + room.agenda[a]
    if a == before:
        u += p.talk_return
    if room.role[a] == FACILITATOR:
        u += p.talk_task_led * task_led
    return u


@leaf
def _least_heard(room, talk, turn):
    """Place of the guest with fewest turns, of the role with fewest (Q34); ties at random; -1 without a guest."""
    best, least = -1, 1e300
    for a in range(talk.g):
        if room.role[a] != FACILITATOR:
            of_role = 0.0
            for b in range(talk.g):
                of_role += room.spoken[b] if room.role[b] == room.role[a] else 0.0
            rank = _MANY * of_role + room.spoken[a] + uniform(talk.floor, room.ids[a], turn)
            if rank < least:
                best, least = a, rank
    return best


@leaf
def _draw(room, g, key, turn):
    """Place drawn in proportion to exp(pull) among the first g (Gumbel's maximum); changes the pulls."""
    for a in range((g + LANES - 1) // LANES * LANES):
        room.pull[a] += gumbel(key, room.ids[a], turn)
    best, most = 0, room.pull[0]
    for a in range(1, g):
        if room.pull[a] > most:
            best, most = a, room.pull[a]
    return best


@leaf
def _ask_chance(room, talk, at, lv, c, p):
    """Chance to ask: rises with not understanding, and with confidence or an open chat (Q18, Q42, Q50)."""
    understood = comprehension(room.language[at], room.knowledge[RESEARCH, at], c.complexity)
    understood *= 0.5 + 0.5 * room.clarity[at]
    dares = 1.0 if talk.chat else room.confidence[at]
    return p.ask_rate * lv.questions * (1.0 - understood) * dares


@leaf
def _whom_to_ask(room, talk, at, p, turn):
    """Place of the one asked, drawn by formal power."""
    for a in range(talk.g):
        room.pull[a] = p.ask_power * room.formal_power[a]
    room.pull[at] = _NEVER
    return _draw(room, talk.g, talk.asked, turn)


@leaf
def _what_to_ask(room, at, answerer):
    """The kind of knowledge in which the one asked is furthest ahead."""
    best = 0
    for k in range(N_KINDS):
        ahead = room.knowledge[k, answerer] - room.knowledge[k, at]
        if ahead > room.knowledge[best, answerer] - room.knowledge[best, at]:
            best = k
    return best


@leaf
def _offered_kind(room, talk, at, p, u):
    """Kind offered, in proportion to its worth and own credence in it.

    Lay members hold back lived knowledge that they think counts for less (S-negotiating-preferred); knowledge
    brokering shows them where it applies (R8).
    """
    total = 0.0
    for k in range(N_KINDS):
        total += _kind_weight(room, talk, at, k, p)
    u *= total
    for k in range(N_KINDS - 1):
        u -= _kind_weight(room, talk, at, k, p)
        if u < 0.0:
            return k
    return N_KINDS - 1


@leaf
def _kind_weight(room, talk, at, k, p):
    credence = room.credence[k, at]
    if k == LIVED and room.role[at] == LAY:
        credence += talk.brokered * (1.0 - credence)
    return worth(room.role[at], room.knowledge[k, at], room.first_hand[k, at], k, p) * credence


@leaf
def _pick(weights, u):
    """Index drawn in proportion to the weights."""
    total = 0.0
    for v in range(weights.shape[0]):
        total += weights[v]
    u *= total
    last = 0
    for v in range(weights.shape[0]):
        if weights[v] > 0.0:
            last = v
            u -= weights[v]
            if u < 0.0:
                break
    return last


@leaf
def _count_turn(mine, phase, turn, turns):
    mine.turns += 1.0
    if phase == PLENARY and 3 * turn < turns:
        mine.early_turns += 1.0
    if phase == PLENARY and 3 * turn >= 2 * turns:
        mine.late_turns += 1.0


@leaf
def _count_topic(c, v, priorities, favourite):
    """Count turns on priorities, and on the one that lay members support most (Q18, Q37)."""
    if v < priorities:
        c.priority_turns += 1.0
        if v == favourite:
            c.lay_priority_turns += 1.0


@leaf
def _forget_task(s, r):
    """What makers of a task tell each other is no part of the meeting's shares of airtime and influence."""
    for i in range(s.members.shape[1]):
        t = s.tally[r, i]
        t.knowledge_moved = 0.0
        t.view_moved = 0.0
        t.reception = 0.0
        for k in range(N_KINDS):
            t.told[k] = 0.0
