"""Breakout groups: who sits with whom, and whether somebody prepared leads them (R6).

Groups were mixed on purpose, each with a facilitator who had been prepared (Q36), against the silos of ordinary
work (S-silos). Sizes and turns (a turn is about a minute) are `assumed`; what a prepared facilitator does for the
least heard is in the parameter table, the hours of preparation are `assumed`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal, Self

from pydantic import Field

from copsim import evidence
from copsim.interventions.base import FACILITATION, Cycle, Dose, Intervention, Plan
from copsim.model.levers import LEVERS, Contribution
from copsim.model.roles import GROUPINGS


class Breakouts(Intervention):
    """Work in small groups before the plenary."""

    key: ClassVar[str] = "breakouts"
    title: ClassVar[str] = "Breakout groups"
    cites: ClassVar[tuple[str, ...]] = evidence.cites("R6", "Q36", "S-power-planning", "S-silos")
    cycle_settings: ClassVar[tuple[str, ...]] = ("prepared_until",)

    grouping: Literal["none", "mixed", "by_role", "random"] = Field("mixed", description="how groups are composed")
    size: int = Field(int(LEVERS["group_size"].neutral), ge=2, le=500, description="aimed-at members per group")
    prepared: Dose = Field(0.0, description="how far the facilitators of groups are prepared, 0 to 1")
    prepared_until: Cycle | None = Field(None, description="last cycle with prepared groups; the end when left out")
    turns: int = Field(int(LEVERS["breakout_turns"].neutral), ge=0, le=1000, description="turns of each group")
    plenary_turns: int = Field(int(LEVERS["plenary_turns"].neutral), ge=0, le=1000, description="turns of the plenary")
    hours: float = Field(1.0, ge=0, le=200, description="hours to prepare a group fully, per meeting (assumed)")

    @classmethod
    def neutral(cls) -> Self:
        """Mixed groups of the usual size that nobody prepares."""
        return cls()

    def needed_roles(self) -> tuple[str, ...]:
        """Prepared groups need somebody to prepare."""
        return ("facilitator",) if self.prepared > 0 and self.grouping != "none" else ()

    def check(self, plan: Plan) -> None:
        """Refuse, beside what every intervention refuses, groups larger than the roster."""
        super().check(plan)
        members = len(plan.roles)
        if self.grouping != "none" and self.size > members:
            raise self.refused("size", f"{self.size} is larger than the roster; give a number from 2 to {members}")

    def effects(self, plan: Plan) -> Iterator[Contribution]:
        """Composition, size and length of groups, their preparation and its cost."""
        yield Contribution("grouping", GROUPINGS.index(self.grouping))
        yield Contribution("group_size", self.size)
        yield Contribution("breakout_turns", self.turns)
        yield Contribution("plenary_turns", self.plenary_turns)
        if self.grouping != "none":
            prepared = plan.cycles(last=self.prepared_until)
            yield Contribution("prepared", self.prepared, prepared)
            hours = self.prepared * self.hours * max(1, int(len(plan.roles) / self.size + 0.5))
            yield Contribution("cost", hours, prepared, "cost_facilitator_hour", at=FACILITATION, when_held=True)
