"""What is measured after each cycle: section 4, "Observation", of docs/odd.md and docs/outcomes.md."""

from __future__ import annotations

from collections.abc import Callable
from math import nan, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twin.cop import CoP
    from twin.member import Member

HOURLY = {
    "lay": "cost_lay_payment_hour",
    "clinical": "cost_clinical_hour",
    "commissioner": "cost_commissioner_hour",
    "facilitator": "cost_facilitator_hour",
}


def observe(model: CoP) -> dict[str, float]:
    """All outcomes of the twin, by their names in docs/outcomes.md."""
    members, met = model.members, model.lever.held > 0.5
    found = {**_talk(model), **_ties(members), **_people(members), **_views(model)}
    found["attendance"] = len(model.present) / len(members) if met and members else nan
    found["plan"], found["agreed"], found["endorsement"] = model.plan, model.agreed, model.endorsement
    found["uptake"] = _mean(members, "clinical", lambda m: m.uptake)
    found["involvement"] = _mean(members, "clinical", lambda m: m.involvement)
    found["tasks_undone"] = 1 - model.done if met else nan
    found["members_left"] = float(sum(m.left for m in model.roster))
    found["cost_total"] = _cost(model)
    return found


def _mean(members: list[Member], role: str, of: Callable[[Member], float]) -> float:
    values = [of(m) for m in members if m.role == role]
    return sum(values) / len(values) if values else nan


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else nan


def _talk(model: CoP) -> dict[str, float]:
    present = model.present
    guests, lay = [m for m in present if m.guest], [m for m in present if m.lay]
    there = _ratio(len(lay), len(guests))

    def parity(of: Callable[[Member], float]) -> float:
        return _ratio(_ratio(sum(map(of, lay)), sum(map(of, guests))), there)

    on_knowledge, on_views = parity(lambda m: m.knowledge_moved), parity(lambda m: m.view_moved)
    asked = float(sum(m.questions for m in model.roster))
    return {
        "airtime_parity_lay": parity(lambda m: m.turns),
        "influence_parity_lay": (on_knowledge + on_views) / 2,
        "airtime_gini": _gini([m.turns for m in present]),
        "lived_voiced": _ratio(model.told[2], sum(model.told)),
        "lay_priority_share": _ratio(model.lay_priority_turns, model.priority_turns),
        "heard_lay": _mean(present, "lay", lambda m: m.heard),
        "questions": asked if present else nan,
    }


def _gini(values: list[int]) -> float:
    n, total = len(values), sum(values)
    if not total:
        return nan
    return sum((2 * at + 1 - n) * x for at, x in enumerate(sorted(values))) / (n * total)


def _ties(members: list[Member]) -> dict[str, float]:
    within, across = [], []
    for i in members:
        for j in members:
            if i is not j:
                (within if i.role == j.role else across).append(i.trust[j.place])
    return {"trust_within": _ratio(sum(within), len(within)), "trust_across": _ratio(sum(across), len(across))}


def _people(members: list[Member]) -> dict[str, float]:
    return {
        "confidence_lay": _mean(members, "lay", lambda m: m.confidence),
        "ownership_lay": _mean(members, "lay", lambda m: m.ownership),
        "ownership_clinical": _mean(members, "clinical", lambda m: m.ownership),
        "language_lay": _mean(members, "lay", lambda m: m.language),
        "clarity_lay": _mean(members, "lay", lambda m: m.clarity),
        "footing_lay": _mean(members, "lay", lambda m: m.footing),
        "unease_lay": _mean(members, "lay", lambda m: m.unease),
        "unease_clinical": _mean(members, "clinical", lambda m: m.unease),
        "standing_lay": _mean(members, "lay", lambda m: m.standing),
        "knowledge_research_lay": _mean(members, "lay", lambda m: m.knowledge[0]),
        "knowledge_research_clinical": _mean(members, "clinical", lambda m: m.knowledge[0]),
        "knowledge_lived_clinical": _mean(members, "clinical", lambda m: m.knowledge[2]),
        "credence_lived_clinical": _mean(members, "clinical", lambda m: m.credence[2]),
        "presumed_gap_lay": _mean(members, "lay", lambda m: m.presumed)
        - _mean(members, "clinical", lambda m: m.knowledge[0]),
    }


def _views(model: CoP) -> dict[str, float]:
    members, n = model.members, len(model.priorities)
    spread = []
    for v in range(n):
        values = [m.support[v] for m in members]
        middle = sum(values) / len(values)
        spread.append(sqrt(sum((x - middle) ** 2 for x in values) / len(values)))
    changed = _mean(members, "clinical", lambda m: float(any(abs(m.support[v] - m.first[v]) > 0.15 for v in range(n))))
    return {
        "disagreement": sum(spread) / n,
        "support_clinical": _mean(members, "clinical", model.mean_support),
        "minds_changed_clinical": changed,
        "view_moved": model.view_moved,
        "challenges_clinical": float(sum(m.challenged for m in model.roster if m.role == "clinical")),
    }


def _cost(model: CoP) -> float:
    p, lever = model.p, model.lever
    total = lever.cost
    for m in model.members:
        hours = m.present * p["cost_meeting_hours"] + lever.briefing[m.role] * p["cost_briefing_hours"]
        total += hours * p[HOURLY[m.role]]
        if m.lay:
            paid = lever.task_hours + lever.chair_hours * (m in model.chairs())
            total += paid * p["cost_lay_payment_hour"]
    if lever.held > 0.5:
        total += p["cost_online_meeting"] if lever.online > 0.5 else max(p["cost_room_day"], lever.venue)
    return float(total)
