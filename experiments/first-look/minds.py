"""Minds: whose view changes because of whom, and what good audit data do to views."""

from __future__ import annotations

import numpy as np
from arms import Array, Look
from asks import Ask, above, below, pattern, share_above, shown
from numpy.typing import NDArray

from copsim.model.parameters import PARAMETERS

FAMILY = "minds"
FULL = "moving-forward"
MOVED = 0.10
AUDIT = "shocks.local_audit={strength: 1.0, start: 7}"


def _elsewhere(look: Look, scenario: str, roles: tuple[str, ...], speakers: tuple[str, ...]) -> NDArray[np.bool_]:
    """(R,) whether any view of these roles ends elsewhere by MOVED because the speakers' turns move views."""
    arm, other = look.arm(scenario), look.arm(scenario, unmoving=speakers)
    apart = np.abs(arm.after[-1].support - other.after[-1].support)[:, arm.of_role(*roles), :-1]
    moved: NDArray[np.bool_] = apart.max(axis=(1, 2)) >= MOVED
    return moved


@pattern(
    "P06",
    FAMILY,
    "Minds change because of whom one meets",
    "quoted; Q49",
    "moving-forward against the same runs with lay members' turns (or all others') moving nobody's view, views at the "
    "end; and minus the same for merely-invited",
)
def minds(look: Look) -> list[Ask]:
    professionals, others = ("clinical", "commissioner"), ("clinical", "commissioner", "facilitator")
    full, bare = (_elsewhere(look, scenario, professionals, ("lay",)) for scenario in (FULL, "merely-invited"))
    return [
        share_above("runs with a professional view elsewhere by 0.10 because of lay members", full, 0.5),
        above("share of such runs, full support minus merely invited", full.astype(float) - bare),
        share_above("runs with a lay view elsewhere because of others", _elsewhere(look, FULL, ("lay",), others), 0.5),
        shown("share of runs of merely-invited", bare.astype(float)),
    ]


@pattern(
    "P23",
    FAMILY,
    "Good local audit resists evidence",
    "observed; Obs2, Q4, Q5",
    "moving-forward with strong audit data minus without; share of uptake lost when they come at cycle 7, the plan "
    "growing at half speed (half of build_rate) minus at full speed",
)
def audit(look: Look) -> list[Ask]:
    plain, audited = look.arm(FULL), look.arm(FULL, "shocks.local_audit={strength: 1.0}")
    slow = f"parameters.build_rate={PARAMETERS['build_rate'].default / 2}"
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
