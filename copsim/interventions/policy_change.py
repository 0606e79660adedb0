"""A policy that brings service specifications nearer to the evidence or further from it.

"Because of our service specification we can't do that" (Q5): fit between evidence and specification sets what can
be taken up (S-negotiating-misfit). The size of the change is `assumed`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Self

from pydantic import Field

from copsim import evidence
from copsim.interventions.base import Cycle, Intervention, Kind, Plan
from copsim.model.levers import Contribution

Change = Annotated[float, Field(ge=-1, le=1)]


class PolicyChange(Intervention):
    """A change of policy from one cycle on."""

    key: ClassVar[str] = "policy_change"
    title: ClassVar[str] = "Policy change"
    cites: ClassVar[tuple[str, ...]] = evidence.cites("Q5", "S-negotiating-misfit", "S-complex")
    kind: ClassVar[Kind] = "shock"
    cycle_settings: ClassVar[tuple[str, ...]] = ("at",)

    at: Cycle = Field(description="first cycle under the new policy")
    fit: Change = Field(-0.2, description="added to the fit between evidence and specification, -1 to 1 (assumed)")
    complexity: Change = Field(0.0, description="added to the complexity of the innovation, -1 to 1 (assumed)")

    @classmethod
    def neutral(cls) -> Self:
        """The policy changes nothing."""
        return cls(at=1, fit=0.0)

    def effects(self, plan: Plan) -> Iterator[Contribution]:
        """Fit and complexity from the change on."""
        yield Contribution("fit", self.fit, plan.cycles(self.at))
        yield Contribution("complexity", self.complexity, plan.cycles(self.at))
