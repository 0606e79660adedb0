"""What run.py measures: each function returns numbers of one kind, as ratios of paired repetitions where it can."""

from __future__ import annotations

import cProfile
import gc
import json
import os
import pstats
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from copsim.community import Community
from copsim.execution import Job, run_jobs
from copsim.model.batch import run_seeds, simulate_batch
from copsim.model.results import Record
from copsim.model.setup import Setup
from copsim.model.trial import small_setup
from copsim.store import open_store

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
PREVIOUS = "d77703b"  # The first edition, before kernels were rebuilt.
SCENARIO = "moving-forward"
_WORKER = """
import sys, time
from copsim.model.warmup import warm_up
warm_up()
from copsim.model.batch import run_seeds, simulate_batch
from copsim.scenario import compile_scenario, load_scenario
setup, seeds = compile_scenario(load_scenario(sys.argv[1])), run_seeds(1, int(sys.argv[2]))
simulate_batch(setup, seeds[:2])
print("ready", flush=True)
for line in sys.stdin:
    start = time.process_time()
    simulate_batch(setup, seeds)
    print(time.process_time() - start, flush=True)
"""


def cpu(call: Callable[[], object]) -> float:
    """CPU seconds of a call."""
    start = time.process_time()
    call()
    return time.process_time() - start


def paired(calls: dict[str, Callable[[], object]], repetitions: int) -> dict[str, list[float]]:
    """CPU seconds of every call, in turns, so that a slow moment of the machine meets all of them."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(repetitions):
        for name, call in calls.items():
            times[name].append(cpu(call))
    return times


def ratio(times: dict[str, list[float]], above: str, below: str) -> float:
    """Median of the paired ratios."""
    return statistics.median(a / b for a, b in zip(times[above], times[below], strict=True))


def batches(setup: Setup, runs: int, repetitions: int) -> dict[str, float]:
    """A run in a batch and alone, and what deeper recording adds."""

    def at(depth: Record) -> Callable[[], object]:
        return lambda: simulate_batch(setup, run_seeds(1, runs), record=depth)

    times = paired({"summary": at("summary"), "cycles": at("cycles"), "turns": at("turns")}, repetitions)
    alone = [cpu(lambda: simulate_batch(setup, run_seeds(1, 1))) for _ in range(4 * repetitions)]
    return {
        "ms_per_run": 1e3 * statistics.median(times["summary"]) / runs,
        "cycles_over_summary": ratio(times, "cycles", "summary"),
        "turns_over_summary": ratio(times, "turns", "summary"),
        "ms_one_run": 1e3 * statistics.median(alone),
    }


def compiled_share(setup: Setup, runs: int) -> float:
    """Share of a batch's time inside compiled kernels, by the profiler, who sees each kernel as one call."""
    import copsim.model

    profile = cProfile.Profile(time.process_time)
    profile.runcall(simulate_batch, setup, run_seeds(1, runs))
    model, kernels, everything = str(Path(copsim.model.__file__).parent), 0.0, 0.0
    compiled = _kernel_lines(model)
    for (file, line, _), (_, _, own, *_) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        everything += own
        kernels += own if (file, line) in compiled else 0.0
    return kernels / everything


def _kernel_lines(model: str) -> set[tuple[str, int]]:
    """Where the kernels of the model stand."""
    from numba.core.dispatcher import Dispatcher

    places = set()
    for name, module in list(sys.modules.items()):
        if name.startswith("copsim.model"):
            for thing in vars(module).values():
                if isinstance(thing, Dispatcher):
                    code = thing.py_func.__code__
                    places.add((code.co_filename, code.co_firstlineno))
    return places


def against_previous(runs: int, repetitions: int) -> dict[str, float]:
    """CPU time of a run against the kernels of the first edition, taken from the history and run beside.

    Raises:
        RuntimeError: When the history is not there.
    """
    with tempfile.TemporaryDirectory() as folder:
        archive = subprocess.run(["git", "-C", str(PROJECT), "archive", PREVIOUS], capture_output=True, check=False)
        if archive.returncode:
            raise RuntimeError(f"the history does not hold {PREVIOUS}; clone it in full")
        subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
        workers = [_worker(Path(folder), runs), _worker(PROJECT, runs)]
        try:
            times = [[_ask(worker) for worker in workers] for _ in range(repetitions)]
        finally:
            for worker in workers:
                worker.stdin.close()
                worker.wait()
    return {
        "batch_over_previous": statistics.median(before / now for before, now in times),
        "ms_per_run_previous": 1e3 * statistics.median(before for before, _ in times) / runs,
    }


