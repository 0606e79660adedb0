"""Do the twin and the kernels agree? Kolmogorov-Smirnov of every outcome at every cycle, with Holm's correction.

python experiments/docking/compare.py [--runs 1000] [--scenarios moving-forward,...] [--json FILE] [--seed 1]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import ks_2samp

sys.path.insert(0, str(Path(__file__).parent))

from twin.cop import run as twin_run

import copsim

SCENARIOS = ("moving-forward", "merely-invited", "by-role-groups")
LEVEL, POWER = 0.05, 0.8
Courses = dict[str, NDArray[np.float64]]


@dataclass(frozen=True)
class Cell:
    """One outcome after one cycle of one scenario.

    Attributes:
        p: Of the Kolmogorov-Smirnov test; 0 where one side is undefined more often than chance would have it.
        holm: The same after Holm's correction over all cells of the comparison.
        detectable: Smallest shift, in standard deviations of the kernels, that is found with 80 % power at the
            level of the strictest cell; NaN but for the last cycle of an outcome.
    """

    scenario: str
    outcome: str
    cycle: int
    twin: float
    kernels: float
    sd: float
    p: float
    holm: float
    detectable: float


def twin_courses(scenario: str, runs: int, seed: int) -> Courses:
    """Outcomes (runs, cycles) of the twin by name."""
    found = [twin_run(scenario, seed * 1_000_003 + k) for k in range(runs)]
    return {name: np.array([one[name] for one in found]) for name in found[0]}


def kernel_courses(scenario: str, runs: int, seed: int, names: Sequence[str]) -> Courses:
    """The same of the kernels."""
    results = copsim.run(scenario, replicates=runs, seed=seed, record="cycles")
    return {name: results.course(name) for name in names}


def compare(scenarios: Sequence[str], runs: int, seed: int = 1) -> list[Cell]:
    """Every outcome of the twin after every cycle of some scenarios, runs each side."""
    pairs = {}
    for scenario in scenarios:
        twin = twin_courses(scenario, runs, seed)
        pairs[scenario] = twin, kernel_courses(scenario, runs, seed, list(twin))
    return cells_of(pairs)


def cells_of(pairs: dict[str, tuple[Courses, Courses]]) -> list[Cell]:
    """Every cell of the courses of twin and kernels by scenario, corrected together."""
    cells, sides = [], {}
    for scenario, (twin, kernels) in pairs.items():
        for name, mine in twin.items():
            for cycle in range(mine.shape[1]):
                if cell := _cell(scenario, name, cycle + 1, mine[:, cycle], kernels[name][:, cycle]):
                    cells.append(cell)
                    sides[scenario, name] = len(cells) - 1, kernels[name][:, cycle]
    for at, values in sides.values():
        cells[at] = replace(cells[at], detectable=detectable(values[np.isfinite(values)], LEVEL / len(cells)))
    corrected = holm(np.array([cell.p for cell in cells]))
    return [replace(cell, holm=float(p)) for cell, p in zip(cells, corrected, strict=True)]


def holm(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """p values after Holm's correction, in the same order."""
    order = np.argsort(p)
    steps = np.maximum.accumulate(p[order] * np.arange(p.size, 0, -1))
    corrected = np.empty_like(p)
    corrected[order] = np.minimum(1.0, steps)
    return corrected


def _cell(scenario: str, name: str, cycle: int, mine: NDArray[np.float64], theirs: NDArray[np.float64]) -> Cell | None:
    """None where both sides are never defined."""
    a, b = mine[np.isfinite(mine)], theirs[np.isfinite(theirs)]
    if not a.size and not b.size:
        return None
    if abs(a.size / mine.size - b.size / theirs.size) > 0.05:
        p = 0.0
    else:
        p = float(ks_2samp(np.round(a, 9), np.round(b, 9), method="asymp").pvalue)
    middle = [float(x.mean()) if x.size else float("nan") for x in (a, b)]
    return Cell(scenario, name, cycle, middle[0], middle[1], float(b.std()) if b.size else 0.0, p, 1.0, float("nan"))


def detectable(values: NDArray[np.float64], level: float, trials: int = 100) -> float:
    """Smallest shift in standard deviations that the test finds with 80 % power, by resampling one side's values."""
    rng, sd, runs = np.random.default_rng(1), float(values.std()), values.size
    if sd < 1e-12:
        return float("nan")
    low, high = 0.0, 2.0
    pairs = [(rng.choice(values, runs), rng.choice(values, runs)) for _ in range(trials)]
    for _ in range(7):
        shift = (low + high) / 2
        found = np.mean([ks_2samp(a, b + shift * sd, method="asymp").pvalue < level for a, b in pairs])
        low, high = (low, shift) if found >= POWER else (shift, high)
    return high


def main(arguments: list[str] | None = None) -> int:
    """Compare and print; the exit code is 1 when any cell differs."""
    parser = argparse.ArgumentParser(description="The twin against the kernels.")
    parser.add_argument("--runs", type=int, default=1000, help="runs each side (1000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scenarios", default=",".join(SCENARIOS))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    cells = compare(options.scenarios.split(","), options.runs, options.seed)
    report(cells)
    if options.json:
        options.json.write_text(json.dumps([asdict(cell) for cell in cells], indent=1) + "\n", encoding="utf-8")
    return int(any(cell.holm < LEVEL for cell in cells))


def report(cells: list[Cell]) -> None:
    """A row for each outcome and scenario: its last defined cycle, and the cell that differs most."""
    print("| scenario | outcome | twin | kernels | difference, s.d. | detectable, s.d. | smallest p | after Holm |")
    print("|---|---|---|---|---|---|---|---|")
    for scenario, outcome in dict.fromkeys((cell.scenario, cell.outcome) for cell in cells):
        some = [cell for cell in cells if (cell.scenario, cell.outcome) == (scenario, outcome)]
        worst, last = min(some, key=lambda cell: cell.p), some[-1]
        far = max((abs(c.twin - c.kernels) / c.sd for c in some if c.sd > 1e-12), default=0.0)
        flag = "**differs**" if worst.holm < LEVEL else f"{worst.holm:.2g}"
        print(
            f"| {scenario} | {outcome} | {last.twin:.4g} | {last.kernels:.4g} | {far:.2f} "
            f"| {last.detectable:.2f} | {worst.p:.2g} (cycle {worst.cycle}) | {flag} |"
        )
    differing = sum(cell.holm < LEVEL for cell in cells)
    print(f"\n{len(cells)} cells, {differing} differ after Holm's correction at {LEVEL}.")


if __name__ == "__main__":
    sys.exit(main())
