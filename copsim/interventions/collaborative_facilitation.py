"""Facilitation that draws people in and lets the group steer (R10).

Nobody is talked down to (Q35), everybody gets the floor (Q11), and agendas come from the members' own work (Q19);
it helps to find and steer by the goals (S-collaborative-facilitation). The group leans on it (Obs3), and what
happens when it ends is open: `withdrawn_at` asks. Levelling and turn balancing are in the parameter table, skill
and hours `assumed`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Self

from pydantic import Field

from copsim import evidence
from copsim.interventions.base import FACILITATION, Dose, Lasting, Plan
from copsim.model.levers import Contribution


class CollaborativeFacilitation(Lasting):
    """Facilitation that levels status, balances turns and helps to find the aims."""

    key: ClassVar[str] = "collaborative_facilitation"
    title: ClassVar[str] = "Collaborative facilitation"
    cites: ClassVar[tuple[str, ...]] = evidence.cites(
        "R10", "Q33", "Q34", "Q35", "Q11", "Q19", "Obs3", "S-facilitation-power"
    )
    needs: ClassVar[tuple[str, ...]] = ("facilitator",)

    skill: Dose = Field(0.8, description="skill of the facilitators, 0 to 1 (assumed)")
    hours: float = Field(8.0, ge=0, le=200, description="hours of preparation per meeting at full skill (assumed)")

    @classmethod
    def neutral(cls) -> Self:
        """Facilitation without any skill."""
        return cls(skill=0.0)

    def effects(self, plan: Plan) -> Iterator[Contribution]:
        """Facilitation where a meeting is held, and the hours that it takes."""
        span = self.span(plan)
        yield Contribution("facilitation", self.skill, span, when_held=True)
        hours = self.skill * self.hours
        yield Contribution("cost", hours, span, "cost_facilitator_hour", at=FACILITATION, when_held=True)
