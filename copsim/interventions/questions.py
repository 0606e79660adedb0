"""Members may ask as well as tell; switching it off shows what questions do.

Questions from patients set the clinical lead thinking (Obs10), and a platform to challenge opens the way to working
together (Q42). This is an experiment on the model rather than something a CoP would do.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Self

from pydantic import Field

from copsim import evidence
from copsim.interventions.base import Intervention, Plan
from copsim.model.levers import Contribution


class Questions(Intervention):
    """Whether members may ask questions."""

    key: ClassVar[str] = "questions"
    title: ClassVar[str] = "Questions"
    cites: ClassVar[tuple[str, ...]] = evidence.cites("Obs10", "Q42", "Q18", "Q50")

    allowed: bool = Field(False, description="whether members may ask questions")

    @classmethod
    def neutral(cls) -> Self:
        """Members may ask."""
        return cls(allowed=True)

    def effects(self, plan: Plan) -> Iterator[Contribution]:
        """Nobody asks when questions are not allowed."""
        yield Contribution("questions", 1.0 if self.allowed else 0.0)
