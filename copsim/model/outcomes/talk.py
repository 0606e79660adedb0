"""Who speaks and who is heard: shares, parities and inequality of airtime and influence."""

from __future__ import annotations

import numpy as np

from copsim.model.outcomes.observation import EVERYONE, GUESTS, Observation
from copsim.model.outcomes.reductions import Array, gini, lowest_third, total
from copsim.model.outcomes.registry import declare, declare_by_role
from copsim.model.roles import FACILITATOR, LAY, LIVED, N_KINDS, ROLES

_HIGH = 1000.0
_NOT_FACILITATORS = ROLES[:FACILITATOR]


def ratio(above: Array, below: Array) -> Array:
    """Quotient, NaN where the divisor is 0."""
    out: Array = np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)
    return out


def if_held(o: Observation, values: Array) -> Array:
    """The values where the meeting is held, NaN where it is suspended."""
    out: Array = np.where(o.lever("held") > 0.5, values, np.nan)
    return out


def attendance_share(o: Observation, role: int) -> Array:
    """Share of those present, facilitators among them."""
    return ratio(o.attending(role), o.attending())


def share(o: Observation, tally: str, role: int) -> Array:
    """Share of a role in a tally of those present, facilitators among them."""
    return ratio(o.amount(tally, role), o.amount(tally))


def parity(o: Observation, tally: str, role: int) -> Array:
    """Share of a tally over share of attendance, facilitators left out of both; 1 is an equal footing."""
    attending = ratio(o.attending(role), o.attending(GUESTS))
    return ratio(ratio(o.amount(tally, role), o.amount(tally, GUESTS)), attending)


def influence_share(o: Observation, role: int) -> Array:
    """Mean of the shares of all knowledge moved and of all view moved by the role's turns."""
    return 0.5 * (share(o, "knowledge_moved", role) + share(o, "view_moved", role))


def influence_parity(o: Observation, role: int) -> Array:
    """Influence parity of a role."""
    return 0.5 * (parity(o, "knowledge_moved", role) + parity(o, "view_moved", role))


def influence(knowledge: Array, view: Array, weights: Array) -> Array:
    """(R, n) influence of each member: mean of the two shares."""
    knowledge_total, view_total = total(knowledge, weights), total(view, weights)
    of_knowledge: Array = knowledge / np.maximum(knowledge_total, 1e-300)[:, None]
    of_view: Array = view / np.maximum(view_total, 1e-300)[:, None]
    return 0.5 * (of_knowledge + of_view)


def _influence_gini(o: Observation) -> Array:
    return gini(influence(o.tally("knowledge_moved"), o.tally("view_moved"), o.present), o.present)


def _influence_gini_so_far(o: Observation) -> Array:
    return gini(influence(o.total("knowledge_moved"), o.total("view_moved"), o.invited), o.invited)


def parity_of_least_confident(o: Observation) -> Array:
    """Airtime parity of the third of those who belong, no facilitators, who started least confident."""
    guests = o.invited * (o.roles != FACILITATOR)
    chosen = lowest_third(o.member("first_confidence"), guests) * o.talking
    attending = ratio(total(chosen, o.talking), o.attending(GUESTS))
    return ratio(ratio(total(o.tally("turns"), chosen), o.amount("turns", GUESTS)), attending)


def _lived_voiced(o: Observation) -> Array:
    told = [o.amount("told", EVERYONE, kind) for kind in range(N_KINDS)]
    return ratio(told[LIVED], sum(told[1:], told[0]))


