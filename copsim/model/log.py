"""The log of turns and contacts, for teaching and for conversation analysis (Obs4, Obs6): kept only when asked for."""

from __future__ import annotations

from copsim.model.jit import leaf


@leaf
def record(s, r, cycle, phase, group, turn, speaker, listener, act, kind, v, reception):
    """Write one row; cycles count from 1; without room, as when nothing is to be recorded, nothing is written."""
    at = int(s.community[r].log_count)
    if at < s.log.shape[1]:
        row = s.log[r, at]
        row.cycle, row.phase, row.group, row.turn = cycle + 1, phase, group, turn
        row.speaker, row.listener, row.act = speaker, listener, act
        row.kind, row.priority, row.reception = kind, v, reception
        s.community[r].log_count += 1.0


@leaf
def record_hearing(s, r, room, g, knowledge, view):
    """Write who let through how much of the turn that was just recorded, and what it moved; without room, nothing."""
    at = int(s.community[r].log_count) - 1
    if 0 <= at < s.heard.shape[1]:
        row = s.heard[r, at]
        for a in range(g):
            row[room.who[a]] = room.gate[a]
        row[-2], row[-1] = knowledge, view
