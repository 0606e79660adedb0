"""Help for those who cannot join online (R1).

One lay member could not attend online: a change of medium can exclude (S-covid-exclusion). Technical help belongs
to what a support team is for (R1). What full support undoes, and its price per excluded member, are in the
parameter table; the price is charged for the expected number of excluded lay members.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Self

from pydantic import Field

from copsim import evidence
from copsim.interventions.base import TECHNOLOGY, Dose, Lasting, Plan
from copsim.model.levers import Contribution


class DigitalSupport(Lasting):
    """Devices, connections and help for members who cannot join online."""

    key: ClassVar[str] = "digital_support"
    title: ClassVar[str] = "Digital support"
    cites: ClassVar[tuple[str, ...]] = evidence.cites("R1", "S-covid-exclusion", "Obs12")

    dose: Dose = Field(1.0, description="share of full support, 0 to 1")

    @classmethod
    def neutral(cls) -> Self:
        """No help."""
        return cls(dose=0.0)

    def effects(self, plan: Plan) -> Iterator[Contribution]:
        """Support, and its price for those who are expected to need it."""
        span, lay = self.span(plan), len(plan.members("lay"))
        yield Contribution("digital_support", self.dose, span)
        yield Contribution("cost", self.dose * lay, span, "cost_device", at=TECHNOLOGY, per="excluded_share")
