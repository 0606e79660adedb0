"""What the dynamics need to know of a scenario: a frozen bundle of arrays, free of files and schemas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from copsim.model.levers import Contribution


@dataclass(frozen=True)
class Setup:
    """A compiled scenario.

    Attributes:
        name: Scenario name, for people.
        scenario_hash: Hash of the resolved content without name, title and parameters; referenced files included.
        n_cycles: Meeting cycles.
        cycle_weeks: Weeks per cycle.
        roles: (n,) role codes.
        stable_ids: (n,) uint64, role and ordinal or hash of the roster's id; keys of the draws.
        ids: Names of members, such as "lay-1" or the roster's ids.
        labels: Sub-labels such as "GP"; the role when there is none.
        traits: (n, traits) first traits given by the roster, in the order of `parameters.TRAITS`; NaN where not given.
        flags: (n, 2) roster's digitally_excluded and boundary_spanner (0 or 1); NaN where not given.
        talkativeness: (n,) roster's talkativeness; NaN where not given.
        ties: (n, n) first trust given by the roster's graph; NaN where not given.
        priorities: Names of the implementation priorities.
        contributions: What interventions and shocks add to the levers.
        lay_diversity: How little lay members' lived experience overlaps, 0 to 1.
        parameters: Overrides of the parameter table.
        warnings: Things allowed but worth saying, such as a value outside its prior range.
        title: One line for people.
    """

    name: str
    scenario_hash: str
    n_cycles: int
    cycle_weeks: float
    roles: NDArray[np.int64]
    stable_ids: NDArray[np.uint64]
    ids: tuple[str, ...]
    labels: tuple[str, ...]
    traits: NDArray[np.float64]
    flags: NDArray[np.float64]
    talkativeness: NDArray[np.float64]
    ties: NDArray[np.float64]
    priorities: tuple[str, ...]
    contributions: tuple[Contribution, ...]
    lay_diversity: float = 0.0
    parameters: Mapping[str, float] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    title: str = ""

    @property
    def n_members(self) -> int:
        """Members on the roster."""
        return len(self.roles)

    @property
    def shape(self) -> tuple[int, bytes, bytes, int]:
        """What scenarios must share to be computed together: cycles, roles and draws of members, priorities."""
        return self.n_cycles, self.roles.tobytes(), self.stable_ids.tobytes(), len(self.priorities)
