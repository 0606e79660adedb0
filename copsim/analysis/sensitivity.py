"""Sensitivity: Sobol' indices and Morris' elementary effects of an outcome's mean over seeds, by SALib.

Beside the factors stand two controls. The *dummy* is a factor that the model does not have: its indices, estimated from
the same sample (Khorashadi Zadeh et al. 2017, Environmental Modelling & Software 91, 210-222), show what the size of
the sample alone makes of nothing. *Chance* is the share of the variance between points that seeds make: what is left
when the mean over seeds would be taken for the truth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from math import nan, pi, sqrt
from typing import Any

import numpy as np

from copsim.analysis.varied import Floats, Varied
from copsim.errors import OutsideError

DUMMY = "dummy"
RESAMPLES = 200
_SEED = 20180201


@dataclass(frozen=True)
class Index:
    """Sobol' indices of one factor, each with its 95 % interval from a bootstrap of the sample.

    Attributes:
        factor: Name of the factor, or `DUMMY`.
        first: Share of the variance that the factor makes by itself.
        first_low: Lower end.
        first_high: Upper end.
        total: Share that would be left if all others were known: alone and together with others.
        total_low: Lower end.
        total_high: Upper end.
    """

    factor: str
    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float


@dataclass(frozen=True)
class Sobol:
    """Sobol' indices of an outcome.

    Attributes:
        outcome: Name of the outcome.
        indices: One per factor.
        dummy: What a factor that does not exist comes to.
        chance: Share of the variance between points that is chance of the seeds.
        variance: Variance between points.
        base: Base points that were used; fewer than the design has while it is not complete.
    """

    outcome: str
    indices: tuple[Index, ...]
    dummy: Index
    chance: float
    variance: float
    base: int

    @property
    def ranked(self) -> list[Index]:
        """Factors by total index, the largest first."""
        return sorted(self.indices, key=lambda each: -each.total)

    def matters(self, index: Index) -> bool:
        """Whether a factor's total interval lies above both controls."""
        floor = max(self.dummy.total_high, self.chance if self.chance == self.chance else 0.0)
        return index.total_low > floor


@dataclass(frozen=True)
class Screened:
    """Morris' elementary effects of one factor, over its whole range.

    Attributes:
        factor: Name of the factor.
        mu: Mean effect.
        mu_star: Mean of the absolute effects.
        mu_star_half: Half of its 95 % interval, from a bootstrap over trajectories.
        sigma: Standard deviation of the effects: curvature, or interaction with others.
    """

    factor: str
    mu: float
    mu_star: float
    mu_star_half: float
    sigma: float


@dataclass(frozen=True)
class Morris:
    """Morris screening of an outcome.

    Attributes:
        outcome: Name of the outcome.
        factors: One per factor.
        chance: mu_star that a factor without any effect would have by the seeds alone.
        trajectories: Trajectories that were used.
    """

    outcome: str
    factors: tuple[Screened, ...]
    chance: float
    trajectories: int

    @property
    def ranked(self) -> list[Screened]:
        """Factors by mu_star, the largest first."""
        return sorted(self.factors, key=lambda each: -each.mu_star)


def sobol(varied: Varied) -> Sobol | None:
    """Sobol' indices from the complete base points; None with fewer than four of them or nothing that varies."""
    k = len(varied.factors)
    whole = _whole_blocks(varied, k + 2)
    means = varied.means[whole]
    base = len(means) // (k + 2)
    if base < 4 or float(means.var()) == 0.0:
        return None
    found = _salib("sobol").analyze(
        _problem(varied.factors), means, calc_second_order=False, num_resamples=RESAMPLES, seed=_SEED
    )
    indices = [
        Index(name, s1, s1 - a, s1 + a, st, st - b, st + b)
        for name, s1, a, st, b in zip(
            varied.factors, *(found[key].tolist() for key in ("S1", "S1_conf", "ST", "ST_conf")), strict=True
        )
    ]
    taken = varied.take(whole)
    blocks = means.reshape(base, k + 2)
    return Sobol(
        varied.outcome,
        tuple(indices),
        _dummy(blocks[:, 0], blocks[:, -1]),
        taken.chance_share,
        float(means.var()),
        base,
    )


def morris(varied: Varied, levels: int) -> Morris | None:
    """Elementary effects from the complete trajectories; None with fewer than two of them.

    Args:
        varied: The outcome at the points of a Morris design, trajectory after trajectory.
        levels: Levels of its grid.
    """
    k = len(varied.factors)
    whole = _whole_blocks(varied, k + 1)
    count = len(whole) // (k + 1)
    if count < 2:
        return None
    taken = varied.take(whole)
    found = _salib("morris").analyze(
        _problem(varied.factors), taken.units, taken.means, num_levels=levels, num_resamples=RESAMPLES, seed=_SEED
    )
    step = levels / (2 * (levels - 1))
    chance = sqrt(2 / pi) * sqrt(2 * max(taken.chance, 0.0)) / step if taken.chance == taken.chance else nan
    columns = zip(*(np.asarray(found[key], float) for key in ("mu", "mu_star", "mu_star_conf", "sigma")), strict=True)
    factors = (Screened(name, *map(float, four)) for name, four in zip(varied.factors, columns, strict=True))
    return Morris(varied.outcome, tuple(factors), chance, count)


def _whole_blocks(varied: Varied, size: int) -> Any:
    """Rows of the blocks in which every point has a mean."""
    count = len(varied.means) // size
    known = ~np.isnan(varied.means[: count * size]).reshape(count, size)
    return np.flatnonzero(np.repeat(known.all(axis=1), size))


def _dummy(first: Floats, second: Floats) -> Index:
    """Indices of a factor that does not exist, from the two independent halves of a sample, bootstrapped."""
    rng = np.random.default_rng(_SEED)
    draws = rng.integers(0, len(first), (RESAMPLES, len(first)))
    resampled = np.array([_dummy_of(first[rows], second[rows]) for rows in draws])
    (s1, st), (a, b) = _dummy_of(first, second), (1.96 * np.nanstd(resampled, axis=0, ddof=1)).tolist()
    return Index(DUMMY, s1, s1 - a, s1 + a, st, st - b, st + b)


def _dummy_of(first: Floats, second: Floats) -> tuple[float, float]:
    both = np.concatenate([first, second])
    variance, centre = float(both.var()), float(both.mean())
    if variance == 0:
        return nan, nan
    a, b = first - centre, second - centre
    return float(np.mean(a * b) / variance), float(1 - (np.mean(a**2) - np.mean(a * b)) / variance)


def _problem(names: Sequence[str]) -> dict[str, Any]:
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def _salib(method: str) -> Any:
    try:
        return import_module(f"SALib.analyze.{method}")
    except ImportError as error:
        raise OutsideError("analyse: needs SALib: pip install 'copsim[analysis]'") from error
