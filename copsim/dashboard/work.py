"""Runs for visitors: in threads, never in the event loop, in small pieces so that many visitors share the processors.

Everybody's pieces wait in one line, so a visitor who asks for 200 runs does not keep another from a single one for
longer than a piece takes. Finished studies are kept for the next visitor who asks for the same.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from copsim.execution.executors import usable_workers
from copsim.model.results import Results, merged
from copsim.model.setup import Setup

P = ParamSpec("P")
T = TypeVar("T")
PIECE = 20
KEPT = 48


class Worker:
    """Threads that compute, shared by all visitors of a page."""

    def __init__(self, workers: int | None = None) -> None:
        """Start as many threads as processors, or so many."""
        self._pool = ThreadPoolExecutor(workers or usable_workers(), thread_name_prefix="copsim-page")
        self._kept: OrderedDict[tuple[object, ...], Results] = OrderedDict()

    def close(self) -> None:
        """Let the threads end; what has not begun is dropped."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def call(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a function in a thread and wait without blocking the page."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, lambda: function(*args, **kwargs))

    async def growing(self, setup: Setup, seed: int, replicates: int) -> AsyncIterator[Results]:
        """Results of the first few runs, then of more, and at last of all; cycles are kept.

        Args:
            setup: Compiled scenario.
            seed: Seed of the study.
            replicates: Runs in the end.
        """
        key = _key(setup, seed, replicates)
        if key in self._kept:
            self._kept.move_to_end(key)
            yield self._kept[key]
            return
        pieces: list[Results] = []
        for first in range(0, replicates, PIECE):
            pieces.append(await self.call(_piece, setup, seed, first, min(PIECE, replicates - first)))
            whole = merged(pieces)
            if len(whole) == replicates:
                self._keep(key, whole)
            yield whole

    def has(self, setup: Setup, seed: int, replicates: int) -> bool:
        """Whether a study was finished before and is still kept."""
        return _key(setup, seed, replicates) in self._kept

    def _keep(self, key: tuple[object, ...], results: Results) -> None:
        self._kept[key] = results
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)


def _key(setup: Setup, seed: int, replicates: int) -> tuple[object, ...]:
    return (setup.name, setup.scenario_hash, tuple(sorted(setup.parameters.items())), seed, replicates)


def _piece(setup: Setup, seed: int, first: int, runs: int) -> Results:
    from dataclasses import replace

    import numpy as np

    from copsim.model.batch import run_seeds, simulate_batch

    results = simulate_batch(setup, run_seeds(seed, runs, first), record="cycles")
    return replace(results.of(setup), replicate=np.arange(first, first + runs), ties=None, tied=np.zeros(0, np.int64))


def one_run(setup: Setup, seed: int, number: int) -> Results:
    """One run of a study, the same as the run of this number among many."""
    return _piece(setup, seed, number, 1)
