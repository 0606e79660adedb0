"""The outside: the pandemic, screens and chats, and what becomes of the priorities."""

from __future__ import annotations

import numpy as np
from arms import Arm, Array, Look, average
from asks import Ask, above, below, exactly, pattern, shown

from copsim.model.parameters import PARAMETERS

FAMILY = "outside"
FULL = "moving-forward"
ALONE = "interventions.support_team.digital_help=0.0"


def _came(arm: Arm, excluded: bool) -> Array:
    """(R,) attendance of those digitally excluded, or of the others; NaN where there are none."""
    flags = arm.prepared.members["digitally_excluded"] > 0.5
    return average(arm.member("present"), (flags == excluded)[:, None, :])


@pattern(
    "C4",
    FAMILY,
    "Online shuts out the digitally excluded, and support lets most of them in",
    "check; context",
    "online-only without digital help, with full digital support, and no-covid (in person)",
)
def excluded(look: Look) -> list[Ask]:
    person, online = look.arm("no-covid", ALONE), look.arm("online-only", ALONE)
    helped = look.arm("online-only", ALONE, "interventions.digital_support={dose: 1.0}")
    lost = _came(person, True) - _came(online, True)
    regained = _came(helped, True) - _came(online, True)
    others = _came(online, False) - _came(person, False)
    return [
        below("attendance of the excluded, online minus in person", -lost),
        above("share of it regained minus one half, times the loss", regained - lost / 2),
        above("attendance of the others, online minus in person", others, 0.0, reached=True),
    ]


def _after(look: Look, scenario: str, *overrides: str) -> Array:
    """(R,) uptake gained after the suspension, over cycles 11 and 12."""
    course = look.arm(scenario, *overrides).course("uptake")
    return course[:, -1] - course[:, 9]


@pattern(
    "P14",
    FAMILY,
    "COVID: pause, then what stands ready moves",
    "quoted; Q51–Q53",
    "moving-forward in cycle 10; uptake gained over cycles 11–12 with minus without COVID, supported minus unsupported "
    "(unsupported from the pandemic on, or never supported)",
)
def pause(look: Look) -> list[Ask]:
    arm = look.arm(FULL)
    supported = _after(look, FULL) - _after(look, "no-covid")
    from_then_on = _after(look, "unsupported-covid") - _after(look, "unsupported-covid", "shocks.covid=null")
    never = _after(look, "merely-invited") - _after(look, "merely-invited", "shocks.covid=null")
    return [
        exactly("turns taken in the suspended cycle", arm.tally("turns")[:, 9].sum(axis=1)),
        exactly("plan gained in the suspended cycle", arm.course("plan")[:, 9] - arm.course("plan")[:, 8]),
        below("uptake gained in the suspended cycle", arm.course("uptake")[:, 9] - arm.course("uptake")[:, 8], 0.0),
        above("supported minus support withdrawn at the pandemic", supported - from_then_on),
        above("supported minus never supported", supported - never),
        shown("uptake gained with minus without COVID, supported", supported),
        shown("the same, support withdrawn", from_then_on),
        shown("the same, never supported", never),
    ]


def _turns_a_meeting(arm: Arm) -> tuple[Array, Array]:
    """(R,) turns per meeting attended of the third who started least confident, and of the rest; no facilitators."""
    turns, present = arm.tally("turns"), arm.member("present")
    first = np.where(arm.guests, arm.prepared.members["first_confidence"], np.inf)
    rank = np.argsort(np.argsort(first, axis=1, kind="stable"), axis=1, kind="stable")
    least = rank < round(arm.guests.sum() / 3)
    return tuple(average(turns, present * group[:, None, :]) for group in (least, arm.guests & ~least))


@pattern(
    "P15",
    FAMILY,
    "Chat is a level floor for the least sure",
    "quoted; Q50",
    "online-only, chat open minus closed, with full support",
)
def chat(look: Look) -> list[Ask]:
    opened, closed = look.arm("online-only"), look.arm("online-only", "interventions.online.chat=false")
    gains = [a - b for a, b in zip(_turns_a_meeting(opened), _turns_a_meeting(closed), strict=True)]
    return [
        above("turns a meeting gained, least confident third minus the rest", gains[0] - gains[1], 0.0),
        shown("gained by the least confident third", gains[0]),
    ]


@pattern("P16", FAMILY, "Screens tire", "quoted; external context", "online-only minus no-covid")
def screens(look: Look) -> list[Ask]:
    online, person = look.arm("online-only"), look.arm("no-covid")
    return [
        below("attention, mean of meetings", online.mean("attention") - person.mean("attention")),
        below("plan gained per meeting", online.mean("plan_gain") - person.mean("plan_gain"), 0.0),
        below("plan at the end", online.summary("plan") - person.summary("plan")),
    ]


@pattern(
    "P17",
    FAMILY,
    "Divide, then compromise",
    "observed; Obs11",
    "moving-forward, disagreement on keeping or adapting as the question opens and two meetings later; and against the "
    "same with facilitation withdrawn at cycle 11",
)
def divide(look: Look) -> list[Ask]:
    kept = look.arm(FULL)
    withdrawn = look.arm(FULL, "interventions.collaborative_facilitation.withdrawn_at=11")
    before = kept.after[9].support[:, :, -1].std(axis=1)
    opened = kept.first[:, :, -1].std(axis=1)
    loads = kept.after[9].members["effective_workload"]
    fall, fall_without = (opened - arm.course("disagreement_course")[:, 11] for arm in (kept, withdrawn))
    return [
        above("disagreement as the question opens minus before", opened - before),
        above("fall within two meetings, facilitated", fall),
        above("fall, facilitated minus not", fall - fall_without),
        shown("fall, not facilitated", fall_without),
        below("correlation of first side with workload", _correlation(kept.first[:, :, -1], loads), 0.0),
    ]


def _correlation(a: Array, b: Array) -> Array:
    """(R,) correlation between members."""
    return np.array([np.corrcoef(x, y)[0, 1] for x, y in zip(a, b, strict=True)])


def _hours_per_plan(arm: Arm) -> Array:
    """(R,) clinical hours in meetings over the plan that stands at the end."""
    hours = PARAMETERS["cost_meeting_hours"].default * arm.member("present")[:, :, arm.of_role("clinical")].sum(
        axis=(1, 2)
    )
    return hours / arm.summary("plan")


@pattern(
    "P18",
    FAMILY,
    "Starting from scratch",
    "inferred (feared, not tried); Obs11",
    "restart-after-covid minus moving-forward",
)
def restart(look: Look) -> list[Ask]:
    again, adapted = look.arm("restart-after-covid"), look.arm(FULL)
    clear = [average(arm.member("clarity")[:, -1]) for arm in (again, adapted)]
    hours = _hours_per_plan(again) - _hours_per_plan(adapted)
    return [
        below("plan at the end", again.summary("plan") - adapted.summary("plan")),
        below("clarity at the end, all members", clear[0] - clear[1]),
        above("clinical hours in meetings per plan that stands at the end", hours, 0.0),
    ]
