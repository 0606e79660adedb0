"""Who computes: this thread, threads of this process, processes, or any other `concurrent.futures.Executor`.

Threads are the default: kernels release the GIL, threads start at once, need nothing pickled, and work in a notebook
or a script without a main guard. Measured on two busy processors with 21 members and 12 cycles
(`experiments/benchmarks/executors.py`): two threads gave 1.6 to 1.75 times the runs of one worker, two processes 1.5 to
2.0 times but only after a start of 1.7 to 3.1 s, in which threads finish some 1,000 runs. What threads cannot share is
the Python around the kernels, about a fifth of the work, so beyond some five processors processes gain more: ask for
them in long sweeps on large machines, or when turns are recorded for many runs (0.8 to 1.2 times against 1.2 to 1.4).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from copsim.errors import InputError
from copsim.execution.processes import ProcessWorkers

P = ParamSpec("P")
T = TypeVar("T")
MOST_WORKERS = 1024


class SerialExecutor(Executor):
    """Computes at once in the calling thread, where Ctrl-C is heard between batches."""

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Call the function now; an error is kept for who asks for the result."""
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()
        try:
            future.set_result(function(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def usable_workers() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def check_workers(workers: int | None) -> int:
    """The number of workers; as many as processors when None.

    Raises:
        InputError: When it is not a sensible number.
    """
    if workers is None:
        return usable_workers()
    if not 1 <= workers <= MOST_WORKERS:
        raise InputError(f"--workers: {workers} is not allowed; give a number from 1 to {MOST_WORKERS}")
    return workers


def local_executor(workers: int | None = None, *, processes: bool = False) -> Executor:
    """An executor on this machine; with one worker the calling thread itself, unless processes are asked for.

    Raises:
        InputError: When the number of workers is not sensible.
    """
    count = check_workers(workers)
    if processes:
        return ProcessWorkers(count)
    return SerialExecutor() if count == 1 else ThreadPoolExecutor(count, thread_name_prefix="copsim")
