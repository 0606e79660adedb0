"""Sums over members whose order never depends on how many replicates a batch has, so that bits never do either."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from copsim.model.jit import kernel
from copsim.model.roles import FACILITATOR, N_ROLES

Array = NDArray[np.float64]
# Circles of members: the four roles by their codes, then
EVERYONE, GUESTS = N_ROLES, N_ROLES + 1  # all, and all but the facilitators.
N_CIRCLES = N_ROLES + 2


@kernel
def circle_sums(values, weights, roles, sums, means, counts):
    """Add (R, n, F) values, by (R, n) weights, up into (R, circles, F) `sums`, and the weights into `counts`.

    Fills `means` with the quotients, NaN for circles without members.
    """
    for r in range(values.shape[0]):
        for i in range(values.shape[1]):
            w = weights[r, i]
            if w > 0.0:
                counts[r, roles[i]] += w
                for f in range(values.shape[2]):
                    sums[r, roles[i], f] += w * values[r, i, f]
        for role in range(N_ROLES):
            for circle in (EVERYONE, GUESTS):
                if circle == EVERYONE or role != FACILITATOR:
                    counts[r, circle] += counts[r, role]
                    for f in range(values.shape[2]):
                        sums[r, circle, f] += sums[r, role, f]
        for circle in range(N_CIRCLES):
            count = counts[r, circle] if counts[r, circle] > 0.0 else np.nan
            for f in range(values.shape[2]):
                means[r, circle, f] = sums[r, circle, f] / count


@kernel
def _lowest(values, weights, out):
    """1 for the third of those of positive weight whose values are least, ties in order; halves round up."""
    for r in range(values.shape[0]):
        count = 0
        for i in range(values.shape[1]):
            count += weights[r, i] > 0.0
        for i in range(values.shape[1]):
            rank = 0
            for j in range(i):
                rank += (weights[r, j] > 0.0) & (values[r, j] <= values[r, i])
            for j in range(i + 1, values.shape[1]):
                rank += (weights[r, j] > 0.0) & (values[r, j] < values[r, i])
            out[r, i] = 1.0 if weights[r, i] > 0.0 and rank < math.floor(count / 3.0 + 0.5) else 0.0


@kernel
def _furthest(views, first, speakers, out):
    """Furthest that any view on a priority has moved: from the first, or because of some speakers; fills (R, n)."""
    for r in range(views.shape[0]):
        for i in range(views.shape[1]):
            most = 0.0
            for v in range(views.shape[2] - 1):
                moved = views[r, i, v].support - views[r, i, v].first if first else 0.0
                for role in range(N_ROLES):
                    moved += speakers[role] * views[r, i, v].persuaded[role]
                most = max(most, abs(moved))
            out[r, i] = most


@kernel
def _weighted_means(values, weights, out):
    for r in range(values.shape[0]):
        total, weight = 0.0, 0.0
        for i in range(values.shape[1]):
            if weights[r, i] > 0.0 and values[r, i] == values[r, i]:
                total += values[r, i] * weights[r, i]
                weight += weights[r, i]
        out[r] = total / weight if weight > 0.0 else np.nan


@kernel
def _weighted_sums(values, weights, out):
    for r in range(values.shape[0]):
        total = 0.0
        for i in range(values.shape[1]):
            if weights[r, i] > 0.0:
                total += values[r, i] * weights[r, i]
        out[r] = total


@kernel
def _pair_means(values, rows, columns, out):
    for r in range(values.shape[0]):
        total, weight = 0.0, 0.0
        for i in range(values.shape[1]):
            for j in range(values.shape[1]):
                w = rows[i, j] * columns[r, i] * columns[r, j]
                if i != j and w > 0.0:
                    total += w * values[r, i, j]
                    weight += w
        out[r] = total / weight if weight > 0.0 else np.nan


@kernel
def _ginis(values, weights, out):
    for r in range(values.shape[0]):
        total, spread, count = 0.0, 0.0, 0.0
        for i in range(values.shape[1]):
            if weights[r, i] > 0.0:
                total += values[r, i]
                count += 1.0
                for j in range(values.shape[1]):
                    if weights[r, j] > 0.0:
                        spread += abs(values[r, i] - values[r, j])
        out[r] = spread / (2.0 * count * total) if total > 0.0 else np.nan


@kernel
def _deviations(values, weights, out):
    for r in range(values.shape[0]):
        total, count = 0.0, 0.0
        for i in range(values.shape[1]):
            if weights[r, i] > 0.0:
                total += values[r, i]
                count += 1.0
        spread = 0.0
        for i in range(values.shape[1]):
            if weights[r, i] > 0.0:
                spread += (values[r, i] - total / count) ** 2
        out[r] = math.sqrt(spread / count) if count > 0.0 else np.nan


def mean(values: Array, weights: Array) -> Array:
    """(R,) weighted mean of (R, n) values over members of positive weight; NaN where there are none."""
    out = np.empty(values.shape[0])
    _weighted_means(np.ascontiguousarray(values), np.ascontiguousarray(weights), out)
    return out


def total(values: Array, weights: Array) -> Array:
    """(R,) weighted sum of (R, n) values over members of positive weight."""
    out = np.empty(values.shape[0])
    _weighted_sums(np.ascontiguousarray(values), np.ascontiguousarray(weights), out)
    return out


def pair_mean(values: Array, pairs: Array, members: Array) -> Array:
    """(R,) mean of (R, n, n) values over the (n, n) pairs of positive weight among members of positive weight."""
    out = np.empty(values.shape[0])
    _pair_means(values, pairs, np.ascontiguousarray(members), out)
    return out


def gini(values: Array, weights: Array) -> Array:
    """(R,) Gini coefficient of (R, n) values of members of positive weight, the silent counting as zero."""
    out = np.empty(values.shape[0])
    _ginis(np.ascontiguousarray(values), np.ascontiguousarray(weights), out)
    return out


def lowest_third(values: Array, weights: Array) -> Array:
    """(R, n) 1 for the third of members of positive weight whose (R, n) values are least."""
    out = np.empty(values.shape)
    _lowest(np.ascontiguousarray(values), np.ascontiguousarray(weights), out)
    return out


def furthest(views: NDArray[np.void], speakers: tuple[int, ...] = ()) -> Array:
    """(R, n) furthest that a view on any priority is from the first; or was moved in all by speakers of some roles."""
    out = np.empty(views.shape[:2])
    _furthest(views, not speakers, np.isin(np.arange(N_ROLES), speakers).astype(np.float64), out)
    return out


def deviation(values: Array, weights: Array) -> Array:
    """(R,) population s.d. of (R, n) values of members of positive weight."""
    out = np.empty(values.shape[0])
    _deviations(np.ascontiguousarray(values), np.ascontiguousarray(weights), out)
    return out
