"""What makes several results comparable, and one hash of all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from copsim.errors import InputError
from copsim.model.results import Results


def common_seeds(first: Results, other: Results) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows of two results that share a seed, aligned.

    Returns:
        Row numbers in `first` and in `other`, of equal length, in the order of the first.

    Raises:
        InputError: When there are none, or a seed occurs twice, so that pairing would be ambiguous.
    """
    for one in (first, other):
        if len(np.unique(one.seeds)) != len(one.seeds):
            raise InputError(f"{one.name}: a seed occurs twice, so replicates cannot be paired by seed")
    _, rows_first, rows_other = np.intersect1d(first.seeds, other.seeds, assume_unique=True, return_indices=True)
    if not len(rows_first):
        raise InputError(f"compare: {first.name} and {other.name} have no seed in common, so nothing is paired")
    order = np.argsort(rows_first, kind="stable")
    return rows_first[order], rows_other[order]


def check_comparable(scenarios: Sequence[Results]) -> None:
    """Refuse results that cannot be compared.

    Raises:
        InputError: Fewer than two or more than twelve, equal names, or several model versions.
    """
    check_names([one.name for one in scenarios])
    versions = sorted({one.model_version for one in scenarios})
    if len(versions) > 1:
        made = ", ".join(f"{one.name} by {one.model_version}" for one in scenarios)
        raise InputError(f"compare: results of different model versions are never mixed ({made}); run them again")


def check_names(names: Sequence[str]) -> None:
    """Refuse a comparison of these scenarios, before anything runs.

    Raises:
        InputError: Fewer than two or more than twelve, or equal names.
    """
    if not 2 <= len(names) <= 12:
        raise InputError(f"compare: {len(names)} scenario(s) given; allowed: 2 to 12")
    repeated = next((name for name in names if names.count(name) > 1), None)
    if repeated is not None:
        raise InputError(f"compare: two scenarios are called '{repeated}'; allowed: different names")


def results_hash(scenarios: Iterable[Results]) -> str:
    """One hash of the outcomes of all runs, whatever the order of their rows; every NaN counts as the same.

    Returns:
        The first 16 hexadecimal digits of a SHA-256.
    """
    digest = hashlib.sha256()
    for one in scenarios:
        order = np.argsort(one.seeds, kind="stable")
        values = np.where(np.isnan(one.summary), np.nan, one.summary)[order] + 0.0
        head = f"{one.name}|{one.scenario_hash}|{one.parameter_hash}|{one.model_version}|{values.shape}"
        digest.update(head.encode())
        digest.update(np.ascontiguousarray(one.seeds[order], "<u8").tobytes())
        digest.update(np.ascontiguousarray(values, "<f8").tobytes())
    return digest.hexdigest()[:16]