def _worker(tree: Path, runs: int) -> Any:
    command = [sys.executable, "-c", _WORKER, SCENARIO, str(runs)]
    worker = subprocess.Popen(
        command, cwd=tree, env={**os.environ, "PYTHONPATH": str(tree)}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert worker.stdout is not None
    while "ready" not in (line := worker.stdout.readline()):
        if not line:
            raise RuntimeError(f"the kernels in {tree} do not run")
    return worker


def _ask(worker: Any) -> float:
    worker.stdin.write("go\n")
    worker.stdin.flush()
    return float(worker.stdout.readline())


def stored(setup: Setup, runs: int, repetitions: int) -> dict[str, float]:
    """CPU time of a study in memory over that of the same study stored."""

    def keep() -> None:
        with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/copsim.db") as store:
            run_jobs([Job.of(setup, runs)], workers=1, store=store)

    times = paired({"computed": lambda: run_jobs([Job.of(setup, runs)], workers=1), "stored": keep}, repetitions)
    return {"stored_over_computed": ratio(times, "computed", "stored")}


def workers(setup: Setup, runs: int, repetitions: int) -> dict[str, float]:
    """Throughput of two workers over one, by the clock: only an idle machine tells."""

    def seconds(count: int) -> float:
        start = time.perf_counter()
        run_jobs([Job.of(setup, runs)], workers=count)
        return time.perf_counter() - start

    return {"two_workers_over_one": statistics.median(seconds(1) / seconds(2) for _ in range(repetitions))}


def mesa_path(setup: Setup, repetitions: int) -> dict[str, float]:
    """Building a community, and a run stepped through Mesa over a batch of one."""

    def step() -> None:
        community = Community(setup, 1)
        while community.running:
            community.step()

    times = paired({"stepped": step, "batch": lambda: simulate_batch(setup, run_seeds(1, 1))}, repetitions)
    builds = [cpu(lambda: Community(setup, 1)) for _ in range(repetitions)]
    return {"ms_build": 1e3 * statistics.median(builds), "mesa_over_batch_of_one": ratio(times, "stepped", "batch")}


def starts(cold: bool) -> dict[str, float]:
    """Wall seconds of starts: help, one run, and the first compilation."""
    copsim = [sys.executable, "-m", "copsim"]
    one = [*copsim, "run", SCENARIO, "--replicates", "1", "--no-store"]
    commands = {"s_help": [*copsim, "--help"], "s_one_run": one}
    out = {name: min(_seconds(command) for _ in range(3)) for name, command in commands.items()}
    if cold:
        with tempfile.TemporaryDirectory() as folder:
            code = "from copsim.model.warmup import warm_up; warm_up()"
            out["s_cold"] = _seconds([sys.executable, "-c", code], COPSIM_CACHE_DIR=folder)
            size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
            out["mb_cache"] = size / 1e6
    return out


def _seconds(command: list[str], **environment: str) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, **environment})
    return time.perf_counter() - start


def sizes(members: tuple[int, ...], cycles: tuple[int, ...]) -> list[dict[str, float]]:
    """Time and memory of a run by members and cycles, each in a process of its own."""
    out = []
    for n, c in [(n, 12) for n in members] + [(20, c) for c in cycles]:
        code = f"from measures import one_size; one_size({n}, {c})"
        done = subprocess.run([sys.executable, "-c", code], cwd=HERE, capture_output=True, text=True, check=True)
        out.append(json.loads(done.stdout.splitlines()[-1]))
    return out


def one_size(n: int, cycles: int) -> None:
    """Print time and peak memory of a run of so many members and cycles."""
    share = n // 4
    setup = small_setup((n - 3 * share, share, share, share), cycles)
    runs = max(1, 400 // n)
    simulate_batch(setup, run_seeds(1, 1))
    gc.collect()
    spent = min(cpu(lambda: simulate_batch(setup, run_seeds(1, runs))) for _ in range(2)) / runs
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(json.dumps({"members": n, "cycles": cycles, "ms": 1e3 * spent, "mb": peak}))
