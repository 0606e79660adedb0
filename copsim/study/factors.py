"""Factors: what a design varies, each mapped from a unit interval so that every method samples it alike.

A number in a range takes `low + u * (high - low)`; values, options and whole numbers take equal slices of the unit
interval, `null` among them like any other value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copsim.errors import InputError, shorten, unknown
from copsim.model.parameters import PARAMETERS
from copsim.scenario.messages import shown
from copsim.scenario.schema import COST_PREFIX, ScenarioFile, check_section, known_keys
from copsim.study.schema import FactorFile

KeyPath = tuple[str, ...]
SECTIONS = ("interventions", "shocks")
_FIXED = ("copsim", "extends", "name", "title", "distributions")
_WHOLE_SPAN = 10_000


@dataclass(frozen=True)
class Factor:
    """One thing that a design varies.

    Attributes:
        name: Column name: the key path, or the name of a factor with options.
        levels: Values or names of options, in order; None for a range.
        sets: Keys that each level sets, in the order of `levels`.
        low: Least value of a range.
        high: Largest value of a range.
    """

    name: str
    levels: tuple[Any, ...] | None
    sets: tuple[Mapping[KeyPath, Any], ...] = ()
    low: float = 0.0
    high: float = 1.0

    @property
    def paths(self) -> tuple[KeyPath, ...]:
        """Key paths that it sets."""
        if self.levels is None:
            return (split(self.name),)
        return tuple(dict.fromkeys(path for one in self.sets for path in one))

    @property
    def label(self) -> str:
        """Its name for people: "briefing dose" for `interventions.briefing.dose`."""
        parts = split(self.name)
        if len(parts) == 1 or self.paths != (parts,):
            return self.name
        if parts[0] == "roster":
            return f"{parts[1]} members"
        return " ".join(parts[1:]).replace("_", " ") if parts[0] != "parameters" else parts[1]

    def index(self, unit: float) -> int:
        """The level in whose slice a number from the unit interval lies."""
        count = len(self.levels or ())
        return min(int(unit * count), count - 1)

    def value(self, unit: float) -> Any:
        """The value that a number from the unit interval stands for."""
        if self.levels is not None:
            return self.levels[self.index(unit)]
        value = float(f"{self.low + unit * (self.high - self.low):.12g}")
        return min(max(value, self.low), self.high)

    def assigned(self, unit: float) -> Mapping[KeyPath, Any]:
        """The keys that it sets there."""
        if self.levels is not None:
            return self.sets[self.index(unit)]
        return {split(self.name): self.value(unit)}

    def units(self, levels: int | None = None) -> NDArray[np.float64]:
        """Numbers of the unit interval that stand for every level, or for so many steps of a range."""
        if self.levels is not None:
            return (np.arange(len(self.levels)) + 0.5) / len(self.levels)
        return np.linspace(0.0, 1.0, levels or 2)


def split(name: str) -> KeyPath:
    """A dotted key path in its parts."""
    return tuple(part.strip() for part in name.split("."))


def bind(name: str, given: FactorFile, where: str) -> Factor:
    """A factor of a design file, its key paths checked.

    Args:
        name: Key path, or any name when it has options.
        given: What the file says of it.
        where: File, line and key path, put in front of a message.

    Raises:
        InputError: For a key path that is not known, or values that cannot be varied.
    """
    forms = [key for key in ("values", "range", "options") if getattr(given, key) is not None]
    if len(forms) > 1:
        raise InputError(f"{where}: has {' and '.join(forms)}; allowed: one of values, range, options")
    if given.options is not None:
        return _with_options(name, given.options, where)
    path = split(name)
    check_path(path, where)
    if given.values is not None:
        _refuse_repeats(given.values, where)
        return Factor(name, given.values, tuple({path: value} for value in given.values))
    return _ranged(name, path, given.range, where)


def _with_options(name: str, options: Mapping[str, Mapping[str, Any]], where: str) -> Factor:
    sets = []
    for option, keys in options.items():
        for key in keys:
            check_path(split(key), f"{where}.{option}")
        sets.append({split(key): value for key, value in keys.items()})
    factor = Factor(name, tuple(options), tuple(sets))
    check_overlaps([factor], where)
    return factor


def _ranged(name: str, path: KeyPath, given: tuple[float, float] | None, where: str) -> Factor:
    low, high = given or _prior(path, where)
    if not low < high:
        raise InputError(f"{where}: the range [{low:g}, {high:g}] is empty; give the smaller number first")
    kind = _kind(path)
    if kind == "integer":
        if low != int(low) or high != int(high):
            raise InputError(f"{where}: [{low:g}, {high:g}] is not allowed; give two whole numbers")
        if high - low > _WHOLE_SPAN:
            raise InputError(f"{where}: more than {_WHOLE_SPAN} whole numbers; give a smaller range")
        levels = tuple(range(int(low), int(high) + 1))
        return Factor(name, levels, tuple({path: level} for level in levels))
    if kind != "number":
        raise InputError(f"{where}: has no range of numbers; give values: [...]")
    return Factor(name, None, (), low, high)


def _prior(path: KeyPath, where: str) -> tuple[float, float]:
    names = {"parameters": path[-1], "costs": COST_PREFIX + path[-1]}
    if len(path) != 2 or path[0] not in names:
        raise InputError(f"{where}: is empty; give values: [...], range: [low, high] or options: {{...}}")
    return PARAMETERS[names[path[0]]].prior


def check_path(path: KeyPath, where: str) -> None:
    """Refuse a key path that no scenario has, or that cannot be varied.

    Raises:
        InputError: With the nearest known name.
    """
    for length, part in enumerate(path):
        known = known_keys(path[:length], where)
        if known is None:
            raise InputError(f"{where}: {'.'.join(path[:length])} has no keys of its own; give the path up to there")
        what, names = known
        if part not in names or (length == 0 and part in _FIXED):
            allowed = [each for each in names if length or each not in _FIXED]
            raise unknown(what, part, allowed, where)
        if length == 1 and path[0] in SECTIONS:
            check_section(path[0], part, where)
    if len(path) == 1 and path[0] in (*SECTIONS, "parameters", "costs", "roster"):
        raise InputError(f"{where}: is a group of keys; give one of them, such as {path[0]}.NAME")


def check_overlaps(factors: Sequence[Factor], where: str) -> None:
    """Refuse two factors that set the same key, or one a part of what another sets.

    Raises:
        InputError: Naming both.
    """
    taken: list[tuple[KeyPath, Factor]] = []
    for factor in factors:
        for path in factor.paths:
            for other, owner in taken:
                short = min(len(path), len(other))
                if path[:short] == other[:short] and (owner is not factor or path != other):
                    names = f"{'.'.join(other)} of '{owner.name}' and {'.'.join(path)} of '{factor.name}'"
                    raise InputError(f"{where}: {names} set the same key; allowed: each key by one factor")
            taken.append((path, factor))


def _refuse_repeats(values: Sequence[Any], where: str) -> None:
    for index, value in enumerate(values):
        if any(value == other and type(value) is type(other) for other in values[:index]):
            raise InputError(f"{where}: {shorten(shown(value))} stands twice; allowed: each value once")


def _kind(path: KeyPath) -> str:
    """The JSON Schema type of a key: number, integer, or something that has no range."""
    if path[0] in ("parameters", "costs"):
        return "number"
    if path[0] == "roster":
        return "integer"
    if path[0] in SECTIONS:
        if len(path) != 3:
            return "object"
        from copsim.interventions import find

        schema = find(path[1], "").model_json_schema()
    else:
        schema = ScenarioFile.model_json_schema()
    node = schema["properties"].get(path[-1], {})
    options = [each for each in node.get("anyOf", [node]) if each.get("type") != "null"]
    return str(options[0].get("type", "")) if options else ""
