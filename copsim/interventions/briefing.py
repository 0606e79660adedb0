"""Briefing before meetings: the evidence, its language and the part one may play (R4).

Prepared lay members "went into those meetings knowledgeable, probably more knowledgeable than the clinicians"
(Q29), while the others "just came in blind" (Q30). What a full briefing gives, and the hours it takes, are in the
parameter table.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Self

from pydantic import Field

from copsim import evidence
from copsim.interventions.base import Cycles, Dose, Intervention, Plan, Roles
from copsim.model.levers import Contribution
from copsim.model.roles import ROLES


class Briefing(Intervention):
    """Preparation of some roles before some meetings."""

    key: ClassVar[str] = "briefing"
    title: ClassVar[str] = "Briefing before meetings"
    cites: ClassVar[tuple[str, ...]] = evidence.cites("R4", "Q29", "Q30", "Obs8", "S-power-briefing")
    cycle_settings: ClassVar[tuple[str, ...]] = ("cycles",)

    roles: Roles = Field(("lay",), min_length=1, description="who is briefed")
    cycles: Cycles = Field((1, 2), min_length=1, description="before which meetings")
    dose: Dose = Field(1.0, description="share of a full briefing, 0 to 1")

    @classmethod
    def neutral(cls) -> Self:
        """Nobody is briefed."""
        return cls(dose=0.0)

    def needed_roles(self) -> tuple[str, ...]:
        """Those who are briefed must be there."""
        return self.roles

    def effects(self, plan: Plan) -> Iterator[Contribution]:
        """A dose for each role; the model charges the hours."""
        for role in dict.fromkeys(self.roles):
            yield Contribution("briefing", self.dose, tuple(sorted(set(self.cycles))), at=ROLES.index(role))