declare_by_role(
    "airtime_share", "Share of turns", lambda o, role: share(o, "turns", role),
    meaning="share of a meeting's turns", plain="How much of the talk is by {who}", form="percent", group="talk",
    evidence=("Obs4", "Q34"),
)
declare_by_role(
    "influence_share", "Share of influence", influence_share,
    meaning="mean of the shares of knowledge and of views moved by turns", group="talk", evidence=("Q42", "Q49"),
    plain="How much of what is taken in comes from {who}", form="percent",
)
declare_by_role(
    "attendance_share", "Share of those present", attendance_share,
    meaning="share of those present", group="talk", evidence=("S-roster",),
    plain="How many of those present are {who}", form="percent",
)
declare_by_role(
    "airtime_parity", "Airtime parity", lambda o, role: parity(o, "turns", role),
    meaning="share of turns over share of attendance, facilitators left out; 1 is an equal footing", group="talk",
    evidence=("S-power-footing", "Q34"), roles=_NOT_FACILITATORS, high=_HIGH, better="nearer 1",
    plain="How much {who} speak, of an equal share without facilitators", form="percent", headline={"lay": 1},
)
declare_by_role(
    "influence_parity", "Influence parity", influence_parity,
    meaning="share of influence over share of attendance, facilitators left out; 1 is an equal footing", group="talk",
    evidence=("S-power-footing", "Q45"), roles=_NOT_FACILITATORS, high=_HIGH, better="nearer 1",
    plain="How much {who} are heard, of an equal share without facilitators", form="percent", headline={"lay": 2},
)
declare_by_role(
    "influence_on_knowledge", "Influence on knowledge, parity",
    lambda o, role: parity(o, "knowledge_moved", role),
    meaning="share of knowledge moved over share of attendance, facilitators left out", group="talk",
    evidence=("Q42",), roles=_NOT_FACILITATORS, high=_HIGH, better="nearer 1",
    plain="How much others learn from {who}, of an equal share", form="percent",
)
declare_by_role(
    "influence_on_views", "Influence on views, parity",
    lambda o, role: parity(o, "view_moved", role),
    meaning="share of views moved over share of attendance, facilitators left out", group="talk",
    evidence=("Q49",), roles=_NOT_FACILITATORS, high=_HIGH, better="nearer 1",
    plain="How much {who} change minds, of an equal share", form="percent",
)
declare_by_role(
    "heard", "Contributions heard", lambda o, role: o.mean_present("heard", role), high=1e3, better="higher",
    meaning="contributions to a plan in a meeting, as far as others took them in", group="talk",
    evidence=("Q20", "Q47", "S-language"),
)
declare(
    "airtime_parity_least_confident", "Airtime parity, least confident third",
    parity_of_least_confident, high=_HIGH, better="nearer 1",
    meaning="share of turns over share of attendance of the third who started least confident", group="talk",
    evidence=("Q50",), plain="How much the least confident third speak, of an equal share", form="percent",
)
declare(
    "airtime_gini", "Inequality of airtime", lambda o: gini(o.tally("turns"), o.present), better="lower",
    meaning="Gini of turns among those present, the silent counting as zero", group="talk", evidence=("Q34",),
    plain="How unequally people speak (0: all the same)",
)
declare(
    "influence_gini", "Inequality of influence", _influence_gini, better="lower",
    meaning="Gini of influence among those present", group="talk", evidence=("S-power-footing",),
    plain="How unequally people are heard (0: all the same)",
)
declare(
    "airtime_gini_so_far", "Inequality of airtime so far", lambda o: gini(o.total("turns"), o.invited), better="lower",
    meaning="Gini of turns in all meetings so far", group="talk", evidence=("Q34",),
)
declare(
    "influence_gini_so_far", "Inequality of influence so far", _influence_gini_so_far, better="lower",
    meaning="Gini of influence in all meetings so far", group="talk", evidence=("S-power-footing",),
)
declare(
    "airtime_gini_early", "Inequality of airtime, first third", lambda o: gini(o.tally("early_turns"), o.present),
    meaning="Gini of turns in the first third of the plenary", group="talk", evidence=("fisek-berger-norman-1991",),
)
declare(
    "airtime_gini_late", "Inequality of airtime, last third", lambda o: gini(o.tally("late_turns"), o.present),
    meaning="Gini of turns in the last third of the plenary", group="talk", evidence=("fisek-berger-norman-1991",),
)
declare(
    "questions", "Questions asked", lambda o: if_held(o, o.amount("questions")),
    meaning="questions asked in a meeting or group task", group="talk", unit="questions", high=1e6,
    evidence=("Obs10", "Q18"),
)
declare(
    "questions_lay", "Questions asked by lay members",
    lambda o: if_held(o, o.amount("questions", LAY)),
    meaning="questions that lay members asked", group="talk", unit="questions", high=1e6,
    evidence=("Obs10", "Q50"), role="lay",
)
declare(
    "lived_voiced", "Lived knowledge voiced", _lived_voiced,
    meaning="share of statements that offer lived knowledge", group="talk", evidence=("Q37", "Q7"), better="higher",
    plain="How much of what is said is people's own experience", form="percent",
)
declare(
    "lay_priority_share", "Turns on what lay members most want",
    lambda o: ratio(o.community("lay_priority_turns"), o.community("priority_turns")),
    meaning="share of turns on the priority that lay members support most", group="talk", evidence=("Q18", "Q19"),
    better="higher", plain="How much of the talk is about what lay members want most", form="percent",
)
