"""Arms: one variant of a scenario run once for every seed, with what members were and did kept for every cycle."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.lib.recfunctions import repack_fields
from numpy.typing import NDArray

from copsim.model.batch import run_seeds, simulate_batch
from copsim.model.levers import Contribution
from copsim.model.phases import SCHEDULE
from copsim.model.results import Results
from copsim.model.roles import FACILITATOR, ROLES
from copsim.model.setup import Setup
from copsim.model.state import Frame, State
from copsim.scenario import compile_scenario, load_scenario

Array = NDArray[np.float64]
_PHASES = [name for name, *_ in SCHEDULE]
_BEFORE_MEETING, _LAST = _PHASES[_PHASES.index("attendance and opening") - 1], _PHASES[-1]
_MEMBER = ["role", "confidence", "first_confidence", "standing", "clarity", "presumed", "unease", "present", "footing",
           "ownership", "effective_workload", "involvement", "digitally_excluded", "knowledge", "first_hand",
           "credence"]  # fmt: skip
_TALLY = ["turns", "footing_gain", "learned"]


@dataclass(frozen=True)
class Snapshot:
    """Members at one moment, with no more fields than patterns look at.

    Attributes:
        members: (R, n) records of `_MEMBER`.
        tally: (R, n) records of `_TALLY`, of the cycle.
        agenda: (R, V + 1) weights of the priorities.
        support: (R, n, V + 1) views.
    """

    members: NDArray[np.void]
    tally: NDArray[np.void]
    agenda: Array
    support: Array

    @classmethod
    def of(cls, state: State) -> Snapshot:
        """A copy of the state as it stands."""
        views: Array = state.views["support"].copy()
        members, tally = repack_fields(state.members[_MEMBER]), repack_fields(state.tally[_TALLY])
        return cls(members, tally, state.agenda.copy(), views)


@dataclass(frozen=True)
class Arm:
    """Runs of one variant.

    Attributes:
        setup: The compiled scenario.
        results: Outcomes of the runs, with every cycle.
        prepared: Members just before meeting 1: briefed, and the group task begun.
        after: Members after each cycle.
        first: (R, n, V + 1) first views; that on the open question as of when it was opened.
    """

    setup: Setup
    results: Results
    prepared: Snapshot
    after: tuple[Snapshot, ...]
    first: Array

    def course(self, outcome: str) -> Array:
        """(R, C) an outcome after each cycle."""
        return self.results.course(outcome)

    def summary(self, outcome: str) -> Array:
        """(R,) an outcome of the whole run, by its own rule: the last, the mean or the sum."""
        return self.results.outcome(outcome)

    def mean(self, outcome: str, first: int = 1, last: int | None = None) -> Array:
        """(R,) mean of an outcome over cycles `first` to `last`, those without a value left out."""
        return average(self.course(outcome)[:, first - 1 : last])

    def member(self, name: str, kind: int | None = None) -> Array:
        """(R, C, n) a member field after each cycle."""
        fields = [snap.members[name] if kind is None else snap.members[name][:, :, kind] for snap in self.after]
        return np.stack(fields, axis=1)

    def tally(self, name: str, kind: int | None = None) -> Array:
        """(R, C, n) what members did in each cycle."""
        fields = [snap.tally[name] if kind is None else snap.tally[name][:, :, kind] for snap in self.after]
        return np.stack(fields, axis=1)

    def of_role(self, *roles: str) -> NDArray[np.bool_]:
        """(n,) which members have one of these roles."""
        return np.isin(self.setup.roles, [ROLES.index(role) for role in roles])

    @property
    def guests(self) -> NDArray[np.bool_]:
        """(n,) which members are no facilitators."""
        others: NDArray[np.bool_] = self.setup.roles != FACILITATOR
        return others


class Look:
    """Runs every variant once and keeps it; all variants share their seeds."""

    def __init__(self, replicates: int, seed: int) -> None:
        """Start a look.

        Args:
            replicates: Paired replicates per variant.
            seed: Seed of the study.
        """
        self.replicates = replicates
        self.seed = seed
        self._arms: dict[tuple[str, ...], Arm] = {}

    def arm(self, scenario: str, *overrides: str, unmoving: tuple[str, ...] = ()) -> Arm:
        """The runs of a library scenario with overrides "key.path=value".

        Turns of the roles in `unmoving` move nobody's view: what would have happened without them.
        """
        key = (scenario, *overrides, *unmoving)
        if key not in self._arms:
            setup = compile_scenario(load_scenario(scenario, overrides))
            mute = tuple(Contribution("persuasion", 0.0, at=ROLES.index(role)) for role in unmoving)
            setup = replace(setup, contributions=(*setup.contributions, *mute))
            self._arms[key] = play(setup, run_seeds(self.seed, self.replicates))
        return self._arms[key]


def play(setup: Setup, seeds: NDArray[np.uint64]) -> Arm:
    """Run a setup once for every seed, keeping members before the first meeting and after every cycle."""
    prepared, after = [], []
    first = np.empty(0)

    def look(phase: str, state: State, _frame: Frame, cycle: int) -> None:
        nonlocal first
        if cycle == 0 and phase == _BEFORE_MEETING:
            prepared.append(Snapshot.of(state))
        if phase == _LAST:
            after.append(Snapshot.of(state))
            first = state.views["first"].copy()

    results = simulate_batch(setup, seeds, record="cycles", watch=look)
    return Arm(setup, results, prepared[0], tuple(after), first)


def average(values: Array, weights: Array | NDArray[np.bool_] | None = None) -> Array:
    """(R,) mean over all other axes, NaN left out; optionally of those with weight only."""
    known = np.isfinite(values)
    if weights is not None:
        known = known & (np.broadcast_to(weights, values.shape) > 0)
    axes = tuple(range(1, values.ndim))
    count = known.sum(axis=axes)
    total = np.where(known, values, 0.0).sum(axis=axes)
    return np.divide(total, count, out=np.full(len(values), np.nan), where=count > 0)
