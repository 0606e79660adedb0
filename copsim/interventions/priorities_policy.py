"""What happens to the agreed priorities when the context changes: keep, adapt or restart (R11).

Whether to change them divided the group and nobody was keen to start from scratch (Obs11); it kept its priorities
and adapted how to deliver them (S-covid-adapt). Keeping leaves a plan as it is, however little it still fits;
adapting lets meetings regain what fits; a restart gives up the plan and the clarity that belonged to the old
priorities.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal, Self

from pydantic import Field

from copsim import evidence
from copsim.interventions.base import Cycle, Intervention, Plan
from copsim.model.levers import Contribution


class PrioritiesPolicy(Intervention):
    """Whether the agreed priorities are kept, adapted or started again."""

    key: ClassVar[str] = "priorities_policy"
    title: ClassVar[str] = "Policy on priorities"
    cites: ClassVar[tuple[str, ...]] = evidence.cites(
        "R11", "Obs11", "S-covid-adapt", "S-covid-priorities", "S-flexibility"
    )
    cycle_settings: ClassVar[tuple[str, ...]] = ("at", "until")

    policy: Literal["keep", "adapt", "restart"] = Field("adapt", description="what is done")
    at: Cycle = Field(1, description="cycle of the restart, or first cycle in which priorities may be adapted")
    until: Cycle | None = Field(None, description="last cycle in which they may be adapted; the end when left out")

    @classmethod
    def neutral(cls) -> Self:
        """Priorities are kept."""
        return cls(policy="keep")

    def check(self, plan: Plan) -> None:
        """Refuse, beside what every intervention refuses, an end before the beginning."""
        super().check(plan)
        if self.until is not None and self.until < self.at:
            raise self.refused("until", f"{self.until} is before at; give a cycle from {self.at} to {plan.n_cycles}")

    def effects(self, plan: Plan) -> Iterator[Contribution]:
        """Adapting from a cycle on, or a restart in one cycle."""
        if self.policy == "adapt":
            yield Contribution("adapt", 1.0, plan.cycles(self.at, self.until))
        if self.policy == "restart":
            yield Contribution("restart", 1.0, (self.at,))
