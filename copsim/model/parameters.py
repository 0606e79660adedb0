"""The one parameter table and the records that kernels read.

`PARAMETERS` maps a name to its default, prior, hard bounds, unit and meaning, where the number comes from, and the
evidence for its mechanism. A scenario overrides defaults by name; a sweep or calibration gives one value per replicate.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from copsim.errors import InputError, shorten, unknown
from copsim.evidence import cites
from copsim.model.parameter_inputs import ASSUMED, TRAITS
from copsim.model.parameter_rows import GROUPS

__all__ = ["ASSUMED", "PARAMETERS", "PARAMETER_DTYPE", "TRAITS", "Parameter", "check_parameters", "parameter_records"]

@dataclass(frozen=True)
class Parameter:
    """One number that the dynamics use.

    Attributes:
        name: Field of the parameter record.
        group: Part of the model it belongs to.
        default: Value when a scenario does not say otherwise.
        prior: Plausible range; the prior is uniform over it.
        bounds: Hard bounds; values outside are refused.
        unit: Unit; "1" for a share.
        meaning: One line.
        source: Evidence key of the number, or "assumed".
        cites: Evidence keys of the mechanism that it belongs to.
    """

    name: str
    group: str
    default: float
    prior: tuple[float, float]
    bounds: tuple[float, float]
    unit: str
    meaning: str
    source: str
    cites: tuple[str, ...]

    @property
    def assumed(self) -> bool:
        """Whether the magnitude is a guess."""
        return self.source == ASSUMED


def _table() -> dict[str, Parameter]:
    table = {}
    for group, rows in GROUPS.items():
        for name, default, prior, bounds, unit, meaning, evidence, source in rows:
            if source != ASSUMED:
                cites(source)
            keys = cites(*evidence.split())
            table[name] = Parameter(name, group, default, prior, bounds, unit, meaning, source, keys)
    return table


PARAMETERS: Mapping[str, Parameter] = _table()
PARAMETER_DTYPE = np.dtype([(name, np.float64) for name in PARAMETERS])


def check_parameters(overrides: Mapping[str, float], where: str = "parameters") -> None:
    """Refuse names that are not known and values outside their hard bounds.

    Raises:
        InputError: Naming the key, the value, what is allowed and the nearest known name.
    """
    for name, value in overrides.items():
        if name not in PARAMETERS:
            raise unknown("parameter", name, PARAMETERS, where)
        low, high = PARAMETERS[name].bounds
        number = isinstance(value, int | float | np.floating) and not isinstance(value, bool)
        if not number or not math.isfinite(value) or not low <= value <= high:
            raise InputError(f"{where}.{name}: {shorten(value)} is not allowed; give a number from {low:g} to {high:g}")


def parameter_records(
    overrides: Mapping[str, float] | Sequence[Mapping[str, float]], replicates: int
) -> NDArray[np.void]:
    """Parameter records of a batch.

    Args:
        overrides: One set of overrides for all replicates, or one set per replicate.
        replicates: Number of replicates.

    Returns:
        (replicates,) records of `PARAMETER_DTYPE`.

    Raises:
        InputError: For unknown names or values out of bounds.
    """
    records = np.zeros(replicates, PARAMETER_DTYPE)
    for name, parameter in PARAMETERS.items():
        records[name] = parameter.default
    if isinstance(overrides, Mapping):
        check_parameters(overrides)
        for name, value in overrides.items():
            records[name] = value
        return records
    for row, one in zip(records, overrides, strict=True):
        check_parameters(one)
        for name, value in one.items():
            row[name] = value
    return records
