"""Members: confidence, standing, knowledge, credence, language, clarity, unease, footing and attendance."""

from __future__ import annotations

import numpy as np

from copsim.model.outcomes.observation import Observation
from copsim.model.outcomes.reductions import Array, mean, total
from copsim.model.outcomes.registry import declare, declare_by_role
from copsim.model.outcomes.talk import if_held, ratio
from copsim.model.roles import CLINICAL, KINDS, LAY, LIVED, RESEARCH, SERVICE

_FIELDS = (
    ("confidence", "Confidence", "readiness to speak and to challenge", ("Q32", "Q47"), 1),
    ("standing", "Standing", "esteem earned inside the CoP", ("Q39", "Q42"), 0),
    ("language", "Shared language", "fluency in the CoP's shared language", ("Q46", "Q48"), 1),
    ("clarity", "Clarity of aims", "clarity about the aims and one's own part", ("Q16", "Q17"), 1),
    ("unease", "Unease", "discomfort", ("Q40", "Q41", "S-clarity"), -1),
    ("footing", "Felt footing", "feeling of being on an equal footing", ("Q17", "Q32"), 1),
)


def _declare_field(name: str, label: str, meaning: str, evidence: tuple[str, ...], better: int) -> None:
    declare_by_role(
        name, label, lambda o, role: mean(o.member(name), o.of_role(role)),
        meaning=meaning, group="members", evidence=evidence, better=better,
    )


def _knowledge(o: Observation, kind: int, role: int) -> Array:
    return mean(np.ascontiguousarray(o.state.members["knowledge"][:, :, kind]), o.of_role(role))


def _credence(o: Observation, kind: int, role: int) -> Array:
    return mean(np.ascontiguousarray(o.state.members["credence"][:, :, kind]), o.of_role(role))


def _presumed_gap(o: Observation, role: int) -> Array:
    gap = o.member("presumed") - _mean_known(o)[:, None]
    return mean(gap, o.of_role(role))


def _mean_known(o: Observation) -> Array:
    return _knowledge(o, RESEARCH, CLINICAL)


def _attendance(o: Observation, role: int) -> Array:
    shares = ratio(total(o.present, o.of_role(role)), total(o.of_role(role), o.of_role(role)))
    return if_held(o, shares)


def _attendance_all(o: Observation) -> Array:
    shares = ratio(total(o.present, o.invited), total(o.invited, o.invited))
    return if_held(o, shares)


def _attendance_excluded(o: Observation) -> Array:
    excluded = o.invited * o.member("digitally_excluded")
    shares = ratio(total(o.present, excluded), total(excluded, excluded))
    return if_held(o, shares)


def _chair_lead(o: Observation, name: str) -> Array:
    chairs = o.of_role(LAY) * np.ascontiguousarray(o.frame.member_levers["chair"][:, o.cycle])
    return mean(o.member(name), chairs) - mean(o.member(name), o.of_role(LAY) - chairs)


for _name, _label, _meaning, _evidence, _better in _FIELDS:
    _declare_field(_name, _label, _meaning, _evidence, _better)
for _kind, _kind_name in enumerate(KINDS):
    declare_by_role(
        f"knowledge_{_kind_name}", f"{_kind_name.capitalize()} knowledge",
        lambda o, role, kind=_kind: _knowledge(o, kind, role),  # type: ignore[misc]
        meaning=f"usable share of {_kind_name} knowledge", group="members", evidence=("Q1", "Obs1"), better=1,
    )
declare_by_role(
    "credence_lived", "Credence in lived knowledge", lambda o, role: _credence(o, LIVED, role),
    meaning="worth accorded to lived knowledge", group="members", evidence=("Q22", "S-negotiating-preferred"), better=1,
)
declare_by_role(
    "credence_service", "Credence in service knowledge", lambda o, role: _credence(o, SERVICE, role),
    meaning="worth accorded to service knowledge", group="members", evidence=("Q43",),
)
declare_by_role(
    "presumed_gap", "Presumed gap", _presumed_gap, low=-1.0,
    meaning="research knowledge presumed of others above what clinical members have", group="members",
    evidence=("Q6",),
)
declare_by_role(
    "attendance", "Attendance", _attendance, meaning="share of members who came", group="members",
    evidence=("Q41", "S-membership"), better=1,
)
declare(
    "attendance", "Attendance", _attendance_all, meaning="share of all members who came", group="members",
    evidence=("Q41", "S-membership"), better=1,
)
declare(
    "attendance_excluded", "Attendance, digitally excluded", _attendance_excluded,
    meaning="share of digitally excluded members who came", group="members", evidence=("S-covid-exclusion",), better=1,
)
declare(
    "attention", "Attention", lambda o: mean(o.member("attention"), o.present),
    meaning="mean attention of those present", group="members", evidence=("S-covid-tiring",), better=1,
)
declare(
    "attention_clinical", "Attention, clinical members",
    lambda o: mean(o.member("attention"), o.present * (o.roles == CLINICAL)),
    meaning="mean attention of clinical members present", group="members", evidence=("Q41",), better=1, role="clinical",
)
declare(
    "chair_standing_lead", "Lead of chairs in standing", lambda o: _chair_lead(o, "standing"), low=-1.0,
    meaning="standing of lay chairs above that of other lay members", group="members", evidence=("Q39",),
)
declare(
    "chair_confidence_lead", "Lead of chairs in confidence", lambda o: _chair_lead(o, "confidence"), low=-1.0,
    meaning="confidence of lay chairs above that of other lay members", group="members", evidence=("Q39",),
)
