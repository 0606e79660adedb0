"""What makes a run itself: hashes of its parameters and content, and its seed as databases can keep it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from copsim.model.parameters import PARAMETERS


def full_parameters(*overrides: Mapping[str, float]) -> dict[str, float]:
    """Every parameter by name: the defaults of the table, with overrides on top; later ones win."""
    vector = {name: parameter.default for name, parameter in PARAMETERS.items()}
    for some in overrides:
        vector.update({name: float(value) for name, value in some.items()})
    return vector


def parameter_hash(vector: Mapping[str, float]) -> str:
    """Hash of a full parameter vector: all names with their values, exact to the last bit.

    Args:
        vector: From `full_parameters`; minus zero counts as zero.
    """
    lines = "\n".join(f"{name}={(float(vector[name]) + 0.0).hex()}" for name in sorted(vector))
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
