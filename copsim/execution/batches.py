"""Cutting work into batches: enough runs to be worth a call, few enough that Ctrl-C is heard.

Points of the same shape (cycles, members, priorities) share batches, whatever their parameters and interventions. A
batch aims at `AIM_SECONDS` of the processor's own time, because on a busy machine wall time says little, and holds at
least `LEAST_RUNS`; but never so many that Ctrl-C would wait longer than about `MOST_WAIT_SECONDS`. Towards the end
batches shrink so that all workers finish together.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from copsim.execution.points import Point, Rows
from copsim.model.results import Results
from copsim.model.setup import Setup

AIM_SECONDS = 0.4
MOST_WAIT_SECONDS = 3.0
FIRST_RUNS = 8
LEAST_RUNS = 100
MOST_RUNS = 2000

Shape = tuple[int, bytes, bytes, int]
Part = tuple[Setup, dict[str, float], NDArray[np.uint64]]


@dataclass(frozen=True)
class Batch:
    """Runs that are computed in one call: some rows of one or more points."""

    shares: tuple[tuple[Point, Rows], ...]

    def __len__(self) -> int:
        """Number of runs."""
        return sum(len(rows) for _, rows in self.shares)

    @property
    def shape(self) -> Shape:
        """What its points share."""
        return self.shares[0][0].setup.shape

    @property
    def parts(self) -> tuple[Part, ...]:
        """What a worker needs to know."""
        return tuple((point.setup, dict(point.overrides), point.seeds[rows]) for point, rows in self.shares)

    def split(self, results: Results) -> list[Results]:
        """Results of each share."""
        if len(self.shares) == 1:
            return [results]
        ends = np.cumsum([0, *(len(rows) for _, rows in self.shares)])
        return [results.take(np.arange(start, end)) for start, end in pairwise(ends)]

    def halves(self) -> tuple[Batch, Batch]:
        """Both halves, to find the run that fails."""
        left, right, room = [], [], len(self) // 2
        for point, rows in self.shares:
            taken = max(0, min(room, len(rows)))
            left += [(point, rows[:taken])] if taken else []
            right += [(point, rows[taken:])] if taken < len(rows) else []
            room -= taken
        return Batch(tuple(left)), Batch(tuple(right))


@dataclass
class _Queue:
    """Points of one shape with rows that are still to be handed out, and what a run takes: processor and wall."""

    points: deque[tuple[Point, Rows]] = field(default_factory=deque)
    runs: int = 0
    seconds: NDArray[np.float64] | None = None

    def take(self, size: int) -> Batch:
        shares = []
        while size and self.points:
            point, rows = self.points.popleft()
            shares.append((point, rows[:size]))
            if len(rows) > size:
                self.points.appendleft((point, rows[size:]))
            size -= min(size, len(rows))
        batch = Batch(tuple(shares))
        self.runs -= len(batch)
        return batch


class Planner:
    """Hands out batches, shape after shape."""

    def __init__(self, workers: int) -> None:
        """Plan for so many workers."""
        self._workers = workers
        self._queues: dict[Shape, _Queue] = {}
        self._again: deque[Batch] = deque()

    def add(self, point: Point, rows: Rows) -> None:
        """Want these runs of a point."""
        if len(rows):
            queue = self._queues.setdefault(point.setup.shape, _Queue())
            queue.points.append((point, rows))
            queue.runs += len(rows)

    def put_back(self, batches: Sequence[Batch]) -> None:
        """Want these batches next, exactly as they are."""
        self._again.extend(batches)

    def __bool__(self) -> bool:
        """Whether there is work left to hand out."""
        return bool(self._again) or any(queue.runs for queue in self._queues.values())

    def next(self) -> Batch:
        """The next batch."""
        if self._again:
            return self._again.popleft()
        queue = next(queue for queue in self._queues.values() if queue.runs)
        return queue.take(self._size(queue))

    def learn(self, batch: Batch, processor: float, wall: float) -> None:
        """Note how many seconds a batch took: of the processor's time, and by the clock on the wall."""
        queue = self._queues[batch.shape]
        latest = np.array([processor, wall]) / len(batch)
        queue.seconds = latest if queue.seconds is None else (queue.seconds + latest) / 2

    def _size(self, queue: _Queue) -> int:
        if queue.seconds is None:
            return FIRST_RUNS
        processor, wall = (max(float(one), 1e-6) for one in queue.seconds)
        size = max(LEAST_RUNS, round(AIM_SECONDS / processor))
        fair = max(FIRST_RUNS, math.ceil(queue.runs / self._workers))
        return max(1, min(size, fair, int(MOST_WAIT_SECONDS / wall), MOST_RUNS))
