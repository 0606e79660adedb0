"""Conversation: who speaks, what is offered, and what each turn does; the heart of the model and its hot loop.

The floor goes to member i with weight exp{z [1 + d ln(g/3)+ (1 - trust)] + phi c + beta_P (1 - L) P + beta_S h}, unless
a facilitator offers it to whoever has spoken least (fisek-berger-norman-1991; bales-1951). Group means cancel from the
weights. One turn is about a minute. A member who does not understand may ask instead of telling; the one asked answers
next (Obs10). An open chat scales what power and group size do to the floor, and anybody dares to ask there (Q50).
"""

from __future__ import annotations

import math

import numpy as np

from copsim.model.jit import helper, kernel, leaf
from copsim.model.log import record
from copsim.model.processes.agenda import lay_favourite
from copsim.model.processes.hearing import ask, comprehension, feel_reception, tell
from copsim.model.rng import ACT, ASKED, BALANCE, FLOOR, KIND, PRIORITY, exponential, stream, uniform
from copsim.model.roles import FACILITATOR, LAY, LIVED, N_KINDS, RESEARCH
from copsim.model.state import ANSWER, ASK, BREAKOUT, PLENARY, TASK, TELL

_USUAL_WEIGHT = 0.1


@kernel
def converse(s, f, cycle, phase):
    """Let every group of this phase talk; groups are read from the members; updates `s`."""
    replicates, n = s.members.shape
    who = np.zeros(n, np.int64)
    size_effect = np.zeros(n)
    spoken = np.zeros(n)
    for r in range(replicates):
        p, lv = f.parameters[r], f.levers[r, cycle]
        if phase == TASK:
            turns = int(p.task_turns * lv.group_task + 0.5)
        elif phase == BREAKOUT:
            turns = int(lv.breakout_turns)
        else:
            turns = int(lv.plenary_turns)
        groups = 0
        for i in range(n):
            groups = max(groups, int(s.members[r, i].group) + 1)
            for k in range(N_KINDS):
                s.members[r, i].voiced[k] = 0.0
        for group in range(groups):
            g = 0
            for i in range(n):
                if s.members[r, i].group == group:
                    who[g] = i
                    g += 1
            if g > 1:
                _talk(s, f, r, cycle, phase, group, who, g, turns, size_effect, spoken)
        if phase == TASK:
            _forget_task(s, r)


@leaf
def talk_utility(m, size_effect, ease, levelling, task_led, p):
    """Log weight with which a member takes a free floor; `ease` < 1 is what a chat leaves of status effects."""
    u = m.talkativeness * (1.0 + size_effect)
    u += p.talk_confidence * m.confidence + ease * p.talk_power * (1.0 - levelling) * m.formal_power
    u += p.talk_standing * m.standing
    if m.role == FACILITATOR:
        u += p.talk_task_led * task_led
    return u


@helper
def _talk(s, f, r, cycle, phase, group, who, g, turns, size_effect, spoken):
    p, lv = f.parameters[r], f.levers[r, cycle]
    chat = lv.online > 0.5 and lv.chat > 0.5 and phase != TASK
    ease = p.chat_factor if chat else 1.0
    mean_power, facilitated = 0.0, False
    for a in range(g):
        i = who[a]
        mean_power += s.members[r, i].formal_power / g
        facilitated = facilitated or s.members[r, i].role == FACILITATOR
        trust = 0.0
        for b in range(g):
            trust += s.ties[r, i, who[b]].trust / (g - 1)
        size_effect[a] = ease * p.talk_size * max(0.0, math.log(g / 3.0)) * (1.0 - trust)
        spoken[a] = 0.0
    balance = lv.turn_balance + (p.balance_prepared * lv.prepared if phase == BREAKOUT else 0.0)
    balance = balance * (1.0 - lv.task_led) if facilitated else 0.0
    room = _room(phase, group)
    floor, offer = stream(f.seeds[r], FLOOR + room, cycle), stream(f.seeds[r], BALANCE + room, cycle)
    act, kinds = stream(f.seeds[r], ACT + room, cycle), stream(f.seeds[r], KIND + room, cycle)
    asked_of, topics = stream(f.seeds[r], ASKED + room, cycle), stream(f.seeds[r], PRIORITY + room, cycle)
    favourite = lay_favourite(s, f, r, cycle)
    answerer, asker, asked_kind = -1, -1, RESEARCH
    usual = -1.0
    for turn in range(turns):
        mean_standing = 0.0
        for a in range(g):
            mean_standing += s.members[r, who[a]].standing / g
        if answerer >= 0:
            at = answerer
        else:
            at = _next_speaker(s, f, r, who, g, size_effect, spoken, ease, balance, lv, p, floor, offer, turn)
        i = who[at]
        spoken[at] += 1.0
        if phase != TASK:
            _count_turn(s, r, i, phase, turn, turns)
        v = _pick(s.agenda[r], uniform(topics, f.stable_ids[i], turn))
        if answerer >= 0:
            reception = tell(s, r, i, who, g, asked_kind, v, asker, lv.levelling, mean_power, mean_standing, p)
            record(s, r, cycle, phase, group, turn, i, asker, ANSWER, asked_kind, v, reception)
            answerer, asker = -1, -1
        elif turn < turns - 1 and uniform(act, f.stable_ids[i], turn) < _ask_chance(s, r, i, chat, lv, p):
            answerer = _whom_to_ask(s, f, r, who, g, at, p, asked_of, turn)
            asker = i
            asked_kind = _what_to_ask(s, r, i, who[answerer])
            ask(s, r, i, who[answerer], who, g, p)
            record(s, r, cycle, phase, group, turn, i, who[answerer], ASK, asked_kind, v, 0.0)
            continue
        else:
            kind = _offered_kind(s, r, i, lv, p, uniform(kinds, f.stable_ids[i], turn))
            reception = tell(s, r, i, who, g, kind, v, -1, lv.levelling, mean_power, mean_standing, p)
            record(s, r, cycle, phase, group, turn, i, -1, TELL, kind, v, reception)
        if phase != TASK:
            _count_topic(s, r, v, favourite)
        if usual < 0.0:
            usual = reception
        feel_reception(s.members[r, i], reception, usual, p)
        usual += _USUAL_WEIGHT * (reception - usual)


