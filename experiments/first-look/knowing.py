"""Knowing and feeling: who knows the evidence, who is presumed to, and when footing comes."""

from __future__ import annotations

from arms import Arm, Array, Look, average
from asks import Ask, above, below, pattern

from copsim.model.roles import LIVED, RESEARCH, SERVICE

FAMILY = "knowing"
FULL = "moving-forward"
UNBRIEFED = ("interventions.briefing=null", "interventions.group_task=null")


def _prepared(arm: Arm, name: str, role: str, kind: int | None = None) -> Array:
    values = arm.prepared.members[name] if kind is None else arm.prepared.members[name][:, :, kind]
    return average(values[:, arm.of_role(role)])


@pattern(
    "C1",
    FAMILY,
    "Briefed lay members know more of the evidence than clinicians before meeting 1",
    "check; Q29, Q30",
    "moving-forward, lay against clinical members before meeting 1",
)
def briefed(look: Look) -> list[Ask]:
    arm = look.arm(FULL)
    lead = _prepared(arm, "knowledge", "lay", RESEARCH) - _prepared(arm, "knowledge", "clinical", RESEARCH)
    return [above("research knowledge, lay minus clinical", lead)]


@pattern(
    "C2",
    FAMILY,
    "Lay members presume more of the evidence in clinicians than these have",
    "check; Q6",
    "moving-forward, before meeting 1",
)
def presuming(look: Look) -> list[Ask]:
    arm = look.arm(FULL)
    gap = _prepared(arm, "presumed", "lay") - _prepared(arm, "knowledge", "clinical", RESEARCH)
    return [above("presumed by lay members minus known by clinicians", gap)]


@pattern(
    "C5",
    FAMILY,
    "An easy-read version lowers complexity and raises what members take from the evidence",
    "check; Q2",
    "moving-forward minus the same with an easy-read version that makes nothing easier (easy_read 0)",
)
def easy_read(look: Look) -> list[Ask]:
    arm, other = look.arm(FULL), look.arm(FULL, "parameters.easy_read=0")
    asks = [below("complexity at the end", arm.summary("complexity") - other.summary("complexity"))]
    for role in ("lay", "clinical"):
        taken = [average(each.tally("learned", RESEARCH).sum(axis=1)[:, each.of_role(role)]) for each in (arm, other)]
        asks.append(above(f"evidence learned in all, {role}", taken[0] - taken[1]))
    return asks


@pattern(
    "P01",
    FAMILY,
    "Knowing more, feeling less",
    "quoted; Q29–Q32, Power balance",
    "moving-forward, lay against clinical members after meeting 1, and at the end",
)
def knowing_more(look: Look) -> list[Ask]:
    arm = look.arm(FULL)
    known = arm.course("knowledge_research_lay")[:, 0] - arm.course("knowledge_research_clinical")[:, 0]
    gaps = arm.course("confidence_clinical") - arm.course("confidence_lay")
    return [
        above("research knowledge at meeting 1, lay minus clinical", known),
        above("confidence at meeting 1, clinical minus lay", gaps[:, 0], 0.15, reached=True),
        below("that gap at the end minus a third of it at first", gaps[:, -1] - gaps[:, 0] / 3, 0.0),
    ]


@pattern(
    "P02",
    FAMILY,
    "Presumption outlasts correction",
    "quoted; Q6",
    "by-role minus mixed groups (moving-forward); the gap that mixed groups are left with",
)
def presumption(look: Look) -> list[Ask]:
    mixed, by_role = look.arm(FULL), look.arm("by-role-groups")
    slower = by_role.mean("presumed_gap_lay") - mixed.mean("presumed_gap_lay")
    return [
        above("presumed gap of lay members, mean of cycles", slower),
        above("presumed gap of lay members at the end, mixed", mixed.summary("presumed_gap_lay")),
    ]


def _brightest(arm: Arm) -> Array:
    """(R, lay) meeting, from 1, of each lay member's largest gain in felt footing."""
    gains = arm.tally("footing_gain")[:, :, arm.of_role("lay")]
    return gains.argmax(axis=1).astype(float) + 1.0


@pattern(
    "P03",
    FAMILY,
    "The light-bulb",
    "quoted; Q17, Q47",
    "moving-forward; and the same without briefing and group task minus moving-forward",
)
def light_bulb(look: Look) -> list[Ask]:
    arm, other = look.arm(FULL), look.arm(FULL, *UNBRIEFED)
    when = _brightest(arm)
    inside = ((when >= 3) & (when <= 5)).mean(axis=1)
    counts = ", ".join(f"{meeting}: {100 * share:.0f}" for meeting, share in _spread(when))
    gains = arm.tally("footing_gain")[:, :, arm.of_role("lay")]
    jump = (gains.max(axis=1) >= gains.sum(axis=1) / 2).mean(axis=1)
    return [
        above("share of lay members whose largest gain is in meetings 3–5", inside, 0.5, note=f"% by meeting {counts}"),
        above("share of lay members for whom it is half of the whole gain or more", jump, 0.5),
        above("meeting of the largest gain, later without", _brightest(other).mean(axis=1) - when.mean(axis=1), 0.0),
    ]


def _spread(when: Array) -> list[tuple[int, float]]:
    return [(meeting, share) for meeting in range(1, 13) if (share := float((when == meeting).mean())) >= 0.01]


@pattern(
    "P19",
    FAMILY,
    "Between meetings matters",
    "quoted; Q9",
    "moving-forward minus the same without any communication between meetings",
)
def communication(look: Look) -> list[Ask]:
    off = ("interventions.communication=null", "interventions.support_team.communication=0.0")
    arm, other = look.arm(FULL), look.arm(FULL, *off)
    asks = [
        above(f"trust {where} roles at the end", arm.summary(f"trust_{where}") - other.summary(f"trust_{where}"))
        for where in ("across", "within")
    ]
    known = [average(each.member("knowledge", RESEARCH)[:, -1, each.guests]) for each in (arm, other)]
    return [*asks, above("research knowledge at the end, all but facilitators", known[0] - known[1])]


@pattern(
    "P24",
    FAMILY,
    "Learning what the other side lives with",
    "quoted; Q22, Q43",
    "rise over moving-forward; and mixed minus by-role groups",
)
def other_side(look: Look) -> list[Ask]:
    mixed, by_role = look.arm(FULL), look.arm("by-role-groups")
    asks = []
    cases = (
        ("lived knowledge among others", LIVED, ("clinical", "commissioner", "facilitator")),
        ("service knowledge among lay members", SERVICE, ("lay",)),
    )
    for name, kind, roles in cases:
        rises = []
        for arm in (mixed, by_role):
            who = arm.of_role(*roles)
            first = average(arm.prepared.members["credence"][:, who, kind])
            rises.append(average(arm.member("credence", kind)[:, -1, who]) - first)
        asks.append(above(f"rise of credence in {name}", rises[0]))
        asks.append(above("that rise, mixed minus by-role", rises[0] - rises[1]))
    return asks
