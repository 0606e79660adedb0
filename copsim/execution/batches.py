"""Cutting work into batches by time: long enough to be worth a call, short enough that Ctrl-C is heard.

A batch aims at `AIM_SECONDS` and is never planned beyond `MOST_SECONDS`; how long a run takes is learned from the
batches of the same scenario. Towards the end batches shrink so that all workers finish together, but not below
`LEAST_SECONDS`, where the price of a call begins to show.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from copsim.model.setup import Setup

AIM_SECONDS = 0.4
LEAST_SECONDS = 0.1
MOST_SECONDS = 0.5
FIRST_RUNS = 8
GROWTH = 8
MOST_RUNS = 2000

TaskKey = tuple[str, str, int]


@dataclass(frozen=True)
class Task:
    """One run that is wanted.

    Attributes:
        key: Scenario hash, parameter hash and seed.
        replicate: Its number.
        overrides: Parameters that are not at their default.
    """

    key: TaskKey
    replicate: int
    overrides: Mapping[str, float]


@dataclass(frozen=True)
class Batch:
    """Runs of one scenario that are computed in one call; `setup` carries no parameters of its own."""

    setup: Setup
    tasks: tuple[Task, ...]

    def halves(self) -> tuple[Batch, Batch]:
        """Both halves, to find the run that fails."""
        middle = len(self.tasks) // 2
        return replace(self, tasks=self.tasks[:middle]), replace(self, tasks=self.tasks[middle:])


@dataclass
class _Group:
    setup: Setup
    tasks: deque[Task] = field(default_factory=deque)
    seconds_per_run: float | None = None
    largest: int = 0


class Planner:
    """Hands out batches, scenario after scenario."""

    def __init__(self, workers: int) -> None:
        """Plan for so many workers."""
        self._workers = workers
        self._groups: dict[str, _Group] = {}
        self._again: deque[Batch] = deque()

    def add(self, setup: Setup, tasks: Iterable[Task]) -> None:
        """Want these runs; parameter sets of one scenario share batches."""
        group = self._groups.setdefault(setup.scenario_hash, _Group(replace(setup, parameters={})))
        group.tasks.extend(tasks)

    def put_back(self, *batches: Batch) -> None:
        """Want these batches next, exactly as they are."""
        self._again.extend(batches)

    def __bool__(self) -> bool:
        """Whether there is work left to hand out."""
        return bool(self._again) or any(group.tasks for group in self._groups.values())

    def next(self) -> Batch:
        """The next batch."""
        if self._again:
            return self._again.popleft()
        group = next(group for group in self._groups.values() if group.tasks)
        size = self._size(group)
        group.largest = max(group.largest, size)
        return Batch(group.setup, tuple(group.tasks.popleft() for _ in range(min(size, len(group.tasks)))))

    def learn(self, batch: Batch, seconds: float) -> None:
        """Note how long a batch took in its worker."""
        group, latest = self._groups[batch.setup.scenario_hash], seconds / len(batch.tasks)
        before = group.seconds_per_run
        group.seconds_per_run = latest if before is None else (before + latest) / 2

    def _size(self, group: _Group) -> int:
        per_run = group.seconds_per_run
        if per_run is None:
            return FIRST_RUNS
        per_run = max(per_run, 1e-6)
        share = max(math.ceil(len(group.tasks) / self._workers), math.ceil(LEAST_SECONDS / per_run))
        most = max(1, int(MOST_SECONDS / per_run))
        return max(1, min(round(AIM_SECONDS / per_run), share, most, GROWTH * max(group.largest, 1), MOST_RUNS))
