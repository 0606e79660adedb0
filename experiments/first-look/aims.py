"""Aims: clarity, styles of leading while aims are unclear, and whom unclear aims unsettle."""

from __future__ import annotations

from arms import Array, Look, average
from asks import Ask, above, below, not_above, pattern

FAMILY = "aims"
FULL = "moving-forward"
UNSTATED, AGREED = (f"interventions.stated_aims.aims={aims}" for aims in ("unstated", "agreed"))


@pattern(
    "C3",
    FAMILY,
    "Lay clarity starts below clinical and grows",
    "check; Q16, Clarity of aims",
    "moving-forward before meeting 1 and over the project",
)
def clarity(look: Look) -> list[Ask]:
    arm = look.arm(FULL)
    first = {role: average(arm.prepared.members["clarity"][:, arm.of_role(role)]) for role in ("lay", "clinical")}
    return [
        below("clarity before meeting 1, lay minus clinical", first["lay"] - first["clinical"]),
        above("lay clarity at the end minus before meeting 1", arm.summary("clarity_lay") - first["lay"]),
    ]


def _loss(look: Look, aims: str) -> dict[str, Array]:
    """Plan and mean clarity at the end, collaborative minus task-led."""
    arms = look.arm(FULL, aims), look.arm("task-led", aims)
    clear = [average(arm.member("clarity")[:, -1]) for arm in arms]
    return {"plan": arms[0].summary("plan") - arms[1].summary("plan"), "clarity": clear[0] - clear[1]}


@pattern(
    "P10",
    FAMILY,
    "Task-led meetings fail when aims are unclear",
    "observed; Obs5a, Q18",
    "what task-led minus collaborative meetings cost, with unstated minus with agreed aims",
)
def task_led(look: Look) -> list[Ask]:
    unstated, agreed = _loss(look, UNSTATED), _loss(look, AGREED)
    return [
        above(
            f"loss of {what} at the end, unstated minus agreed",
            unstated[what] - agreed[what],
            note=f"lost {unstated[what].mean():.3f} unstated, {agreed[what].mean():.3f} agreed",
        )
        for what in ("plan", "clarity")
    ]


@pattern(
    "P13",
    FAMILY,
    "Unclear aims weigh on lay members",
    "quoted; Clarity of aims",
    "moving-forward with unstated minus with agreed aims, mean of cycles",
)
def weight(look: Look) -> list[Ask]:
    unstated, agreed = look.arm(FULL, UNSTATED), look.arm(FULL, AGREED)
    rise = {role: unstated.mean(f"unease_{role}") - agreed.mean(f"unease_{role}") for role in ("lay", "clinical")}
    return [above("unease of lay members", rise["lay"]), not_above("unease of clinical members", rise["clinical"])]
