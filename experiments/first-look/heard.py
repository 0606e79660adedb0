"""Being heard: what power, people and ownership do to the plan and to practice."""

from __future__ import annotations

import numpy as np
from arms import Array, Look, average
from asks import Ask, above, below, pattern, share_above, shown

from copsim.model.parameters import PARAMETERS
from copsim.model.roles import LIVED, ROLES

FAMILY = "heard"
FULL, BARE = "moving-forward", "merely-invited"
EQUAL = tuple(f"parameters.formal_power_{role}=0.5" for role in ROLES)
STEEP = (
    f"parameters.talk_power={PARAMETERS['talk_power'].prior[1]}",
    "parameters.balance_facilitation=0",
    "parameters.balance_prepared=0",
)
MISSED = ("lay", "clinical", "commissioner")
RESULTS = ("plan", "uptake")


def _ratio(look: Look, outcome: str, arm: tuple[str, ...], base: tuple[str, ...]) -> Array:
    """(R,) values in one arm over the mean of the base, whose runs may end near 0."""
    below_ = look.arm(*base).summary(outcome)
    return 1.0 + (look.arm(*arm).summary(outcome) - below_) / below_.mean()


@pattern(
    "P25",
    FAMILY,
    "Being heard matters",
    "quoted; Power balance",
    "merely-invited with formal power the same for all over merely-invited; moving-forward with a steep floor that "
    "nobody balances over moving-forward; means of the base taken as given",
)
def power(look: Look) -> list[Ask]:
    return [
        *(above(f"{one}, equal power, merely invited", _ratio(look, one, (BARE, *EQUAL), (BARE,)), 7 / 6)
          for one in RESULTS),
        *(below(f"{one}, steep floor, supported", _ratio(look, one, (FULL, *STEEP), (FULL,)), 0.9) for one in RESULTS),
    ]  # fmt: skip


@pattern(
    "P26",
    FAMILY,
    "Nobody can stand in for another (close to the form of a plan)",
    "quoted; Types of knowledge, Q20, Q44",
    "a role not invited over the same with everybody, supported and merely invited",
)
def missed(look: Look) -> list[Ask]:
    return [
        below(
            f"plan without {role} members, {scenario}",
            _ratio(look, "plan", (scenario, f"interventions.invitation={{roles_left_out: [{role}]}}"), (scenario,)),
            0.9,
        )
        for scenario in (FULL, BARE)
        for role in MISSED
    ]


@pattern(
    "P28",
    FAMILY,
    "Owned work gets done",
    "observed; Obs5a, Q11, Q35",
    "task-led minus moving-forward; and over the meetings of moving-forward",
)
def work(look: Look) -> list[Ask]:
    full, led = look.arm(FULL), look.arm("task-led")
    own = np.nanmean(full.member("ownership")[:, :, full.guests], axis=2)
    undone = full.course("tasks_undone")
    held = np.isfinite(undone[0])
    falls = np.array([np.corrcoef(x, y)[0, 1] for x, y in zip(own[:, held], undone[:, held], strict=True)])
    return [
        above("tasks left undone, task-led minus facilitated", led.mean("tasks_undone") - full.mean("tasks_undone")),
        below("correlation of ownership and undone tasks over meetings", falls, 0.0),
    ]


@pattern(
    "P29",
    FAMILY,
    "The membership holds",
    "quoted, and inferred for the contrast; CoP membership, Q41",
    "members who left for good over twelve cycles, moving-forward and merely-invited",
)
def membership(look: Look) -> list[Ask]:
    full, bare = (look.arm(scenario).summary("members_left") for scenario in (FULL, BARE))
    most = len(look.arm(FULL).setup.roles) / 20
    return [
        share_above("runs of moving-forward in which nobody left", full == 0, 0.5),
        share_above("runs in which at most one in twenty left", full <= most, 0.95),
        above("members who left, merely invited minus supported", bare - full, 0.0),
    ]


@pattern(
    "P30",
    FAMILY,
    "It spreads",
    "quoted; Q22",
    "moving-forward; clinical members who learned more than the median from lived knowledge minus the others",
)
def spreads(look: Look) -> list[Ask]:
    arm = look.arm(FULL)
    who = arm.of_role("clinical")
    learned = arm.after[-1].members["knowledge"][:, who, LIVED] - arm.after[-1].members["first_hand"][:, who, LIVED]
    more = learned > np.median(learned, axis=1, keepdims=True)
    involved = arm.after[-1].members["involvement"][:, who]
    bare = look.arm(BARE).summary("involvement")
    return [
        above("involvement of patients in services at the end", arm.summary("involvement")),
        above("those who learned more minus the others", average(involved, more) - average(involved, ~more)),
        shown("involvement, merely invited", bare),
    ]
