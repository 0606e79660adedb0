"""The difference between two scenarios in one outcome, paired by seed.

Two scenarios run with the same seed meet the same people and absences, so their difference within a seed leaves out
much of the chance. Everything here is option minus baseline: positive means that the option is higher.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, nan, sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from copsim.model.outcomes import Outcome, Side

CONFIDENCE = 0.95
SLIGHT_EFFECT = 0.2
SLIGHT_STEP = 0.01
Favours = Literal["option", "baseline", "neither"]
Verdict = Literal["higher", "lower", "not told apart", "identical", "no interval", "no values"]


@dataclass(frozen=True)
class PairedDifference:
    """Option minus baseline over n pairs of replicates with the same seed.

    Attributes:
        outcome: What was measured.
        option: Name of the scenario that is held against the baseline.
        baseline: Name of the baseline scenario.
        n: Pairs in which both scenarios have a value.
        dropped: Pairs left out because the outcome is undefined (NaN) in one of them.
        mean_option: Mean of the option over the n pairs.
        mean_baseline: Mean of the baseline over the n pairs.
        difference: Mean of option minus baseline, in the outcome's unit.
        low: Lower end of the 95 % interval: mean difference minus t(n−1) times s.d. of the differences / √n.
        high: Upper end.
        share_better: Share of pairs in which the option is better, as `side` has it; a tie counts half. For an outcome
            without a better side, the share in which the option is higher.
        share_low: Lower end of the Wilson 95 % interval of that share.
        share_high: Upper end.
        effect: Standardised effect: the difference over the pooled standard deviation, √((s₁² + s₂²) / 2). Unlike
            `effect_paired` it does not grow when pairing works well.
        effect_paired: The difference over the standard deviation of the paired differences (d_z).
        variance_ratio: Variance of the mean difference, paired over unpaired: var(d) / (var₁ + var₂). Below 1, pairing
            helped: unpaired runs would need 1 / ratio times as many replicates for the same interval.
        side: What counts as better: higher, lower, nearer to 1 (an equal footing), or nothing.
        favours: Which scenario is better: claimed only when both the difference and the advantage on the better side
            have intervals that leave out zero, and never for an outcome without a better side.
        note: Why a number is missing or special; empty when nothing is to be said.
    """

    outcome: Outcome
    option: str
    baseline: str
    n: int
    dropped: int
    mean_option: float = nan
    mean_baseline: float = nan
    difference: float = nan
    low: float = nan
    high: float = nan
    share_better: float = nan
    share_low: float = nan
    share_high: float = nan
    effect: float = nan
    effect_paired: float = nan
    variance_ratio: float = nan
    side: Side = "none"
    favours: Favours = "neither"
    note: str = ""

    @property
    def verdict(self) -> Verdict:
        """What may be said of the option against the baseline: a direction only when the interval leaves out zero."""
        if self.n == 0:
            return "no values"
        if not (isfinite(self.low) and isfinite(self.high)):
            return "no interval"
        if self.low == 0 == self.high:
            return "identical"
        if self.low > 0:
            return "higher"
        return "lower" if self.high < 0 else "not told apart"

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.verdict in ("higher", "lower")

    @property
    def slight(self) -> bool:
        """Clear but hardly worth a decision: many replicates make even a tiny difference clear.

        Either the standardised effect is below 0.2 (Cohen's "small"), or an outcome without a unit differs by less than
        a hundredth.
        """
        tiny = self.outcome.unit == "1" and abs(self.difference) < SLIGHT_STEP
        return self.clear and (tiny or abs(self.effect) < SLIGHT_EFFECT)


def paired_difference(
    outcome: Outcome,
    option: str,
    baseline: str,
    values_option: NDArray[np.float64],
    values_baseline: NDArray[np.float64],
) -> PairedDifference:
    """Compare two aligned samples.

    Args:
        outcome: What was measured.
        option: Name of the scenario that is held against the baseline.
        baseline: Name of the baseline scenario.
        values_option: (n,) of the option, NaN where undefined.
        values_baseline: (n,) of the baseline, in the order of the same seeds.
    """
    side = outcome.better
    kept = np.isfinite(values_option) & np.isfinite(values_baseline)
    a, b = values_option[kept], values_baseline[kept]
    n, dropped = len(a), int(len(kept) - len(a))
    if n == 0:
        return PairedDifference(outcome, option, baseline, 0, dropped, side=side, note="no pair has a value in both")
    mean, spread = _moments(a, b)
    low, high = _t_interval(mean, spread, n)
    gain = _snapped(advantage(side, a, b), a, b)
    share = float(((np.sign(gain) + 1) / 2).mean())
    pooled = sqrt((_variance(a) + _variance(b)) / 2) if n > 1 else nan
    return PairedDifference(
        outcome, option, baseline, n, dropped, float(a.mean()), float(b.mean()), mean, low, high, share,
        *wilson(share, n), effect=_over(mean, pooled),
        effect_paired=_over(mean, spread), variance_ratio=_over(spread**2, 2 * pooled**2),
        side=side, favours=_favours(side, low, high, gain), note=_note(n, spread, mean),
    )  # fmt: skip


def advantage(side: Side, option: NDArray[np.float64], baseline: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much better the option is than the baseline, pair by pair; without a better side, how much higher.

    Args:
        side: The better side.
        option: (n,) values of the option.
        baseline: (n,) values of the baseline.
    """
    if side == "nearer 1":
        return np.abs(baseline - 1.0) - np.abs(option - 1.0)
    return baseline - option if side == "lower" else option - baseline


def _moments(a: NDArray[np.float64], b: NDArray[np.float64]) -> tuple[float, float]:
    """Mean and sample s.d. of a − b; the s.d. is NaN for a single pair and 0 when they differ by rounding only."""
    d = _snapped(a - b, a, b)
    if len(d) < 2:
        return float(d[0]), nan
    if np.ptp(d) <= 2 * _grain(a, b):
        return float(d[0]), 0.0
    return float(d.mean()), float(d.std(ddof=1))


def _snapped(d: NDArray[np.float64], a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Differences that are only rounding, made exactly zero, so that ties are ties."""
    return np.where(np.abs(d) <= _grain(a, b), 0.0, d)


def _favours(side: Side, low: float, high: float, gain: NDArray[np.float64]) -> Favours:
    if side == "none" or not (low > 0 or high < 0):
        return "neither"
    if side == "nearer 1":
        half = _t_interval(0.0, float(gain.std(ddof=1)), len(gain))[1]
        low, high = float(gain.mean()) - half, float(gain.mean()) + half
    elif side == "lower":
        low, high = -high, -low
    return "option" if low > 0 else "baseline" if high < 0 else "neither"


def _grain(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Differences up to this are rounding of the values themselves."""
    return 1e-12 * float(max(np.abs(a).max(), np.abs(b).max()))


def _variance(values: NDArray[np.float64]) -> float:
    """Sample variance; exactly 0 when all values are the same up to rounding."""
    return 0.0 if np.ptp(values) <= _grain(values, values) else float(values.var(ddof=1))


def _t_interval(mean: float, spread: float, n: int) -> tuple[float, float]:
    if n < 2:
        return nan, nan
    from scipy.special import stdtrit

    half = float(stdtrit(n - 1, 0.5 + CONFIDENCE / 2)) * spread / sqrt(n)
    return mean - half, mean + half


def wilson(share: float, n: int) -> tuple[float, float]:
    """Wilson 95 % interval of a share seen in n trials.

    Args:
        share: In [0, 1].
        n: At least 1.
    """
    from scipy.special import ndtri

    z = float(ndtri(0.5 + CONFIDENCE / 2))
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return max(0.0, centre - half), min(1.0, centre + half)


def _over(value: float, scale: float) -> float:
    """The value over a scale; NaN when the scale is zero or missing."""
    return value / scale if isfinite(scale) and scale > 0 else nan


def _note(n: int, spread: float, mean: float) -> str:
    if n == 1:
        return "one pair only: no interval"
    if spread:
        return ""
    return "the same in every replicate" if mean == 0 else "the same difference in every replicate"
