"""What an outcome is, and how a family of outcomes is declared once for several roles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from copsim.evidence import cites
from copsim.model.outcomes.observation import Observation
from copsim.model.outcomes.reductions import Array
from copsim.model.roles import ROLES

Total = Literal["last", "mean", "sum"]


@dataclass(frozen=True)
class Outcome:
    """One measured quantity, per cycle and in the summary of a run.

    Attributes:
        name: Column name.
        label: Name for people.
        unit: Unit; "1" for a share or index.
        low: Least possible value.
        high: Largest possible value.
        meaning: One line.
        cites: Evidence keys.
        group: Part of the model it tells about.
        better: +1 when higher is better, -1 when lower is, 0 when neither.
        totals: How the summary is made of the cycles: the last held meeting's value, their mean, or their sum.
        role: Role it is about; None for the whole community.
        function: From an observation to (R,) values; NaN where not defined.
        target: Value to be near to, such as 1 for a parity; None when there is none.
    """

    name: str
    label: str
    unit: str
    low: float
    high: float
    meaning: str
    cites: tuple[str, ...]
    group: str
    better: int
    totals: Total
    role: str | None
    function: Callable[[Observation], Array]
    target: float | None = None


_REGISTRY: dict[str, Outcome] = {}


def registry() -> Mapping[str, Outcome]:
    """Outcomes declared so far, in order."""
    return _REGISTRY


def declare(
    name: str,
    label: str,
    function: Callable[[Observation], Array],
    *,
    meaning: str,
    group: str,
    evidence: tuple[str, ...],
    unit: str = "1",
    low: float = 0.0,
    high: float = 1.0,
    better: int = 0,
    totals: Total = "last",
    role: str | None = None,
    target: float | None = None,
) -> None:
    """Declare one outcome; its name must be new and its evidence must resolve."""
    if name in _REGISTRY:
        raise ValueError(f"outcome {name} is declared twice")
    _REGISTRY[name] = Outcome(
        name, label, unit, low, high, meaning, cites(*evidence), group, better, totals, role, function, target
    )


def declare_by_role(
    name: str,
    label: str,
    function: Callable[[Observation, int], Array],
    *,
    meaning: str,
    group: str,
    evidence: tuple[str, ...],
    roles: tuple[str, ...] = ROLES,
    high: float = 1.0,
    low: float = 0.0,
    better: int = 0,
    target: float | None = None,
) -> None:
    """Declare an outcome for each role; `function` is given the role's code."""
    for role in roles:
        code = ROLES.index(role)
        declare(
            f"{name}_{role}",
            f"{label}, {role} members",
            lambda o, code=code: function(o, code),  # type: ignore[misc]
            meaning=f"{meaning} ({role} members)",
            group=group,
            evidence=evidence,
            low=low,
            high=high,
            better=better,
            role=role,
            target=target,
        )
