"""What a stored run costs, however many are stored already: time, bytes and memory.

    python experiments/benchmarks/store.py --stored 0 20000 200000
    python experiments/benchmarks/store.py --stored 0 1000000 --outcomes 20

Results are random numbers, so that the store alone is measured. For each size the store is filled, and then batches of
new runs are stored and found again; a run that is repeated must be found by its key, not among all.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from copsim.model.outcomes import OUTCOMES
from copsim.model.results import Results
from copsim.model.rng import run_seeds
from copsim.model.trial import small_setup
from copsim.store import RunBatch, RunEntry, ScenarioRecord, Store, open_store

BATCH = 200
SIZES = (0, 20_000, 200_000)


@dataclass(frozen=True)
class Cost:
    """What was measured with so many runs stored already.

    Attributes:
        stored: Runs in the store before.
        store_us: Microseconds of CPU to store one more run.
        find_us: Microseconds of CPU to find one stored run.
        bytes_per_run: Size of the database by run; 0 for an empty one.
    """

    stored: int
    store_us: float
    find_us: float
    bytes_per_run: float


class Filling:
    """Stores batches of random results, one after the other, as one growing study of one scenario."""

    def __init__(self, store: Store) -> None:
        """Register the scenario."""
        setup = replace(small_setup(), scenario_hash="0" * 64)
        self.store, self.scenario, self.stored = store, ScenarioRecord.of(setup), 0
        self._rng = np.random.default_rng(1)
        store.register([self.scenario])

    def add(self, runs: int) -> None:
        """Store so many more runs."""
        seeds = run_seeds(1, self.stored + runs)[self.stored :]
        entries = [RunEntry(self.scenario.parameter_hash, self.stored + index) for index in range(runs)]
        results = Results(self.store.outcomes, seeds, self._rng.random((runs, len(self.store.outcomes))))
        self.store.add(RunBatch(self.scenario.hash, entries, results, "summary", "2026-01-01T00:00:00+00:00", 1.0))
        self.stored += runs

    def find(self, runs: int) -> None:
        """Find some of the stored runs again, from all over the study."""
        chosen = self._rng.integers(0, self.stored, runs)
        seeds = run_seeds(1, self.stored)[chosen].tolist()
        keys = [(self.scenario.parameter_hash, seed) for seed in seeds]
        begun = time.process_time()
        assert len(self.store.find(self.scenario.hash, keys)) == len(set(seeds))
        self.found_seconds = time.process_time() - begun


def measure(url: str, sizes: Sequence[int] = SIZES, outcomes: int = 0, repeats: int = 15) -> list[Cost]:
    """Fill a store to each size in turn, and time what comes next.

    Args:
        url: Address of a database that does not exist yet.
        sizes: Runs stored before measuring, in rising order.
        outcomes: Outcomes of a run; as many as the model has when 0.
        repeats: Batches of which the median counts.
    """
    names = tuple(f"outcome_{i}" for i in range(outcomes)) if outcomes else tuple(OUTCOMES)
    costs = []
    with open_store(url, outcomes=names) as store:
        filling = Filling(store)
        for size in sizes:
            while filling.stored < size:
                filling.add(min(2000, size - filling.stored))
            bytes_per_run = _size(url) / filling.stored if filling.stored else 0.0
            costs.append(_cost(filling, size, bytes_per_run, repeats))
    return costs


def _cost(filling: Filling, size: int, bytes_per_run: float, repeats: int) -> Cost:
    stored, found = [], []
    for _ in range(repeats):
        begun = time.process_time()
        filling.add(BATCH)
        stored.append((time.process_time() - begun) / BATCH * 1e6)
        filling.find(BATCH)
        found.append(filling.found_seconds / BATCH * 1e6)
    return Cost(size, statistics.median(stored), statistics.median(found), bytes_per_run)


def _size(url: str) -> int:
    path = Path(url.removeprefix("sqlite:///"))
    return sum(one.stat().st_size for one in path.parent.glob(f"{path.name}*"))


def main() -> None:
    """Print one line per size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stored", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--outcomes", type=int, default=0, help="as many as the model has when left out")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        costs = measure(f"sqlite:///{folder}/copsim.db", sorted(arguments.stored), arguments.outcomes)
    if arguments.json:
        print(json.dumps([cost.__dict__ for cost in costs]))
        return
    for cost in costs:
        print(
            f"{cost.stored:>9,} stored: {cost.store_us:6.0f} µs to store one more, {cost.find_us:5.1f} µs to find one, "
            f"{cost.bytes_per_run:5.0f} bytes a run"
        )


if __name__ == "__main__":
    main()
