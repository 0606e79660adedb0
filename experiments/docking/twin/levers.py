"""Interventions and shocks as levers of one cycle: section 6 of docs/odd.md, defaults of docs/interventions.md."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from twin.tables import KINDS, ROLES

Settings = dict[str, Any]
HOLDS = {"start": 1, "withdrawn_at": None}
DEFAULTS: dict[str, Settings] = {
    "support_team": {
        **HOLDS,
        "fte": 1.0,
        "posts_for_full": 1.0,
        "organisation": 1.0,
        "communication": 0.5,
        "digital_help": 0.5,
    },
    "communication": {**HOLDS, "dose": 1.0, "fte": 0.1},
    "digital_support": {**HOLDS, "dose": 1.0},
    "invitation": {"roles_left_out": [], "members_left_out": [], "cycles": None},
    "neutral_venue": {**HOLDS, "dose": 1.0, "comfort": 0.2, "refreshments": 0.25},
    "briefing": {"roles": ["lay"], "cycles": [1, 2], "dose": 1.0},
    "lay_chair": {**HOLDS, "chairs": 2, "hours": 3.0},
    "breakouts": {
        "grouping": "mixed",
        "size": 5,
        "prepared": 0.0,
        "prepared_until": None,
        "turns": 45,
        "plenary_turns": 60,
        "hours": 1.0,
    },
    "balanced_agenda": {**HOLDS, "research": 1.0, "clinical": 1.0, "lived": 1.5, "service": 1.0},
    "stated_aims": {"aims": "agreed"},
    "knowledge_brokering": {**HOLDS, "dose": 1.0, "hours": 4.0},
    "icebreakers": {**HOLDS, "dose": 1.0},
    "social_time": {**HOLDS, "extra": 1.0},
    "group_task": {"cycles": [1, 2, 3], "done": 1.0, "hours": 10.0},
    "collaborative_facilitation": {**HOLDS, "skill": 0.8, "hours": 8.0},
    "task_led": {**HOLDS, "dose": 1.0},
    "priorities_policy": {"policy": "adapt", "at": 1, "until": None},
    "questions": {"allowed": False},
    "online": {**HOLDS, "meetings": True, "chat": True},
    "covid": {
        "suspend": 1,
        "online_from": None,
        "chat": True,
        "crisis": {"clinical": 1, "commissioner": 1},
        "workload": {"clinical": 0.15, "commissioner": 0.1},
        "fear": {"lay": 0.1, "clinical": 0.15, "commissioner": 0.1, "facilitator": 0.05},
        "freed": {"clinical": 1},
        "freed_cycles": 2,
        "permission": 1.0,
        "relevance": 0.6,
        "question_cycles": 4,
    },
}
AIMS = {"unstated": 0.0, "evolving": 0.5, "agreed": 1.0}


class Levers(SimpleNamespace):
    """The levers of one cycle, each at its neutral value until something contributes to it."""

    def __init__(self) -> None:
        nothing = "online chat facilitation task_led levelling icebreakers prepared brokering group_task cost"
        nothing += " communication organisation aims comfort permission complexity fit audit question adapt restart"
        nothing += " lay_steering digital_support"
        super().__init__(**dict.fromkeys(nothing.split(), 0.0))
        self.held = self.social_time = self.funding = self.relevance = self.questions = 1.0
        self.grouping, self.group_size, self.breakout_turns, self.plenary_turns = "mixed", 5, 45, 60
        self.agenda = dict.fromkeys(KINDS, 1.0)
        self.briefing, self.workload, self.fear, self.freed = (dict.fromkeys(ROLES, 0.0) for _ in range(4))
        self.chairs, self.chair_hours, self.task_hours, self.venue = 0, 0.0, 0.0, 0.0

    def largest(self, **contributions: float) -> None:
        """Contributions to levers whose rule is "largest"."""
        for name, value in contributions.items():
            setattr(self, name, max(getattr(self, name), value))

    def add(self, name: str, value: float, top: float = 1.0) -> None:
        """A contribution to a lever whose rule is "sum"."""
        setattr(self, name, min(top, getattr(self, name) + value))


def levers(scenario: dict[str, Any], cycle: int, p: Callable[[str], float]) -> Levers:
    """All levers of a cycle, counted from 1; an unknown intervention or shock is refused."""
    lever, roster = Levers(), scenario["roster"]
    given = {**(scenario.get("shocks") or {}), **(scenario.get("interventions") or {})}
    if unknown := set(given) - set(DEFAULTS):
        raise NotImplementedError(f"the twin does not know {sorted(unknown)}")
    active = {}
    for name, own in given.items():
        s = {**DEFAULTS[name], **(own or {})}
        if s.get("start", 1) <= cycle and (s.get("withdrawn_at") is None or cycle < s["withdrawn_at"]):
            active[name] = s
    if "online" in active and active["online"]["meetings"]:
        lever.largest(online=1.0, chat=float(active["online"]["chat"]))
    if "covid" in active:
        _covid(lever, active["covid"], cycle)
    _support(lever, active, roster, p)
    _meeting(lever, active, cycle, sum(roster.values()), p)
    _course(lever, active, cycle)
    return lever


def _covid(lever: Levers, s: Settings, cycle: int) -> None:
    at, after = s["at"], s["at"] + s["suspend"]
    if at <= cycle < after:
        lever.held = 0.0
        lever.workload = {role: s["crisis"].get(role, 0.0) for role in ROLES}
    if cycle >= after:
        lever.workload = {role: s["workload"].get(role, 0.0) for role in ROLES}
        if cycle < after + s["freed_cycles"]:
            lever.freed = {role: s["freed"].get(role, 0.0) for role in ROLES}
            lever.permission = s["permission"]
        if cycle < after + s["question_cycles"]:
            lever.question = 1.0
    if cycle == at:
        lever.relevance = s["relevance"]
        lever.fear = {role: s["fear"].get(role, 0.0) for role in ROLES}
    if s["online_from"] is not None and cycle >= s["online_from"]:
        lever.largest(online=1.0, chat=float(s["chat"]))


def _support(lever: Levers, active: dict[str, Settings], roster: dict[str, int], p: Callable[[str], float]) -> None:
    if s := active.get("support_team"):
        r = min(1.0, s["fte"] / s["posts_for_full"])
        lever.largest(
            organisation=r * s["organisation"],
            communication=r * s["communication"],
            digital_support=r * s["digital_help"],
        )
        lever.cost += s["fte"] * p("cost_fte_quarter")
    if s := active.get("communication"):
        lever.largest(communication=s["dose"])
        lever.cost += s["dose"] * s["fte"] * p("cost_fte_quarter")
    if s := active.get("digital_support"):
        lever.largest(digital_support=s["dose"])
        lever.cost += s["dose"] * roster["lay"] * p("excluded_share") * p("cost_device")
    if s := active.get("lay_chair"):
        lever.chairs, lever.chair_hours = s["chairs"], s["hours"]
        lever.lay_steering = float(s["chairs"] > 0)


def _meeting(lever: Levers, active: dict[str, Settings], cycle: int, n: int, p: Callable[[str], float]) -> None:
    """What goes on at a meeting; most of it counts only in cycles whose meeting is held."""
    held, hour = lever.held > 0.5, p("cost_facilitator_hour")
    in_person = held and lever.online < 0.5
    if (s := active.get("neutral_venue")) and in_person:
        lever.add("levelling", s["dose"] * p("levelling_venue"), 0.95)
        lever.add("comfort", s["dose"] * s["comfort"])
        lever.add("social_time", s["dose"] * s["refreshments"], 5)
        lever.venue = s["dose"] * p("cost_venue_day")
    if s := active.get("breakouts"):
        lever.grouping, lever.group_size = s["grouping"], s["size"]
        lever.breakout_turns, lever.plenary_turns = s["turns"], s["plenary_turns"]
        if s["grouping"] != "none" and (s["prepared_until"] is None or cycle <= s["prepared_until"]):
            lever.prepared = s["prepared"]
            if held:
                lever.cost += s["prepared"] * s["hours"] * max(1, int(n / s["size"] + 0.5)) * hour
    if s := active.get("balanced_agenda"):
        lever.agenda = {kind: s[kind] for kind in KINDS}
    if (s := active.get("knowledge_brokering")) and held:
        lever.largest(brokering=s["dose"])
        lever.cost += s["dose"] * s["hours"] * hour
    if (s := active.get("icebreakers")) and held:
        lever.add("icebreakers", s["dose"])
    if (s := active.get("social_time")) and in_person:
        lever.add("social_time", s["extra"], 5)
    if (s := active.get("collaborative_facilitation")) and held:
        lever.largest(facilitation=s["skill"])
        lever.cost += s["skill"] * s["hours"] * hour
    if (s := active.get("task_led")) and held:
        lever.largest(task_led=s["dose"])


def _course(lever: Levers, active: dict[str, Settings], cycle: int) -> None:
    """What goes by cycles of its own, or always."""
    if s := active.get("stated_aims"):
        lever.aims = AIMS[s["aims"]]
    if (s := active.get("briefing")) and cycle in s["cycles"]:
        lever.briefing = {role: s["dose"] * (role in s["roles"]) for role in ROLES}
    if (s := active.get("group_task")) and cycle in s["cycles"]:
        lever.group_task = s["done"] / len(s["cycles"])
        lever.task_hours = lever.group_task * s["hours"]
    if (s := active.get("invitation")) and (s["roles_left_out"] or s["members_left_out"]):
        raise NotImplementedError("the twin invites everybody")
    if s := active.get("priorities_policy"):
        if s["policy"] == "adapt" and s["at"] <= cycle and (s["until"] is None or cycle <= s["until"]):
            lever.adapt = 1.0
        if s["policy"] == "restart" and cycle == s["at"]:
            lever.restart = 1.0
    if s := active.get("questions"):
        lever.questions = float(s["allowed"])
