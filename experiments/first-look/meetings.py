"""Meetings: support against a bare invitation, who sits with whom, how they are led, questions, chairs and unease."""

from __future__ import annotations

import numpy as np
from arms import Arm, Array, Look, average
from asks import Ask, above, below, between, pattern

FAMILY = "meetings"
FULL = "moving-forward"


@pattern(
    "P04",
    FAMILY,
    "An invitation is not enough",
    "inferred; Discussion",
    "moving-forward minus merely-invited: same roster, same breakouts",
)
def invitation(look: Look) -> list[Ask]:
    full, bare = look.arm(FULL), look.arm("merely-invited")
    parity = full.summary("influence_parity_lay") - bare.summary("influence_parity_lay")
    return [
        above("lay influence parity at the last meeting", parity, 0.2, reached=True),
        below("Gini of influence at the last meeting", full.summary("influence_gini") - bare.summary("influence_gini")),
    ]


@pattern("P05", FAMILY, "Mixed groups build bridges", "quoted; Q36, Q44", "moving-forward minus by-role-groups")
def bridges(look: Look) -> list[Ask]:
    mixed, by_role = look.arm(FULL), look.arm("by-role-groups")
    return [
        above("trust across roles at the end", mixed.summary("trust_across") - by_role.summary("trust_across")),
        above("plan at the end", mixed.summary("plan") - by_role.summary("plan")),
    ]


@pattern(
    "P11",
    FAMILY,
    "Leaning on the facilitators",
    "inferred (the paper asks it); Obs3",
    "moving-forward minus facilitation-withdrawn, cycles 6 to 12",
)
def leaning(look: Look) -> list[Ask]:
    kept, withdrawn = look.arm(FULL), look.arm("facilitation-withdrawn")
    asks = [
        above(f"lay {what} parity, mean from cycle 6", kept.mean(name, 6) - withdrawn.mean(name, 6))
        for what, name in (("airtime", "airtime_parity_lay"), ("influence", "influence_parity_lay"))
    ]
    gained = [arm.course("plan")[:, -1] - arm.course("plan")[:, 4] for arm in (kept, withdrawn)]
    return [*asks, above("plan gained from cycle 6 on", gained[0] - gained[1])]


@pattern(
    "P12",
    FAMILY,
    "Discomfort without desertion",
    "quoted; Q40, Q41",
    "moving-forward before the pandemic; and against the same with challenges that unsettle nobody (unease_rate 0)",
)
def discomfort(look: Look) -> list[Ask]:
    arm, calm = look.arm(FULL), look.arm(FULL, "parameters.unease_rate=0")
    unease = arm.course("unease_clinical")
    peak = int(unease[:, :9].mean(axis=0).argmax())
    mean = ", ".join(f"{value:.2f}" for value in unease[:, :9].mean(axis=0))
    came = arm.course("attendance_clinical")[:, -1] - calm.course("attendance_clinical")[:, -1]
    before = average(arm.prepared.members["unease"][:, arm.of_role("clinical")])
    rise = f"rise of clinical unease to its peak (meeting {peak + 1})"
    attention = arm.mean("attention_clinical", 1, 9) - calm.mean("attention_clinical", 1, 9)
    return [
        above(rise, unease[:, peak] - before, note=f"course {mean}"),
        below("change from the peak to meeting 9", unease[:, 8] - unease[:, peak]),
        below("clinical attention, mean of meetings 1–9", attention),
        between("clinical attendance at the last meeting", came, -0.03, 0.03),
    ]


@pattern(
    "P20",
    FAMILY,
    "A formal role lifts those who hold it",
    "quoted; Q39",
    "moving-forward, the two chairs minus the other lay members, from cycle 3 to the end",
)
def chairs(look: Look) -> list[Ask]:
    arm = look.arm(FULL)
    lay = np.flatnonzero(arm.of_role("lay"))
    asks = []
    for name in ("standing", "confidence"):
        rise = arm.member(name)[:, -1] - arm.member(name)[:, 2]
        lead = average(rise[:, lay[:2]]) - average(rise[:, lay[2:]])
        asks.append(above(f"rise of {name}, chairs minus others", lead))
    return asks


def _first_comes_lay(arm: Arm) -> Array:
    """(R,) first cycle from 4 whose agenda puts lay members' favourite first; 13 when that never comes."""
    lay = arm.of_role("lay")
    first = np.full(len(arm.results), arm.setup.n_cycles + 1.0)
    for cycle in range(arm.setup.n_cycles - 1, 2, -1):
        snap = arm.after[cycle]
        if not snap.members["present"].any():
            continue
        favourite = snap.support[:, lay, :-1].mean(axis=1).argmax(axis=1)
        first = np.where(snap.agenda[:, :-1].argmax(axis=1) == favourite, cycle + 1.0, first)
    return first


@pattern(
    "P21",
    FAMILY,
    "Lay steering turns the agenda",
    "quoted; Q18, Q19, Q37",
    "moving-forward minus the same without lay chairs, from cycle 4",
)
def steering(look: Look) -> list[Ask]:
    arm, other = look.arm(FULL), look.arm(FULL, "interventions.lay_chair=null")
    share = arm.mean("lay_priority_share", 4) - other.mean("lay_priority_share", 4)
    voiced = arm.mean("lived_voiced", 4) - other.mean("lived_voiced", 4)
    sooner = _first_comes_lay(arm) - _first_comes_lay(other)
    return [
        above("share of statements that offer lived knowledge", voiced),
        below("first cycle in which the lay favourite leads the agenda", sooner, 0.0),
        above("share of turns on the lay favourite", share),
    ]


@pattern(
    "P22",
    FAMILY,
    "Questions do work",
    "observed; Obs10, Q42",
    "moving-forward minus the same with questions off",
)
def questions(look: Look) -> list[Ask]:
    arm, mute = look.arm(FULL), look.arm(FULL, "interventions.questions.allowed=false")
    parity = arm.mean("influence_parity_lay") - mute.mean("influence_parity_lay")
    credence = arm.mean("credence_lived_clinical") - mute.mean("credence_lived_clinical")
    return [
        above("lay influence parity, mean of meetings", parity),
        above("clinical credence in lived knowledge, mean of cycles", credence),
    ]
