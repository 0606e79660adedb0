"""A process that runs many short fakes into a store; the tests kill and interrupt it.

Arguments: URL, number of runs, number of workers, threads or processes.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from copsim.errors import CopsimError
from copsim.execution import Job, batches, run_jobs
from copsim.model.results import Record, Results
from copsim.model.setup import Setup
from copsim.store import open_store
from tests.store.fakes import OUTCOMES, Overrides, fake_setup, fake_simulate


def slow(
    setup: Setup | Sequence[Setup],
    seeds: NDArray[np.uint64],
    parameters: Overrides = None,
    record: Record = "summary",
) -> Results:
    """The fake, at 10 ms a run."""
    time.sleep(0.01 * len(seeds))
    return fake_simulate(setup, seeds, parameters, record)


def jobs_of(runs: int) -> list[Job]:
    """So many runs of each of two scenarios."""
    return [Job.of(fake_setup(name), runs, seed=1) for name in ("alpha", "beta")]


def main(url: str, runs: int, workers: int, kind: str) -> int:
    """Run, saying after each batch how many runs are done."""
    try:
        with open_store(url, outcomes=OUTCOMES, model_version=1) as store:
            run_jobs(
                jobs_of(runs),
                record="cycles",
                workers=workers,
                processes=kind == "processes",
                store=store,
                simulate=slow,
                progress=lambda now: print(f"done {now.done} computed {now.computed}", flush=True),
            )
            print(store.runs_hash())
    except KeyboardInterrupt as stop:
        print(stop, file=sys.stderr)
        return 130
    except CopsimError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    batches.MOST_WAIT_SECONDS = 0.3
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]))
