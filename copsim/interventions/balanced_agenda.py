"""An agenda on which every kind of knowledge has its place (R6).

Agendas were balanced on purpose so "the patient voice can be brought through" and not just the needs of clinicians
(Q37), with slots for clinicians, patients, brokers and managers (Q34). A weight multiplies the chance that a kind
of knowledge comes up; all weights are `assumed`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Self

from pydantic import Field

from copsim import evidence
from copsim.interventions.base import Lasting, Plan
from copsim.model.levers import Contribution
from copsim.model.roles import KINDS

Weight = Annotated[float, Field(ge=0, le=10)]


class BalancedAgenda(Lasting):
    """Weights of the four kinds of knowledge on the agenda."""

    key: ClassVar[str] = "balanced_agenda"
    title: ClassVar[str] = "Balanced agenda"
    cites: ClassVar[tuple[str, ...]] = evidence.cites("R6", "Q37", "Q34", "S-power-planning")

    research: Weight = Field(1.0, description="weight of research knowledge (1 is ordinary)")
    clinical: Weight = Field(1.0, description="weight of clinical knowledge (1 is ordinary)")
    lived: Weight = Field(1.5, description="weight of lived knowledge (1 is ordinary; assumed)")
    service: Weight = Field(1.0, description="weight of service knowledge (1 is ordinary)")

    @classmethod
    def neutral(cls) -> Self:
        """Every kind has its ordinary weight."""
        return cls(lived=1.0)

    def effects(self, plan: Plan) -> Iterator[Contribution]:
        """A weight for each kind."""
        for index, kind in enumerate(KINDS):
            yield Contribution("agenda", getattr(self, kind), self.span(plan), at=index)
