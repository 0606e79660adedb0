"""One outcome over the points of a study: what was varied, and what came out run by run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import nan, sqrt

import numpy as np
from numpy.typing import NDArray

CONFIDENCE = 0.95
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Varied:
    """An outcome at P points of a design with k factors, R replicates each.

    Replicate r has the same seed at every point, so that points are compared in pairs and chance that all points share
    is not taken for an effect.

    Attributes:
        outcome: Name of the outcome.
        factors: Names of the k factors.
        levels: Names of each factor's levels; None for a range.
        bounds: Ends of each factor's range; 0 and 1 where it has levels.
        units: (P, k) place of each point on each factor's unit interval.
        runs: (P, R) outcome; NaN where it is undefined or the run is missing.
        method: How points were chosen.
    """

    outcome: str
    factors: tuple[str, ...]
    levels: tuple[tuple[str, ...] | None, ...]
    bounds: tuple[tuple[float, float], ...]
    units: Floats
    runs: Floats
    method: str = "grid"

    @cached_property
    def means(self) -> Floats:
        """(P,) mean over replicates; NaN where a point has none."""
        return row_means(self.runs)

    @cached_property
    def errors(self) -> Floats:
        """(P,) Monte Carlo standard error of each mean; NaN with fewer than two replicates."""
        known = ~np.isnan(self.runs)
        count = known.sum(axis=1)
        off = np.where(known, self.runs - self.means[:, None], 0.0)
        spread = np.sqrt((off**2).sum(axis=1) / np.maximum(count - 1, 1))
        return np.where(count > 1, spread / np.sqrt(np.maximum(count, 1)), nan)

    @cached_property
    def chance(self) -> float:
        """Variance of a point's mean by chance that points do not share: what is left of runs beyond point and seed."""
        known = ~np.isnan(self.runs)
        whole = known.any(axis=1)
        runs, known = self.runs[whole], known[whole]
        if not known.any() or runs.shape[1] < 2 or len(runs) < 2:
            return nan
        rest = runs - row_means(runs)[:, None]
        counts = known.sum(axis=0)
        shared = np.where(known, rest, 0.0).sum(axis=0) / np.maximum(counts, 1)
        rest = np.where(known, rest - shared, 0.0)
        freedom = int(known.sum()) - len(runs) - runs.shape[1] + 1
        return float((rest**2).sum() / freedom / known.sum(axis=1).mean()) if freedom > 0 else nan

    @property
    def chance_share(self) -> float:
        """Share of the variance between points that is chance; NaN when nothing varies."""
        spread = float(np.nanvar(self.means)) if np.isfinite(self.means).any() else nan
        return min(1.0, self.chance / spread) if spread > 0 else nan

    def level_of(self, factor: int) -> NDArray[np.int64]:
        """(P,) level of a factor at each point, or its tenth of a range."""
        levels = self.levels[factor]
        steps = np.unique(self.units[:, factor])
        if levels is None and len(steps) <= MOST_STEPS:
            return np.searchsorted(steps, self.units[:, factor])
        count = len(levels) if levels is not None else BINS
        return np.minimum((self.units[:, factor] * count).astype(np.int64), count - 1)

    def level_names(self, factor: int) -> list[str]:
        """What the levels are called; the middle of each tenth, or the steps, of a range."""
        levels = self.levels[factor]
        if levels is not None:
            return list(levels)
        low, high = self.bounds[factor]
        steps = np.unique(self.units[:, factor])
        middles = steps if len(steps) <= MOST_STEPS else (np.arange(BINS) + 0.5) / BINS
        return [f"{low + middle * (high - low):.4g}" for middle in middles]

    def take(self, rows: Sequence[int] | NDArray[np.int64] | NDArray[np.bool_]) -> Varied:
        """Some of the points."""
        return Varied(
            self.outcome, self.factors, self.levels, self.bounds, self.units[rows], self.runs[rows], self.method
        )


BINS = 10
MOST_STEPS = 12


def row_means(values: Floats) -> Floats:
    """Mean of each row without its NaN; NaN for a row of nothing else."""
    known = ~np.isnan(values)
    count = known.sum(axis=1)
    return np.where(count > 0, np.where(known, values, 0.0).sum(axis=1) / np.maximum(count, 1), nan)


@dataclass(frozen=True)
class Estimate:
    """A number with its 95 % interval by chance.

    Attributes:
        value: The estimate.
        low: Lower end; NaN with fewer than two replicates.
        high: Upper end.
        n: Seeds that it rests on.
    """

    value: float
    low: float = nan
    high: float = nan
    n: int = 0

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


def over_seeds(values: Floats) -> Estimate:
    """Mean of one value per seed, with its t interval; NaN are left out."""
    from scipy.special import stdtrit

    known = values[~np.isnan(values)]
    n = len(known)
    if not n:
        return Estimate(nan)
    mean = float(known.mean())
    if n < 2:
        return Estimate(mean, nan, nan, n)
    half = float(stdtrit(n - 1, 0.5 + CONFIDENCE / 2)) * float(known.std(ddof=1)) / sqrt(n)
    return Estimate(mean, mean - half, mean + half, n)


def seed_means(runs: Floats, rows: NDArray[np.bool_] | NDArray[np.int64]) -> Floats:
    """(R,) mean over some points for each seed; NaN where a point lacks the seed, so that seeds stay comparable."""
    return np.asarray(runs[rows].mean(axis=0), np.float64)
