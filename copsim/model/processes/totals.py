"""Totals: what each member did in this cycle is added to what they did before."""

from __future__ import annotations

from copsim.model.jit import kernel
from copsim.model.roles import N_KINDS


@kernel
def add_up(s, f, cycle):
    """Add this cycle's tallies to the totals of `s`."""
    replicates, n = s.members.shape
    for r in range(replicates):
        for i in range(n):
            t, total = s.tally[r, i], s.total[r, i]
            total.turns += t.turns
            total.questions += t.questions
            total.knowledge_moved += t.knowledge_moved
            total.view_moved += t.view_moved
            total.contacts += t.contacts
            for k in range(N_KINDS):
                total.told[k] += t.told[k]
                total.learned[k] += t.learned[k]
