"""What a run, a stored run, a point, a task and a byte cost here, from which docs/scale.md reckons larger studies.

    python experiments/benchmarks/scale.py
    python experiments/benchmarks/scale.py --runs 4000 --json scale.json

Times are of the processor, so that other work on the machine counts little; rates on several workers are by the clock,
from the first batch that is done to the last.
"""

from __future__ import annotations

import argparse
import json
import pickle
import tempfile
import time
from concurrent.futures import Executor, wait
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from copsim.execution import Progress, SerialExecutor, local_executor
from copsim.model.batch import simulate_batch
from copsim.model.rng import run_seeds
from copsim.model.warmup import warm_up
from copsim.store import open_store
from copsim.study.design import Design
from copsim.study.sweep import Workers, run_study
from copsim.study.variants import Variants

FACTORS: dict[str, Any] = {
    "interventions.briefing.dose": {"range": [0.0, 1.0]},
    "interventions.collaborative_facilitation.skill": {"range": [0.0, 1.0]},
    "interventions.breakouts.grouping": {"values": ["mixed", "by_role"]},
    "parameters.talk_power": {},
}


def design(points: int, replicates: int) -> Design:
    return Design(name=f"scale-{points}-{replicates}", scenarios=["moving-forward"], factors=FACTORS,
                  design={"method": "lhs", "points": points}, replicates=replicates)  # fmt: skip


def spent(call: Any) -> float:
    """Processor seconds."""
    begun = time.process_time()
    call()
    return time.process_time() - begun


def of_runs(runs: int) -> dict[str, float]:
    """Milliseconds of a run: of one scenario, and of many points in one batch."""
    many = design(max(1, runs // 7), 7)
    variants = Variants(many)
    points = [variants.of(point) for point in many.points()]
    seeds = run_seeds(1, runs)
    setups = [one.setup for one in points for _ in range(7)]
    sets = [dict(one.parameters) for one in points for _ in range(7)]
    few, fresh = np.tile(run_seeds(1, 7), len(points)), Variants(many)
    return {
        "a run of one scenario, ms": 1e3 * spent(lambda: simulate_batch(points[0].setup, seeds)) / runs,
        "a run among 7 of each point, ms": 1e3 * spent(lambda: simulate_batch(setups, few, sets)) / len(few),
        "a point compiled, ms": 1e3 * spent(lambda: [fresh.of(point) for point in many.points()]) / many.size,
    }


def of_studies(runs: int) -> dict[str, float]:
    """What a study costs beyond its runs: milliseconds and bytes of a stored run."""
    told = {}
    serial = Workers(1, executor=SerialExecutor())
    for replicates in (7, 200):
        one = design(max(1, runs // replicates), replicates)
        free = spent(partial(run_study, one, Variants(one), workers=serial))
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "scale.db"
            with open_store(f"sqlite:///{file}") as store:
                kept = spent(partial(run_study, one, Variants(one), workers=serial, store=store))
            told |= {
                f"a run of a study, {replicates} replicates, ms": 1e3 * free / one.runs,
                f"more when stored, {replicates} replicates, ms": 1e3 * (kept - free) / one.runs,
                f"bytes of a stored run, {replicates} replicates": file.stat().st_size / one.runs,
            }
    return told


def rates(runs: int) -> dict[str, float]:
    """Runs a second by the clock, stored, on one and two workers of each kind."""
    told = {}
    one = design(max(1, runs // 20), 20)
    for name, chosen in (
        ("1 thread", Workers(1)),
        ("2 threads", Workers(2)),
        ("2 processes", Workers(2, processes=True)),
        ("2 Dask workers on loopback", Workers(2, cluster="local")),
    ):
        seen: list[tuple[float, int]] = []

        def note(now: Progress, seen: list[tuple[float, int]] = seen) -> None:
            if now.computed:
                seen.append((time.perf_counter(), now.computed))

        with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/scale.db") as store:
            run_study(one, Variants(one), workers=chosen, store=store, progress=note)
        (first, some), (last, all_) = seen[0], seen[-1]
        told[f"runs/s, {name}"] = (all_ - some) / (last - first)
    return told


def of_tasks(executor: Executor, count: int = 400) -> dict[str, float]:
    """What handing out work costs."""
    wait([executor.submit(pow, 2, 3) for _ in range(20)])
    begun = time.perf_counter()
    wait([executor.submit(pow, 2, number) for number in range(count)])
    a_task = (time.perf_counter() - begun) / count
    results = simulate_batch(_setup(), run_seeds(1, 200))
    size = len(pickle.dumps(results))
    return {"a task, ms": 1e3 * a_task, "bytes of a run on the wire": size / 200}


def _setup() -> Any:
    one = design(1, 1)
    return Variants(one).of(next(one.points())).setup


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=2800)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    warm_up(None)
    told = of_runs(options.runs) | of_studies(options.runs) | rates(options.runs)
    with local_executor(2, processes=True) as processes:
        told |= {f"processes: {name}": value for name, value in of_tasks(processes).items()}
    from copsim.execution.cluster import cluster_executor

    with cluster_executor("local", workers=2) as dask:
        told |= {f"Dask: {name}": value for name, value in of_tasks(dask).items()}
    for name, value in told.items():
        print(f"{name:48} {value:12,.3f}" if value < 100 else f"{name:48} {value:12,.0f}")
    if options.json:
        options.json.write_text(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    main()
