"""The interaction graph: trust, density, E-I index, role assortativity, and contacts at breaks by pair of roles.

A tie is trust of at least `TIE`; graph measures are those of the directed graph of such ties.
"""

from __future__ import annotations

import numpy as np

from copsim.model.jit import kernel
from copsim.model.outcomes.observation import Observation
from copsim.model.outcomes.reductions import Array, pair_mean
from copsim.model.outcomes.registry import declare
from copsim.model.outcomes.talk import ratio
from copsim.model.roles import N_ROLES, ROLES
from copsim.model.state import BREAK_CONTACTS

TIE = 0.5


@kernel
def _tie_counts(trust, roles, invited, threshold, out):
    """Counts of ties by role of source and of target, per replicate; fills `out`."""
    for r in range(trust.shape[0]):
        for i in range(trust.shape[1]):
            if invited[r, i] > 0.5:
                for role in range(N_ROLES):
                    ties = 0
                    for j in range(trust.shape[1]):
                        ties += (roles[j] == role) & (invited[r, j] > 0.5) & (trust[r, i, j] >= threshold)
                    out[r, roles[i], role] += ties


def tie_counts(o: Observation) -> Array:
    """(R, 4, 4) ties by role of who trusts and of who is trusted."""
    return o.once("ties", lambda: _count_ties(o))


def _count_ties(o: Observation) -> Array:
    out = np.zeros((o.state.ties.shape[0], N_ROLES, N_ROLES))
    _tie_counts(o.trust, o.roles, o.invited, TIE, out)
    return out


def _pairs(o: Observation, same: bool) -> Array:
    pairs: Array = ((o.roles[:, None] == o.roles[None, :]) == same).astype(np.float64)
    return pairs


def _sums(counts: Array) -> tuple[Array, Array]:
    """All ties, and ties inside a role, added up in a fixed order."""
    everything, inside = np.zeros(len(counts)), np.zeros(len(counts))
    for a in range(N_ROLES):
        inside += counts[:, a, a]
        for b in range(N_ROLES):
            everything += counts[:, a, b]
    return everything, inside


def tie_density(o: Observation) -> Array:
    """Ties over possible ties."""
    everything, _ = _sums(tie_counts(o))
    n = o.belonging()
    return ratio(everything, n * (n - 1))


def e_i_index(o: Observation) -> Array:
    """External minus internal ties over all ties (krackhardt-stern-1988); -1 is silos only."""
    everything, inside = _sums(tie_counts(o))
    return ratio(everything - 2 * inside, everything)


def role_assortativity(o: Observation) -> Array:
    """Newman's attribute assortativity of ties by role (newman-2003)."""
    counts = tie_counts(o)
    everything, inside = _sums(counts)
    expected = np.zeros(len(everything))
    for a in range(N_ROLES):
        out, into = np.zeros(len(everything)), np.zeros(len(everything))
        for b in range(N_ROLES):
            out += counts[:, a, b]
            into += counts[:, b, a]
        expected += ratio(out, everything) * ratio(into, everything)
    return ratio(ratio(inside, everything) - expected, 1.0 - expected)


def _lost(o: Observation) -> Array:
    below = (o.trust < np.ascontiguousarray(o.state.ties["first"]) - 1e-9).astype(np.float64)
    return pair_mean(below, np.ones(below.shape[1:]), o.invited)


def _contacts(o: Observation, a: int, b: int) -> Array:
    counts = o.state.community["exchange"][:, BREAK_CONTACTS, a, b]
    both = counts if a == b else counts + o.state.community["exchange"][:, BREAK_CONTACTS, b, a]
    out: Array = np.where((o.lever("held") > 0.5) & (o.lever("online") < 0.5), both, np.nan)
    return out


declare(
    "trust_within", "Trust within roles", lambda o: pair_mean(o.trust, _pairs(o, True), o.invited),
    meaning="mean trust between members of one role", group="ties", evidence=("S-silos", "S-trust"), better="higher",
    plain="Trust among people of the same role (0 to 1)",
)
declare(
    "trust_across", "Trust across roles", lambda o: pair_mean(o.trust, _pairs(o, False), o.invited),
    meaning="mean trust between members of different roles", group="ties", evidence=("S-trust", "Q36"), better="higher",
    plain="Trust between different roles (0 to 1)", headline=4,
)
declare(
    "trust_lost", "Trust lost", _lost, better="lower",
    meaning="share of pairs, in each direction, whose trust is below its first level", group="ties",
    evidence=("S-trust", "Q45"),
)
declare(
    "tie_density", "Density of ties", tie_density, meaning="ties over possible ties", group="ties",
    evidence=("S-relationships",),
)
declare(
    "e_i_index", "E-I index of ties", e_i_index, low=-1.0,
    meaning="external minus internal ties over all; -1 is silos only", group="ties",
    evidence=("S-silos", "krackhardt-stern-1988"),
)
declare(
    "role_assortativity", "Assortativity by role", role_assortativity, low=-1.0,
    meaning="how far ties keep to roles, above chance", group="ties", evidence=("S-silos", "newman-2003"),
)
for _a in range(N_ROLES):
    for _b in range(_a, N_ROLES):
        declare(
            f"break_contacts_{ROLES[_a]}_{ROLES[_b]}", f"Contacts at breaks, {ROLES[_a]} and {ROLES[_b]} members",
            lambda o, a=_a, b=_b: _contacts(o, a, b),  # type: ignore[misc]
            meaning="contacts at the break of one meeting", group="ties", unit="contacts", high=1e7,
            evidence=("Obs6", "Obs9"),
        )
