"""Worker processes that survive the death of one of them.

When a process dies (killed, out of memory), a pool of Python's standard library breaks and cannot tell which task was
to blame. Here the pool is built anew, and every task that was under way is tried again alone in a process of its own;
a task that has then killed three processes is given up, and the runs behind it are found by halving.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context, parent_process
from threading import Lock, Thread
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
STRIKES = 3


class WorkerDiedError(RuntimeError):
    """The same work has killed several processes."""


def _begin_worker() -> None:
    """Leave Ctrl-C to the parent, which winds up in order, and do not outlive it when it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin_worker)


class ProcessWorkers(Executor):
    """So many processes; what they are given must be importable, and so must be the program that starts them."""

    def __init__(self, workers: int) -> None:
        """Start processes when the first work comes."""
        self._workers = workers
        self._lock = Lock()
        self._current: ProcessPoolExecutor | None = None

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Compute in one of the processes."""
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()
        call = partial(function, *args, **kwargs)
        try:
            self._pool().submit(call).add_done_callback(partial(self._settle, future, call))
        except BrokenProcessPool:
            self._drop()
            self._pool().submit(call).add_done_callback(partial(self._settle, future, call))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes."""
        if self._current is not None:
            self._current.shutdown(wait, cancel_futures=cancel_futures)

    def _pool(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._current is None:
                self._current = _pool(self._workers)
            return self._current

    def _drop(self) -> None:
        with self._lock:
            self._current = None

    def _settle(self, future: Future[Any], call: Callable[[], Any], inner: Future[Any]) -> None:
        error = inner.exception()
        if isinstance(error, BrokenProcessPool):
            self._drop()
            Thread(target=_alone, args=(future, call), daemon=True).start()
        elif error is not None:
            future.set_exception(error)
        else:
            future.set_result(inner.result())


def _alone(future: Future[Any], call: Callable[[], Any]) -> None:
    """Try again in a process of its own."""
    for _ in range(STRIKES - 1):
        try:
            with _pool(1) as pool:
                future.set_result(pool.submit(call).result())
            return
        except BrokenProcessPool:
            continue
        except BaseException as error:
            future.set_exception(error)
            return
    future.set_exception(WorkerDiedError(f"the worker process died {STRIKES} times (killed, or out of memory)"))
