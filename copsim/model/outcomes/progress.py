"""The community: plan, outputs, endorsement, uptake, representativeness, and the cost in pounds."""

from __future__ import annotations

import numpy as np

from copsim.model.outcomes.observation import Observation
from copsim.model.outcomes.reductions import Array, total
from copsim.model.outcomes.registry import declare
from copsim.model.outcomes.talk import if_held
from copsim.model.roles import CLINICAL, COMMISSIONER, COST_KINDS, FACILITATOR, LAY

_POUNDS = 1e12


def _hours(o: Observation, role: int) -> Array:
    """Hours that members of a role gave in this cycle: attendance, and briefing by its dose."""
    attended = o.attending(role) * o.parameter("cost_meeting_hours")
    briefed = o.belonging(role) * o.lever("briefing")[:, role]
    return attended + briefed * o.parameter("cost_briefing_hours")


def _facilitation(o: Observation) -> Array:
    return _hours(o, FACILITATOR) * o.parameter("cost_facilitator_hour") + o.lever("cost")[:, 0]


def _lay_payment(o: Observation) -> Array:
    beside = total(np.ascontiguousarray(o.frame.member_levers["paid_hours"][:, o.cycle]), o.of_role(LAY))
    return (_hours(o, LAY) + beside) * o.parameter("cost_lay_payment_hour") + o.lever("cost")[:, 1]


def _staff_time(o: Observation) -> Array:
    clinical = _hours(o, CLINICAL) * o.parameter("cost_clinical_hour")
    return clinical + _hours(o, COMMISSIONER) * o.parameter("cost_commissioner_hour") + o.lever("cost")[:, 2]


def _venue(o: Observation) -> Array:
    in_person = o.lever("held") * (1.0 - o.lever("online"))
    room: Array = np.maximum(in_person * o.parameter("cost_room_day"), o.lever("cost")[:, 3])
    return room


def _technology(o: Observation) -> Array:
    return o.lever("held") * o.lever("online") * o.parameter("cost_online_meeting") + o.lever("cost")[:, 4]


def _shared_knowledge(o: Observation) -> Array:
    qualities = o.state.priorities["quality"]
    out = np.zeros(len(qualities))
    for v in range(qualities.shape[1]):
        out += qualities[:, v] / qualities.shape[1]
    return out


def _left(o: Observation) -> Array:
    return total(o.member("left"), np.ones_like(o.present))


_COSTS = dict(zip(COST_KINDS, (_facilitation, _lay_payment, _staff_time, _venue, _technology), strict=True))


def _cost_total(o: Observation) -> Array:
    out = np.zeros(len(o.lever("held")))
    for function in _COSTS.values():
        out = out + function(o)
    return out


declare(
    "plan", "Co-produced plan", lambda o: o.community("plan"), better="higher",
    meaning="co-produced, agreed action so far", group="progress", evidence=("Q44", "Q3"),
    plain="Agreed plan, made together (0 to 1)", headline=5,
)
declare(
    "plan_gain", "Growth of the plan", lambda o: if_held(o, o.community("plan_gain")),
    meaning="plan gained in one meeting", group="progress", evidence=("Q44",), better="higher", totals="mean",
)
declare(
    "plan_ready", "Plan that fits the context", lambda o: o.community("plan") * o.community("relevance"),
    better="higher",
    meaning="plan times how far the course still fits the context", group="progress", evidence=("Obs11", "Q53"),
)
declare(
    "agreed", "Action agreed on", lambda o: o.community("agreed"), better="higher",
    meaning="mean of what was adopted for the priorities, done or not yet", group="progress",
    evidence=("Q49", "S-minds-change"),
)
declare(
    "consent", "Consent to the decision", lambda o: if_held(o, o.community("consent")), better="higher",
    meaning="consent to the meeting's shared decision, by power or by roles as it is led", group="progress",
    evidence=("Q49",),
)
declare(
    "shared_knowledge", "Knowledge made together", _shared_knowledge, better="higher",
    meaning="mean over the priorities of what the ingredients of a plan make together", group="progress",
    evidence=("Q3", "S-new-knowledge"),
)
declare(
    "tasks_undone", "Tasks left undone", lambda o: if_held(o, 1.0 - o.community("done")), better="lower",
    totals="mean", meaning="share of the work agreed on that is not done until the next meeting", group="progress",
    evidence=("Obs5a", "Q11"),
)
declare(
    "hands", "Hands for the meetings", lambda o: if_held(o, o.community("hands")), better="higher", totals="mean",
    meaning="share of the support asked for at meetings that somebody can give", group="progress",
    evidence=("Obs3", "Q9"),
)
declare(
    "members_left", "Members who left for good", _left, unit="members", high=500.0, better="lower",
    meaning="members who have left the CoP, not counting those who were not invited", group="progress",
    evidence=("S-membership", "Q41"),
)
declare(
    "outputs", "Outputs", lambda o: o.community("outputs"), unit="outputs", high=100.0, better="higher",
    meaning="completed products, such as an easy-read version", group="progress", evidence=("Q2", "Q38"),
)
declare(
    "complexity", "Complexity of the innovation", lambda o: o.community("complexity"),
    meaning="complexity as members meet it", group="progress", evidence=("Q2",),
)
declare(
    "endorsement", "Endorsement by commissioners", lambda o: o.community("endorsement"), better="higher",
    meaning="mean endorsement of the plan by commissioners", group="progress", evidence=("Q26", "Q28"),
)
declare(
    "uptake_ceiling", "Ceiling of uptake", lambda o: o.community("ceiling"), better="higher",
    meaning="uptake that endorsement and funding allow", group="progress", evidence=("Q5", "S-negotiating-funding"),
)
declare(
    "uptake", "Uptake in practice", lambda o: o.mean("uptake", CLINICAL), better="higher",
    meaning="mean share of the evidence put into clinical members' services", group="progress", evidence=("Q53",),
    plain="Evidence put into clinical practice", form="percent", headline=6,
)
declare(
    "involvement", "Patients involved in services", lambda o: o.mean("involvement", CLINICAL),
    better="higher", meaning="how far clinical members involve patients in their own services", group="progress",
    evidence=("Q22", "S-lay-novel"), role=None,
)
declare(
    "capacity_clinical", "Capacity for change", lambda o: o.mean("capacity", CLINICAL), high=50.0,
    meaning="clinical members' capacity for change, 1 being all ordinary working time", group="progress",
    evidence=("Q52", "Obs5a"), role="clinical",
)
declare(
    "workload_clinical", "Workload of clinical members",
    lambda o: o.mean("effective_workload", CLINICAL),
    meaning="mean workload", group="progress", evidence=("Obs5a", "Obs11"), role="clinical",
)
declare(
    "representativeness", "Representativeness",
    lambda o: if_held(o, o.community("representativeness")), better="higher",
    meaning="share of the served population whose experience is in the room", group="progress",
    evidence=("Q24", "S-representativeness"),
)
for _kind, _function in _COSTS.items():
    declare(
        f"cost_{_kind}", f"Cost: {_kind.replace('_', ' ')}", _function, unit="£", form="money", digits=0,
        high=_POUNDS, better="lower",
        meaning="pounds over the whole course", group="costs", evidence=("S-costs",), totals="sum",
    )
declare(
    "cost_total", "Cost in all", _cost_total, unit="£", form="money", digits=0, high=_POUNDS, better="lower",
    meaning="pounds of all kinds, over the whole course", group="costs", evidence=("S-costs",), totals="sum",
    plain="Cost over the whole course", headline=7,
)
