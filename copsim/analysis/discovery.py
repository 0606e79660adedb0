"""Scenario discovery: in which corner of the design does an outcome come out high (or low)?

A classification tree (CART, scikit-learn) is grown on the points' means; each of its leaves is a box of factor ranges.
The tree is pruned by cross-validation, so that boxes which chance would draw are not drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copsim.analysis.varied import Floats, Varied
from copsim.errors import OutsideError

SHARE = 0.25
DEPTH = 3
FEWEST_POINTS = 40
_SEED = 20180201


@dataclass(frozen=True)
class Box:
    """A corner of the design.

    Attributes:
        limits: What holds in it, factor by factor, in words: "roster.lay ≥ 5", "grouping: mixed".
        points: Points in it.
        density: Share of its points that are cases of interest.
        coverage: Share of all cases of interest that lie in it.
    """

    limits: tuple[str, ...]
    points: int
    density: float
    coverage: float


@dataclass(frozen=True)
class Discovery:
    """Boxes that hold more cases of interest than the design as a whole.

    Attributes:
        outcome: Name of the outcome.
        threshold: Cases of interest lie at or beyond it.
        high: Whether they lie above it.
        share: Share of all points that are cases of interest.
        boxes: The densest first; empty when nothing tells the cases apart better than chance.
    """

    outcome: str
    threshold: float
    high: bool
    share: float
    boxes: tuple[Box, ...]


def discover(varied: Varied, high: bool = True, threshold: float | None = None) -> Discovery | None:
    """Boxes of the points whose mean is in the best quarter; None with too few points or nothing that varies.

    Args:
        varied: The outcome at the points.
        high: Whether high values are of interest, rather than low ones.
        threshold: From where on; the best quarter when left out.
    """
    rows = np.flatnonzero(~np.isnan(varied.means))
    means = varied.means[rows]
    if len(rows) < FEWEST_POINTS or float(np.ptp(means)) == 0.0:
        return None
    bar = float(np.quantile(means, 1 - SHARE if high else SHARE)) if threshold is None else threshold
    cases = means >= bar if high else means <= bar
    if not 0 < cases.sum() < len(cases):
        return None
    columns, meaning = _columns(varied, rows)
    tree = _pruned(columns, cases)
    boxes = [] if tree is None else _boxes(tree, columns, cases, meaning, varied)
    share = float(cases.mean())
    chosen = sorted((box for box in boxes if box.density > share), key=lambda box: -box.density)
    return Discovery(varied.outcome, bar, high, share, tuple(chosen))


def _columns(varied: Varied, rows: NDArray[np.int64]) -> tuple[Floats, list[tuple[int, int | None]]]:
    """Columns for a tree: a range or ordered numbers as they are, other levels one by one."""
    columns: list[Floats] = []
    meaning: list[tuple[int, int | None]] = []
    for at, levels in enumerate(varied.levels):
        if levels is None or _ordered(levels):
            columns.append(varied.units[rows, at])
            meaning.append((at, None))
        else:
            level = varied.level_of(at)[rows]
            for step in range(len(levels)):
                columns.append((level == step).astype(float))
                meaning.append((at, step))
    return np.stack(columns, axis=1), meaning


def _ordered(levels: tuple[str, ...]) -> bool:
    try:
        numbers = [float(level) for level in levels]
    except ValueError:
        return False
    return numbers == sorted(numbers)


def _pruned(columns: Floats, cases: NDArray[np.bool_]) -> Any:
    """A tree as large as cross-validation allows; None when no split helps."""
    try:
        from sklearn.model_selection import cross_val_score
        from sklearn.tree import DecisionTreeClassifier
    except ImportError as error:
        raise OutsideError("analyse: boxes need scikit-learn: pip install 'copsim[analysis]'") from error
    least = max(5, len(cases) // 20)
    best, best_score = None, -float(cases.mean() * (1 - cases.mean()))
    folds = min(5, int(min(cases.sum(), (~cases).sum())))
    if folds < 2:
        return None
    for depth in range(1, DEPTH + 1):
        tree = DecisionTreeClassifier(max_depth=depth, min_samples_leaf=least, random_state=_SEED)
        score = float(cross_val_score(tree, columns, cases, cv=folds, scoring="neg_brier_score").mean())
        if score > best_score + 1e-3:
            best, best_score = tree, score
    return None if best is None else best.fit(columns, cases)


def _boxes(
    tree: Any, columns: Floats, cases: NDArray[np.bool_], meaning: list[tuple[int, int | None]], varied: Varied
) -> list[Box]:
    grown, leaves, boxes = tree.tree_, tree.apply(columns), []

    def walk(node: int, limits: dict[int, tuple[float, float]]) -> None:
        column = int(grown.feature[node])
        if column < 0:
            inside = leaves == node
            found = int((cases & inside).sum())
            words = tuple(text for text in _words(limits, meaning, varied) if text)
            boxes.append(Box(words, int(inside.sum()), found / max(1, int(inside.sum())), found / int(cases.sum())))
            return
        bar = float(grown.threshold[node])
        low, high = limits.get(column, (-np.inf, np.inf))
        walk(int(grown.children_left[node]), {**limits, column: (low, min(high, bar))})
        walk(int(grown.children_right[node]), {**limits, column: (max(low, bar), high)})

    walk(0, {})
    return boxes


def _words(limits: dict[int, tuple[float, float]], meaning: list[tuple[int, int | None]], varied: Varied) -> list[str]:
    told = []
    for column, (low, high) in limits.items():
        at, step = meaning[column]
        name, levels = varied.factors[at], varied.levels[at]
        if step is not None and levels is not None:
            told.append(f"{name}: {levels[step]}" if low > -np.inf else f"{name}: not {levels[step]}")
        elif levels is not None:
            inside = [each for place, each in enumerate(levels) if low < (place + 0.5) / len(levels) <= high]
            told.append(f"{name}: {inside[0]}" if len(inside) == 1 else f"{name}: {inside[0]} to {inside[-1]}")
        else:
            told.append(_between(name, low, high, varied.bounds[at]))
    return told


def _between(name: str, low: float, high: float, bounds: tuple[float, float]) -> str:
    least, most = (f"{bounds[0] + unit * (bounds[1] - bounds[0]):.3g}" for unit in (low, high))
    if low == -np.inf:
        return f"{name} ≤ {most}"
    return f"{name} > {least}" if high == np.inf else f"{least} < {name} ≤ {most}"
