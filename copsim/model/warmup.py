"""The warm-up: kernels are compiled once for these sources, or loaded from the cache.

The first compilation is locked, so that two first starts share the work, and split over two processes. A cache that was
cut short is thrown away and made again.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from copsim.model import trial
from copsim.model.jit import CACHE_VARIABLE, cache_folder

_LOCK_SECONDS = 300.0
_DONE, _LOCK = "complete", "lock"


def is_warm() -> bool:
    """Whether kernels of these sources were compiled before."""
    return (cache_folder() / _DONE).exists()


_warm_here: set[int] = set()


def warm_up(status: Callable[[str], None] | None = None) -> None:
    """Compile the kernels, or load them from the cache; once per process.

    Args:
        status: Told in one line what is being waited for, when something is.
    """
    if os.getpid() in _warm_here:
        return
    _make_warm(status or (lambda _line: None))
    _warm_here.add(os.getpid())


def _make_warm(say: Callable[[str], None]) -> None:
    if is_warm():
        try:
            trial.tiny_run()
            return
        except Exception:
            purge()
    say("Compiling the model, once for this version (half a minute, longer on a busy machine) …")
    lock = FileLock(cache_folder() / _LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        say("Another copsim is compiling the model; waiting for it …")
        try:
            lock.acquire(timeout=_LOCK_SECONDS)
        except Timeout:
            trial.tiny_run()
            return
    try:
        begun = time.perf_counter()
        with _second_compiler():
            trial.tiny_run_but_talk(lambda done, parts: say(_told(done, parts, time.perf_counter() - begun)))
            say(_told(1, 1, time.perf_counter() - begun))
        trial.tiny_run()
        (cache_folder() / _DONE).touch()
    finally:
        lock.release()


def _told(done: int, parts: int, seconds: float) -> str:
    """How far the compilation is, and how long it has taken."""
    where = f"{done} of {parts} parts done" if done < parts else "the last and largest part"
    return f"Compiling the model: {where}, {seconds:.0f} s so far …"


@contextmanager
def _second_compiler() -> Iterator[None]:
    """Compile the largest kernels in a process of its own meanwhile; if that fails, they are compiled here later."""
    command = [sys.executable, "-c", "from copsim.model.trial import compile_talk as c; c()"]
    environment = {**os.environ, CACHE_VARIABLE: str(cache_folder().parent)}
    child = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
        child.wait()
    finally:
        child.kill()


def purge() -> None:
    """Throw the compiled kernels away; they are compiled again when next needed."""
    for each in cache_folder().iterdir():
        if each.is_dir():
            shutil.rmtree(each, ignore_errors=True)
        elif each.name != _LOCK:
            each.unlink(missing_ok=True)
