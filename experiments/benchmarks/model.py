"""How long things take on this machine: runs per second, first compilation, start of the command line.

Usage: python experiments/benchmarks/model.py [--cold]
Quote ratios within one run of this script; absolute times belong to the machine.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

from copsim.model.batch import run_seeds, simulate_batch
from copsim.model.outcomes import OUTCOMES
from copsim.model.phases import SCHEDULE
from copsim.model.run import begin
from copsim.model.warmup import warm_up
from copsim.scenario import compile_scenario, load_scenario


def seconds(command: list[str], **environment: str) -> float:
    """Wall time of a command."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, **environment})
    return time.perf_counter() - start


def main() -> None:
    """Print a table."""
    if "--cold" in sys.argv:
        with tempfile.TemporaryDirectory() as folder:
            code = "from copsim.model.warmup import warm_up; warm_up()"
            print(f"first compilation     {seconds([sys.executable, '-c', code], COPSIM_CACHE_DIR=folder):6.1f} s")
    warm_up(print)
    copsim = [sys.executable, "-m", "copsim"]
    print(f"copsim --help         {min(seconds([*copsim, '--help']) for _ in range(3)):6.2f} s")
    one = [*copsim, "run", "moving-forward", "--replicates", "1", "--no-store"]
    print(f"copsim run, 1 run     {min(seconds(one) for _ in range(3)):6.2f} s")
    setup = compile_scenario(load_scenario("moving-forward"))
    for replicates in (1, 20, 200, 400):
        best = min(_timed(setup, replicates) for _ in range(3))
        print(f"{replicates:4d} replicates       {best:6.3f} s  {1000 * best / replicates:6.2f} ms a run")
    state, frame = begin(setup, run_seeds(1, 200))
    start = time.process_time()
    shares: dict[str, float] = {}
    for cycle in range(setup.n_cycles):
        for name, phase, *more in SCHEDULE:
            before = time.process_time()
            phase(state, frame, cycle, *more)
            shares[name] = shares.get(name, 0.0) + time.process_time() - before
    total = time.process_time() - start
    print(f"phases of 200 replicates, {len(OUTCOMES)} outcomes aside:")
    for name, spent in sorted(shares.items(), key=lambda item: -item[1]):
        print(f"  {name:32s}{100 * spent / total:5.1f} %")


def _timed(setup: object, replicates: int) -> float:
    start = time.process_time()
    simulate_batch(setup, run_seeds(1, replicates))  # type: ignore[arg-type]
    return time.process_time() - start


if __name__ == "__main__":
    main()
