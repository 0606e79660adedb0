"""What many runs were, as quantiles, and which one of them is most like the middle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from copsim.model.outcomes import OUTCOMES
from copsim.view.forms import Bands, Five, Measure, Number, Quantiles

Array = NDArray[np.float64]
PARTS = (0.05, 0.25, 0.5, 0.75, 0.95)
_SHORTEST_SPREAD = 1e-9


def measure_of(name: str, label: str = "", short: str = "") -> Measure:
    """How the view names and writes an outcome: as the model declares it, or as a lesson calls it."""
    outcome = OUTCOMES[name]
    label = label or outcome.label
    if outcome.better == "nearer 1":
        return Measure(label=label, short=short or label, format="share", high=2.0, mark=1.0, mark_label="equal share")
    if outcome.high <= 1.0 and outcome.low >= 0.0:
        return Measure(label=label, short=short or label, format="level", high=1.0)
    return Measure(label=label, short=short or label, format="count", high=0.0)


def quantiles_of(course: Array) -> Quantiles:
    """Quantiles of (R, C) runs after each cycle; null where fewer than half of the runs have a value."""
    known = ~np.isnan(course)
    enough = known.mean(axis=0) >= 0.5
    cycles = range(course.shape[1])
    rows = [[_at(course[known[:, c], c], part) if enough[c] else None for c in cycles] for part in PARTS]
    return Quantiles(**{f"q{round(part * 100)}": tuple(row) for part, row in zip(PARTS, rows, strict=True)})


def five_of(values: Array) -> Five:
    """The five quantiles of (R,) values; all null when none is known."""
    known = values[~np.isnan(values)]
    if not len(known):
        return (None, None, None, None, None)
    return tuple(_at(known, part) for part in PARTS)  # type: ignore[return-value]


def _at(values: Array, part: float) -> Number:
    return round(float(np.quantile(values, part)), 4)


def bands_of(
    courses: Mapping[str, Mapping[str, Array]], names: Mapping[str, str], measures: Mapping[str, Measure], seed: int
) -> Bands:
    """Bands of several scenarios.

    Args:
        courses: (R, C) course of each outcome, by scenario and outcome.
        names: Name for people of each scenario.
        measures: Words for each outcome.
        seed: Seed of the study.
    """
    first = next(iter(next(iter(courses.values())).values()))
    return Bands(
        replicates=first.shape[0],
        seed=seed,
        cycles=first.shape[1],
        measures=dict(measures),
        names=dict(names),
        scenarios={key: {name: quantiles_of(runs) for name, runs in each.items()} for key, each in courses.items()},
    )


def typical_run(courses: Iterable[Sequence[Array] | Array]) -> int:
    """Index of the run that lies nearest to the medians of all courses, each measured in its own spread.

    Args:
        courses: (R, C) courses, of any scenarios and outcomes; the same row is the same seed in all of them.
    """
    distance: Array | float = 0.0
    for course in courses:
        values = np.asarray(course, np.float64)
        values = values[:, ~np.isnan(values).all(axis=0)]
        middle = np.nanmedian(values, axis=0)
        spread = max(float(np.nanmean(np.nanstd(values, axis=0))), _SHORTEST_SPREAD)
        distance = distance + np.nanmean(np.abs(values - middle), axis=1) / spread
    return int(np.argmin(distance))
