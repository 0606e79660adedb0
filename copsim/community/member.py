"""A member: a Mesa agent that is a thin view of its row in the state."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
from mesa import Agent
from numpy.typing import NDArray

from copsim.errors import unknown
from copsim.model.roles import KINDS, ROLES
from copsim.model.state import MEMBER_DTYPE, TALLY_DTYPE

if TYPE_CHECKING:
    from copsim.community.community import Community

_NUMBERS = frozenset(name for name in MEMBER_DTYPE.names or () if MEMBER_DTYPE[name].shape == () and name != "role")
_VECTORS = frozenset(name for name in MEMBER_DTYPE.names or () if MEMBER_DTYPE[name].shape != ())
_TALLIES = frozenset(TALLY_DTYPE.names or ())


class _Counters(WeakKeyDictionary[Any, Iterator[int]]):
    """Mesa's counters of agents by model, which let a model go when nobody else holds it."""

    def __getitem__(self, model: Any) -> Iterator[int]:
        if model not in self:
            self[model] = count(1)
        return super().__getitem__(model)


class Member(Agent):  # type: ignore[misc]
    """One member; its attributes read and write the row that the kernels work on.

    `member.confidence = 0.9` changes the running model; `member.knowledge` is a (4,) view in the order of `KINDS`;
    `member.turns` counts the turns of the last meeting. So `AgentSet.select`, `agg`, `groupby` and `set` work.

    Attributes:
        row: Row of the member in the arrays.
        id: Name on the roster, such as "lay-1".
        label: Sub-label such as "GP".
        role: One of "lay", "clinical", "commissioner", "facilitator".
    """

    model: Community
    _ids = _Counters()  # Mesa's own dictionary keeps every model that ever had an agent alive.

    def __init__(self, community: Community, row: int) -> None:
        """Make the view of one row."""
        object.__setattr__(self, "row", row)
        super().__init__(community)
        setup = community.setup
        object.__setattr__(self, "id", setup.ids[row])
        object.__setattr__(self, "label", setup.labels[row])
        object.__setattr__(self, "role", ROLES[setup.roles[row]])

    def __getattr__(self, name: str) -> Any:
        """Read a state variable of this member."""
        if name in _NUMBERS:
            return float(self.model.state.members[name][0, self.row])
        if name in _VECTORS:
            return self.model.state.members[name][0, self.row]
        if name in _TALLIES:
            value = self.model.state.tally[name][0, self.row]
            return value if np.ndim(value) else float(value)
        raise AttributeError(str(unknown("attribute of a member", name, _NUMBERS | _VECTORS | _TALLIES)))

    def __setattr__(self, name: str, value: Any) -> None:
        """Write a state variable of this member, or an attribute of Mesa's."""
        if name in _NUMBERS or name in _VECTORS:
            self.model.state.members[name][0, self.row] = value
        elif name in ("row", "id", "label", "role") or name in _TALLIES:
            raise AttributeError(f"{name} of a member cannot be set")
        else:
            object.__setattr__(self, name, value)

    @property
    def support(self) -> NDArray[np.float64]:
        """(V + 1,) view of the support for each priority and, last, for adapting the course."""
        support: NDArray[np.float64] = self.model.state.views["support"][0, self.row]
        return support

    @property
    def trust(self) -> NDArray[np.float64]:
        """(n,) view of this member's trust in everybody."""
        trust: NDArray[np.float64] = self.model.state.ties["trust"][0, self.row]
        return trust

    def knows(self, kind: str) -> float:
        """Usable share of one kind of knowledge, by its name."""
        if kind not in KINDS:
            raise unknown("kind of knowledge", kind, KINDS)
        return float(self.knowledge[KINDS.index(kind)])
