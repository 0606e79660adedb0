"""Controls of the page, read off the settings that interventions and shocks declare: one a setting, none by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from copsim.evidence import claims
from copsim.interventions import BUILT_IN, Intervention
from copsim.model.roles import ROLES

Kind = Literal["share", "number", "whole", "choice", "switch", "cycles", "roles", "by_role"]
_FIRST_VALUES: Mapping[str, Any] = {"at": 10, "online_from": 10}
_LEFT_OUT = {"members_left_out", "member"}


@dataclass(frozen=True)
class Control:
    """One setting of an intervention or shock.

    Attributes:
        name: Its key.
        label: What it is called on the page.
        meaning: One line.
        kind: How it is set: a share is a slider from 0 to 1; cycles and roles are lists; by_role is a number a role.
        default: Value when a scenario says nothing; None when it may be left out or has to be given.
        low: Least value of a number.
        high: Largest value of a number.
        options: Values of a choice.
        required: Whether there is no default.
    """

    name: str
    label: str
    meaning: str
    kind: Kind
    default: Any
    low: float = 0.0
    high: float = 1.0
    options: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Support:
    """An intervention or shock as the page offers it.

    Attributes:
        key: Dotted key in a scenario, such as `interventions.briefing`.
        title: Name for people.
        sentence: What it is, in one sentence.
        recommendation: Whether the paper recommends it.
        evidence: Keys of the claims behind it with their text.
        controls: Its settings.
    """

    key: str
    title: str
    sentence: str
    recommendation: bool
    evidence: tuple[tuple[str, str], ...]
    controls: tuple[Control, ...]

    @property
    def first_settings(self) -> dict[str, Any]:
        """Settings with which it is switched on: only those that must be given."""
        return {control.name: _FIRST_VALUES.get(control.name, 1) for control in self.controls if control.required}


@cache
def supports() -> tuple[Support, ...]:
    """All interventions and shocks, in the order of the catalogue."""
    return tuple(_support(each) for each in BUILT_IN.values())


def _support(kind: type[Intervention]) -> Support:
    section = "shocks" if kind.kind == "shock" else "interventions"
    known = claims()
    evidence = tuple((key, known[key].statement) for key in kind.cites if key in known)
    sentence = " ".join((kind.__doc__ or "").split("\n\n")[0].split())
    schema = kind.model_json_schema()
    required = schema.get("required", ())
    controls = tuple(
        _control(name, about, name in required) for name, about in schema["properties"].items() if name not in _LEFT_OUT
    )
    recommended = any(key[:1] == "R" and key[1:].isdigit() for key in kind.cites)
    return Support(f"{section}.{kind.key}", kind.title, sentence, recommended, evidence, controls)


def _control(name: str, about: Mapping[str, Any], required: bool) -> Control:
    given = next((one for one in about.get("anyOf", ()) if one.get("type") != "null"), about)
    low, high = float(given.get("minimum", given.get("exclusiveMinimum", 0))), float(given.get("maximum", 1))
    default = about.get("default")
    return Control(
        name=name,
        label=name.replace("_", " ").capitalize(),
        meaning=about.get("description", ""),
        kind=_kind(given, low, high),
        default=default,
        low=low,
        high=high,
        options=tuple(given.get("enum", ()) or (ROLES if given["type"] in ("object", "array") else ())),
        required=required,
    )


def _kind(given: Mapping[str, Any], low: float, high: float) -> Kind:
    if "enum" in given:
        return "choice"
    if given["type"] == "boolean":
        return "switch"
    if given["type"] == "array":
        return "roles" if "enum" in given["items"] else "cycles"
    if given["type"] == "object":
        return "by_role"
    if given["type"] == "integer":
        return "whole"
    return "share" if (low, high) == (0.0, 1.0) else "number"
