"""An arm of a comparison: one scenario's results, as arrays, with what identifies them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from copsim.errors import InputError
from copsim.model.roles import ROLES
from copsim.model.version import MODEL_VERSION

if TYPE_CHECKING:
    from copsim.execution import ScenarioResult


@dataclass(frozen=True)
class Arm:
    """Replicates of one scenario under one parameter set.

    Attributes:
        name: Scenario name; unique within a comparison.
        seeds: (R,) uint64, all different.
        summary: (R, O), columns in the order of the outcomes; NaN where undefined.
        title: One line for people.
        scenario_hash: Identity of the scenario's content.
        parameter_hash: Identity of the full parameter vector.
        model_version: Version of the dynamics that made the results.
        cycles: (R, C, O), or None when only summaries were kept.
        ties: (K, 2, n, n) trust of row in column before the first and after the last cycle, of the first K replicates,
            or None.
        roles: Role of each of the n members.
        ids: Name of each of the n members.
        warnings: Things allowed but worth saying, such as a value outside its prior range.
    """

    name: str
    seeds: NDArray[np.uint64]
    summary: NDArray[np.float64]
    title: str = ""
    scenario_hash: str = ""
    parameter_hash: str = ""
    model_version: int = MODEL_VERSION
    cycles: NDArray[np.float64] | None = None
    ties: NDArray[np.float64] | None = None
    roles: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse rows without a seed of their own: pairing would be ambiguous."""
        if len(self.seeds) != len(self.summary):
            raise InputError(f"{self.name}: {len(self.seeds)} seeds for {len(self.summary)} rows of results")
        if len(np.unique(self.seeds)) != len(self.seeds):
            raise InputError(f"{self.name}: a seed occurs twice, so replicates cannot be paired by seed")

    @classmethod
    def of(cls, result: ScenarioResult) -> Arm:
        """The arm made of what execution returns; runs that failed are left out."""
        failed = {failure.seed for failure in result.failures}
        kept = np.array([seed not in failed for seed in result.seeds.tolist()], bool)
        setup = result.setup
        return cls(
            setup.name, result.seeds[kept], result.summary[kept], result.title, setup.scenario_hash,
            result.parameter_hash, MODEL_VERSION, None if result.cycles is None else result.cycles[kept],
            None if result.ties is None else result.ties[None], tuple(ROLES[code] for code in setup.roles.tolist()),
            setup.ids, setup.warnings,
        )  # fmt: skip

    @property
    def replicates(self) -> int:
        """Number of replicates R."""
        return len(self.seeds)


def common_seeds(first: Arm, other: Arm) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows of two arms that share a seed, aligned.

    Returns:
        Row numbers in `first` and in `other`, of equal length, in the order of the first arm.
    """
    _, rows_first, rows_other = np.intersect1d(first.seeds, other.seeds, assume_unique=True, return_indices=True)
    order = np.argsort(rows_first, kind="stable")
    return rows_first[order], rows_other[order]


def check_arms(arms: Sequence[Arm], outcomes: Mapping[str, object]) -> None:
    """Refuse a set of arms that cannot be compared.

    Raises:
        InputError: Fewer than two or more than twelve arms, equal names, other columns, or several model versions.
    """
    if not 2 <= len(arms) <= 12:
        raise InputError(f"compare: {len(arms)} scenarios given; allowed: 2 to 12")
    _refuse_repeats(arm.name for arm in arms)
    for arm in arms:
        if arm.summary.ndim != 2 or arm.summary.shape[1] != len(outcomes):
            raise InputError(f"{arm.name}: results of shape {arm.summary.shape} do not fit {len(outcomes)} outcomes")
    versions = sorted({arm.model_version for arm in arms})
    if len(versions) > 1:
        made = ", ".join(f"{arm.name} by {arm.model_version}" for arm in arms)
        raise InputError(f"compare: results of different model versions are never mixed ({made}); run them again")


def _refuse_repeats(names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise InputError(f"compare: two scenarios are called '{name}'; allowed: different names")
        seen.add(name)


def results_hash(arms: Iterable[Arm]) -> str:
    """One hash of the summaries of all arms, whatever the order of their rows; every NaN counts as the same.

    Returns:
        The first 16 hexadecimal digits of a SHA-256.
    """
    digest = hashlib.sha256()
    for arm in arms:
        order = np.argsort(arm.seeds, kind="stable")
        values = np.where(np.isnan(arm.summary), np.nan, arm.summary)[order] + 0.0
        head = f"{arm.name}|{arm.scenario_hash}|{arm.parameter_hash}|{arm.model_version}|{values.shape}"
        digest.update(head.encode())
        digest.update(np.ascontiguousarray(arm.seeds[order], "<u8").tobytes())
        digest.update(np.ascontiguousarray(values, "<f8").tobytes())
    return digest.hexdigest()[:16]
