"""Ice-breakers at the opening (R9).

Playful openings on topics that all can speak to start the meeting on a level, and at breaks lay members mix rather
than keep together (Obs9, Q33, S-power-icebreakers). Levelling, trust and mixing are in the parameter table.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Self

from pydantic import Field

from copsim import evidence
from copsim.interventions.base import Dose, Lasting, Plan
from copsim.model.levers import Contribution


class Icebreakers(Lasting):
    """Playful openings on topics that all can speak to."""

    key: ClassVar[str] = "icebreakers"
    title: ClassVar[str] = "Ice-breakers"
    cites: ClassVar[tuple[str, ...]] = evidence.cites("R9", "Obs9", "Q33", "S-power-icebreakers")

    dose: Dose = Field(1.0, description="share of a full ice-breaker, 0 to 1")

    @classmethod
    def neutral(cls) -> Self:
        """No ice-breakers."""
        return cls(dose=0.0)

    def effects(self, plan: Plan) -> Iterator[Contribution]:
        """The ice-breakers, where a meeting is held."""
        span = self.span(plan)
        yield Contribution("icebreakers", self.dose, span, when_held=True)
