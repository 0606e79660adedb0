"""A design: a study's file or its keys from Python, checked as a whole, with the points that it asks for.

```yaml
copsim: 1
name: dose-and-grouping
scenarios: [moving-forward]
factors:
  interventions.briefing.dose: {values: [0.0, 0.5, 1.0]}
  interventions.breakouts.grouping: {values: [mixed, by_role]}
design: {method: grid}
replicates: 200
```
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copsim.errors import InputError, nearest, shorten
from copsim.files import SCENARIO_BYTES, absolute, label_of, read_text
from copsim.scenario.document import Places, parse
from copsim.scenario.messages import validated
from copsim.study.factors import Factor, KeyPath, bind, check_overlaps
from copsim.study.listed import listed, points_in
from copsim.study.points import MOST_POINTS, count, units
from copsim.study.schema import DesignFile

KEY = "study_manifest"
SUFFIXES = (".yaml", ".yml", ".json")


@dataclass(frozen=True)
class Point:
    """One combination of a scenario and a value of every factor.

    Attributes:
        number: Its place in the design, counted from 0.
        scenario: Index of its scenario.
        units: One number of the unit interval per factor.
    """

    number: int
    scenario: int
    units: tuple[float, ...]


class Design:
    """A study that has passed every check that needs no scenario.

    Attributes:
        file: The validated keys.
        factors: What varies.
        places: Where the keys were written.
        folder: Folder that relative paths start from.
        listed: (P, k) points of a list, None for other methods.
    """

    def __init__(self, *, places: Places | None = None, folder: Path | None = None, **keys: Any) -> None:
        """Check the keys of a design file, given by name: `Design(name=..., scenarios=[...], factors={...}, ...)`.

        Raises:
            InputError: For the first thing that is wrong, in one line.
        """
        self.places, self.folder = places or Places("design"), folder or Path.cwd()
        self.file = validated(DesignFile, {"copsim": 1, **keys}, self.places)
        _check_outcomes(self.file.outcomes, self.places)
        bound = {name: bind(name, each, self._at("factors", name)) for name, each in self.file.factors.items()}
        self.factors: tuple[Factor, ...] = tuple(bound.values())
        self.listed: NDArray[np.float64] | None = None
        if self.method == "list":
            self._take_list(bound)
        check_overlaps(self.factors, self._at("factors"))
        if self.size > MOST_POINTS:
            where = self._at("design")
            raise InputError(f"{where}: asks for {self.size:,} points; allowed: up to {MOST_POINTS:,}")

    @classmethod
    def load(cls, path: str | Path) -> Design:
        """The design in a file.

        Raises:
            InputError: For the first thing that is wrong, in one line.
        """
        file = absolute(Path.cwd(), str(path), "")
        if file.suffix not in SUFFIXES:
            raise InputError(f"{shorten(path)}: is no design; give a file that ends in .yaml")
        data, places = parse(read_text(file, SCENARIO_BYTES), label_of(file))
        if KEY in data:
            return cls(places=Places(label_of(file)), folder=file.parent, **data["design"])
        return cls(places=places, folder=file.parent, **{"name": file.stem, "copsim": None, **data})

    def _take_list(self, bound: dict[str, Factor]) -> None:
        method = self.file.design
        if method.file is not None and method.rows is None:
            where = self._at("design", "file")
            self.factors, self.listed = points_in(absolute(self.folder, method.file, where), bound, where)
        elif method.rows is not None and method.file is None:
            self.factors, self.listed = listed(method.rows, bound, self._at("design", "rows"))

    def _at(self, *path: str) -> str:
        return self.places.where(path)

    @property
    def name(self) -> str:
        """Name of the study."""
        return self.file.name

    @property
    def method(self) -> str:
        """How points are chosen."""
        return self.file.design.method

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Outcomes that are analysed."""
        from copsim.model.outcomes import OUTCOMES

        return self.file.outcomes or tuple(OUTCOMES)

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of the factors for people, each its own."""
        labels = [factor.label for factor in self.factors]
        pairs = zip(self.factors, labels, strict=True)
        return tuple(factor.name if labels.count(label) > 1 else label for factor, label in pairs)

    @cached_property
    def per_scenario(self) -> int:
        """Points within each scenario."""
        if self.listed is not None:
            return len(self.listed)
        return count(self.file.design, self.factors, self._at("design"))

    @property
    def size(self) -> int:
        """Points of all scenarios together."""
        return self.per_scenario * len(self.file.scenarios)

    @property
    def runs(self) -> int:
        """Runs that the study asks for."""
        return self.size * self.file.replicates

    @cached_property
    def units(self) -> NDArray[np.float64]:
        """(points per scenario, factors) numbers of the unit interval."""
        if self.listed is not None:
            return self.listed
        return units(self.file.design, self.factors, self.file.seed)

    def points(self, start: int = 0, stop: int | None = None) -> Iterator[Point]:
        """Points in order: all of the first scenario, then all of the next."""
        for number in range(start, self.size if stop is None else min(stop, self.size)):
            scenario, row = divmod(number, self.per_scenario)
            yield Point(number, scenario, tuple(self.units[row].tolist()))

    def assigned(self, point: Point) -> dict[KeyPath, Any]:
        """Keys that a point sets, over its scenario."""
        pairs = zip(self.factors, point.units, strict=True)
        return {path: value for factor, unit in pairs for path, value in factor.assigned(unit).items()}

    def values(self, point: Point) -> dict[str, Any]:
        """Value of each factor at a point, as people read them."""
        return {factor.name: factor.value(unit) for factor, unit in zip(self.factors, point.units, strict=True)}

    def reduced(self) -> Design:
        """A few points and replicates of the same study, to see that it works; its name says so."""
        keys = self.file.model_dump(exclude_unset=True)
        method = dict(keys["design"])
        points, levels = 16 if self.method == "lhs" else 4, 4 if self.method == "morris" else 2
        limits = {"points": points, "trajectories": 2, "levels": levels}
        keys["design"] = method | {key: min(method[key], most) for key, most in limits.items() if method.get(key)}
        keys |= {"name": f"{self.name}-reduced", "replicates": min(self.file.replicates, 2)}
        if self.method == "grid":
            keys["factors"] = {name: _ends(each) for name, each in keys["factors"].items()}
        return Design(places=self.places, folder=self.folder, **keys)

    def where(self, factor: Factor) -> str:
        """Where a factor was written."""
        return self.places.line(("factors", factor.name))


def _ends(factor: dict[str, Any]) -> dict[str, Any]:
    """A factor with its first and last level alone."""
    for key, levels in factor.items():
        if key == "values" and len(levels) > 2:
            return {**factor, key: (levels[0], levels[-1])}
        if key == "options" and len(levels) > 2:
            names = list(levels)
            return {**factor, key: {name: levels[name] for name in (names[0], names[-1])}}
    return factor


def _check_outcomes(names: Sequence[str], places: Places) -> None:
    from copsim.model.outcomes import OUTCOMES

    for index, name in enumerate(names):
        if name not in OUTCOMES:
            where = places.where(("outcomes", index))
            close = nearest(name, OUTCOMES)
            hint = f" (did you mean '{close}'?)" if close else ""
            raise InputError(f"{where}: unknown outcome '{shorten(name)}'{hint}; allowed: one of docs/outcomes.md")
        if name in names[:index]:
            raise InputError(f"{places.where(('outcomes', index))}: '{name}' stands twice; allowed: each outcome once")
