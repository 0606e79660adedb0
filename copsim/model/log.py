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
