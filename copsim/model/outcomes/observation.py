"""What outcome functions look at: the state of a batch after one cycle, or of several cycles one below the other.

Most outcomes are sums over the members of a circle: those of a role, all, or all but the facilitators. `mean`, `amount`
and their kin read them off sums that one compiled loop has made of every field at once; what needs the members one by
one takes arrays from `member`, `tally` and `total` to a reduction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from copsim.model.outcomes.reductions import EVERYONE, GUESTS, N_CIRCLES, Array, circle_sums
from copsim.model.roles import FACILITATOR
from copsim.model.state import MEMBER_DTYPE, TALLY_DTYPE, VIEW_DTYPE, Frame, State

__all__ = ["EVERYONE", "GUESTS", "Observation"]
_DTYPES = {"members": MEMBER_DTYPE, "tally": TALLY_DTYPE, "views": VIEW_DTYPE}
_COLUMNS = {what: {name: at[1] // 8 for name, at in (d.fields or {}).items()} for what, d in _DTYPES.items()}
_CACHED = TypeVar("_CACHED")


class Circles(NamedTuple):
    """(R, circles, fields) sums and means of every field of an array of records, and (R, circles) counts of members."""

    sums: Array
    means: Array
    counts: Array


class Observation:
    """State, frame and cycle, with what several outcomes share made once. R is the number of rows.

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
        self._made: dict[Any, Any] = {}

    def kept(self) -> Observation:
        """The same, safe from what happens to the state later."""
        return Observation(State._make(array.copy() for array in _unlogged(self.state)), self.frame, self.cycle)

    @staticmethod
    def stacked(looks: Sequence[Observation]) -> Observation:
        """Rows of several observations of one batch, one below the other."""
        if len(looks) == 1:
            return looks[0]
        state = State._make(_below(arrays) for arrays in zip(*(_unlogged(look.state) for look in looks), strict=True))
        frame = looks[0].frame._replace(
            seeds=_below([look.frame.seeds for look in looks]),
            parameters=_below([look.frame.parameters for look in looks]),
            levers=_below([look.frame.levers[:, look.cycle, None] for look in looks]),
            member_levers=_below([look.frame.member_levers[:, look.cycle, None] for look in looks]),
            lay_diversity=_below([look.frame.lay_diversity for look in looks]),
        )
        return Observation(state, frame, 0)

    def mean(self, name: str, circle: int = EVERYONE, kind: int = 0) -> Array:
        """(R,) mean of a member field over those of a circle who belong to the CoP; NaN without any."""
        column: Array = self._sums("members", "invited").means[:, circle, _column("members", name, kind)]
        return column

    def mean_present(self, name: str, circle: int = EVERYONE, kind: int = 0) -> Array:
        """(R,) mean of a member field over those of a circle who are present; NaN without any."""
        values = self.state.members[name] if kind == 0 else self.state.members[name][:, :, kind]
        made = self.once(("present", name, kind), lambda: self._add(np.ascontiguousarray(values), self.present))
        column: Array = made.means[:, circle, 0]
        return column

    def mean_support(self, circle: int, v: int) -> Array:
        """(R,) mean support for priority v over those of a circle who belong to the CoP; NaN without any."""
        place = VIEW_DTYPE.itemsize // 8 * v + _column("views", "support")
        column: Array = self._sums("views", "invited").means[:, circle, place]
        return column

    def amount(self, name: str, circle: int = EVERYONE, kind: int = 0) -> Array:
        """(R,) sum of a tally of this cycle over those of a circle who are present."""
        column: Array = self._sums("tally", "present").sums[:, circle, _column("tally", name, kind)]
        return column

    def belonging(self, circle: int = EVERYONE) -> Array:
        """(R,) how many of a circle belong to the CoP."""
        counts: Array = self._sums("members", "invited").counts[:, circle]
        return counts

    def attending(self, circle: int = EVERYONE) -> Array:
        """(R,) how many of a circle are present."""
        counts: Array = self._sums("tally", "present").counts[:, circle]
        return counts

    def member(self, name: str) -> Array:
        """(R, n) values of a member field."""
        return self.once("m." + name, lambda: np.ascontiguousarray(self.state.members[name]))

    def tally(self, name: str) -> Array:
        """(R, n) tallies of this cycle."""
        return self.once("t." + name, lambda: np.ascontiguousarray(self.state.tally[name]))

    def total(self, name: str) -> Array:
        """(R, n) tallies of all cycles so far."""
        return self.once("s." + name, lambda: np.ascontiguousarray(self.state.total[name]))

    def community(self, name: str) -> Array:
        """(R,) values of a community field."""
        return self.once("c." + name, lambda: np.ascontiguousarray(self.state.community[name]))

    def lever(self, name: str) -> Array:
        """(R,) or (R, width) values of a lever in this cycle."""
        return self.once("l." + name, lambda: np.ascontiguousarray(self.frame.levers[name][:, self.cycle]))

    def parameter(self, name: str) -> Array:
        """(R,) values of a parameter."""
        return self.once("p." + name, lambda: np.ascontiguousarray(self.frame.parameters[name]))

    @property
    def trust(self) -> Array:
        """(R, n, n) trust of row in column."""
        return self.once("trust", lambda: np.ascontiguousarray(self.state.trust))

    @property
    def invited(self) -> Array:
        """(R, n) 1 for members who belong to the CoP in this cycle."""
        return self.member("belongs")

    @property
    def present(self) -> Array:
        """(R, n) 1 for members who attended."""
        return self.member("present")

    @property
    def talking(self) -> Array:
        """(R, n) 1 for those present who are no facilitators; the base of parities."""
        return self.once("talking", lambda: self.present * (self.roles != FACILITATOR))

    def of_role(self, code: int) -> Array:
        """(R, n) 1 for members of a role who belong to the CoP."""
        return self.once(("role", code), lambda: self.invited * (self.roles == code))

    def once(self, key: Any, make: Callable[[], _CACHED]) -> _CACHED:
        """What `make` returns, made once for this key."""
        if key not in self._made:
            self._made[key] = make()
        made: _CACHED = self._made[key]
        return made

    def _sums(self, what: str, whose: str) -> Circles:
        """Every field of an array of records, added up by circle."""
        return self.once((what, whose), lambda: self._add(getattr(self.state, what), getattr(self, whose)))

    def _add(self, records: NDArray[np.void], weights: Array) -> Circles:
        rows, n = weights.shape
        values = np.ascontiguousarray(records).view(np.float64).reshape(rows, n, -1)
        shape = (rows, N_CIRCLES, values.shape[2])
        made = Circles(np.zeros(shape), np.empty(shape), np.zeros((rows, N_CIRCLES)))
        circle_sums(values, weights, self.roles, made.sums, made.means, made.counts)  # type: ignore[no-untyped-call]
        return made


def _unlogged(state: State) -> State:
    """The state without what was recorded of its turns, which no outcome reads."""
    return state._replace(log=state.log[:, :0], heard=state.heard[:, :0])


def _below(arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Arrays of one shape, one below the other; NumPy's own way first asks of every field whether it fits."""
    rows = len(arrays[0])
    out = np.empty((len(arrays) * rows, *arrays[0].shape[1:]), arrays[0].dtype)
    for number, array in enumerate(arrays):
        out[number * rows : (number + 1) * rows] = array
    return out


def _column(what: str, name: str, kind: int = 0) -> int:
    """Number of a field among the numbers of a record."""
    return _COLUMNS[what][name] + kind
