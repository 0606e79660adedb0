"""What is asked for: replicates of one scenario with one parameter set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from copsim.errors import InputError
from copsim.model.bounds import MOST_REPLICATES
from copsim.model.parameters import check_parameters
from copsim.model.setup import Setup
from copsim.store import ScenarioRecord


@dataclass(frozen=True)
class Job:
    """Replicates of one scenario with one parameter set.

    Attributes:
        setup: Compiled scenario.
        seeds: (R,) uint64, one per replicate.
        parameters: Overrides on top of the scenario's own.
        first: Number of the first replicate.
        resolved: The scenario's content as plain data, kept with the runs.
    """

    setup: Setup
    seeds: NDArray[np.uint64]
    parameters: Mapping[str, float] = field(default_factory=dict)
    first: int = 0
    resolved: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        setup: Setup,
        replicates: int,
        seed: int = 0,
        parameters: Mapping[str, float] | None = None,
        resolved: Mapping[str, object] | None = None,
    ) -> Job:
        """A job of so many replicates; with the same seed, every scenario meets the same people and absences.

        Raises:
            InputError: For too few or too many replicates, and when a parameter is not known or out of bounds.
        """
        from copsim.model.rng import run_seeds

        if not 1 <= replicates <= MOST_REPLICATES:
            raise InputError(f"replicates: {replicates} is not allowed; give 1 to {MOST_REPLICATES:,}")
        check_parameters(parameters or {})
        return cls(setup, run_seeds(seed, replicates), parameters or {}, 0, resolved or {})

    @property
    def overrides(self) -> dict[str, float]:
        """Every parameter that is not at its default by the scenario's or the job's say."""
        return {**self.setup.parameters, **self.parameters}

    @cached_property
    def record(self) -> ScenarioRecord:
        """How the job is registered in a store."""
        return ScenarioRecord.of(self.setup, self.parameters, self.resolved)
