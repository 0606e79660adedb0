"""Supports: one by one, all together, and without the hands that they need."""

from __future__ import annotations

import numpy as np
from arms import Array, Look
from asks import SMALLEST, Ask, above, exactly, interval, pattern, shown

from copsim.model.outcomes import HEADLINE, OUTCOMES

FAMILY = "support"
FULL, BARE = "moving-forward", "merely-invited"
SUPPORTS = {
    "support_team": "{fte: 1.0}",
    "communication": "{dose: 1.0}",
    "neutral_venue": "{dose: 1.0}",
    "briefing": "{roles: [lay], cycles: [1, 2], dose: 1.0}",
    "lay_chair": "{chairs: 2, start: 4}",
    "breakouts": "{grouping: mixed, size: 5, prepared: 1.0}",
    "balanced_agenda": "{lived: 1.25}",
    "stated_aims": "{aims: evolving}",
    "knowledge_brokering": "{dose: 0.5}",
    "icebreakers": "{dose: 1.0}",
    "social_time": "{extra: 1.0}",
    "group_task": "{cycles: [1, 2, 3], done: 1.0}",
    "collaborative_facilitation": "{skill: 0.8}",
    "priorities_policy": "{policy: adapt}",
}
RECOMMENDATIONS = {
    "R1": ("support_team", "communication"),
    "R3": ("neutral_venue",),
    "R4": ("briefing",),
    "R5": ("lay_chair",),
    "R6": ("breakouts", "balanced_agenda"),
    "R7": ("stated_aims",),
    "R8": ("knowledge_brokering",),
    "R9": ("icebreakers", "social_time", "group_task"),
    "R10": ("collaborative_facilitation",),
    "R11": ("priorities_policy",),
}
NOBODY = {"facilitator": "interventions.invitation={roles_left_out: [facilitator]}",
          "lay": "interventions.invitation={roles_left_out: [lay]}"}  # fmt: skip


def _added(*names: str) -> tuple[str, ...]:
    return tuple(f"interventions.{name}={SUPPORTS[name]}" for name in names)


def _taken(*names: str) -> tuple[str, ...]:
    unprepared = "interventions.breakouts.prepared=0.0"
    return tuple(unprepared if name == "breakouts" else f"interventions.{name}=null" for name in names)


@pattern(
    "C6",
    FAMILY,
    "Levers need hands",
    "check; Obs3, R1",
    "facilitation 0.8 minus none with no facilitator invited; what nobody gets who is not invited",
)
def hands(look: Look) -> list[Ask]:
    skilled, none = (
        look.arm(FULL, NOBODY["facilitator"], *more) for more in ((), _taken("collaborative_facilitation"))
    )
    alone = look.arm(FULL, NOBODY["lay"])
    asks = [
        exactly(f"{OUTCOMES[one].label}, without facilitators", skilled.summary(one) - none.summary(one))
        for one in HEADLINE
    ]
    return [
        *asks,
        exactly("pounds paid to lay members, none invited", alone.summary("cost_lay_payment")),
        exactly("easy-read versions made, no lay member invited", alone.summary("outputs")),
    ]


def _visible(arm: Array, base: Array) -> float:
    """Size of an effect of which the whole interval lies beyond it, nearest end; 0 when the interval has 0 inside."""
    _, low, high, n = interval(arm - base)
    return max(low, -high, 0.0) if n else 0.0


@pattern(
    "C7",
    FAMILY,
    "No recommendation is invisible",
    "check; Table 2",
    "each recommendation taken out of moving-forward, and added to merely-invited: the largest effect on a headline "
    "outcome, the nearer end of its interval",
)
def visible(look: Look) -> list[Ask]:
    asks = []
    for key, names in RECOMMENDATIONS.items():
        arms = {"taken out": (FULL, *_taken(*names)), "added": (BARE, *_added(*names))}
        found = {
            (how, one): _visible(look.arm(*arm).summary(one), look.arm(arm[0]).summary(one))
            for how, arm in arms.items()
            for one in HEADLINE
        }
        how, one = max(found, key=lambda item: found[item])
        sizes = np.full(look.replicates, found[how, one])
        asks.append(above(f"{key}: {OUTCOMES[one].label}, {how}", sizes, SMALLEST, reached=True))
    return asks


@pattern(
    "P27",
    FAMILY,
    "Together more than apart",
    "inferred; Discussion (i-PARIHS)",
    "moving-forward minus merely-invited, minus the sum of what its supports gain, added to merely-invited one by one",
)
def together(look: Look) -> list[Ask]:
    asks = []
    for one in ("plan", "uptake"):
        base = look.arm(BARE).summary(one)
        whole = look.arm(FULL).summary(one) - base
        parts = [look.arm(BARE, *_added(name)).summary(one) - base for name in SUPPORTS]
        asks += [
            above(f"{one} at the end, together minus the sum of each alone", whole - sum(parts)),
            shown(f"{one}, together", whole),
        ]
    return asks
