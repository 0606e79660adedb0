"""A support team that organises, communicates and helps with technology (R1).

"It just ticks away with no whistles and bells" (Q8), because a team underneath the lead keeps in touch between
meetings (Q9); the group leans on it (Obs3). What the team does grows with its posts up to `posts_for_full` and is
paid by the post; how far each kind of help reaches is `assumed`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Self

from pydantic import Field

from copsim import evidence
from copsim.interventions.base import FACILITATION, Dose, Lasting, Plan
from copsim.model.levers import Contribution


class SupportTeam(Lasting):
    """A team that organises, keeps communication going between meetings and helps with technology."""

    key: ClassVar[str] = "support_team"
    title: ClassVar[str] = "Support team"
    cites: ClassVar[tuple[str, ...]] = evidence.cites("R1", "Q8", "Q9", "Obs3", "S-support-team")

    fte: float = Field(1.0, ge=0, le=20, description="full-time posts")
    posts_for_full: float = Field(1.0, gt=0, le=20, description="posts from which the help is full (assumed)")
    organisation: Dose = Field(1.0, description="how far a full team organises the work of the CoP, 0 to 1 (assumed)")
    communication: Dose = Field(0.5, description="communication between meetings by a full team, 0 to 1 (assumed)")
    digital_help: Dose = Field(0.5, description="help to join online by a full team, 0 to 1 (assumed)")

    @classmethod
    def neutral(cls) -> Self:
        """Nobody is employed."""
        return cls(fte=0.0)

    def effects(self, plan: Plan) -> Iterator[Contribution]:
        """Organisation, communication and digital help by posts, and the cost of the posts."""
        span, reach = self.span(plan), min(1.0, self.fte / self.posts_for_full)
        yield Contribution("organisation", reach * self.organisation, span)
        yield Contribution("communication", reach * self.communication, span)
        yield Contribution("digital_support", reach * self.digital_help, span)
        yield Contribution("cost", self.fte, span, "cost_fte_quarter", at=FACILITATION)
