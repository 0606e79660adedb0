"""Help with how, when and where lived knowledge applies (R8).

Lay members thought that clinical knowledge was preferred to theirs (S-negotiating-preferred) and that little was
expected of them (Q7); a dedicated broker kept checking on them (Obs8). Brokering lifts the worth that lay members
give to lived knowledge when they decide what to say. The hours it takes are `assumed`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Self

from pydantic import Field

from copsim import evidence
from copsim.interventions.base import FACILITATION, Dose, Lasting, Plan
from copsim.model.levers import Contribution


class KnowledgeBrokering(Lasting):
    """A broker who shows lay members where their knowledge applies."""

    key: ClassVar[str] = "knowledge_brokering"
    title: ClassVar[str] = "Knowledge brokering"
    cites: ClassVar[tuple[str, ...]] = evidence.cites("R8", "Q7", "Obs8", "S-negotiating-preferred")
    needs: ClassVar[tuple[str, ...]] = ("lay",)

    dose: Dose = Field(1.0, description="share of what lay members hold back that brokering brings out, 0 to 1")
    hours: float = Field(4.0, ge=0, le=200, description="hours of the broker per meeting at a dose of 1 (assumed)")

    @classmethod
    def neutral(cls) -> Self:
        """Nobody brokers."""
        return cls(dose=0.0)

    def effects(self, plan: Plan) -> Iterator[Contribution]:
        """Brokering in meetings, and the broker's hours."""
        span = self.span(plan)
        yield Contribution("brokering", self.dose, span, when_held=True)
        hours = self.dose * self.hours
        yield Contribution("cost", hours, span, "cost_facilitator_hour", at=FACILITATION, when_held=True)
