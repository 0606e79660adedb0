"""Compilation of kernels: one decorator, one cache that sees every edit, one warm-up.

Numba's own cache does not notice an edit in a function that a kernel calls from another file, so the cache folder
carries a hash of all sources of the model room. The folder is the user's cache folder, or a temporary one when
nothing is writable there. The first compilation is locked, so that two first starts share the work; a cache that was
cut short is thrown away and made again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numba
from filelock import FileLock, Timeout
from platformdirs import user_cache_path

F = TypeVar("F", bound=Callable[..., Any])

CACHE_VARIABLE = "COPSIM_CACHE_DIR"
_MODEL = Path(__file__).parent
_LOCK_SECONDS = 300.0
_DONE = "complete"
# Only kernels are called from Python; leaving the wrappers out of the rest saves a third of the compilation.
_INNER: dict[str, Any] = {"error_model": "numpy", "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


@cache
def source_hash() -> str:
    """Hash of every source file of the model room and of the compiler's version."""
    digest = hashlib.blake2b(digest_size=8)
    digest.update(f"{numba.__version__} {sys.version_info[:2]}".encode())
    for path in sorted(_MODEL.rglob("*.py")):
        digest.update(path.relative_to(_MODEL).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


@cache
def cache_folder() -> Path:
    """Folder of compiled kernels: writable, and of these sources alone."""
    chosen = os.environ.get(CACHE_VARIABLE)
    roots = [Path(chosen)] if chosen else [user_cache_path("copsim")]
    for root in [*roots, Path(tempfile.gettempdir()) / f"copsim-{os.getuid() if hasattr(os, 'getuid') else 'user'}"]:
        folder = root / f"kernels-{source_hash()}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix="copsim-"))


def kernel(function: F) -> F:
    """Compile a phase: cached on disk, without the GIL, dividing as NumPy does."""
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(cache_folder())
    try:
        compiled: F = numba.njit(cache=True, nogil=True, error_model="numpy", no_cfunc_wrapper=True)(function)
    finally:
        numba.config.CACHE_DIR = before
    return compiled


def leaf(function: F) -> F:
    """Compile a small function that kernels call, written into its caller."""
    compiled: F = numba.njit(forceinline=True, **_INNER)(function)
    return compiled


def helper(function: F) -> F:
    """Compile a larger function that kernels call; left to the compiler whether to write it into its caller."""
    compiled: F = numba.njit(**_INNER)(function)
    return compiled


def is_warm() -> bool:
    """Whether kernels of these sources were compiled before."""
    return (cache_folder() / _DONE).exists()


def warm_up(status: Callable[[str], None] | None = None) -> None:
    """Compile the kernels, or load them from the cache.

    Args:
        status: Told in one line what is being waited for, when something is.
    """
    from copsim.model.trial import tiny_run, tiny_run_but_talk

    say = status or (lambda _line: None)
    if is_warm():
        try:
            return tiny_run()
        except Exception:
            purge()
    say("Compiling the model, once for this version (under 20 s) …")
    lock = FileLock(str(cache_folder()) + ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        say("Another copsim is compiling the model; waiting for it …")
        try:
            lock.acquire(timeout=_LOCK_SECONDS)
        except Timeout:
            return tiny_run()
    try:
        with _second_compiler():
            tiny_run_but_talk()
        tiny_run()
        (cache_folder() / _DONE).touch()
    finally:
        lock.release()


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
    shutil.rmtree(cache_folder(), ignore_errors=True)
    cache_folder().mkdir(parents=True, exist_ok=True)
