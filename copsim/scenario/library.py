"""The library of scenarios that comes with copsim."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from copsim.errors import InputError

_PACKAGED = Path(__file__).with_name("library")
_CHECKOUT = Path(__file__).parents[2] / "scenarios"


@cache
def library() -> dict[str, Path]:
    """Path of each library scenario by name: from the installed package, or from the checkout.

    Raises:
        InputError: The library is missing, so copsim is not installed in full.
    """
    folder = _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT
    found = {path.stem: path for path in sorted(folder.glob("*.yaml"))}
    if not found:
        raise InputError(f"{folder}: the scenario library is missing; install copsim again")
    return found
