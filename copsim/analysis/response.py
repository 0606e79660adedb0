"""Response curves: the mean of an outcome along each factor, over everything else that varies."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray

from copsim.analysis.varied import Estimate, Floats, Varied, over_seeds


@dataclass(frozen=True)
class Response:
    """The mean of an outcome along one factor.

    Attributes:
        factor: Name of the factor.
        levels: Names of its levels, or numbers of its range.
        numeric: Whether the levels are numbers of a range.
        means: Mean over the points of each level, with its 95 % interval: by chance between seeds, and, where other
            factors are sampled rather than crossed, by which points were drawn.
        spread: (levels, 2) least and largest tenth of the points' means at each level: what other factors make of it.
    """

    factor: str
    levels: tuple[str, ...]
    numeric: bool
    means: tuple[Estimate, ...]
    spread: Floats


def responses(varied: Varied) -> list[Response]:
    """A curve for each factor."""
    return [_response(varied, at) for at in range(len(varied.factors))]


def _response(varied: Varied, at: int) -> Response:
    level, names = varied.level_of(at), varied.level_names(at)
    means, spread = [], []
    for step in range(len(names)):
        rows = np.flatnonzero(level == step)
        known = varied.means[rows]
        known = known[~np.isnan(known)]
        means.append(_mean(varied, rows, known))
        spread.append(np.quantile(known, [0.1, 0.9]) if len(known) else np.array([nan, nan]))
    return Response(varied.factors[at], tuple(names), varied.levels[at] is None, tuple(means), np.array(spread))


def _mean(varied: Varied, rows: NDArray[np.int64], known: Floats) -> Estimate:
    if varied.method not in ("lhs", "sobol", "morris") or len(known) < 2:
        by_seed = np.asarray(varied.runs[rows].mean(axis=0)) if len(rows) else np.array([])
        return over_seeds(by_seed)
    return over_seeds(known)
