"""What an outcome is and how it is spoken of, and how a family of outcomes is declared once for several roles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from copsim.evidence import cites
from copsim.model.outcomes.observation import Observation
from copsim.model.outcomes.reductions import Array
from copsim.model.roles import PEOPLE, ROLES

Total = Literal["last", "mean", "sum"]
Side = Literal["higher", "lower", "nearer 1", "none"]
Form = Literal["number", "percent", "money"]


@dataclass(frozen=True)
class Outcome:
    """One measured quantity, per cycle and in the summary of a run; tables, figures and sentences take its words here.

    Attributes:
        name: Column name.
        label: Name for people.
        plain: What it is for somebody who has never heard of the model.
        unit: Unit; "1" for a share or index.
        form: How a value is written in everyday words: a number, a percentage, or money of its unit.
        digits: Decimals of a value of ordinary size.
        low: Least possible value.
        high: Largest possible value.
        meaning: One line.
        cites: Evidence keys.
        group: Part of the model it tells about.
        better: Which side is better: higher, lower, nearer to 1 (an equal footing), or none.
        headline: Place among the outcomes shown first, counted from 1; 0 for all others.
        totals: How the summary is made of the cycles: the last held meeting's value, their mean, or their sum.
        role: Role it is about; None for the whole community.
        function: From an observation to (R,) values; NaN where not defined.
    """

    name: str
    label: str
    plain: str
    unit: str
    form: Form
    digits: int
    low: float
    high: float
    meaning: str
    cites: tuple[str, ...]
    group: str
    better: Side
    headline: int
    totals: Total
    role: str | None
    function: Callable[[Observation], Array]

    @property
    def money(self) -> bool:
        """Whether it is a price: weighed against the other outcomes, never counted among them."""
        return self.form == "money"

    @property
    def scale(self) -> str:
        """The unit as people read it: "£", "questions", "0 to 1", or what 1 means."""
        if self.unit != "1":
            return self.unit
        if self.better == "nearer 1":
            return "1 = equal footing"
        return f"{self.low:g} to {self.high:g}".replace("-", "−")


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
    plain: str = "",
    unit: str = "1",
    form: Form = "number",
    digits: int = 2,
    low: float = 0.0,
    high: float = 1.0,
    better: Side = "none",
    headline: int = 0,
    totals: Total = "last",
    role: str | None = None,
) -> None:
    """Declare one outcome; its name must be new and its evidence must resolve. Without `plain`, the label is plain."""
    if name in _REGISTRY:
        raise ValueError(f"outcome {name} is declared twice")
    _REGISTRY[name] = Outcome(
        name, label, plain or label, unit, form, digits, low, high, meaning, cites(*evidence), group, better, headline,
        totals, role, function,
    )  # fmt: skip


def declare_by_role(
    name: str,
    label: str,
    function: Callable[[Observation, int], Array],
    *,
    meaning: str,
    group: str,
    evidence: tuple[str, ...],
    plain: str = "",
    form: Form = "number",
    roles: tuple[str, ...] = ROLES,
    high: float = 1.0,
    low: float = 0.0,
    better: Side = "none",
    headline: Mapping[str, int] | None = None,
) -> None:
    """Declare an outcome for each role.

    Args:
        name: Its name without the role.
        label: Its label without the role.
        function: Given the observation and the role's code.
        meaning: One line, without the role.
        group: Part of the model it tells about.
        evidence: Evidence keys.
        plain: For somebody who has never heard of the model; "{who}" stands for the people of the role.
        form: How a value is written in everyday words.
        roles: Roles it is declared for.
        high: Largest possible value.
        low: Least possible value.
        better: Which side is better.
        headline: Places among the outcomes shown first, by role.
    """
    for role in roles:
        code = ROLES.index(role)
        declare(
            f"{name}_{role}",
            f"{label}, {PEOPLE[role]}",
            lambda o, code=code: function(o, code),  # type: ignore[misc]
            meaning=f"{meaning} ({PEOPLE[role]})",
            group=group,
            evidence=evidence,
            plain=_capital(plain.format(who=PEOPLE[role])),
            form=form,
            low=low,
            high=high,
            better=better,
            headline=(headline or {}).get(role, 0),
            role=role,
        )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
