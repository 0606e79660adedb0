"""A pilot of two seconds: what a study would take in time and space, before anybody waits for it."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from copsim.errors import InputError
from copsim.execution import Job, SerialExecutor, run_jobs
from copsim.execution.executors import usable_workers
from copsim.model.rng import run_seeds
from copsim.store import open_store
from copsim.study.design import Design
from copsim.study.variants import Variants

PILOT_SECONDS = 2.0
UNASKED_RUNS = 20_000
UNASKED_SECONDS = 3600.0
UNASKED_BYTES = 10e9
_POINTS = 8
_MOST_RUNS = 4096


@dataclass(frozen=True)
class Pilot:
    """What a study would cost, from a few of its own points.

    Attributes:
        points: Points of the design.
        runs: Runs that it asks for.
        seconds_per_run: Time of one worker for a stored run.
        bytes_per_run: Size of the database per run, scenarios and parameters included.
        workers: Workers that the time is for.
    """

    points: int
    runs: int
    seconds_per_run: float
    bytes_per_run: float
    workers: int

    @property
    def seconds(self) -> float:
        """Time of the whole study, if workers scale."""
        return self.runs * self.seconds_per_run / self.workers

    @property
    def size(self) -> float:
        """Bytes of its database."""
        return self.runs * self.bytes_per_run

    @property
    def told(self) -> str:
        """The estimate in one line."""
        time_, size = duration(self.seconds), volume(self.size)
        on = "1 worker" if self.workers == 1 else f"{self.workers} workers"
        return f"{self.points:,} points, {self.runs:,} runs: about {time_} on {on}, about {size} of database"


def pilot(design: Design, variants: Variants, workers: int | None = None) -> Pilot:
    """Run some points of a design into a store of their own for about two seconds."""
    points = list(dict.fromkeys(np.linspace(0, design.size - 1, min(_POINTS, design.size)).astype(int).tolist()))
    made = [variants.of(next(design.points(number, number + 1))) for number in points]
    replicates = min(design.file.replicates, 4)
    seeds = run_seeds(design.file.seed, _MOST_RUNS)
    with tempfile.TemporaryDirectory(prefix="copsim-pilot-") as folder:
        file = Path(folder) / "pilot.db"
        with open_store(f"sqlite:///{file}") as store:
            first_job = Job(made[0].setup, seeds[:1], made[0].parameters, 0, made[0].resolved)
            run_jobs([first_job], executor=SerialExecutor(), workers=1, store=store, record=design.file.record)
            empty, first, done, spent = _size(file), 1, 0, 0.0
            while spent < PILOT_SECONDS / 2 and first + replicates <= _MOST_RUNS:
                jobs = [Job(v.setup, seeds[first : first + replicates], v.parameters, first, v.resolved) for v in made]
                begun = time.perf_counter()
                run_jobs(jobs, executor=SerialExecutor(), workers=1, store=store, record=design.file.record)
                spent += time.perf_counter() - begun
                done += len(jobs) * replicates
                first += replicates
                if spent < PILOT_SECONDS / 8:
                    replicates = min(2 * replicates, _MOST_RUNS - first, max(4, design.file.replicates))
            grown = _size(file) - empty
    count = usable_workers() if workers is None else workers
    return Pilot(design.size, design.runs, spent / done, max(grown / done, 1.0), count)


def check_meant(design: Design, variants: Variants, workers: int | None, yes: bool) -> Pilot | None:
    """Refuse a study that is too large to be meant, unless it is said to be.

    Returns:
        The estimate; None for studies so small that nobody needs one.

    Raises:
        InputError: Saying how long it would take.
    """
    if yes or design.runs <= UNASKED_RUNS:
        return None
    found = pilot(design, variants, workers)
    if found.seconds > UNASKED_SECONDS or found.size > UNASKED_BYTES:
        raise InputError(f"study '{design.name}': {found.told}; if that is meant, say --yes")
    return found


def _size(file: Path) -> int:
    return sum(each.stat().st_size for each in file.parent.glob(f"{file.name}*"))


def duration(seconds: float) -> str:
    """A time as people say it."""
    for size, unit in ((86400 * 365, "years"), (86400, "days"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:,.0f} {unit}"
    return f"{max(1, seconds):.0f} s"


def volume(size: float) -> str:
    """A number of bytes as people say it."""
    for most, unit in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB")):
        if size >= most:
            return f"{size / most:,.1f} {unit}"
    return f"{max(1.0, size / 1e3):,.0f} kB"
