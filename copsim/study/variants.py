"""From points to compiled scenarios, quickly: what does not vary is read once, parameters need no compiling at all."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from copsim.errors import InputError, shorten
from copsim.model.parameters import PARAMETERS, check_parameters
from copsim.model.setup import Setup
from copsim.scenario.compiling import compile_scenario
from copsim.scenario.layers import Draft, draft_of, laid_over, load_draft, locate
from copsim.scenario.messages import shown
from copsim.scenario.scenario import Scenario, checked
from copsim.scenario.schema import COST_PREFIX
from copsim.study.design import Design, Point
from copsim.study.factors import KeyPath

_NUMBERS = {"parameters": "", "costs": COST_PREFIX}
_KEPT = 256


@dataclass(frozen=True)
class Variant:
    """A point ready to run.

    Attributes:
        setup: Compiled scenario.
        parameters: Overrides on top of the scenario's own.
        title: One line for people.
        resolved: The scenario's content as plain data, without the overrides.
    """

    setup: Setup
    parameters: Mapping[str, float]
    title: str
    resolved: Mapping[str, Any]


class Variants:
    """Compiles the points of a design; scenarios that several points share are compiled once."""

    def __init__(self, design: Design) -> None:
        """Read the scenarios of a design.

        Raises:
            InputError: For a scenario that is not there, or a value that no scenario may have.
        """
        self._design = design
        self._lines = {path: design.where(factor) for factor in design.factors for path in factor.paths}
        self._drafts = [_draft(each, design) for each in design.file.scenarios]
        self._kept: OrderedDict[object, Scenario] = OrderedDict()
        self._setups: dict[int, Setup] = {}
        self.bases = [checked(draft) for draft in self._drafts]
        self._check_names()
        self._check_values()

    def of(self, point: Point) -> Variant:
        """The compiled scenario of a point and its parameters.

        Raises:
            InputError: When the values of the point contradict each other, naming the point.
        """
        keys, parameters = _parted(self._design.assigned(point))
        try:
            check_parameters(parameters)
            scenario = self._scenario(point.scenario, keys)
            setup = self._setups.get(id(scenario)) or compile_scenario(scenario)
        except InputError as error:
            raise InputError(f"{error}; at {self._told(point)}") from error
        if len(self._setups) < _KEPT:
            self._setups[id(scenario)] = setup
        return Variant(setup, parameters, scenario.title, scenario.resolved)

    def scenario(self, point: Point) -> Scenario:
        """The whole scenario of a point, parameters included, as `load_scenario` would give it."""
        return checked(self._laid(point.scenario, self._design.assigned(point)))

    def _scenario(self, index: int, keys: Mapping[KeyPath, Any]) -> Scenario:
        identity = (index, repr(sorted(keys.items())))
        if identity in self._kept:
            self._kept.move_to_end(identity)
            return self._kept[identity]
        scenario = checked(self._laid(index, keys)) if keys else self.bases[index]
        if len(self._kept) >= _KEPT:
            _, dropped = self._kept.popitem(last=False)
            self._setups.pop(id(dropped), None)
        self._kept[identity] = scenario
        return scenario

    def _laid(self, index: int, keys: Mapping[KeyPath, Any]) -> Draft:
        return laid_over(self._drafts[index], keys, self._lines, self._design.folder)

    def _check_names(self) -> None:
        names = [base.name for base in self.bases]
        repeated = next((name for name in names if names.count(name) > 1), None)
        if repeated:
            where = self._design.places.where(("scenarios",))
            raise InputError(f"{where}: two scenarios are called '{repeated}'; allowed: different names")

    def _check_values(self) -> None:
        """Try every value alone, so that one which is never allowed is named where it was written."""
        for factor in self._design.factors:
            for unit in factor.units().tolist():
                keys, parameters = _parted(factor.assigned(unit))
                where = f"{self._design.where(factor)}: {factor.name}"
                for name, value in parameters.items():
                    low, high = PARAMETERS[name].bounds
                    number = isinstance(value, int | float) and not isinstance(value, bool)
                    if not number or not low <= value <= high:
                        raise InputError(
                            f"{where}: {shown(value)} is not allowed; give a number from {low:g} to {high:g}"
                        )
                self._check_alone(keys)

    def _check_alone(self, keys: Mapping[KeyPath, Any]) -> None:
        """Refuse a value that no scenario of the design takes, unless another factor may make it fit."""
        if not keys:
            return
        problems = []
        for index in range(len(self._drafts)):
            try:
                checked(self._laid(index, keys))
                return
            except InputError as error:
                problems.append(error)
        if not _may_fit_together(self._design, keys):
            raise problems[0]

    def _told(self, point: Point) -> str:
        values = ", ".join(f"{name}={shown(value)}" for name, value in self._design.values(point).items())
        return f"point {point.number + 1} of scenario '{self.bases[point.scenario].name}' ({shorten(values, 200)})"


def _may_fit_together(design: Design, keys: Mapping[KeyPath, Any]) -> bool:
    """Whether other factors touch what a value may depend on: its own intervention, the roster or the calendar."""
    rests_on = {"cycles", "roster", "roster_file", "cycle_weeks"} | {path[1] for path in keys if len(path) > 1}
    others = (path for factor in design.factors for path in factor.paths if path not in keys)
    return any(path[0] in rests_on or (len(path) > 1 and path[1] in rests_on) for path in others)


def _draft(given: str | dict[str, Any], design: Design) -> Draft:
    if isinstance(given, dict):
        return draft_of(given, "scenario", design.folder)
    where = design.places.where(("scenarios",))
    return load_draft(str(locate(given, design.folder, where)))


def _parted(assigned: Mapping[KeyPath, Any]) -> tuple[dict[KeyPath, Any], dict[str, float]]:
    """Keys that need a scenario of their own, and parameters with their values; null is the table's default."""
    keys, parameters = {}, {}
    for path, value in assigned.items():
        if len(path) == 2 and path[0] in _NUMBERS:
            name = _NUMBERS[path[0]] + path[1]
            parameters[name] = PARAMETERS[name].default if value is None else value
        else:
            keys[path] = value
    return keys, parameters
