"""Good local audit data, which argue against change.

Clinicians knew that their service differed from the research and were reluctant to alter it "due to strong positive
audit data" (Obs2); audit figures weigh in decisions beside the research (S-audit). What they do is in the parameter
table.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Self

from pydantic import Field

from copsim import evidence
from copsim.interventions.base import Dose, Kind, Lasting, Plan
from copsim.model.levers import Contribution


class LocalAudit(Lasting):
    """Audit data that speak well of the present service."""

    key: ClassVar[str] = "local_audit"
    title: ClassVar[str] = "Good local audit data"
    cites: ClassVar[tuple[str, ...]] = evidence.cites("Obs2", "Q4", "S-audit")
    kind: ClassVar[Kind] = "shock"

    strength: Dose = Field(1.0, description="how strong and positive the data are, 0 to 1")

    @classmethod
    def neutral(cls) -> Self:
        """No such data."""
        return cls(strength=0.0)

    def effects(self, plan: Plan) -> Iterator[Contribution]:
        """The strength of the data."""
        yield Contribution("audit", self.strength, self.span(plan))
