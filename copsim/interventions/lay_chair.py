"""Lay members chair the steering group (R5).

"I never even dreamed that it'd be us" who chair, until a professional proposed it (Q39): a formal role strengthens
those who hold it (S-lay-chair), and a lay steering group sets agendas (Q18). Levelling, contacts and standing are
in the parameter table; the hours a chair gives are `assumed`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Self

from pydantic import Field

from copsim import evidence
from copsim.interventions.base import Lasting, Plan
from copsim.model.levers import Contribution


class LayChair(Lasting):
    """A steering group led and chaired by lay members: the first ones on the roster."""

    key: ClassVar[str] = "lay_chair"
    title: ClassVar[str] = "Lay chairs of the steering group"
    cites: ClassVar[tuple[str, ...]] = evidence.cites("R5", "Q39", "Q18", "S-lay-chair", "S-steering-group")

    chairs: int = Field(2, ge=0, le=50, description="lay members who chair")
    hours: float = Field(3.0, ge=0, le=200, description="paid hours of each chair per cycle (assumed)")

    @classmethod
    def neutral(cls) -> Self:
        """No lay member chairs."""
        return cls(chairs=0)

    def needed_roles(self) -> tuple[str, ...]:
        """A chair must be there."""
        return ("lay",) if self.chairs else ()

    def check(self, plan: Plan) -> None:
        """Refuse, beside what every intervention refuses, more chairs than lay members."""
        super().check(plan)
        lay = len(plan.members("lay"))
        if self.chairs > lay:
            raise self.refused("chairs", f"{self.chairs} is more than the lay members; give a number from 0 to {lay}")

    def effects(self, plan: Plan) -> Iterator[Contribution]:
        """The chairs, the hours that they are paid for, and their steering."""
        if not self.chairs:
            return
        span = self.span(plan)
        for index in plan.members("lay")[: self.chairs]:
            yield Contribution("chair", 1.0, span, at=index)
            yield Contribution("paid_hours", self.hours, span, at=index)
        yield Contribution("lay_steering", 1.0, span)
