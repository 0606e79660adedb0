"""What every intervention and shock is made of: settings, evidence, a neutral setting, effects on the levers.

A new one is a file with a subclass of `Intervention` (or of `Lasting`, when it can start late and be withdrawn), a
line in `catalogue.py` and a test class that inherits `InterventionContract`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from copsim.errors import InputError, nearest, shorten
from copsim.model.levers import LEVERS, Contribution
from copsim.model.roles import COST_KINDS, ROLES

FACILITATION, LAY_PAYMENT, STAFF_TIME, VENUE, TECHNOLOGY = range(len(COST_KINDS))
LAST_CYCLE = 200

Role = Literal["lay", "clinical", "commissioner", "facilitator"]
Kind = Literal["intervention", "shock"]
Dose = Annotated[float, Field(ge=0, le=1)]
Cycle = Annotated[int, Field(ge=1, le=LAST_CYCLE)]


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


Cycles = Annotated[tuple[Cycle, ...], BeforeValidator(_as_tuple)]
Roles = Annotated[tuple[Role, ...], BeforeValidator(_as_tuple)]
Ids = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]


class SettingError(InputError):
    """A setting that is well formed but contradicts the scenario it stands in.

    Attributes:
        key: Name of the intervention or shock.
        setting: Name of the setting; empty when it is the whole.
        problem: What was given and what is allowed.
    """

    def __init__(self, key: str, setting: str, problem: str) -> None:
        """Compose the message from its parts, which the scenario layer puts a file and line in front of."""
        self.key, self.setting, self.problem = key, setting, problem
        super().__init__(f"{key}.{setting}: {problem}" if setting else f"{key}: {problem}")


@dataclass(frozen=True)
class Plan:
    """What interventions may know of the scenario they stand in.

    Attributes:
        n_cycles: Meeting cycles.
        cycle_weeks: Weeks per cycle.
        roles: Role code of each member, in the order of the roster.
        ids: Id of each member.
    """

    n_cycles: int
    cycle_weeks: float
    roles: tuple[int, ...]
    ids: tuple[str, ...]

    def members(self, role: str) -> tuple[int, ...]:
        """Positions of the members with this role."""
        code = ROLES.index(role)
        return tuple(index for index, each in enumerate(self.roles) if each == code)

    def cycles(self, first: int = 1, last: int | None = None) -> tuple[int, ...]:
        """Cycles from `first` to `last` (to the end when None), within the project."""
        return tuple(range(first, min(last or self.n_cycles, self.n_cycles) + 1))


class Intervention(BaseModel):
    """Settings of one intervention or shock.

    Attributes:
        key: Name in a scenario file.
        title: Name for people.
        cites: Evidence keys.
        kind: Whether it stands under `interventions` or under `shocks`.
        needs: Roles without a member of which it makes no sense.
        cycle_settings: Names of settings that hold one cycle or several.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    key: ClassVar[str]
    title: ClassVar[str]
    cites: ClassVar[tuple[str, ...]]
    kind: ClassVar[Kind] = "intervention"
    needs: ClassVar[tuple[str, ...]] = ()
    cycle_settings: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def neutral(cls) -> Self:
        """The setting that changes nothing."""
        raise NotImplementedError

    def needed_roles(self) -> tuple[str, ...]:
        """Roles that must have a member, given these settings."""
        return self.needs

    def effects(self, plan: Plan) -> Iterator[Contribution]:
        """What these settings add to the levers."""
        raise NotImplementedError

    def check(self, plan: Plan) -> None:
        """Refuse settings that contradict the scenario.

        Raises:
            SettingError: For a cycle beyond the end or a role that nobody has.
        """
        for role in self.needed_roles():
            if not plan.members(role):
                raise self.refused("", f"needs at least one {role} member and the roster has none")
        for setting in self.cycle_settings:
            value = getattr(self, setting)
            for cycle in value if isinstance(value, tuple) else (value,):
                if cycle is not None and cycle > plan.n_cycles:
                    problem = f"cycle {cycle} is beyond the end; give a cycle from 1 to {plan.n_cycles}"
                    raise self.refused(setting, problem)

    def contributions(self, plan: Plan) -> tuple[Contribution, ...]:
        """What these settings add to the levers, without those that change nothing."""
        return tuple(item for item in self.effects(plan) if not _idle(item))

    def refused(self, setting: str, problem: str) -> SettingError:
        """The error for one setting that contradicts the scenario."""
        return SettingError(self.key, setting, problem)

    def member_index(self, setting: str, member: str, plan: Plan) -> int:
        """Position of the member with this id.

        Raises:
            SettingError: Nobody on the roster has the id.
        """
        if member in plan.ids:
            return plan.ids.index(member)
        close = nearest(member, plan.ids)
        hint = f" (did you mean '{close}'?)" if close else ""
        raise self.refused(setting, f"unknown member '{shorten(member)}'{hint}; allowed: an id of the roster")


class Lasting(Intervention):
    """An intervention that holds from one cycle on and can be withdrawn."""

    start: Cycle = Field(1, description="first cycle with it")
    withdrawn_at: Cycle | None = Field(None, description="first cycle without it; it stays to the end when left out")
    cycle_settings: ClassVar[tuple[str, ...]] = ("start", "withdrawn_at")

    def check(self, plan: Plan) -> None:
        """Refuse, beside what every intervention refuses, to be withdrawn before the start."""
        super().check(plan)
        if self.withdrawn_at is not None and self.withdrawn_at <= self.start:
            problem = f"{self.withdrawn_at} is not after the start; give a cycle from {self.start + 1}"
            raise self.refused("withdrawn_at", problem)

    def span(self, plan: Plan) -> tuple[int, ...]:
        """Cycles that it holds in."""
        return plan.cycles(self.start, None if self.withdrawn_at is None else self.withdrawn_at - 1)


def _idle(item: Contribution) -> bool:
    """Whether a contribution cannot change its column."""
    lever = LEVERS[item.lever]
    if item.cycles == ():
        return True
    return {
        "sum": item.value == 0,
        "product": item.value == 1,
        "maximum": item.value <= lever.low,
        "minimum": item.value >= lever.high,
        "last": False,
    }[lever.rule]
