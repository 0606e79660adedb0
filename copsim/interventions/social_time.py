"""More time to mix: lunch and breaks (R9).

Lay members valued talking informally over lunch (S-power-social), steadied one another there (Q46), and trust grew
by social contact (S-trust-growth). Breaks happen in person only; their usual length is 1, what is added is
`assumed`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Self

from pydantic import Field

from copsim import evidence
from copsim.interventions.base import Lasting, Plan
from copsim.model.levers import Contribution


class SocialTime(Lasting):
    """Longer breaks in meetings in person."""

    key: ClassVar[str] = "social_time"
    title: ClassVar[str] = "Social time"
    cites: ClassVar[tuple[str, ...]] = evidence.cites("R9", "Q46", "S-power-social", "S-trust-growth")

    extra: float = Field(1.0, ge=0, le=4, description="added to the break, in ordinary breaks (assumed)")

    @classmethod
    def neutral(cls) -> Self:
        """Breaks of the usual length."""
        return cls(extra=0.0)

    def effects(self, plan: Plan) -> Iterator[Contribution]:
        """Longer breaks."""
        yield Contribution("social_time", self.extra, self.span(plan), in_person=True)
