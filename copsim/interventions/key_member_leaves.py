"""Somebody who matters leaves the CoP.

Membership stayed the same throughout, which helped (S-membership), and knowing the key players matters
(S-key-players), above all those who bridge sectors (Q21). This shock asks what it costs to lose one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Self

from pydantic import Field

from copsim import evidence
from copsim.interventions.base import Cycle, Intervention, Kind, Plan, Role
from copsim.model.levers import Contribution


class KeyMemberLeaves(Intervention):
    """One member, or the first few of a role on the roster, leave for good."""

    key: ClassVar[str] = "key_member_leaves"
    title: ClassVar[str] = "Key member leaves"
    cites: ClassVar[tuple[str, ...]] = evidence.cites("S-membership", "S-key-players", "Q21", "S-boundary-spanners")
    kind: ClassVar[Kind] = "shock"
    cycle_settings: ClassVar[tuple[str, ...]] = ("at",)

    at: Cycle = Field(description="first cycle without them")
    member: str | None = Field(None, description="id of the one who leaves; by role when left out")
    role: Role = Field("clinical", description="role of those who leave, when no member is named")
    number: int = Field(1, ge=0, le=500, description="how many of the role leave, when no member is named")

    @classmethod
    def neutral(cls) -> Self:
        """Nobody leaves."""
        return cls(at=1, number=0)

    def check(self, plan: Plan) -> None:
        """Refuse, beside what every shock refuses, an unknown id and more leavers than there are."""
        super().check(plan)
        there = len(plan.members(self.role))
        if self.member is None and self.number > there:
            problem = f"{self.number} is more than the {self.role} members; give a number from 0 to {there}"
            raise self.refused("number", problem)
        if len(plan.roles) - len(self.positions(plan)) < 2:
            raise self.refused("number", "leaves fewer than two members in the CoP; allowed: at least two who stay")

    def positions(self, plan: Plan) -> tuple[int, ...]:
        """Positions of those who leave."""
        if self.member is not None:
            return (self.member_index("member", self.member, plan),)
        return plan.members(self.role)[: self.number]

    def effects(self, plan: Plan) -> Iterator[Contribution]:
        """Those who leave no longer belong to the CoP."""
        for index in self.positions(plan):
            yield Contribution("invited", 0.0, plan.cycles(self.at), at=index)
