"""Members: confidence, standing, knowledge, credence, language, clarity, unease, footing and attendance."""

from __future__ import annotations

import numpy as np

from copsim.model.outcomes.observation import Observation
from copsim.model.outcomes.reductions import Array, mean, total
from copsim.model.outcomes.registry import Side, declare, declare_by_role
from copsim.model.outcomes.talk import if_held, ratio
from copsim.model.roles import CLINICAL, KINDS, LAY, LIVED, RESEARCH, SERVICE

_FIELDS: tuple[tuple[str, str, str, str, tuple[str, ...], Side], ...] = (
    (
        "confidence", "Confidence", "{who}' confidence to speak up (0 to 1)", "readiness to speak and to challenge",
        ("Q32", "Q47"), "higher",
    ),
    (
        "ownership", "Ownership", "How far {who} feel that decisions are theirs",
        "how far what the CoP decides is one's own",
        ("Q11", "Q35", "S-ownership"), "higher",
    ),
    ("standing", "Standing", "How {who} are esteemed", "esteem earned inside the CoP", ("Q39", "Q42"), "none"),
    (
        "language", "Shared language", "How well {who} speak the shared language",
        "fluency in the CoP's shared language",
        ("Q46", "Q48"), "higher",
    ),
    (
        "clarity", "Clarity of aims", "How clear {who} are about aims and their part",
        "clarity about the aims and one's own part", ("Q16", "Q17"), "higher",
    ),
    ("unease", "Unease", "How ill at ease {who} are", "discomfort", ("Q40", "Q41", "S-clarity"), "lower"),
    (
        "footing", "Felt footing", "How equal {who} feel", "feeling of being on an equal footing", ("Q17", "Q32"),
        "higher",
    ),
)


def _declare_field(
    name: str, label: str, plain: str, meaning: str, evidence: tuple[str, ...], better: Side, headline: int
) -> None:
    declare_by_role(
        name, label, lambda o, role: o.mean(name, role),
        meaning=meaning, plain=plain, group="members", evidence=evidence, better=better,
        headline={"lay": headline},
    )


def _knowledge(o: Observation, kind: int, role: int) -> Array:
    return o.mean("knowledge", role, kind)


def _credence(o: Observation, kind: int, role: int) -> Array:
    return o.mean("credence", role, kind)


def _presumed_gap(o: Observation, role: int) -> Array:
    gap = o.member("presumed") - _mean_known(o)[:, None]
    return mean(gap, o.of_role(role))


def _mean_known(o: Observation) -> Array:
    return _knowledge(o, RESEARCH, CLINICAL)


def _attendance(o: Observation, role: int) -> Array:
    return if_held(o, o.mean("present", role))


def _attendance_all(o: Observation) -> Array:
    return if_held(o, o.mean("present"))


def _attendance_excluded(o: Observation) -> Array:
    excluded = o.invited * o.member("digitally_excluded")
    shares = ratio(total(o.present, excluded), total(excluded, excluded))
    return if_held(o, shares)


def _chair_lead(o: Observation, name: str) -> Array:
    chairs = o.of_role(LAY) * np.ascontiguousarray(o.frame.member_levers["chair"][:, o.cycle])
    return mean(o.member(name), chairs) - mean(o.member(name), o.of_role(LAY) - chairs)


for _field in _FIELDS:
    _declare_field(*_field, headline=3 if _field[0] == "confidence" else 0)
for _kind, _kind_name in enumerate(KINDS):
    declare_by_role(
        f"knowledge_{_kind_name}", f"{_kind_name.capitalize()} knowledge",
        lambda o, role, kind=_kind: _knowledge(o, kind, role),  # type: ignore[misc]
        meaning=f"usable share of {_kind_name} knowledge", group="members", evidence=("Q1", "Obs1"), better="higher",
    )
declare_by_role(
    "credence_lived", "Credence in lived knowledge", lambda o, role: _credence(o, LIVED, role),
    meaning="worth accorded to lived knowledge", group="members", evidence=("Q22", "S-negotiating-preferred"),
    better="higher",
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
    evidence=("Q41", "S-membership"), better="higher",
)
declare(
    "attendance", "Attendance", _attendance_all, meaning="share of all members who came", group="members",
    evidence=("Q41", "S-membership"), better="higher",
)
declare(
    "attendance_excluded", "Attendance, digitally excluded", _attendance_excluded,
    meaning="share of digitally excluded members who came", group="members", evidence=("S-covid-exclusion",),
    better="higher",
)
declare(
    "attention", "Attention", lambda o: o.mean_present("attention"),
    meaning="mean attention of those present", group="members", evidence=("S-covid-tiring",), better="higher",
)
declare(
    "attention_clinical", "Attention, clinical members",
    lambda o: o.mean_present("attention", CLINICAL),
    meaning="mean attention of clinical members present", group="members", evidence=("Q41",), better="higher",
    role="clinical",
)
declare(
    "chair_standing_lead", "Lead of chairs in standing", lambda o: _chair_lead(o, "standing"), low=-1.0,
    meaning="standing of lay chairs above that of other lay members", group="members", evidence=("Q39",),
)
declare(
    "chair_confidence_lead", "Lead of chairs in confidence", lambda o: _chair_lead(o, "confidence"), low=-1.0,
    meaning="confidence of lay chairs above that of other lay members", group="members", evidence=("Q39",),
)
