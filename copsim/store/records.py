"""What goes into a store and comes out: plain records around arrays."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from copsim.errors import unknown
from copsim.model.results import RECORDS, Record, Results
from copsim.model.roles import ROLES
from copsim.model.setup import Setup
from copsim.store.identity import differing, parameter_hash

Key = tuple[str, int]
DONE, FAILED = "done", "failed"


def depth(record: str) -> int:
    """How deep a recording is: 0 for `summary`, 1 for `cycles`, 2 for `turns`.

    Raises:
        InputError: When there is no such depth.
    """
    if record not in RECORDS:
        raise unknown("depth of recording", record, RECORDS, "--record")
    return RECORDS.index(record)


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
        parameters: What differs from the defaults of the model version.
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
        resolved: Mapping[str, object] | None = None,
    ) -> ScenarioRecord:
        """The record of a compiled scenario, with overrides of its parameters on top."""
        differences = differing(setup.parameters, parameters or {})
        roles = (ROLES[code] for code in setup.roles.tolist())
        members = tuple(zip(setup.ids, setup.labels, roles, strict=True))
        about = (setup.scenario_hash, setup.name, setup.title, resolved or {}, members, setup.priorities)
        return cls(*about, differences, parameter_hash(differences))


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
        plugin: The plugin that took part, if any; its own outcomes are among those of the results.
    """

    scenario_hash: str
    runs: Sequence[RunEntry]
    results: Results
    record: Record
    started: str = ""
    seconds: float = 0.0
    plugin: Plugin = NO_PLUGIN


@dataclass(frozen=True)
class Found:
    """A run that is in the store.

    Attributes:
        run_id: Its number.
        status: `done` or `failed`.
        record: How deep it was recorded.
        error: Why it failed.
        outcomes: Outcomes that it holds.
        course: Outcomes that it holds by cycle.
    """

    run_id: int
    status: str
    record: Record
    error: str | None
    outcomes: frozenset[str] = frozenset()
    course: frozenset[str] = frozenset()

    def holds(self, record: Record, outcomes: Collection[str]) -> bool:
        """Whether it is finished and holds all these outcomes, as deep as asked for."""
        if self.status != DONE or depth(self.record) < depth(record):
            return False
        return self.outcomes.issuperset(outcomes) and (record == "summary" or self.course.issuperset(outcomes))
