"""What is asked for and what comes back, scenario by scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

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
        title: One line for people.
        resolved: The scenario's content as plain data, kept with the runs.
    """

    setup: Setup
    seeds: NDArray[np.uint64]
    parameters: Mapping[str, float] = field(default_factory=dict)
    first: int = 0
    title: str = ""
    resolved: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        setup: Setup,
        replicates: int,
        seed: int = 0,
        parameters: Mapping[str, float] | None = None,
        title: str = "",
        resolved: Mapping[str, object] | None = None,
    ) -> Job:
        """A job of so many replicates; with the same seed, every scenario meets the same people and absences.

        Raises:
            InputError: When a parameter is not known or out of bounds.
        """
        from copsim.model.rng import run_seeds

        check_parameters(parameters or {})
        return cls(setup, run_seeds(seed, replicates), parameters or {}, 0, title, resolved or {})

    @property
    def overrides(self) -> dict[str, float]:
        """Every parameter that is not at its default by the scenario's or the job's say."""
        return {**self.setup.parameters, **self.parameters}

    @cached_property
    def record(self) -> ScenarioRecord:
        """How the job is registered in a store."""
        return ScenarioRecord.of(self.setup, self.parameters, self.title, self.resolved)


@dataclass(frozen=True)
class Failure:
    """A run that failed, and why."""

    seed: int
    replicate: int
    error: str


@dataclass(frozen=True)
class ScenarioResult:
    """Results of one job, in the order of its seeds; stored ones included.

    Attributes:
        job: What was asked for.
        summary: (R, O) outcomes of whole runs in the order of `OUTCOMES`; a row of NaN for a run that failed.
        cycles: (R, C, O) outcomes after each cycle; None unless recorded.
        turns: Turns and contacts, with `run` the index of the seed; None unless recorded.
        ties: (2, n, n) trust before the first and after the last cycle of replicate 0; None unless recorded.
        failures: Runs that failed.
    """

    job: Job
    summary: NDArray[np.float64]
    cycles: NDArray[np.float64] | None
    turns: NDArray[np.void] | None
    ties: NDArray[np.float64] | None
    failures: tuple[Failure, ...]

    @property
    def setup(self) -> Setup:
        """The compiled scenario."""
        return self.job.setup

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return self.job.setup.name

    @property
    def title(self) -> str:
        """Title of the scenario, or its name when it has none."""
        return self.job.title or self.name

    @property
    def seeds(self) -> NDArray[np.uint64]:
        """(R,) seeds."""
        return self.job.seeds

    @property
    def parameter_hash(self) -> str:
        """Hash of the full parameter vector."""
        return self.job.record.parameter_hash
