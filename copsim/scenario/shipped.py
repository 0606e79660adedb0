"""The library of scenarios that comes with copsim."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from copsim.errors import InputError

_PACKAGED = Path(__file__).with_name("library")
_CHECKOUT = Path(__file__).parents[2] / "scenarios"


def question_of(name: str) -> str:
    """What a library scenario asks, from the comment that opens its file; empty when it does not say."""
    words: list[str] = []
    for line in library()[name].read_text(encoding="utf-8").splitlines():
        if not line.startswith("#") or line.startswith("# The paper:"):
            break
        if words or line.startswith("# Asks: "):
            words += line.removeprefix("#").removeprefix(" Asks:").split()
    return " ".join(words)


def library_names() -> tuple[str, ...]:
    """Names of the scenarios that come with copsim."""
    return tuple(library())


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
