"""A neutral venue with refreshments (R3).

A central venue let clinicians step out of their working environment and speak "without fear of judgement"
(S-venue), and a neutral place puts members on a more equal footing. It counts only when people meet in person. The
levelling is in the parameter table; comfort and the longer break are `assumed`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Self

from pydantic import Field

from copsim import evidence
from copsim.interventions.base import VENUE, Dose, Lasting, Plan
from copsim.model.levers import Contribution


class NeutralVenue(Lasting):
    """A neutral, hospitable place to meet, in person."""

    key: ClassVar[str] = "neutral_venue"
    title: ClassVar[str] = "Neutral venue"
    cites: ClassVar[tuple[str, ...]] = evidence.cites("R3", "S-venue", "S-power-social")

    dose: Dose = Field(1.0, description="how neutral and hospitable the place is, 0 to 1")
    comfort: Dose = Field(0.2, description="share of unease that the place takes away in a meeting, 0 to 1 (assumed)")
    refreshments: float = Field(0.25, ge=0, le=4, description="longer breaks, in ordinary breaks (assumed)")

    @classmethod
    def neutral(cls) -> Self:
        """An ordinary room."""
        return cls(dose=0.0)

    def effects(self, plan: Plan) -> Iterator[Contribution]:
        """Levelling, comfort and longer breaks, at the price of the venue."""
        span = self.span(plan)
        yield Contribution("levelling", self.dose, span, "levelling_venue", in_person=True)
        yield Contribution("comfort", self.dose * self.comfort, span, in_person=True)
        yield Contribution("social_time", self.dose * self.refreshments, span, in_person=True)
        yield Contribution("cost", self.dose, span, "cost_venue_day", at=VENUE, in_person=True)