@leaf
def _room(phase, group):
    """Offset that gives every group of every phase its own draws."""
    return 64 * (1 + group * 4 + phase)


@helper
def _next_speaker(s, f, r, who, g, size_effect, spoken, ease, balance, lv, p, floor, offer, turn):
    if balance > 0.0 and uniform(offer, np.uint64(0), turn) < balance:
        best, least = -1, 1e300
        for a in range(g):
            if s.members[r, who[a]].role != FACILITATOR:
                rank = spoken[a] + uniform(floor, f.stable_ids[who[a]], turn)
                if rank < least:
                    best, least = a, rank
        if best >= 0:
            return best
    best, least = 0, 1e300
    for a in range(g):
        m = s.members[r, who[a]]
        u = talk_utility(m, size_effect[a], ease, lv.levelling, lv.task_led, p)
        arrival = exponential(floor, f.stable_ids[who[a]], turn) * math.exp(-u)
        if arrival < least:
            best, least = a, arrival
    return best


@leaf
def _ask_chance(s, r, i, chat, lv, p):
    """Chance to ask: rises with not understanding, and with confidence or an open chat (Q18, Q42, Q50)."""
    m = s.members[r, i]
    understood = comprehension(m.language, RESEARCH, s.community[r].complexity, p) * (0.5 + 0.5 * m.clarity)
    dares = 1.0 if chat else m.confidence
    return p.ask_rate * lv.questions * (1.0 - understood) * dares


@helper
def _whom_to_ask(s, f, r, who, g, at, p, asked_of, turn):
    best, least = 0, 1e300
    for a in range(g):
        if a != at:
            u = p.ask_power * s.members[r, who[a]].formal_power
            arrival = exponential(asked_of, f.stable_ids[who[a]], turn) * math.exp(-u)
            if arrival < least:
                best, least = a, arrival
    return best


@leaf
def _what_to_ask(s, r, i, j):
    """The kind of knowledge in which the one asked is furthest ahead."""
    best = 0
    for k in range(N_KINDS):
        ahead = s.members[r, j].knowledge[k] - s.members[r, i].knowledge[k]
        if ahead > s.members[r, j].knowledge[best] - s.members[r, i].knowledge[best]:
            best = k
    return best


@helper
def _offered_kind(s, r, i, lv, p, u):
    """Kind offered, in proportion to own knowledge, own credence in it and the agenda.

    Lay members hold back lived knowledge that they think counts for less (S-negotiating-preferred); knowledge
    brokering shows them where it applies (R8). Task lists leave less room for it; a lay steering group makes more.
    """
    total = 0.0
    for k in range(N_KINDS):
        total += _kind_weight(s, r, i, k, lv, p)
    u *= total
    for k in range(N_KINDS - 1):
        u -= _kind_weight(s, r, i, k, lv, p)
        if u < 0.0:
            return k
    return N_KINDS - 1


@leaf
def _kind_weight(s, r, i, k, lv, p):
    worth = s.members[r, i].credence[k]
    agenda = lv.agenda[k]
    if k == LIVED:
        if s.members[r, i].role == LAY:
            worth += lv.brokering * (1.0 - worth)
        agenda *= (1.0 + p.steer_agenda * lv.lay_steering) * (1.0 - p.task_agenda * lv.task_led)
    return s.members[r, i].knowledge[k] * worth * agenda


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
def _count_turn(s, r, i, phase, turn, turns):
    s.tally[r, i].turns += 1.0
    if phase == PLENARY and 3 * turn < turns:
        s.tally[r, i].early_turns += 1.0
    if phase == PLENARY and 3 * turn >= 2 * turns:
        s.tally[r, i].late_turns += 1.0


@leaf
def _count_topic(s, r, v, favourite):
    """Count turns on priorities, and on the one that lay members support most (Q18, Q37)."""
    if v < s.views.shape[2] - 1:
        s.community[r].priority_turns += 1.0
        if v == favourite:
            s.community[r].lay_priority_turns += 1.0


@helper
def _forget_task(s, r):
    """What makers of a task tell each other is no part of the meeting's shares of airtime and influence."""
    for i in range(s.members.shape[1]):
        t = s.tally[r, i]
        t.knowledge_moved = 0.0
        t.view_moved = 0.0
        t.reception = 0.0
        for k in range(N_KINDS):
            t.told[k] = 0.0
