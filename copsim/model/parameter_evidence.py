"""Evidence for the mechanism that each parameter belongs to, by name; first traits by the name of the trait.

These claims say that something acts, and mostly in which direction. They say nothing on how strongly: where a number
itself comes from stands in its row, as `source`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from copsim.evidence import cites

_TALK = {
    "talk_sd": cites("bales-1951", "carletta-2005", "janin-2003"),
    "talk_size": cites("bales-strodtbeck-mills-roseborough-1951", "S-trust"),
    "talk_confidence": cites("fisek-berger-norman-1991", "Q32", "S-power-early-confidence"),
    "talk_power": cites("fisek-berger-norman-1991", "mcdonagh-2004", "Q31", "S-power-deference"),
    "talk_standing": cites("fisek-berger-norman-1991", "Q39", "Q42"),
    "talk_task_led": cites("Obs5a", "S-task-led"),
    "chat_factor": cites("Q50", "S-covid-chat"),
    "standing_rate": cites("fisek-berger-norman-1991", "Q42", "Q47"),
    "ask_rate": cites("Obs10", "Q18", "Q50"),
    "ask_credence": cites("Obs10", "S-lay-novel"),
    "ask_power": cites("Obs6"),
    "challenge_gap": cites("Q42", "S-power-challenge"),
}
_HEARING = {
    "learn_rate": cites("cowan-jonard-2004", "Q43", "S-power-lay-insight"),
    "view_rate": cites("deffuant-2000", "Q49", "S-minds-change"),
    "view_bound": cites("deffuant-2000", "hegselmann-krause-2002"),
    "trust_rate": cites("S-trust-growth", "Q36"),
    "credence_rate": cites("Q22", "S-lay-novel", "S-negotiating-hard-to-disregard"),
    "language_rate": cites("Q48", "S-language"),
    "status_weight": cites("fisek-berger-norman-1991", "S-power-deference", "S-trust"),
    "presumed_rate": cites("Q6", "S-negotiating-presumed", "S-power-only-one-clinician-knew"),
    "presumed_floor": cites("Q6", "S-power-only-one-clinician-knew"),
    "confidence_rate": cites("Q47", "Obs7"),
    "jargon_clinical": cites("Q46", "S-language"),
    "jargon_lived": cites("Q48"),
    "jargon_service": cites("S-negotiating-service", "S-skills-gap"),
    "ceiling_mean": cites("cowan-jonard-2004"),
    "unease_rate": cites("Q40", "Q41", "S-power-dynamic"),
    "exposure_rate": cites("Q40", "S-power-adjustment"),
}
_MEETING = {
    "input_rate": cites("Q2", "S-complex"),
    "online_fatigue": cites("S-covid-tiring"),
    "unease_attention": cites("Q41", "S-clarity"),
    "workload_attention": cites("Q2", "Obs5a", "S-covid-workload"),
    "absence_unease": cites("Q41"),
    "absence_clarity": cites("S-clarity-role", "S-clarity-motives"),
    "absence_workload": cites("Obs5a", "Obs11", "S-covid-workload"),
    "relief": cites("Q8", "R1", "S-support-team"),
    "online_convenience": cites("S-covid-convenience"),
    "online_excluded": cites("S-covid-exclusion"),
    "digital_help": cites("S-covid-exclusion", "R1"),
    "icebreaker_trust": cites("Obs9", "S-power-icebreakers"),
    "break_contacts": cites("Obs9", "S-power-social"),
    "seek_power": cites("Obs6"),
    "seek_own": cites("S-silos", "Obs9"),
    "seek_trust": cites("S-relationships", "S-trust-growth"),
    "icebreaker_mixing": cites("Obs9"),
    "meet_view": cites("deffuant-2000", "Q49"),
    "meet_learn": cites("cowan-jonard-2004", "S-relationships"),
    "meet_trust": cites("S-trust-growth"),
    "steady_rate": cites("Q46"),
    "plan_rate": cites("Q44", "S-coproduction", "S-new-knowledge"),
    "plan_plenary": cites("Q36", "Q44"),
    "plan_clarity": cites("S-clarity-unprepared", "Obs5a"),
    "second_hand": cites("S-knowledge-types", "Obs1"),
    "agenda_focus": cites("Obs6", "S-commissioner-power"),
    "question_share": cites("Obs11", "S-covid-priorities"),
    "task_agenda": cites("Obs5a", "S-task-led"),
    "divide": cites("Obs11", "S-covid-priorities"),
}
_SUPPORT = {
    "briefing_gain": cites("R4", "Q29", "Q30"),
    "briefing_level": cites("Q29", "S-power-briefing"),
    "briefing_language": cites("R4", "S-lay-support"),
    "briefing_clarity": cites("R4", "S-lay-support"),
    "briefing_trust": cites("Obs8", "S-trust-growth"),
    "levelling_facilitation": cites("R10", "Q33", "Q35", "S-facilitation-power"),
    "levelling_icebreakers": cites("R9", "Obs9", "S-power-icebreakers"),
    "levelling_chair": cites("R5", "Q39", "S-lay-chair"),
    "levelling_venue": cites("R3", "S-venue"),
    "balance_facilitation": cites("Q11", "Q34", "Obs4"),
    "balance_prepared": cites("R6", "Q36"),
    "task_turns": cites("R9", "Q38", "S-group-task"),
    "easy_read": cites("Q2", "S-easy-read"),
    "steer_rate": cites("Q18", "Q19", "S-steering-group"),
    "steer_agenda": cites("Q18", "Q37"),
    "chair_contacts": cites("Q39", "S-steering-group"),
    "chair_standing": cites("R5", "Q39", "S-lay-chair"),
    "communication_trust": cites("R1", "Q9"),
    "communication_retention": cites("R1", "Q9", "S-website"),
    "adapt_rate": cites("R11", "S-covid-adapt", "S-flexibility"),
    "aims_start": cites("R7", "Q16"),
}
_REFLECTION = {
    "footing_service": cites("Q17", "S-negotiating-service", "S-skills-gap"),
    "footing_language": cites("Q48", "S-language"),
    "footing_trust": cites("S-trust"),
    "footing_pull": cites("Q32", "S-power-footing"),
    "confidence_full": cites("Q32", "Q47", "Obs4"),
    "clarity_rate": cites("Q17", "S-clarity-evolves"),
    "clarity_facilitation": cites("R10", "S-collaborative-facilitation"),
    "clarity_result": cites("Q10", "Q38", "S-group-task"),
    "clarity_aims": cites("R7"),
    "clarity_base": cites("S-clarity-evolves", "S-aims-iterative"),
    "result_visible": cites("Q10", "S-group-task"),
    "unease_unclear": cites("S-clarity", "S-aims-iterative"),
    "unease_decay": cites("Q41", "S-power-adjustment"),
    "anchor_pull": cites("friedkin-johnsen-1990", "Obs11"),
    "anchor_spread": cites("friedkin-johnsen-1990", "Q49"),
}
_BETWEEN = {
    "informal_contacts": cites("S-silos", "S-working-together"),
    "forget_rate": cites("custers-2010"),
    "trust_fade": cites("Q9"),
    "uptake_rate": cites("Q53", "S-covid-opportunity"),
    "uptake_ceiling": cites("Q5", "S-negotiating-funding"),
    "case_lived": cites("Q20", "Q28", "S-negotiating-funding"),
    "endorse_rate": cites("Q26", "Q27", "Q28"),
    "boundary_gain": cites("Q21", "S-boundary-spanners"),
    "freed_gain": cites("Q52", "Q53"),
    "permission_gain": cites("Q52", "S-covid-permission"),
    "audit_view": cites("Obs2", "Q4", "S-audit"),
    "audit_uptake": cites("Obs2", "S-audit"),
}
_CONTEXT = {
    "complexity": cites("Q2", "S-complex"),
    "fit": cites("Q5", "S-negotiating-misfit"),
    "trust_within": cites("S-silos"),
    "trust_across": cites("S-silos", "S-working-together"),
    "trust_facilitator": cites("Obs3", "Obs8"),
    "excluded_share": cites("S-covid-exclusion"),
    "spanner_share": cites("Q21", "S-boundary-spanners"),
    "lay_coverage": cites("R2", "Q24", "S-representativeness"),
    "seldom_heard": cites("Q24", "Obs5b", "S-seldom-heard"),
    "trait_sd": cites("S-roster", "S-clarity-motives"),
    "confidence_sd": cites("Q32", "Obs7", "S-power-early-confidence"),
}
_COSTS = {
    "cost_lay_payment_hour": cites("nihr-payment", "S-costs"),
    "cost_clinical_hour": cites("S-costs"),
    "cost_commissioner_hour": cites("S-costs"),
    "cost_facilitator_hour": cites("S-costs"),
    "cost_meeting_hours": cites("S-costs"),
    "cost_briefing_hours": cites("R4", "S-costs"),
    "cost_venue_day": cites("R3", "S-costs"),
    "cost_room_day": cites("S-costs"),
    "cost_online_meeting": cites("S-covid-online", "S-costs"),
    "cost_fte_quarter": cites("R1", "S-costs"),
    "cost_device": cites("S-covid-exclusion", "S-costs"),
}
_TRAITS = {
    "knowledge_research": cites("Q29", "S-power-only-one-clinician-knew"),
    "knowledge_clinical": cites("S-knowledge-types"),
    "knowledge_lived": cites("S-knowledge-types"),
    "knowledge_service": cites("S-negotiating-service", "S-skills-gap"),
    "credence_research": cites("Q1", "S-negotiating-tension"),
    "credence_clinical": cites("S-lived-devalued", "S-negotiating-preferred"),
    "credence_lived": cites("S-lived-devalued", "S-negotiating-preferred"),
    "credence_service": cites("Obs2", "S-audit"),
    "confidence": cites("Q32", "S-power-early-confidence"),
    "formal_power": cites("Q31", "Obs6", "S-commissioner-power"),
    "language": cites("Q46", "S-language"),
    "clarity": cites("Q16", "S-clarity", "S-clarity-role"),
    "presumed": cites("Q6", "S-negotiating-presumed"),
    "support_1": cites("Q3", "Obs2", "Obs11"),
    "support_2": cites("Q3", "Obs2", "Obs11"),
    "support_3": cites("Q3", "Obs2", "Obs11"),
    "attendance": cites("S-membership"),
    "workload": cites("Q2", "Obs5a"),
}

EVIDENCE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {**_TALK, **_HEARING, **_MEETING, **_SUPPORT, **_REFLECTION, **_BETWEEN, **_CONTEXT, **_COSTS, **_TRAITS}
)
"""Keys of the evidence behind each mechanism."""
