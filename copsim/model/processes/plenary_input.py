"""Plenary input: the evidence is presented to the meeting.

The gain is proportional to attention, the shared language and the ease of the innovation: read out to a meeting, the
review was too dense for lay and clinical members alike (Q2). In conversation one can ask and rephrase, so there
complexity hurts only those without the language.
"""

from __future__ import annotations

from copsim.model.jit import kernel
from copsim.model.roles import FACILITATOR, RESEARCH


@kernel
def present_evidence(s, f, cycle):
    """The best informed facilitator (or member, without one) presents; updates research knowledge of `s`."""
    replicates, n = s.members.shape
    for r in range(replicates):
        p = f.parameters[r]
        best, best_facilitator = 0.0, 0.0
        for i in range(n):
            if s.members[r, i].present > 0.5:
                best = max(best, s.members[r, i].knowledge[RESEARCH])
                if s.members[r, i].role == FACILITATOR:
                    best_facilitator = max(best_facilitator, s.members[r, i].knowledge[RESEARCH])
        source = best_facilitator if best_facilitator > 0.0 else best
        taken_in, present = 0.0, 0.0
        for i in range(n):
            m = s.members[r, i]
            if m.present > 0.5:
                gap = max(0.0, m.ceiling * source - s.members[r, i].knowledge[RESEARCH])
                taken = m.attention * m.language * (1.0 - s.community[r].complexity)
                taken_in += taken * s.members[r, i].credence[RESEARCH]
                present += 1.0
                s.members[r, i].knowledge[RESEARCH] += p.input_rate * taken * gap
                s.tally[r, i].learned[RESEARCH] += p.input_rate * taken * gap
        if present > 0.0:
            for v in range(s.priorities.shape[1]):
                made = s.priorities[r, v].ingredient
                made[RESEARCH] += p.input_build * source * taken_in / present * (1.0 - made[RESEARCH])
