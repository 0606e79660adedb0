"""Rows of the one parameter table: every number that the dynamics use, with its prior range and its source.

A row is (name, default, prior low, prior high, hard low, hard high, unit, meaning, source). The source is an evidence
key when the *number* comes from there; `assumed` when only the mechanism has evidence and the magnitude is a guess.
"""

from __future__ import annotations

Row = tuple[str, float, float, float, float, float, str, str, str]

_A = "assumed"


def _halved(name: str, default: float, meaning: str, unit: str = "1", high: float = 1.0, source: str = _A) -> Row:
    """A row whose prior runs from half to double its default, within hard bounds 0 and `high`."""
    return (name, default, default / 2, min(2 * default, high), 0.0, high, unit, meaning, source)


_TALK: tuple[Row, ...] = (
    ("talk_sd", 0.62, 0.3, 0.9, 0.0, 3.0, "log odds", "s.d. of talkativeness between members", _A),
    ("talk_size", 0.5, 0.25, 1.0, 0.0, 3.0, "1", "how much larger groups widen differences in talkativeness", _A),
    ("talk_confidence", 1.0, 0.5, 2.0, 0.0, 10.0, "log odds", "effect of confidence on taking the floor", _A),
    ("talk_power", 2.75, 1.4, 5.5, 0.0, 20.0, "log odds", "effect of formal power on taking the floor", _A),
    ("talk_standing", 0.7, 0.35, 1.4, 0.0, 10.0, "log odds", "effect of standing on taking the floor", _A),
    ("talk_task_led", 1.0, 0.5, 2.0, 0.0, 5.0, "log odds", "floor taken by leaders of task-led meetings", _A),
    ("chat_factor", 0.5, 0.25, 1.0, 0.0, 1.0, "1", "what an open chat leaves of status and size effects", _A),
    _halved("standing_rate", 0.07, "change of standing per turn received in full"),
    _halved("ask_rate", 0.35, "chance to ask rather than tell, of one who understands nothing and dares"),
    _halved("ask_credence", 0.05, "rise of the answerer's credence in the asker's knowledge per question"),
    ("ask_power", 1.5, 0.75, 3.0, 0.0, 10.0, "log odds", "draw of formal power on whom questions go to", _A),
    _halved("challenge_gap", 0.25, "difference of views from which a turn is a challenge"),
)
_HEARING: tuple[Row, ...] = (
    _halved("learn_rate", 0.05, "share of the knowledge gap taken per turn heard in full"),
    _halved("view_rate", 0.025, "share of the difference of views taken per turn heard in full"),
    ("view_bound", 0.5, 0.3, 0.8, 0.0, 1.0, "1", "difference of views beyond which nobody is moved", _A),
    _halved("trust_rate", 0.02, "share of missing trust gained per turn heard in full"),
    _halved("credence_rate", 0.8, "rise of credence per unit of new knowledge heard in full"),
    _halved("language_rate", 0.002, "share of the language gap taken per turn heard"),
    ("status_weight", 0.5, 0.25, 0.75, 0.0, 1.0, "1", "weight of status against trust in giving credit", _A),
    _halved("presumed_rate", 0.004, "share by which one turn corrects what others are presumed to know"),
    ("presumed_floor", 0.3, 0.1, 0.6, 0.0, 1.0, "1", "share of the first misjudgement never corrected", _A),
    _halved("confidence_rate", 0.1, "change of confidence per unit of reception above or below the usual"),
    ("jargon_clinical", 0.5, 0.25, 0.75, 0.0, 1.0, "1", "share of clinical talk lost without the language", _A),
    ("jargon_lived", 0.1, 0.0, 0.2, 0.0, 1.0, "1", "share of lived talk lost without the language", _A),
    ("jargon_service", 0.5, 0.25, 0.75, 0.0, 1.0, "1", "share of service talk lost without the language", _A),
    ("ceiling_mean", 0.85, 0.7, 1.0, 0.0, 1.0, "1", "share of another's knowledge that can be taken second-hand", _A),
    _halved("unease_rate", 0.06, "unease of one challenged by somebody without any power"),
    _halved("exposure_rate", 0.02, "wearing off of unease per challenge met"),
)
_MEETING: tuple[Row, ...] = (
    _halved("input_rate", 0.3, "share of the evidence gap closed by an easy plenary input"),
    _halved("online_fatigue", 0.2, "attention lost online"),
    ("unease_attention", 0.3, 0.0, 0.6, 0.0, 1.0, "1", "attention lost to unease", _A),
    ("workload_attention", 0.2, 0.0, 0.4, 0.0, 1.0, "1", "attention lost to workload", _A),
    ("absence_unease", 0.1, 0.0, 0.2, 0.0, 1.0, "1", "attendance lost to unease", _A),
    ("absence_clarity", 0.05, 0.0, 0.1, 0.0, 1.0, "1", "attendance lost to not knowing the aims at all", _A),
    _halved("absence_workload", 0.3, "attendance lost to added workload"),
    _halved("relief", 0.3, "workload of the CoP taken away by an organising support team"),
    ("online_convenience", 0.04, 0.0, 0.08, 0.0, 0.5, "1", "attendance gained by joining online", _A),
    _halved("online_excluded", 0.1, "attendance online of one who is digitally excluded, as a share"),
    ("digital_help", 0.9, 0.5, 1.0, 0.0, 1.0, "1", "share of digital exclusion undone by full support", _A),
    _halved("icebreaker_trust", 0.04, "share of missing trust gained by ice-breakers"),
    ("break_contacts", 2.0, 1.0, 4.0, 0.0, 20.0, "contacts", "contacts sought per member and ordinary break", _A),
    ("seek_power", 1.0, 0.5, 2.0, 0.0, 10.0, "log odds", "draw of formal power at breaks", _A),
    ("seek_own", 1.5, 0.75, 3.0, 0.0, 10.0, "log odds", "draw of one's own role at breaks", _A),
    ("seek_trust", 1.5, 0.75, 3.0, 0.0, 10.0, "log odds", "draw of trust at breaks", _A),
    _halved("icebreaker_mixing", 0.6, "share of the draw of one's own role removed by ice-breakers"),
    _halved("meet_view", 0.02, "share of the difference of views taken at a contact"),
    _halved("meet_learn", 0.04, "share of the knowledge gap taken at a contact"),
    _halved("meet_trust", 0.03, "share of missing trust gained at a contact"),
    _halved("steady_rate", 0.15, "unease that lay members take from each other at a contact"),
    _halved("plan_rate", 0.35, "growth of the plan per unit of contribution"),
    _halved("plan_plenary", 0.5, "weight of the plenary against breakouts in the plan"),
    ("plan_clarity", 0.5, 0.0, 1.0, 0.0, 1.0, "1", "share of a contribution lost when nobody knows the aims", _A),
    _halved("second_hand", 0.5, "worth of knowledge learned here against first-hand knowledge"),
    ("agenda_focus", 3.0, 1.5, 6.0, 0.0, 20.0, "log odds", "how much agendas follow support for a priority", _A),
    _halved("question_share", 0.3, "share of turns on keeping or adapting while that is open"),
    _halved("task_agenda", 0.5, "share of the agenda weight of lived knowledge lost in task-led meetings"),
    ("divide", 0.22, 0.15, 0.35, 0.0, 0.5, "1", "first distance from indifference on keeping or adapting", _A),
)
_SUPPORT: tuple[Row, ...] = (
    _halved("briefing_gain", 0.35, "share of the gap to the briefed level closed by a briefing"),
    ("briefing_level", 0.8, 0.6, 1.0, 0.0, 1.0, "1", "research knowledge that briefing leads towards", _A),
    _halved("briefing_language", 0.1, "share of missing language given by a briefing"),
    _halved("briefing_clarity", 0.2, "share of missing clarity given by a briefing"),
    _halved("briefing_trust", 0.1, "share of missing trust gained among those briefed together"),
    _halved("levelling_facilitation", 0.45, "levelling by collaborative facilitation of full skill"),
    _halved("levelling_icebreakers", 0.2, "levelling by ice-breakers"),
    _halved("levelling_chair", 0.15, "levelling by a lay chair"),
    _halved("levelling_venue", 0.1, "levelling by a neutral venue"),
    _halved("balance_facilitation", 0.3, "turns offered to the least heard by facilitation of full skill"),
    _halved("balance_prepared", 0.2, "turns offered to the least heard by a prepared group facilitator"),
    _halved("task_turns", 60.0, "turns among the makers of a whole group task", "turns", 1000.0),
    _halved("easy_read", 0.4, "complexity removed by an easy-read version"),
    _halved("steer_rate", 0.5, "weight of lay members' priorities under lay steering"),
    _halved("steer_agenda", 0.5, "rise of the agenda weight of lived knowledge under lay steering"),
    _halved("chair_contacts", 3.0, "contacts of each chair with facilitators", "contacts/quarter", 20.0),
    _halved("chair_standing", 0.08, "share of missing standing gained by a chair", "share/quarter"),
    _halved("communication_trust", 0.6, "share of trust fading prevented by communication"),
    _halved("communication_retention", 0.5, "share of forgetting prevented by communication"),
    _halved("adapt_rate", 0.5, "share of lost relevance regained per meeting that may adapt"),
    _halved("aims_start", 0.3, "share of missing clarity given by aims agreed at the outset"),
)
_REFLECTION: tuple[Row, ...] = (
    ("footing_service", 0.35, 0.2, 0.6, 0.01, 1.0, "1", "service knowledge with which one can follow", _A),
    ("footing_language", 0.6, 0.4, 0.8, 0.01, 1.0, "1", "language with which one can follow", _A),
    ("footing_trust", 0.6, 0.4, 0.8, 0.01, 1.0, "1", "mean trust at which one feels safe", _A),
    _halved("footing_pull", 0.25, "share by which confidence moves to the felt footing per meeting"),
    ("confidence_full", 0.85, 0.7, 1.0, 0.0, 1.0, "1", "confidence of one on an equal footing", _A),
    _halved("clarity_rate", 0.2, "share of missing clarity gained per meeting with all drivers"),
    _halved("clarity_facilitation", 0.5, "share of clarity gained from collaborative facilitation"),
    _halved("clarity_result", 0.3, "share of clarity gained from work with a visible result"),
    _halved("clarity_aims", 0.2, "share of clarity gained from stated aims"),
    ("clarity_base", 0.1, 0.05, 0.2, 0.0, 1.0, "1", "share of clarity gained by being there at all", _A),
    _halved("result_visible", 0.1, "growth of the plan in one meeting that all can see"),
    _halved("unease_unclear", 0.25, "unease of lay members per cycle without any clarity"),
    _halved("unease_decay", 0.4, "share of unease that passes", "share/quarter"),
    ("anchor_pull", 0.25, 0.12, 0.5, 0.0, 1.0, "share/quarter", "mean pull of views to the first view", _A),
    ("anchor_spread", 0.8, 0.0, 1.0, 0.0, 1.0, "1", "how much members differ in that pull, as a share", _A),
)
_BETWEEN: tuple[Row, ...] = (
    ("informal_contacts", 2.0, 1.0, 4.0, 0.0, 20.0, "contacts/quarter", "informal contacts per member", _A),
    ("forget_rate", 0.08, 0.05, 0.12, 0.0, 1.0, "share/quarter", "knowledge above the first level", "custers-2010"),
    _halved("trust_fade", 0.05, "trust above the first level lost", "share/quarter"),
    _halved("uptake_rate", 0.9, "speed of uptake with everything in place", "amount/quarter", 5.0),
    ("uptake_ceiling", 0.35, 0.2, 0.5, 0.0, 1.0, "1", "uptake possible without endorsement", _A),
    ("case_lived", 0.5, 0.0, 1.0, 0.0, 1.0, "1", "weight of lived against research knowledge in the case", _A),
    _halved("endorse_rate", 0.6, "speed of endorsement with everything in place"),
    ("boundary_gain", 0.5, 0.0, 1.0, 0.0, 5.0, "1", "faster uptake by boundary spanners", _A),
    ("freed_gain", 1.0, 0.0, 2.0, 0.0, 10.0, "1", "capacity gained by freed time as long as ordinary time", _A),
    ("permission_gain", 0.5, 0.0, 1.0, 0.0, 10.0, "1", "capacity gained by full permission for change", _A),
    _halved("audit_view", 0.15, "share of support lost to strong local audit data", "share/quarter"),
    _halved("audit_uptake", 0.5, "share of uptake held back by strong audit data while there is no plan"),
)
_CONTEXT: tuple[Row, ...] = (
    ("complexity", 0.7, 0.35, 1.0, 0.0, 1.0, "1", "complexity of the innovation", _A),
    ("fit", 0.5, 0.25, 0.9, 0.0, 1.0, "1", "fit between evidence and service specification", _A),
    ("trust_within", 0.45, 0.3, 0.7, 0.0, 1.0, "1", "first trust within a role", _A),
    ("trust_across", 0.20, 0.1, 0.4, 0.0, 1.0, "1", "first trust across roles", _A),
    ("trust_facilitator", 0.40, 0.2, 0.7, 0.0, 1.0, "1", "first trust in and of facilitators", _A),
    ("excluded_share", 0.17, 0.0, 0.34, 0.0, 1.0, "1", "share of lay members digitally excluded", "S-covid-exclusion"),
    ("spanner_share", 0.15, 0.0, 0.3, 0.0, 1.0, "1", "share of clinical members who span boundaries", _A),
    ("lay_coverage", 0.3, 0.15, 0.6, 0.0, 1.0, "1", "share of the population's experience one lay member covers", _A),
    ("seldom_heard", 0.4, 0.2, 0.8, 0.0, 1.0, "1", "share of language and confidence the most different lack", _A),
    ("trait_sd", 0.08, 0.04, 0.16, 0.0, 0.5, "1", "s.d. of first traits between members", _A),
    ("confidence_sd", 0.10, 0.05, 0.20, 0.0, 0.5, "1", "s.d. of first confidence between members", _A),
)
_COSTS: tuple[Row, ...] = (
    ("cost_lay_payment_hour", 25.0, 12.5, 30.0, 0.0, 1000.0, "£/h", "payment of a lay member", "nihr-payment"),
    ("cost_clinical_hour", 50.0, 30.0, 90.0, 0.0, 1000.0, "£/h", "time of a clinician", _A),
    ("cost_commissioner_hour", 60.0, 35.0, 100.0, 0.0, 1000.0, "£/h", "time of a commissioner", _A),
    ("cost_facilitator_hour", 45.0, 25.0, 80.0, 0.0, 1000.0, "£/h", "time of a facilitator", _A),
    ("cost_meeting_hours", 3.5, 2.0, 6.0, 0.0, 24.0, "h", "time given to one meeting, with preparation", _A),
    ("cost_briefing_hours", 2.0, 1.0, 4.0, 0.0, 24.0, "h", "time given to one full briefing", _A),
    ("cost_venue_day", 400.0, 100.0, 1000.0, 0.0, 1e5, "£", "neutral venue with refreshments, per meeting", _A),
    ("cost_room_day", 50.0, 0.0, 150.0, 0.0, 1e5, "£", "ordinary room, per meeting in person", _A),
    ("cost_online_meeting", 30.0, 0.0, 100.0, 0.0, 1e5, "£", "technology of one online meeting", _A),
    ("cost_fte_quarter", 11000.0, 7000.0, 16000.0, 0.0, 1e6, "£/quarter", "one full-time support post", _A),
    ("cost_device", 150.0, 50.0, 400.0, 0.0, 1e5, "£/quarter", "help of one excluded member to join online", _A),
)
_TRAIT_MEANINGS = {
    "knowledge_research": "first research knowledge",
    "knowledge_clinical": "first clinical knowledge",
    "knowledge_lived": "first lived knowledge",
    "knowledge_service": "first service knowledge",
    "credence_research": "first credence in research knowledge",
    "credence_clinical": "first credence in clinical knowledge",
    "credence_lived": "first credence in lived knowledge",
    "credence_service": "first credence in service knowledge",
    "confidence": "first confidence",
    "formal_power": "formal power",
    "language": "first fluency in the shared language",
    "clarity": "first clarity about the aims",
    "presumed": "research knowledge first presumed of others",
    "support_1": "first support for the first priority",
    "support_2": "first support for the second priority",
    "support_3": "first support for the third and later priorities",
    "attendance": "attendance in person",
    "workload": "workload",
}
_TRAIT_DEFAULTS = {  # lay, clinical, commissioner, facilitator
    "knowledge_research": (0.05, 0.20, 0.12, 0.75),
    "knowledge_clinical": (0.05, 0.75, 0.15, 0.45),
    "knowledge_lived": (0.75, 0.25, 0.12, 0.30),
    "knowledge_service": (0.05, 0.30, 0.80, 0.35),
    "credence_research": (0.85, 0.75, 0.70, 0.85),
    "credence_clinical": (0.85, 0.85, 0.60, 0.70),
    "credence_lived": (0.45, 0.35, 0.35, 0.75),
    "credence_service": (0.60, 0.50, 0.85, 0.60),
    "confidence": (0.35, 0.65, 0.70, 0.70),
    "formal_power": (0.275, 0.60, 0.90, 0.55),
    "language": (0.20, 0.70, 0.65, 0.90),
    "clarity": (0.25, 0.60, 0.50, 0.70),
    "presumed": (0.75, 0.45, 0.50, 0.30),
    "support_1": (0.8, 0.5, 0.3, 0.6),
    "support_2": (0.6, 0.6, 0.3, 0.6),
    "support_3": (0.7, 0.3, 0.5, 0.6),
    "attendance": (0.92, 0.82, 0.92, 0.92),
    "workload": (0.2, 0.5, 0.4, 0.2),
}


def _trait_rows() -> tuple[Row, ...]:
    rows = []
    for trait, defaults in _TRAIT_DEFAULTS.items():
        for role, value in zip(("lay", "clinical", "commissioner", "facilitator"), defaults, strict=True):
            low, high = max(0.0, value - min(value, 1 - value) / 2), min(1.0, value + min(value, 1 - value) / 2)
            meaning = f"{_TRAIT_MEANINGS[trait]}, {role} members"
            rows.append((f"{trait}_{role}", value, low, high, 0.0, 1.0, "1", meaning, _A))
    return tuple(rows)


TRAITS = tuple(_TRAIT_DEFAULTS)
GROUPS: dict[str, tuple[Row, ...]] = {
    "talk": _TALK,
    "hearing": _HEARING,
    "meeting": _MEETING,
    "support": _SUPPORT,
    "reflection": _REFLECTION,
    "between": _BETWEEN,
    "context": _CONTEXT,
    "cost": _COSTS,
    "trait": _trait_rows(),
}
