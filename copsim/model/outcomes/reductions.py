"""Sums over members whose order never depends on how many replicates a batch has, so that bits never do either."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from copsim.model.jit import kernel

Array = NDArray[np.float64]


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


def deviation(values: Array, weights: Array) -> Array:
    """(R,) population s.d. of (R, n) values of members of positive weight."""
    out = np.empty(values.shape[0])
    _deviations(np.ascontiguousarray(values), np.ascontiguousarray(weights), out)
    return out
