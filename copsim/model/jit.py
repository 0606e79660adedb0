"""Compilation of kernels: three decorators and one cache that sees every edit.

Numba's own cache does not notice an edit in a function that a kernel calls from another file, so the cache folder
carries a hash of all sources of the model room. What is loaded from it is run, so only a folder that nobody else can
write or replace is used: the user's cache folder, else a temporary one, else a private one of this process.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import stat
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
# No kernel allocates: scratch is made by who calls them, so counting references would cost time and count nothing.
_COMMON: dict[str, Any] = {"error_model": "numpy", "no_cfunc_wrapper": True, "_nrt": False}
_INNER: dict[str, Any] = {**_COMMON, "no_cpython_wrapper": True}


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
    """Folder of compiled kernels: writable, of these sources, and of this user alone."""
    chosen = os.environ.get(CACHE_VARIABLE)
    roots = [Path(chosen)] if chosen else [user_cache_path("copsim")]
    for root in [*roots, Path(tempfile.gettempdir()) / f"copsim-{_user()}"]:
        try:
            folder = _owned(root.resolve() / f"kernels-{source_hash()}")
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    return _private_folder()


def _user() -> int | str:
    return os.geteuid() if hasattr(os, "geteuid") else "user"


def _owned(folder: Path) -> Path:
    """The folder, made when missing, with mode 0700; an `OSError` when somebody else may write or replace it."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    if not hasattr(os, "geteuid"):
        return folder
    found = folder.lstat()
    private = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o077
    if not private or not all(_kept(parent.lstat()) for parent in folder.parents):
        raise PermissionError(f"{folder}: others may write here")
    return folder


def _kept(folder: os.stat_result) -> bool:
    """Whether nobody but this user and root may rename what lies in a folder: the rule of OpenSSH."""
    others_write = folder.st_mode & 0o022 and not folder.st_mode & stat.S_ISVTX
    return stat.S_ISDIR(folder.st_mode) and folder.st_uid in (0, os.geteuid()) and not others_write


def _private_folder() -> Path:
    """A fresh folder that this process and its children use, and that goes with it."""
    root, maker = Path(tempfile.mkdtemp(prefix="copsim-")).resolve(), os.getpid()
    os.environ[CACHE_VARIABLE] = str(root)

    def clear() -> None:
        if os.getpid() == maker:
            shutil.rmtree(root, ignore_errors=True)

    atexit.register(clear)
    folder = root / f"kernels-{source_hash()}"
    folder.mkdir(mode=0o700)
    return folder


def kernel(function: F) -> F:
    """Compile a phase: cached on disk, without the GIL, dividing as NumPy does."""
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(cache_folder())
    try:
        compiled: F = numba.njit(cache=True, nogil=True, **_COMMON)(function)
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
