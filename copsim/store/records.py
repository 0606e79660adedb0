"""What goes into a store and comes out: plain records around arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from copsim.errors import unknown
from copsim.model.roles import ROLES
from copsim.model.setup import Setup
from copsim.store.identity import full_parameters, parameter_hash
from copsim.store.tables import TURN_COLUMNS

Record = Literal["summary", "cycles", "turns"]
RECORDS: tuple[Record, ...] = ("summary", "cycles", "turns")
Key = tuple[str, int]
TURN_DTYPE = np.dtype([("run", np.int64), *[(name, np.int32) for name in TURN_COLUMNS[:-1]], ("reception", np.float64)])


def depth(record: str) -> int:
    """How deep a recording is: 0 for `summary`, 1 for `cycles`, 2 for `turns`.

    Raises:
        InputError: When there is no such depth.
    """
    if record not in RECORDS:
        raise unknown("depth of recording", record, RECORDS, "--record")
    return RECORDS.index(record)


class Results(Protocol):
    """Results of a batch of R runs, as `copsim.model.batch.BatchResult` has them."""

    @property
    def seeds(self) -> NDArray[np.uint64]:
        """(R,) uint64."""

    @property
    def summary(self) -> NDArray[np.float64]:
        """(R, O), in the order of the outcomes."""

    @property
    def cycles(self) -> NDArray[np.float64] | None:
        """(R, C, O) or None."""

    @property
    def turns(self) -> NDArray[np.void] | None:
        """(T,) records: `run`, an index into seeds, and the columns of the turn table; or None."""

    @property
    def ties(self) -> NDArray[np.float64] | None:
        """(R, 2, n, n) trust before the first and after the last cycle; or None."""


@dataclass(frozen=True)
class Plugin:
    """A user's callable that changed the dynamics of a run.

    Attributes:
        name: For people.
        hash: Hash of its source; part of the run's identity.
    """

    name: str = ""
    hash: str = ""


NO_PLUGIN = Plugin()


@dataclass(frozen=True)
class ScenarioRecord:
    """A scenario with one parameter set, as it is registered.

    Attributes:
        hash: Scenario hash.
        name: Scenario name.
        title: One line for people.
        resolved: The scenario's content, plain data.
        members: Ids, labels and roles of members, in the order that turns and ties count them.
        priorities: Names of the priorities.
        parameters: The full parameter vector.
    """

    hash: str
    name: str
    title: str = ""
    resolved: Mapping[str, object] = field(default_factory=dict)
    members: Sequence[tuple[str, str, str]] = ()
    priorities: Sequence[str] = ()
    parameters: Mapping[str, float] = field(default_factory=dict)
    parameter_hash: str = ""

    @classmethod
    def of(
        cls,
        setup: Setup,
        parameters: Mapping[str, float] | None = None,
        title: str = "",
        resolved: Mapping[str, object] | None = None,
    ) -> ScenarioRecord:
        """The record of a compiled scenario, with overrides of its parameters on top."""
        vector = full_parameters(setup.parameters, parameters or {})
        roles = (ROLES[code] for code in setup.roles.tolist())
        members = tuple(zip(setup.ids, setup.labels, roles, strict=True))
        identity = parameter_hash(vector)
        return cls(setup.scenario_hash, setup.name, title, resolved or {}, members, setup.priorities, vector, identity)


@dataclass(frozen=True)
class RunEntry:
    """One run to be stored: which parameter set and which replicate; its seed is in the results."""

    parameter_hash: str
    replicate: int


@dataclass(frozen=True)
class RunBatch:
    """A batch of runs of one scenario, to be stored in one transaction.

    Attributes:
        scenario_hash: Of a scenario that is registered.
        runs: One entry per row of the results.
        results: The arrays.
        record: Depth of recording.
        started: When the batch began, ISO 8601 in UTC.
        seconds: Wall time of the whole batch.
        plugin: The plugin that took part, if any.
        user: Outcomes of users, by name: (R,) for the whole run or (R, C) per cycle.
    """

    scenario_hash: str
    runs: Sequence[RunEntry]
    results: Results
    record: Record
    started: str = ""
    seconds: float = 0.0
    plugin: Plugin = NO_PLUGIN
    user: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """A run that is in the store."""

    run_id: int
    status: str
    record: Record
    error: str | None


@dataclass(frozen=True)
class Loaded:
    """Stored results, in the order that was asked for.

    Attributes:
        summary: (R, O).
        cycles: R arrays of (C, O), or None when not asked for.
        turns: R arrays of `TURN_DTYPE` with `run` 0, or None when not asked for.
        ties: (2, n, n) per run that has them, by position.
    """

    summary: NDArray[np.float64]
    cycles: list[NDArray[np.float64]] | None
    turns: list[NDArray[np.void]] | None
    ties: Mapping[int, NDArray[np.float64]]
