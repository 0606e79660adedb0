"""The keys of a scenario file, validated and frozen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from copsim import evidence
from copsim.errors import InputError
from copsim.interventions import find, known_names
from copsim.interventions.base import LAST_CYCLE, Dose, Role
from copsim.model.parameters import PARAMETERS
from copsim.model.roles import ROLES

SCHEMA_VERSION = 1
FEWEST, MOST = 4, 500
MOST_PRIORITIES = 8
COST_PREFIX = "cost_"
COSTS = tuple(name.removeprefix(COST_PREFIX) for name, each in PARAMETERS.items() if each.group == "cost")
SECTIONS = {"interventions": "intervention", "shocks": "shock"}

Text = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\n\r]*\S[^\n\r]*$")]
Count = Annotated[int, Field(ge=0, le=MOST)]


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _whole(value: Any) -> Any:
    """The value, unless it is only equal to a whole number, as true and 1.0 are to 1."""
    if type(value) is not int:
        raise ValueError("not a whole number")
    return value


class ScenarioFile(BaseModel):
    """A scenario of a Community of Practice: who is in it, what supports it and what befalls it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    copsim: Annotated[Literal[1], BeforeValidator(_whole)] = Field(description="version of the scenario format")
    name: Text = Field(description="short name; the file's name when left out")
    title: str = Field("", max_length=200, pattern=r"^[^\n\r]*$", description="name for people")
    cycles: int = Field(12, ge=1, le=LAST_CYCLE, description="meeting cycles")
    cycle_weeks: float = Field(13.0, gt=0, le=104, description="weeks per cycle")
    roster: dict[Role, Count] | None = Field(None, description="number of members of each role")
    roster_file: Text | None = Field(None, description="CSV of members, relative to this file, instead of roster")
    graph_file: Text | None = Field(None, description="first trust between members: an edge list (CSV) or GraphML")
    lay_diversity: Dose = Field(0.0, description="how little lay members' lived experience overlaps, 0 to 1 (R2, Q24)")
    priorities: Annotated[tuple[Text, ...], BeforeValidator(_as_tuple)] = Field(
        min_length=1, max_length=MOST_PRIORITIES, description="names of the implementation priorities"
    )
    parameters: dict[str, float] = Field({}, description="overrides of the assumed defaults")
    costs: dict[str, float] = Field({}, description="prices, in pounds")
    distributions: Annotated[tuple[Text, ...], BeforeValidator(_as_tuple)] = Field(
        (), description="distributions that must be installed, because they bring interventions used here"
    )
    interventions: dict[str, Any] = Field({}, description="support that the CoP has, with settings")
    shocks: dict[str, Any] = Field({}, description="what befalls the CoP from outside, with settings")


EVIDENCE: Mapping[str, tuple[str, ...]] = {
    "cycles": evidence.cites("S-schedule"),
    "roster": evidence.cites("R2", "S-roster", "S-membership"),
    "roster_file": evidence.cites("R2", "S-roster", "S-membership"),
    "graph_file": evidence.cites("S-silos"),
    "lay_diversity": evidence.cites("R2", "Q24", "Obs5b"),
    "priorities": evidence.cites("Q18", "Obs2", "Obs11"),
}
"""Why keys beside interventions and shocks are there at all; their values are assumed."""
KEYS = ("extends", *ScenarioFile.model_fields)


def known_keys(path: tuple[str, ...], where: str) -> tuple[str, Iterable[str]] | None:
    """What may stand under a key path: what such keys are called, and their names; None when anything may.

    Raises:
        InputError: The path itself names an intervention that nobody offers.
    """
    if path == ():
        return "key", KEYS
    if path == ("roster",):
        return "role", ROLES
    if path == ("parameters",):
        return "parameter", PARAMETERS
    if path == ("costs",):
        return "cost", COSTS
    if len(path) == 1 and path[0] in SECTIONS:
        return SECTIONS[path[0]], known_names()
    if len(path) == 2 and path[0] in SECTIONS:
        return "setting", find(path[1], where).model_fields
    return None


def check_section(section: str, name: str, where: str) -> None:
    """Refuse a shock among the interventions, or the reverse.

    Raises:
        InputError: Naming the section in which it belongs.
    """
    kind = find(name, where).kind
    if kind != SECTIONS[section]:
        right = next(key for key, each in SECTIONS.items() if each == kind)
        raise InputError(f"{where}: '{name}' does not belong under {section}; allowed: under {right}")
