"""Less money for the change that the CoP plans.

Lived knowledge could not persuade the group to change what funding restricts (S-negotiating-funding), and the
financial envelope prevented what the research asked for (Obs2). Funding caps what uptake can reach; how much is
left is `assumed`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Self

from pydantic import Field

from copsim import evidence
from copsim.interventions.base import Cycle, Dose, Intervention, Kind, Plan
from copsim.model.levers import Contribution


class FundingCut(Intervention):
    """Funding for the change falls, for some cycles or for good."""

    key: ClassVar[str] = "funding_cut"
    title: ClassVar[str] = "Funding cut"
    cites: ClassVar[tuple[str, ...]] = evidence.cites("S-negotiating-funding", "Obs2", "Q20", "Q26")
    kind: ClassVar[Kind] = "shock"
    cycle_settings: ClassVar[tuple[str, ...]] = ("at", "until")

    at: Cycle = Field(description="first cycle with less funding")
    until: Cycle | None = Field(None, description="last cycle with less funding; the end when left out")
    left: Dose = Field(0.3, description="share of the funding that is left, 0 to 1 (assumed)")

    @classmethod
    def neutral(cls) -> Self:
        """All the funding stays."""
        return cls(at=1, left=1.0)

    def check(self, plan: Plan) -> None:
        """Refuse, beside what every shock refuses, an end before the beginning."""
        super().check(plan)
        if self.until is not None and self.until < self.at:
            raise self.refused("until", f"{self.until} is before at; give a cycle from {self.at} to {plan.n_cycles}")

    def effects(self, plan: Plan) -> Iterator[Contribution]:
        """What is left of the funding."""
        yield Contribution("funding", self.left, plan.cycles(self.at, self.until))
