"""Aims: clarity, styles of leading while aims are unclear, and whom unclear aims unsettle."""

from __future__ import annotations

from arms import Array, Look, average
from asks import Ask, above, below, pattern

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
    """Share of plan and mean clarity at the end that task-led meetings lose against collaborative ones."""
    arms = look.arm(FULL, aims), look.arm("task-led", aims)
    clear = [average(arm.member("clarity")[:, -1]) for arm in arms]
    return {"plan": 1.0 - arms[1].summary("plan") / arms[0].summary("plan"), "clarity": 1.0 - clear[1] / clear[0]}


@pattern(
    "P10",
    FAMILY,
    "Task-led meetings fail when aims are unclear",
    "observed; Obs5a, Q18",
    "share of plan and clarity that task-led meetings lose, with unstated minus with agreed aims",
)
def task_led(look: Look) -> list[Ask]:
    unstated, agreed = _loss(look, UNSTATED), _loss(look, AGREED)
    return [
        above(
            f"share of {what} lost at the end, unstated minus agreed",
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
    tenth = rise["clinical"] - rise["lay"] / 10
    return [
        above("unease of lay members", rise["lay"]),
        below("unease of clinical members minus a tenth of that", tenth, 0.0),
    ]
