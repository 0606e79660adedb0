"""What outcome functions look at: the state of a batch after one cycle."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from copsim.model.outcomes.reductions import Array
from copsim.model.roles import FACILITATOR
from copsim.model.state import Frame, State


class Observation:
    """State, frame and cycle, with the arrays that several outcomes share made once.

    Attributes:
        state: State after the cycle.
        frame: Frame of the batch.
        cycle: Cycle, counted from 0.
        roles: (n,) role codes.
    """

    def __init__(self, state: State, frame: Frame, cycle: int) -> None:
        """Look at a batch after one cycle."""
        self.state = state
        self.frame = frame
        self.cycle = cycle
        self.roles: NDArray[np.int64] = np.ascontiguousarray(state.members["role"][0])
        self._fields: dict[str, Array] = {}

    def member(self, name: str) -> Array:
        """(R, n) values of a member field."""
        return self._once("m." + name, lambda: np.ascontiguousarray(self.state.members[name]))

    def tally(self, name: str) -> Array:
        """(R, n) tallies of this cycle."""
        return self._once("t." + name, lambda: np.ascontiguousarray(self.state.tally[name]))

    def total(self, name: str) -> Array:
        """(R, n) tallies of all cycles so far."""
        return self._once("s." + name, lambda: np.ascontiguousarray(self.state.total[name]))

    def community(self, name: str) -> Array:
        """(R,) values of a community field."""
        return self._once("c." + name, lambda: np.ascontiguousarray(self.state.community[name]))

    def lever(self, name: str) -> Array:
        """(R,) or (R, width) values of a lever in this cycle."""
        return self._once("l." + name, lambda: np.ascontiguousarray(self.frame.levers[name][:, self.cycle]))

    def parameter(self, name: str) -> Array:
        """(R,) values of a parameter."""
        return self._once("p." + name, lambda: np.ascontiguousarray(self.frame.parameters[name]))

    @property
    def trust(self) -> Array:
        """(R, n, n) trust of row in column."""
        return self._once("trust", lambda: np.ascontiguousarray(self.state.trust))

    @property
    def invited(self) -> Array:
        """(R, n) 1 for members who belong to the CoP in this cycle."""
        return self._once("invited", lambda: np.ascontiguousarray(self.frame.member_levers["invited"][:, self.cycle]))

    @property
    def present(self) -> Array:
        """(R, n) 1 for members who attended."""
        return self.member("present")

    @property
    def talking(self) -> Array:
        """(R, n) 1 for those present who are no facilitators; the base of parities."""
        return self._once("talking", lambda: self.present * (self.roles != FACILITATOR))

    def of_role(self, code: int) -> Array:
        """(R, n) 1 for members of a role who belong to the CoP."""
        return self._once(f"role{code}", lambda: self.invited * (self.roles == code))

    def _once(self, key: str, make: Any) -> Array:
        if key not in self._fields:
            self._fields[key] = make()
        return self._fields[key]
