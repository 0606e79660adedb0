"""Rows of what goes in from outside: first traits of roles, and prices; and what a row of the parameter table is.

A row says once what a parameter is. Its source is the evidence key of the *number*, or `assumed` when only the
mechanism has evidence and the magnitude is a guess. The evidence says that something acts, and mostly in which
direction, not how strongly.
"""

from __future__ import annotations

from typing import NamedTuple

ASSUMED = "assumed"
_ROLES = ("lay", "clinical", "commissioner", "facilitator")


class Row(NamedTuple):
    """One parameter, as `parameters.Parameter` makes it.

    Attributes:
        name: Field of the parameter record.
        default: Value when a scenario does not say otherwise.
        prior: Plausible range.
        bounds: Hard bounds.
        unit: Unit; "1" for a share.
        meaning: One line.
        evidence: Evidence keys of the mechanism, with spaces between.
        source: Evidence key of the number, or `ASSUMED`.
    """

    name: str
    default: float
    prior: tuple[float, float]
    bounds: tuple[float, float]
    unit: str
    meaning: str
    evidence: str
    source: str = ASSUMED


def halved(name: str, default: float, meaning: str, evidence: str, unit: str = "1", most: float = 1.0) -> Row:
    """A row whose prior runs from half to double its default, within hard bounds 0 and `most`."""
    return Row(name, default, (default / 2, min(2 * default, most)), (0.0, most), unit, meaning, evidence)


COSTS: tuple[Row, ...] = (
    Row(
        "cost_lay_payment_hour",
        25.0,
        (12.5, 30.0),
        (0.0, 1000.0),
        "£/h",
        "payment of a lay member",
        "nihr-payment S-costs",
        source="nihr-payment",
    ),
    Row("cost_clinical_hour", 50.0, (30.0, 90.0), (0.0, 1000.0), "£/h", "time of a clinician", "S-costs"),
    Row("cost_commissioner_hour", 60.0, (35.0, 100.0), (0.0, 1000.0), "£/h", "time of a commissioner", "S-costs"),
    Row("cost_facilitator_hour", 45.0, (25.0, 80.0), (0.0, 1000.0), "£/h", "time of a facilitator", "S-costs"),
    Row(
        "cost_meeting_hours",
        3.5,
        (2.0, 6.0),
        (0.0, 24.0),
        "h",
        "time given to one meeting, with preparation",
        "S-costs",
    ),
    Row("cost_briefing_hours", 2.0, (1.0, 4.0), (0.0, 24.0), "h", "time given to one full briefing", "R4 S-costs"),
    Row(
        "cost_venue_day",
        400.0,
        (100.0, 1000.0),
        (0.0, 100000.0),
        "£",
        "neutral venue with refreshments, per meeting",
        "R3 S-costs",
    ),
    Row("cost_room_day", 50.0, (0.0, 150.0), (0.0, 100000.0), "£", "ordinary room, per meeting in person", "S-costs"),
    Row(
        "cost_online_meeting",
        30.0,
        (0.0, 100.0),
        (0.0, 100000.0),
        "£",
        "technology of one online meeting",
        "S-covid-online S-costs",
    ),
    Row(
        "cost_fte_quarter",
        11000.0,
        (7000.0, 16000.0),
        (0.0, 1000000.0),
        "£/quarter",
        "one full-time support post",
        "R1 S-costs",
    ),
    Row(
        "cost_device",
        150.0,
        (50.0, 400.0),
        (0.0, 100000.0),
        "£/quarter",
        "help of one excluded member to join online",
        "S-covid-exclusion S-costs",
    ),
)
_TRAITS: dict[str, tuple[str, str, tuple[float, ...]]] = {  # meaning, evidence, means in the order of the roles
    "knowledge_research": ("first research knowledge", "Q29 S-power-only-one-clinician-knew", (0.05, 0.2, 0.12, 0.75)),
    "knowledge_clinical": ("first clinical knowledge", "S-knowledge-types", (0.05, 0.75, 0.15, 0.45)),
    "knowledge_lived": ("first lived knowledge", "S-knowledge-types", (0.75, 0.25, 0.12, 0.3)),
    "knowledge_service": ("first service knowledge", "S-negotiating-service S-skills-gap", (0.05, 0.3, 0.8, 0.35)),
    "credence_research": ("first credence in research knowledge", "Q1 S-negotiating-tension", (0.85, 0.75, 0.7, 0.85)),
    "credence_clinical": (
        "first credence in clinical knowledge",
        "S-lived-devalued S-negotiating-preferred",
        (0.85, 0.85, 0.6, 0.7),
    ),
    "credence_lived": (
        "first credence in lived knowledge",
        "S-lived-devalued S-negotiating-preferred",
        (0.45, 0.35, 0.35, 0.75),
    ),
    "credence_service": ("first credence in service knowledge", "Obs2 S-audit", (0.6, 0.5, 0.85, 0.6)),
    "confidence": ("first confidence", "Q32 S-power-early-confidence", (0.35, 0.65, 0.7, 0.7)),
    "formal_power": ("formal power", "Q31 Obs6 S-commissioner-power", (0.275, 0.6, 0.9, 0.55)),
    "language": ("first fluency in the shared language", "Q46 S-language", (0.2, 0.7, 0.65, 0.9)),
    "clarity": ("first clarity about the aims", "Q16 S-clarity S-clarity-role", (0.25, 0.6, 0.5, 0.7)),
    "presumed": ("research knowledge first presumed of others, lay members", "Q6 S-negotiating-presumed", (0.75,)),
    "support_1": ("first support for the first priority", "Q3 Obs2 Obs11", (0.8, 0.5, 0.3, 0.6)),
    "support_2": ("first support for the second priority", "Q3 Obs2 Obs11", (0.6, 0.6, 0.3, 0.6)),
    "support_3": ("first support for the third and later priorities", "Q3 Obs2 Obs11", (0.7, 0.3, 0.5, 0.6)),
    "attendance": ("attendance in person without any workload", "S-membership Obs5a", (0.98,)),
    "workload": ("workload", "Q2 Obs5a", (0.2, 0.5, 0.4, 0.2)),
}


def _trait_rows() -> tuple[Row, ...]:
    """One row per trait and role, `trait_role`; a trait of one value has one row of its own name."""
    rows = []
    for trait, (meaning, evidence, means) in _TRAITS.items():
        if len(means) == 1:
            prior = (round(0.8 * means[0], 3), min(1.0, 1.2 * means[0]))
            rows.append(Row(trait, means[0], prior, (0.0, 1.0), "1", meaning, evidence))
            continue
        for role, value in zip(_ROLES, means, strict=True):
            half = min(value, 1 - value) / 2
            prior, whose = (value - half, value + half), f"{meaning}, {role} members"
            rows.append(Row(f"{trait}_{role}", value, prior, (0.0, 1.0), "1", whose, evidence))
    return tuple(rows)


TRAIT_ROWS = _trait_rows()
TRAITS = tuple(_TRAITS)
