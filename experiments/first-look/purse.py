"""The purse: funding, commissioners, and backing from all sides."""

from __future__ import annotations

from arms import Array, Look
from asks import Ask, above, below, pattern, shown

FAMILY = "purse"
FULL = "moving-forward"
MUCH = ("interventions.knowledge_brokering.dose=1.0",)
LITTLE = ("interventions.knowledge_brokering=null",)
BINDING = "shocks.funding_cut={at: 1, left: 0.1}"
BACKED, UNBACKED = 0.8, 0.2
SIDES = {"lay": "lay", "clinical": "clinical", "research": "facilitator"}


@pattern(
    "P07",
    FAMILY,
    "The purse decides",
    "observed; Negotiating knowledge, Q20",
    "full knowledge brokering minus none, with a tenth of the funding and with all of it",
)
def purse(look: Look) -> list[Ask]:
    free = [look.arm(FULL, *voiced) for voiced in (MUCH, LITTLE)]
    bound = [look.arm(FULL, *voiced, BINDING) for voiced in (MUCH, LITTLE)]
    open_purse, shut_purse = (each[0].summary("uptake") - each[1].summary("uptake") for each in (free, bound))
    allowed = bound[0].summary("uptake_ceiling") - bound[1].summary("uptake_ceiling")
    return [
        below("uptake at the end while funding binds minus a quarter of that while it does not",
              shut_purse - open_purse / 4, 0.0),
        above("uptake at the end while it does not", open_purse, 0.0),
        shown("uptake that is allowed while funding binds", allowed),
        shown("lived knowledge voiced", free[0].mean("lived_voiced") - free[1].mean("lived_voiced")),
        shown("plan at the end while funding does not bind", free[0].summary("plan") - free[1].summary("plan")),
    ]


@pattern(
    "P08",
    FAMILY,
    "Funders in the room",
    "quoted; Q5, Q20, Q26",
    "no-commissioners minus moving-forward",
)
def funders(look: Look) -> list[Ask]:
    arm, other = look.arm("no-commissioners"), look.arm(FULL)
    return [
        below(f"{what} at the end", arm.summary(name) - other.summary(name))
        for what, name in (("ceiling of uptake", "uptake_ceiling"), ("uptake", "uptake"))
    ]


def _endorsed(look: Look, *behind: str) -> Array:
    """(R,) endorsement at the end with these sides behind the priorities (0.8) and the others not (0.2)."""
    views = (
        f"parameters.support_{number}_{role}={BACKED if side in behind else UNBACKED}"
        for side, role in SIDES.items()
        for number in (1, 2, 3)
    )
    return look.arm(FULL, *views).summary("endorsement")


@pattern(
    "P09",
    FAMILY,
    "Backed from all sides",
    "quoted; Q25–Q28",
    "moving-forward with first support 0.8 among lay members, clinicians and researchers together, minus the sum of "
    "each alone, all counted from none (0.2)",
)
def backing(look: Look) -> list[Ask]:
    none = _endorsed(look)
    alone = [_endorsed(look, side) - none for side in SIDES]
    together = _endorsed(look, *SIDES) - none
    return [
        above("endorsement at the end, together minus the sum of each alone", together - sum(alone)),
        shown("gained together", together),
        *(shown(f"gained with {side} backing alone", gain) for side, gain in zip(SIDES, alone, strict=True)),
    ]


@pattern(
    "P31",
    FAMILY,
    "Something to show",
    "quoted; Q27, Q28",
    "moving-forward minus the same with a group task that is left half done",
)
def something_to_show(look: Look) -> list[Ask]:
    arm, other = look.arm(FULL), look.arm(FULL, "interventions.group_task.done=0.5")
    return [above("endorsement at the end", arm.summary("endorsement") - other.summary("endorsement"))]
