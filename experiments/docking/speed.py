"""How long a run of the twin takes: python experiments/docking/speed.py [scenario]."""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median
from time import process_time

sys.path.insert(0, str(Path(__file__).parent))

from twin.cop import run

__all__ = ["ms_per_run", "run"]


def ms_per_run(scenario: str = "moving-forward", runs: int = 15) -> float:
    """Median CPU time of a run in milliseconds, warm."""
    run(scenario, 0)
    times = []
    for seed in range(1, runs + 1):
        started = process_time()
        run(scenario, seed)
        times.append(process_time() - started)
    return 1000 * median(times)


if __name__ == "__main__":
    name = sys.argv[1] if len(sys.argv) > 1 else "moving-forward"
    print(f"{ms_per_run(name):.1f} ms CPU a run of {name}")
