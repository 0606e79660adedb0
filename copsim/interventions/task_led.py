"""Meetings led by a list of tasks from the top (the opposite of R10).

A session that showed the unfinished tasks of the last meeting on the screen was uncomfortable (Obs5a); a
task-oriented style whose purpose is unclear did not work (S-task-led). It acts in one place only: who sets the
agenda and takes the turns.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Self

from pydantic import Field

from copsim import evidence
from copsim.interventions.base import Dose, Lasting, Plan
from copsim.model.levers import Contribution


class TaskLed(Lasting):
    """A meeting style in which those with formal power go through a list."""

    key: ClassVar[str] = "task_led"
    title: ClassVar[str] = "Task-led meetings"
    cites: ClassVar[tuple[str, ...]] = evidence.cites("R10", "Obs5a", "S-task-led")

    dose: Dose = Field(1.0, description="how far the list rules the meeting, 0 to 1")

    @classmethod
    def neutral(cls) -> Self:
        """No list."""
        return cls(dose=0.0)

    def effects(self, plan: Plan) -> Iterator[Contribution]:
        """A task-led style where a meeting is held."""
        yield Contribution("task_led", self.dose, self.span(plan), when_held=True)
