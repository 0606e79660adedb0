"""Views: disagreement, support, and whose mind changes because of whom (Q49, Obs11)."""

from __future__ import annotations

import numpy as np

from copsim.model.outcomes.observation import Observation
from copsim.model.outcomes.reductions import Array, deviation, furthest, mean
from copsim.model.outcomes.registry import declare, declare_by_role
from copsim.model.roles import CLINICAL, COMMISSIONER, FACILITATOR, LAY, N_ROLES, ROLES
from copsim.model.state import CHALLENGES, VIEW_MOVED

CHANGED = 0.15
_MANY = 1e6


def _disagreement(o: Observation) -> Array:
    priorities = int(o.state.views.shape[2]) - 1
    out: Array = np.zeros(o.state.views.shape[0])
    for v in range(priorities):
        out += deviation(np.ascontiguousarray(o.state.views["support"][:, :, v]), o.invited)
    return out / priorities


def _course_disagreement(o: Observation) -> Array:
    spread = deviation(np.ascontiguousarray(o.state.views["support"][:, :, -1]), o.invited)
    out: Array = np.where((o.community("question_open") > 0.5) & (o.lever("question") > 0.5), spread, np.nan)
    return out


def _support(o: Observation, role: int) -> Array:
    priorities = int(o.state.views.shape[2]) - 1
    out: Array = np.zeros(o.state.views.shape[0])
    for v in range(priorities):
        out += o.mean_support(role, v)
    return out / priorities


def _changed(o: Observation, role: int) -> Array:
    changed = o.once("changed", lambda: (furthest(o.state.views) > CHANGED).astype(np.float64))
    return mean(changed, o.of_role(role))


def _changed_by(o: Observation, role: int, speakers: tuple[int, ...]) -> Array:
    moved = o.once(("changed", speakers), lambda: furthest(o.state.views, speakers))
    return mean((moved > CHANGED).astype(np.float64), o.of_role(role))


def _exchange(o: Observation, what: int, listeners: tuple[int, ...], speakers: tuple[int, ...]) -> Array:
    out = np.zeros(o.state.community.shape[0])
    for a in listeners:
        for b in speakers:
            out += o.state.community["exchange"][:, what, a, b]
    return out


_EVERYONE = tuple(range(N_ROLES))
declare(
    "disagreement", "Disagreement on priorities", _disagreement,
    meaning="mean s.d. of support for the priorities between members", group="views", evidence=("Obs11", "Q3"),
)
declare(
    "disagreement_course", "Disagreement on keeping or adapting", _course_disagreement,
    meaning="s.d. of support for adapting the course between members, once that is asked", group="views",
    evidence=("Obs11",),
)
declare_by_role(
    "support", "Support for the priorities", _support, meaning="mean support for the priorities", group="views",
    evidence=("Q28", "Q49"),
)
declare_by_role(
    "minds_changed", "Minds changed", _changed,
    meaning="share of members with a view more than 0.15 from their first", group="views", evidence=("Q49",),
)
for _role, _speakers, _by in (
    (CLINICAL, (LAY,), "lay"),
    (COMMISSIONER, (LAY,), "lay"),
    (LAY, (CLINICAL, COMMISSIONER, FACILITATOR), "others"),
):
    declare(
        f"minds_changed_{ROLES[_role]}_by_{_by}", f"Minds of {ROLES[_role]} members changed by {_by}",
        lambda o, role=_role, speakers=_speakers: _changed_by(o, role, speakers),  # type: ignore[misc]
        meaning="share of members with a view more than 0.15 from their first because of them", group="views",
        evidence=("Q49",), role=ROLES[_role],
    )
declare(
    "view_moved_by_lay", "Views moved by lay members", lambda o: _exchange(o, VIEW_MOVED, (1, 2), (LAY,)),
    meaning="change of clinical and commissioning views by lay members' turns and contacts", group="views", high=_MANY,
    evidence=("Q49",), totals="sum",
)
declare(
    "view_moved", "Views moved", lambda o: _exchange(o, VIEW_MOVED, _EVERYONE, _EVERYONE),
    meaning="change of views by turns and contacts, the group task included", group="views", high=_MANY,
    evidence=("Q49",), totals="sum",
)
declare(
    "challenges_clinical", "Challenges of clinical members",
    lambda o: _exchange(o, CHALLENGES, (CLINICAL,), _EVERYONE),
    meaning="challenges of clinical members by people of less formal power", group="views", unit="challenges",
    high=_MANY, evidence=("Q41", "Q42"), totals="sum", role="clinical",
)
