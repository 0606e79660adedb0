"""A task for lay members to finish as a group, such as an easy-read version of the evidence (R9).

The review was "too complex" for "any type of clinicians" (Q2), and the lay members' plain-language version was an
early task (S-easy-read). Finishing it together gave purpose, common ground and a more equal place (Q38,
S-group-task). The work is spread evenly over `cycles`; turns and the complexity that the product removes are in the
parameter table, the hours `assumed`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Self

from pydantic import Field

from copsim import evidence
from copsim.interventions.base import Cycles, Dose, Intervention, Plan
from copsim.model.levers import Contribution


class GroupTask(Intervention):
    """Work of the lay members on one product, before the meetings of some cycles."""

    key: ClassVar[str] = "group_task"
    title: ClassVar[str] = "Group task"
    cites: ClassVar[tuple[str, ...]] = evidence.cites("R9", "Q2", "Q38", "S-easy-read", "S-group-task")
    needs: ClassVar[tuple[str, ...]] = ("lay",)
    cycle_settings: ClassVar[tuple[str, ...]] = ("cycles",)

    cycles: Cycles = Field((1, 2, 3), min_length=1, description="cycles over which the work is spread")
    done: Dose = Field(1.0, description="share of the task that gets done, 0 to 1; only a whole task has a product")
    hours: float = Field(10.0, ge=0, le=1000, description="paid hours of each lay member for a whole task (assumed)")

    @classmethod
    def neutral(cls) -> Self:
        """No task is given."""
        return cls(done=0.0)

    def effects(self, plan: Plan) -> Iterator[Contribution]:
        """An even share of the work in each cycle, and the hours paid for."""
        cycles = tuple(sorted(set(self.cycles)))
        share = self.done / len(cycles)
        yield Contribution("group_task", share, cycles)
        for index in plan.members("lay"):
            yield Contribution("paid_hours", share * self.hours, cycles, at=index)
