"""COVID-19: meetings stop, practice changes, and freed time and permission meet what stands ready.

Meetings were suspended at first (S-covid-suspend) and went on online (S-covid-online). Clinicians saw more change
than ever (S-covid-workload) and fear (S-covid-fear), and yet time was freed, barriers fell and change was permitted
(Q51, Q52, S-covid-permission), so that work already prepared moved fast (Q53). Whether to change the priorities
divided the group (Obs11). The shock only sets the scene: freed time is worth what plan stands ready. All magnitudes
are `assumed`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Self

from pydantic import Field

from copsim import evidence
from copsim.interventions.base import Cycle, Dose, Intervention, Kind, Plan, Role
from copsim.model.levers import Contribution
from copsim.model.roles import ROLES

Length = Annotated[int, Field(ge=0, le=200)]
Freed = Annotated[float, Field(ge=0, le=5)]


class Covid(Intervention):
    """The pandemic as it meets a CoP; `at` is the cycle in which it strikes."""

    key: ClassVar[str] = "covid"
    title: ClassVar[str] = "COVID-19"
    cites: ClassVar[tuple[str, ...]] = evidence.cites(
        "Q50",
        "Q51",
        "Q52",
        "Q53",
        "Q54",
        "Obs11",
        "Obs12",
        "S-covid-suspend",
        "S-covid-online",
        "S-covid-workload",
        "S-covid-fear",
        "S-covid-permission",
        "S-covid-chat",
    )
    kind: ClassVar[Kind] = "shock"
    cycle_settings: ClassVar[tuple[str, ...]] = ("at", "online_from")

    at: Cycle = Field(description="cycle in which it strikes")
    suspend: Length = Field(1, description="cycles without a meeting, from that cycle on")
    online_from: Cycle | None = Field(None, description="first cycle online; meetings stay in person when left out")
    chat: bool = Field(True, description="whether online meetings have an open chat")
    crisis: dict[Role, Dose] = Field(
        {"clinical": 1.0, "commissioner": 1.0}, description="workload added while meetings are suspended, per role"
    )
    workload: dict[Role, Dose] = Field(
        {"clinical": 0.15, "commissioner": 0.1}, description="workload added from then on, per role"
    )
    fear: dict[Role, Dose] = Field(
        {"lay": 0.1, "clinical": 0.15, "commissioner": 0.1, "facilitator": 0.05},
        description="unease that the first cycle brings, per role",
    )
    freed: dict[Role, Freed] = Field(
        {"clinical": 1.0}, description="working time freed for change after the suspension, in ordinary times, per role"
    )
    freed_cycles: Length = Field(2, description="cycles that the freed time and the permission last")
    permission: Dose = Field(1.0, description="permission for change after the suspension, 0 to 1")
    relevance: Dose = Field(0.6, description="how far the agreed course still fits the changed context, unadapted")
    question_cycles: Length = Field(4, description="cycles that the priorities stay in question once meetings resume")

    @classmethod
    def neutral(cls) -> Self:
        """No pandemic."""
        return cls(
            at=1,
            suspend=0,
            online_from=None,
            chat=False,
            crisis={},
            workload={},
            fear={},
            freed={},
            freed_cycles=0,
            permission=0.0,
            relevance=1.0,
            question_cycles=0,
        )

    def check(self, plan: Plan) -> None:
        """Refuse, beside what every shock refuses, a suspension beyond the end and meetings online before the shock."""
        super().check(plan)
        if self.at + self.suspend - 1 > plan.n_cycles:
            last = plan.n_cycles - self.at + 1
            raise self.refused("suspend", f"{self.suspend} cycles go beyond the end; give a number from 0 to {last}")
        if self.online_from is not None and self.online_from < self.at:
            problem = f"cycle {self.online_from} is before the shock; give a cycle from {self.at} to {plan.n_cycles}"
            raise self.refused("online_from", problem)

    def effects(self, plan: Plan) -> Iterator[Contribution]:
        """The suspension, the crisis, and what follows."""
        resumed = self.at + self.suspend
        suspended, after = plan.cycles(self.at, resumed - 1) if self.suspend else (), plan.cycles(resumed)
        yield Contribution("held", 0.0, suspended)
        if self.online_from is not None:
            yield Contribution("online", 1.0, plan.cycles(self.online_from))
            yield Contribution("chat", 1.0 if self.chat else 0.0, plan.cycles(self.online_from))
        yield Contribution("relevance", self.relevance, (self.at,))
        yield Contribution("question", 1.0, after[: self.question_cycles])
        freed = after[: self.freed_cycles]
        yield Contribution("permission", self.permission, freed)
        yield from _by_role("workload", self.crisis, suspended)
        yield from _by_role("workload", self.workload, after)
        yield from _by_role("fear", self.fear, (self.at,))
        yield from _by_role("freed", self.freed, freed)


def _by_role(lever: str, values: dict[Role, float], cycles: tuple[int, ...]) -> Iterator[Contribution]:
    for role, value in values.items():
        yield Contribution(lever, value, cycles, at=ROLES.index(role))
