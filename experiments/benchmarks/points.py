"""Many points of few replicates against one scenario of as many runs: what does it cost to vary an intervention?

    python experiments/benchmarks/points.py --points 200 --replicates 10

Prints seconds of the processor's time for the same number of runs, and the ratio to one scenario; compiling the
scenarios is left out, with or without a store.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence

from copsim.execution import Job, run_jobs
from copsim.model.setup import Setup
from copsim.model.warmup import warm_up
from copsim.scenario import compile_scenario, load_scenario
from copsim.store import open_store

BASE = "moving-forward"


def seconds(jobs: Sequence[Job], stored: bool) -> float:
    """Processor time of computing jobs with one worker."""
    begun = time.process_time()
    if not stored:
        run_jobs(jobs, workers=1)
        return time.process_time() - begun
    with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/copsim.db") as store:
        run_jobs(jobs, workers=1, store=store)
        return time.process_time() - begun


def main() -> None:
    """Time every way, interleaved, and print the best of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=200)
    parser.add_argument("--replicates", type=int, default=10)
    parser.add_argument("--repeats", type=int, default=3)
    asked = parser.parse_args()
    warm_up(print)
    doses = [f"interventions.briefing.dose={(k + 1) / asked.points:.4f}" for k in range(asked.points)]
    one = compile_scenario(load_scenario(BASE))
    varied: list[Setup] = [compile_scenario(load_scenario(BASE, [dose])) for dose in doses]
    rates = [{"learn_rate": 0.02 + 0.05 * k / asked.points} for k in range(asked.points)]
    ways: dict[str, Callable[[], Sequence[Job]]] = {
        "one scenario": lambda: [Job.of(one, asked.points * asked.replicates, 1)],
        "doses": lambda: [Job.of(setup, asked.replicates, 1) for setup in varied],
        "parameters": lambda: [Job.of(one, asked.replicates, 1, rate) for rate in rates],
    }
    for stored in (False, True):
        rounds = [[seconds(make(), stored) for make in ways.values()] for _ in range(asked.repeats)]
        best = [min(times) for times in zip(*rounds, strict=True)]
        for name, took in zip(ways, best, strict=True):
            where = "stored" if stored else "in memory"
            print(f"{where:10} {name:14} {took:6.2f} s {took / best[0]:5.2f} x")


if __name__ == "__main__":
    main()
