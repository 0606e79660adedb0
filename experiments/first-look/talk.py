"""Talk in real groups: recorded meetings against the conversation alone, with one setting of its parameters.

One meeting of one plenary, everybody present, with exactly the traits that the source gives: equals, or one member
with more formal power. All other traits are equal (those of clinical members); talkativeness is drawn. Turns are
ranked within a meeting, then averaged; the silent count as zero. A turn stands for a share of the words.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from arms import Array, Look
from asks import Ask, above, on_average, pattern, shown

from copsim.model.batch import run_seeds
from copsim.model.levers import Contribution
from copsim.model.parameters import PARAMETERS, TRAITS
from copsim.model.phases import advance
from copsim.model.roles import NO_GROUPS, ROLES
from copsim.model.run import begin
from copsim.model.trial import small_setup

FAMILY = "talk"
FEWEST_MEETINGS, MEETINGS_PER_REPLICATE = 137, 25
EQUAL_POWER = 0.5
TOLERANCE = 6.0
TURNS = (40, 120, 240)
EVERYBODY = {"absence_workload": 0.0, "absence_unease": 0.0, "absence_ownership": 0.0}
DEAF = {"standing_rate": 0.0, "confidence_rate": 0.0}


@dataclass(frozen=True)
class Group:
    """A recorded kind of meeting.

    Attributes:
        size: Members.
        lead: Formal power of the leader above the others.
        shares: Talk by rank, in per cent.
        meetings: Meetings recorded; 0 when the source does not say.
        multiple: Asked range of the leader's share over the equal share; None without a leader.
        gini: Gini of the source.
    """

    size: int
    lead: float
    shares: tuple[float, ...]
    meetings: int
    multiple: tuple[float, float] | None
    gini: float


BALES = Group(5, 0.0, (44, 22, 15, 11, 9), 0, None, 0.32)
AMI = Group(4, 0.10, (39.8, 26.1, 20.2, 13.9), 137, (1.2, 1.6), 0.21)
ICSI5 = Group(5, 0.38, (50.3, 22.3, 14.1, 8.7, 4.7), 13, (1.9, 2.6), 0.42)
ICSI8 = Group(8, 0.38, (30.6, 20.2, 17.9, 12.9, 10.2, 4.3, 2.9, 1.0), 7, (1.9, 2.6), 0.42)


@dataclass(frozen=True)
class Floor:
    """Turns of meetings.

    Attributes:
        turns: (R, n) turns of each member.
        early: (R, n) turns in the first third.
        late: (R, n) turns in the last third.
    """

    turns: Array
    early: Array
    late: Array

    @property
    def shares(self) -> Array:
        """(R, n) shares in per cent."""
        return 100.0 * self.turns / self.turns.sum(axis=1, keepdims=True)


def meet(look: Look, counts: tuple[int, int, int, int], power: Array | None, turns: int, deaf: bool = False) -> Floor:
    """Hold one plenary many times; `power` also makes all members alike."""
    n = sum(counts)
    roles = np.repeat(np.arange(4), counts)
    traits = np.full((n, len(TRAITS)), np.nan)
    traits[:, TRAITS.index("attendance")] = 1.0
    if power is not None:
        traits[:] = [[_default(trait, ROLES[role]) for trait in TRAITS] for role in roles]
        traits[:, TRAITS.index("attendance")] = 1.0
        traits[:, TRAITS.index("formal_power")] = power
    levers = (Contribution("grouping", NO_GROUPS), Contribution("plenary_turns", turns))
    setup = small_setup(counts, traits=traits, contributions=levers, parameters=EVERYBODY | (DEAF if deaf else {}))
    state, frame = begin(setup, run_seeds(look.seed, max(FEWEST_MEETINGS, MEETINGS_PER_REPLICATE * look.replicates)))
    advance(state, frame, 0)
    return Floor(*(state.tally[name].copy() for name in ("turns", "early_turns", "late_turns")))


def _default(trait: str, role: str) -> float:
    name = f"{trait}_{role}"
    return PARAMETERS[name if name in PARAMETERS else trait].default


def _power(group: Group) -> Array:
    return EQUAL_POWER + group.lead * (np.arange(group.size) == 0)


def gini(values: Array) -> Array:
    """(R,) Gini of each row."""
    apart = np.abs(values[:, :, None] - values[:, None, :]).sum(axis=(1, 2))
    return apart / (2.0 * values.shape[1] * values.sum(axis=1))


def _recorded(look: Look, group: Group) -> list[Ask]:
    """Ranks, multiple of the leader and Gini at every length of a meeting."""
    asks = []
    for turns in TURNS:
        floor = meet(look, (0, group.size, 0, 0), _power(group), turns)
        ranked = -np.sort(-floor.shares, axis=1)
        for rank, share in enumerate(group.shares):
            sampling = 1.96 * ranked[:, rank].std(ddof=1) / np.sqrt(group.meetings) if group.meetings else 0.0
            near = max(TOLERANCE, float(sampling))
            measure = f"{turns} turns, share at rank {rank + 1}, % (source {share:g})"
            note = _rejection(ranked[:, rank], share, group.meetings)
            asks.append(on_average(measure, ranked[:, rank], share - near, share + near, note=note))
        if group.multiple is not None:
            lead = floor.shares[:, 0] * group.size / 100.0
            asks.append(on_average(f"{turns} turns, leader's share over an equal share", lead, *group.multiple))
        asks.append(shown(f"{turns} turns, Gini (source {group.gini:g})", gini(floor.turns)))
    return asks


def _rejection(shares: Array, source: float, meetings: int) -> str:
    """Whether sampling error alone would reject this rank, the model's spread between meetings being the source's."""
    if not meetings:
        return "meetings of the source not known"
    error = float(shares.std(ddof=1)) * np.sqrt(1.0 / meetings + 1.0 / len(shares))
    apart = abs(float(shares.mean()) - source) > 1.96 * error
    return "rejected by sampling error alone" if apart else "within sampling error"


def _contrast(group: Group) -> str:
    return f"{group.size} members, leader +{group.lead:.2f} formal power, at {', '.join(map(str, TURNS))} turns"


@pattern("T1", FAMILY, "Five equals talk as unequally as in Bales's groups", "Bales 1951, secondary", _contrast(BALES))
def bales(look: Look) -> list[Ask]:
    return _recorded(look, BALES)


@pattern("T2", FAMILY, "Four with a project manager talk as in the AMI corpus", "137 meetings", _contrast(AMI))
def ami(look: Look) -> list[Ask]:
    return _recorded(look, AMI)


@pattern("T3", FAMILY, "Five led by a professor talk as in the ICSI corpus", "13 meetings", _contrast(ICSI5))
def icsi5(look: Look) -> list[Ask]:
    return _recorded(look, ICSI5)


@pattern("T4", FAMILY, "Eight led by a professor talk as in the ICSI corpus", "7 meetings", _contrast(ICSI8))
def icsi8(look: Look) -> list[Ask]:
    return _recorded(look, ICSI8)


def _rose(floor: Floor) -> Array:
    """(R,) 1 where the Gini rose from the first to the last third, 0.5 where it stayed, 0 where it fell."""
    return (np.sign(gini(floor.late) - gini(floor.early)) + 1.0) / 2.0


@pattern(
    "T5",
    FAMILY,
    "Feedback shows as a Gini that rises within a meeting",
    "expectation states",
    "meetings with feedback minus the same without (standing_rate 0, confidence_rate 0)",
)
def feedback(look: Look) -> list[Ask]:
    asks = []
    for name, group in (("5 equals", BALES), ("4 with a manager", AMI), ("8 with a professor", ICSI8)):
        for turns in TURNS:
            with_it, without = (
                _rose(meet(look, (0, group.size, 0, 0), _power(group), turns, deaf)) for deaf in (False, True)
            )
            note = f"{100 * with_it.mean():.0f} % with, {100 * without.mean():.0f} % without"
            measure = f"{name}, {turns} turns: share of meetings whose Gini rises"
            asks.append(above(measure, with_it - without, 0.0, note=note))
    return asks


@pattern(
    "T6",
    FAMILY,
    "Lay members without support talk about as much as families in intensive care",
    "McDonagh 2004",
    "4 lay and 4 clinical members (families: 214 in 51 conferences; number of clinicians assumed) with the traits of "
    "their roles, no facilitator, at 40, 120 and 240 turns",
)
def families(look: Look) -> list[Ask]:
    asks = []
    for turns in TURNS:
        lay = meet(look, (4, 4, 0, 0), None, turns).shares[:, :4].sum(axis=1)
        note = "the ask says 'about': the 6 points of the ranks"
        measure = f"{turns} turns, lay share, % (source 29)"
        asks.append(on_average(measure, lay, 29 - TOLERANCE, 29 + TOLERANCE, note=note))
    for clinical in (3, 5):
        lay = meet(look, (4, clinical, 0, 0), None, 120).shares[:, :4].sum(axis=1)
        asks.append(shown(f"120 turns, lay share with {clinical} clinical members, %", lay))
    return asks
