"""Compilation of kernels: three decorators and one cache that sees every edit.

Numba's own cache does not notice an edit in a function that a kernel calls from another file, so the cache folder
carries a hash of all sources of the model room. The folder is the user's cache folder, or a temporary one when
nothing is writable there.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numba
from platformdirs import user_cache_path

F = TypeVar("F", bound=Callable[..., Any])

CACHE_VARIABLE = "COPSIM_CACHE_DIR"
_MODEL = Path(__file__).parent
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
