"""Who of the roster is left out of the CoP, and when (R2).

Members are chosen by invitation (S-invitation). "Having commissioners there" makes a CoP more than "a sort of
provider, fund-holder decision" (Q20); members differ over who is missing (S-membership-seniority). Leaving a role
out by this setting, rather than taking it from the roster, lets two scenarios meet the same people.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Self

from pydantic import Field

from copsim import evidence
from copsim.interventions.base import Cycles, Ids, Intervention, Plan, Roles
from copsim.model.levers import Contribution
from copsim.model.roles import ROLES


class Invitation(Intervention):
    """Roles and members who are on the roster and yet not invited."""

    key: ClassVar[str] = "invitation"
    title: ClassVar[str] = "Who is not invited"
    cites: ClassVar[tuple[str, ...]] = evidence.cites("R2", "Q20", "Q26", "S-invitation", "S-membership-seniority")
    cycle_settings: ClassVar[tuple[str, ...]] = ("cycles",)

    roles_left_out: Roles = Field((), description="roles that are not invited")
    members_left_out: Ids = Field((), description="ids of members who are not invited")
    cycles: Cycles | None = Field(None, description="cycles in which they are left out; all when left out")

    @classmethod
    def neutral(cls) -> Self:
        """Everybody on the roster is invited."""
        return cls()

    def needed_roles(self) -> tuple[str, ...]:
        """Roles that are left out must be on the roster."""
        return self.roles_left_out

    def check(self, plan: Plan) -> None:
        """Refuse, beside what every intervention refuses, ids that nobody has and leaving all but one out."""
        super().check(plan)
        if len(plan.roles) - len(self.positions(plan)) < 2:
            raise self.refused("", "leaves fewer than two members in the CoP; allowed: at least two who are invited")

    def positions(self, plan: Plan) -> frozenset[int]:
        """Positions of the members who are left out."""
        by_role = {index for index, role in enumerate(plan.roles) if ROLES[role] in self.roles_left_out}
        by_id = {self.member_index("members_left_out", member, plan) for member in self.members_left_out}
        return frozenset(by_role | by_id)

    def effects(self, plan: Plan) -> Iterator[Contribution]:
        """Those left out do not belong to the CoP."""
        for index in sorted(self.positions(plan)):
            yield Contribution("invited", 0.0, self.cycles, at=index)
