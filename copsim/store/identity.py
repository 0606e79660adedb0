"""What makes a run itself: hashes of its parameters and content, and its seed as databases can keep it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from copsim.model.parameters import PARAMETERS


def differing(*overrides: Mapping[str, float]) -> dict[str, float]:
    """Parameters that are not at the default of this model version, by name; later overrides win.

    Only differences make the identity of a run, so a parameter that is added at its neutral value changes none.
    Defaults move with the model version alone, which is part of the identity, too; a store holds them to that.
    """
    merged: dict[str, float] = {}
    for some in overrides:
        merged.update({name: float(value) + 0.0 for name, value in some.items()})
    return {name: value for name, value in sorted(merged.items()) if value != PARAMETERS[name].default}


def parameter_hash(overrides: Mapping[str, float]) -> str:
    """Hash of the parameters that differ from their defaults, exact to the last bit; minus zero counts as zero."""
    lines = "\n".join(f"{name}={value.hex()}" for name, value in differing(overrides).items())
    return hashlib.sha256(lines.encode()).hexdigest()[:32]


def content_hash(content: object) -> str:
    """Hash of plain data (mappings, lists, texts, numbers), whatever the order of keys."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def to_signed(seeds: Iterable[int] | NDArray[np.uint64]) -> list[int]:
    """Seeds of 64 bits as the signed integers that databases keep; the bits stay the same."""
    values: list[int] = np.asarray(seeds, np.uint64).view(np.int64).tolist()
    return values


def to_seeds(signed: Iterable[int]) -> NDArray[np.uint64]:
    """The reverse of `to_signed`."""
    return np.fromiter(signed, np.int64).view(np.uint64)


@cache
def platform_label() -> str:
    """The platform that a run depends on bit for bit: system, processor and versions of the numeric libraries."""
    import platform
    from importlib.metadata import version

    libraries = " ".join(f"{name}-{version(name)}" for name in ("numpy", "numba"))
    return f"{platform.system()}-{platform.machine()} python-{platform.python_version()} {libraries}"
