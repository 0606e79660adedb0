"""Points: which combinations of factors a design asks for, as numbers of the unit interval.

Space-filling and random designs come from SciPy's quasi-Monte Carlo and SALib. Enumerated ones (grid, each alone, all
but one, pairs) take a factor's levels; the first level is its "off" and the last its "on".
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copsim.errors import InputError, OutsideError
from copsim.study.factors import Factor
from copsim.study.schema import MethodFile

MOST_POINTS = 10_000_000
MORRIS_LEVELS = 4
_USES = {
    "grid": ("levels",),
    "lhs": ("points",),
    "sobol": ("points",),
    "morris": ("trajectories", "levels"),
    "list": ("file", "rows"),
    "each_alone": (),
    "all_but_one": (),
    "pairs": (),
}
_NEEDS = {"lhs": "points", "sobol": "points", "morris": "trajectories"}
_EXAMPLES = {"points": "points: 1024", "trajectories": "trajectories: 20"}


def count(method: MethodFile, factors: Sequence[Factor], where: str) -> int:
    """Points of a design within one scenario, without making them.

    Raises:
        InputError: For a size that the method forbids.
    """
    name, k = method.method, len(factors)
    _check(method, factors, where)
    if name == "grid":
        return math.prod(_steps(factor, method) for factor in factors)
    if name in ("lhs", "sobol"):
        return int(method.points or 0) * (1 if name == "lhs" else k + 2)
    if name == "morris":
        return int(method.trajectories or 0) * (k + 1)
    others = [_steps(factor, method) - 1 for factor in factors]
    pairs = sum(a * b for a, b in combinations(others, 2)) if name == "pairs" else 0
    return 1 + sum(others) + pairs


def units(method: MethodFile, factors: Sequence[Factor], seed: int) -> NDArray[np.float64]:
    """(P, k) numbers of the unit interval, one row a point; `count` has been asked before."""
    name, k = method.method, len(factors)
    if name == "lhs":
        from scipy.stats import qmc

        return np.asarray(qmc.LatinHypercube(k, rng=np.random.default_rng(seed)).random(int(method.points or 0)))
    if name == "sobol":
        sample = _salib("sobol").sample(
            _problem(factors), int(method.points or 0), calc_second_order=False, seed=_small(seed)
        )
        return np.asarray(sample, np.float64)
    if name == "morris":
        levels, trajectories = method.levels or MORRIS_LEVELS, int(method.trajectories or 0)
        sample = _salib("morris").sample(_problem(factors), trajectories, num_levels=levels, seed=_small(seed))
        return np.asarray(sample, np.float64)
    rows = product(*(factor.units(method.levels) for factor in factors)) if name == "grid" else _around(name, factors)
    return np.array(list(rows), np.float64).reshape(-1, k)


def _around(name: str, factors: Sequence[Factor]) -> Iterator[tuple[float, ...]]:
    """A base point, and points that differ from it in one factor or two."""
    steps = [factor.units().tolist() for factor in factors]
    base = [levels[-1] if name == "all_but_one" else levels[0] for levels in steps]
    others = [[level for level in levels if level != base[at]] for at, levels in enumerate(steps)]
    yield tuple(base)
    for at, levels in enumerate(others):
        for level in levels:
            yield (*base[:at], level, *base[at + 1 :])
    if name == "pairs":
        for one, two in combinations(range(len(factors)), 2):
            for first, second in product(others[one], others[two]):
                yield tuple({one: first, two: second}.get(at, level) for at, level in enumerate(base))


def problem_of(factors: Sequence[Factor]) -> dict[str, Any]:
    """The factors as SALib describes a problem, on the unit interval."""
    return _problem(factors)


def _problem(factors: Sequence[Factor]) -> dict[str, Any]:
    return {"num_vars": len(factors), "names": [each.name for each in factors], "bounds": [[0.0, 1.0]] * len(factors)}


def _salib(method: str) -> Any:
    from importlib import import_module

    try:
        return import_module(f"SALib.sample.{method}")
    except ImportError as error:
        raise OutsideError(f"design {method}: needs SALib: pip install 'copsim[analysis]'") from error


def _small(seed: int) -> int:
    """A seed as SALib takes it, 32 bits."""
    return seed % 2**32


def _steps(factor: Factor, method: MethodFile) -> int:
    return len(factor.levels) if factor.levels is not None else method.levels or 2


def _check(method: MethodFile, factors: Sequence[Factor], where: str) -> None:
    name = method.method
    for key in ("points", "trajectories", "levels", "file", "rows"):
        if getattr(method, key) is not None and key not in _USES[name]:
            allowed = ", ".join(_USES[name]) or "nothing more"
            raise InputError(f"{where}.{key}: {name} does not use it; allowed beside the method: {allowed}")
    need = _NEEDS.get(name)
    if need and getattr(method, need) is None:
        raise InputError(f"{where}.{need}: is missing; {name} needs it, such as {_EXAMPLES[need]}")
    if name == "list" and (method.file is None) == (method.rows is None):
        raise InputError(f"{where}: list needs either file: points.csv or rows: [{{factor: value}}, ...]")
    if not factors and name not in ("grid", "list"):
        raise InputError(f"{where}: {name} needs factors; give some, or method: grid to run the scenarios alone")
    if name == "sobol":
        _check_power(int(method.points or 0), where)
    if name == "morris" and (method.levels or MORRIS_LEVELS) % 2:
        raise InputError(f"{where}.levels: {method.levels} is not allowed; morris needs an even number")
    if name == "grid" and method.levels is None:
        loose = next((each.name for each in factors if each.levels is None), None)
        if loose:
            raise InputError(f"{where}.levels: is missing; '{loose}' is a range: say in how many levels a grid cuts it")
    if name in ("each_alone", "all_but_one", "pairs"):
        lonely = next((each.name for each in factors if each.levels is not None and len(each.levels) < 2), None)
        if lonely:
            raise InputError(f"{where}: {name} needs at least two values of '{lonely}', the first off, the last on")


def _check_power(points: int, where: str) -> None:
    if points & (points - 1):
        below = 1 << (points.bit_length() - 1)
        near = below if points - below <= 2 * below - points else 2 * below
        raise InputError(f"{where}.points: {points} is not a power of two, which sobol needs; the nearest is {near}")
