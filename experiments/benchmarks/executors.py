"""Threads or processes: how much faster than one worker is each, with the real kernels?

    python experiments/benchmarks/executors.py --runs 2000

Prints one line per way of computing: seconds, runs a second, and the ratio to one worker. Kernels are compiled
before anything is timed; processes are also timed from a cold start, because every command pays for it.
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

from copsim.execution import Job, SerialExecutor, run_jobs, usable_workers
from copsim.model.trial import small_setup
from copsim.model.warmup import warm_up
from copsim.store import Record

ROSTER = (6, 8, 3, 4)
CYCLES = 12


def seconds(pool: Executor, runs: int, workers: int, record: Record) -> float:
    """Wall time of so many runs of a community of 21 members and 12 cycles."""
    setup = small_setup(ROSTER, CYCLES)
    begun = time.perf_counter()
    run_jobs([Job.of(setup, runs)], record=record, workers=workers, executor=pool)
    return time.perf_counter() - begun


def start(_: int) -> None:
    """Load the kernels in a worker."""
    warm_up()
    time.sleep(0.2)


def main() -> None:
    """Time every way at every depth of recording."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=usable_workers())
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()
    warm_up(print)
    workers = arguments.workers
    begun = time.perf_counter()
    processes = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
    list(processes.map(start, range(workers)))
    print(f"cold start of {workers} processes: {time.perf_counter() - begun:.1f} s")
    ways: list[tuple[str, Executor, int]] = [
        ("one worker", SerialExecutor(), 1),
        (f"{workers} threads", ThreadPoolExecutor(workers), workers),
        (f"{workers} processes", processes, workers),
    ]
    for record in ("summary", "cycles", "turns"):
        runs = arguments.runs // 10 if record == "turns" else arguments.runs
        rounds = [[seconds(pool, runs, count, record) for _, pool, count in ways] for _ in range(arguments.repeats)]
        best = [min(times) for times in zip(*rounds, strict=True)]
        for (name, _, _), took in zip(ways, best, strict=True):
            print(f"{record:8} {name:12} {took:6.2f} s {runs / took:7.0f} runs/s {best[0] / took:5.2f} x")
    processes.shutdown()


if __name__ == "__main__":
    main()
