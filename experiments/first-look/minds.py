"""Minds: whose view changes because of whom, and what good audit data do to views."""

from __future__ import annotations

from arms import Array, Look
from asks import Ask, above, below, pattern, share_above, shown

from copsim.model.parameters import PARAMETERS

FAMILY = "minds"
FULL = "moving-forward"
AUDIT = "shocks.local_audit={strength: 1.0, start: 7}"


@pattern(
    "P06",
    FAMILY,
    "Minds change because of whom one meets",
    "quoted; Q49",
    "moving-forward minus merely-invited; and what happens in the runs of moving-forward",
)
def minds(look: Look) -> list[Ask]:
    full, bare = look.arm(FULL), look.arm("merely-invited")
    by_lay = full.summary("minds_changed_clinical_by_lay"), full.summary("minds_changed_commissioner_by_lay")
    lay = full.summary("minds_changed_lay")
    moved = full.summary("view_moved_by_lay") - bare.summary("view_moved_by_lay")
    return [
        above("clinical and commissioning view change by lay members", moved),
        share_above("runs with such a mind changed by > 0.15 at the end", (by_lay[0] > 0) | (by_lay[1] > 0), 0.5),
        share_above("runs with a lay mind changed by > 0.15 at the end", lay > 0, 0.5),
        shown("share of commissioners so changed by lay members", by_lay[1]),
        shown("share of lay members so changed", lay),
    ]


@pattern(
    "P23",
    FAMILY,
    "Good local audit resists evidence",
    "observed; Obs2, Q4, Q5",
    "moving-forward with strong audit data minus without; share of uptake lost when they come at cycle 7, the plan "
    "growing at half speed (half of plan_rate) minus at full speed",
)
def audit(look: Look) -> list[Ask]:
    plain, audited = look.arm(FULL), look.arm(FULL, "shocks.local_audit={strength: 1.0}")
    slow = f"parameters.plan_rate={PARAMETERS['plan_rate'].default / 2}"
    lost_slow = _lost(look, slow)
    lost = _lost(look)
    support = audited.summary("support_clinical") - plain.summary("support_clinical")
    return [
        below("clinical support for the priorities at the end", support),
        below("uptake at the end", audited.summary("uptake") - plain.summary("uptake")),
        above("share of uptake lost, plan slow minus plan well advanced", lost_slow - lost),
    ]


def _lost(look: Look, *overrides: str) -> Array:
    """(R,) share of the uptake gained in cycles 7 to 9 that is lost when audit data come at cycle 7."""
    gained = []
    for arm in (look.arm(FULL, *overrides), look.arm(FULL, *overrides, AUDIT)):
        course = arm.course("uptake")
        gained.append(course[:, 8] - course[:, 5])
    return 1.0 - gained[1] / gained[0]
