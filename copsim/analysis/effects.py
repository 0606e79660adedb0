"""Main effects and interactions: of levels in a grid, and of points around a base.

Every effect is computed seed by seed and then averaged, so its interval is that of paired runs: it says what chance
alone might have made, not how the model might be wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from copsim.analysis.varied import Estimate, Varied, over_seeds, seed_means

AROUND = ("each_alone", "all_but_one", "pairs")


@dataclass(frozen=True)
class Effect:
    """What one level does against the first (grid) or against the base point.

    Attributes:
        factors: One factor, or two for an interaction.
        levels: Level of each.
        against: Level of each that it is compared with.
        difference: Change of the outcome; for an interaction, what the two do together beyond the sum of each alone.
    """

    factors: tuple[str, ...]
    levels: tuple[str, ...]
    against: tuple[str, ...]
    difference: Estimate

    @property
    def label(self) -> str:
        """The factors and levels in one line."""
        return " and ".join(f"{factor} = {level}" for factor, level in zip(self.factors, self.levels, strict=True))


def main_effects(varied: Varied) -> list[Effect]:
    """One effect per factor and level but the first, averaged over all other factors; around a base, against it."""
    if varied.method in AROUND:
        return [effect for effect in _around(varied) if len(effect.factors) == 1]
    effects = []
    for at, factor in enumerate(varied.factors):
        level, names = varied.level_of(at), varied.level_names(at)
        base = seed_means(varied.runs, level == 0) if (level == 0).any() else None
        for step in range(1, len(names)):
            if base is not None and (level == step).any():
                change = seed_means(varied.runs, level == step) - base
                effects.append(Effect((factor,), (names[step],), (names[0],), over_seeds(change)))
    return effects


def interactions(varied: Varied) -> list[Effect]:
    """For every two factors and their levels but the first: what they do together beyond the sum of each."""
    if varied.method in AROUND:
        return [effect for effect in _around(varied) if len(effect.factors) == 2]
    effects = []
    for one, two in combinations(range(len(varied.factors)), 2):
        first, second = varied.level_of(one), varied.level_of(two)
        names = varied.level_names(one), varied.level_names(two)
        for a in range(1, len(names[0])):
            for b in range(1, len(names[1])):
                cells = [(first == x) & (second == y) for x, y in ((a, b), (a, 0), (0, b), (0, 0))]
                if not all(cell.any() for cell in cells):
                    continue
                both, left, right, none = (seed_means(varied.runs, cell) for cell in cells)
                pair = varied.factors[one], varied.factors[two]
                against = names[0][0], names[1][0]
                extra = over_seeds(both - left - right + none)
                effects.append(Effect(pair, (names[0][a], names[1][b]), against, extra))
    return effects


def _around(varied: Varied) -> list[Effect]:
    """Effects of points that differ from the first one in one factor or two."""
    base, found = varied.units[0], {}
    effects: list[Effect] = []
    for row in range(1, len(varied.units)):
        moved = np.flatnonzero(varied.units[row] != base).tolist()
        found[tuple((at, float(varied.units[row, at])) for at in moved)] = varied.runs[row]
    for moves, runs in found.items():
        names = tuple(varied.factors[at] for at, _ in moves)
        levels = tuple(_level_name(varied, at, unit) for at, unit in moves)
        against = tuple(_level_name(varied, at, float(base[at])) for at, _ in moves)
        if len(moves) == 1:
            effects.append(Effect(names, levels, against, over_seeds(runs - varied.runs[0])))
        elif len(moves) == 2 and all((move,) in found for move in moves):
            alone = found[(moves[0],)] + found[(moves[1],)]
            effects.append(Effect(names, levels, against, over_seeds(runs - alone + varied.runs[0])))
    return effects


def _level_name(varied: Varied, factor: int, unit: float) -> str:
    levels = varied.levels[factor]
    if levels is not None:
        return levels[min(int(unit * len(levels)), len(levels) - 1)]
    low, high = varied.bounds[factor]
    return f"{low + unit * (high - low):.4g}"


def shares_of_variance(varied: Varied) -> dict[str, float]:
    """Share of the variance between points that each factor's level means make; a whole grid's add up to at most 1."""
    means = varied.means
    known = ~np.isnan(means)
    total = float(means[known].var()) if known.any() else 0.0
    shares: dict[str, float] = {}
    for at, factor in enumerate(varied.factors):
        level: NDArray[np.int64] = varied.level_of(at)[known]
        here = means[known]
        sums = np.zeros(len(here))
        for step in np.unique(level):
            sums[level == step] = here[level == step].mean()
        shares[factor] = float(sums.var() / total) if total > 0 else float("nan")
    return shares
