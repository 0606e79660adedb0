"""Communication between meetings: newsletters, a website, joint work (R1).

"You don't just go from meeting to meeting with no communication in between" (Q9). Communication slows the fading of
trust and knowledge; by how much is in the parameter table. The time it costs is `assumed`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Self

from pydantic import Field

from copsim import evidence
from copsim.interventions.base import FACILITATION, Dose, Lasting, Plan
from copsim.model.levers import Contribution


class Communication(Lasting):
    """Newsletters, a website and joint work that keep members in touch between meetings."""

    key: ClassVar[str] = "communication"
    title: ClassVar[str] = "Communication between meetings"
    cites: ClassVar[tuple[str, ...]] = evidence.cites("R1", "Q9", "S-website")

    dose: Dose = Field(1.0, description="how much of what is possible, 0 to 1")
    fte: float = Field(0.1, ge=0, le=20, description="full-time posts that a dose of 1 takes (assumed)")

    @classmethod
    def neutral(cls) -> Self:
        """No communication between meetings."""
        return cls(dose=0.0)

    def effects(self, plan: Plan) -> Iterator[Contribution]:
        """Communication, and the posts that it takes."""
        span = self.span(plan)
        yield Contribution("communication", self.dose, span)
        yield Contribution("cost", self.dose * self.fte, span, "cost_fte_quarter", at=FACILITATION)
