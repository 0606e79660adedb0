"""Asks: what was measured, its 95 % interval, what was asked of it, and whether the interval lies on the asked side.

Samples get t intervals, which for two arms are intervals of paired differences; shares of runs or meetings get Wilson
intervals. A sample that is the same in every replicate has an interval without width.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite, nan, sqrt
from typing import Literal

import numpy as np
from arms import Array, Look
from numpy.typing import NDArray
from scipy.special import stdtrit

from copsim.analysis.numbers import MISSING, number
from copsim.analysis.paired import wilson

SMALLEST = 0.02
"""Smallest effect of interest on a scale from 0 to 1: with paired runs any sign resolves."""
Holds = Literal["yes", "no", "not expressible", "shown only"]


@dataclass(frozen=True)
class Ask:
    """One measurement against what was asked of it.

    Attributes:
        measure: What was measured; for two arms, first minus other.
        ask: What was asked.
        effect: Mean or share.
        low: Lower end of the 95 % interval.
        high: Upper end.
        n: Replicates (pairs, runs or meetings) with a value.
        holds: Whether the interval lies wholly on the asked side.
        note: Anything that helps to read it.
    """

    measure: str
    ask: str
    effect: float
    low: float
    high: float
    n: int
    holds: Holds
    note: str = ""


@dataclass(frozen=True)
class Pattern:
    """A claim about the model, written down before the model was run.

    Attributes:
        key: Key, such as P04.
        family: Family that it belongs to.
        claim: The claim in one sentence.
        evidence: Evidence keys and grade.
        contrast: What is compared with what.
        look: Measures it.
    """

    key: str
    family: str
    claim: str
    evidence: str
    contrast: str
    look: Callable[[Look], list[Ask]]


PATTERNS: dict[str, Pattern] = {}


def pattern(key: str, family: str, claim: str, evidence: str, contrast: str) -> Callable[..., Callable[..., list[Ask]]]:
    """Register a measuring function as a pattern."""

    def register(look: Callable[[Look], list[Ask]]) -> Callable[[Look], list[Ask]]:
        PATTERNS[key] = Pattern(key, family, claim, evidence, contrast, look)
        return look

    return register


def interval(values: Array) -> tuple[float, float, float, int]:
    """Mean, t interval and size of a sample; replicates without a value are left out."""
    kept = np.asarray(values, np.float64)
    kept = kept[np.isfinite(kept)]
    n = len(kept)
    if n == 0:
        return nan, nan, nan, 0
    mean = float(kept.mean())
    if n == 1:
        return mean, nan, nan, 1
    half = float(stdtrit(n - 1, 0.975)) * float(kept.std(ddof=1)) / sqrt(n)
    return mean, mean - half, mean + half, n


def _judged(measure: str, ask: str, numbers: tuple[float, float, float, int], right: bool, note: str) -> Ask:
    effect, low, high, n = numbers
    known = isfinite(low) and isfinite(high)
    return Ask(measure, ask, effect, low, high, n, "yes" if known and right else "no", note)


def above(measure: str, values: Array, least: float = SMALLEST, reached: bool = False, note: str = "") -> Ask:
    """Asks for more than `least`, or for at least that much when it may be `reached`."""
    numbers = interval(values)
    right = numbers[1] >= least if reached else numbers[1] > least
    return _judged(measure, f"{'≥' if reached else '>'} {text(least)}", numbers, right, note)


def below(measure: str, values: Array, most: float = -SMALLEST, note: str = "") -> Ask:
    """Asks for less than `most`."""
    numbers = interval(values)
    return _judged(measure, f"< {text(most)}", numbers, numbers[2] < most, note)


def between(measure: str, values: Array, least: float, most: float, note: str = "") -> Ask:
    """Asks for a mean from `least` to `most`."""
    numbers = interval(values)
    right = numbers[1] >= least and numbers[2] <= most
    return _judged(measure, f"{text(least)} to {text(most)}", numbers, right, note)


def on_average(measure: str, values: Array, least: float, most: float, note: str = "") -> Ask:
    """Asks for a point estimate from `least` to `most`, of a sample large enough for one."""
    numbers = interval(values)
    return _judged(measure, f"{text(least)} to {text(most)}", numbers, least <= numbers[0] <= most, note)


def exactly(measure: str, values: Array, value: float = 0.0, note: str = "") -> Ask:
    """Asks for one value in every replicate."""
    return _judged(measure, f"{text(value)} in every run", interval(values), bool(np.all(values == value)), note)


def share_above(measure: str, happened: NDArray[np.bool_], least: float, note: str = "") -> Ask:
    """Asks for something to happen in more than a share of the runs."""
    n = len(happened)
    share = float(happened.mean())
    low, high = wilson(share, n)
    return _judged(measure, f"> {text(least)} of runs", (share, low, high, n), low > least, note)


def shown(measure: str, values: Array, note: str = "") -> Ask:
    """Asks for nothing: a number that helps to read the others."""
    effect, low, high, n = interval(values)
    return Ask(measure, MISSING, effect, low, high, n, "shown only", note)


def not_expressible(measure: str, why: str) -> Ask:
    """What cannot be measured, and why."""
    return Ask(measure, MISSING, nan, nan, nan, 0, "not expressible", why)


def text(value: float) -> str:
    """A threshold as text."""
    return number(value, 0 if value == int(value) else 2)
