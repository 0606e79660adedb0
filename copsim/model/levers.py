"""Levers: the table of columns per cycle that is the only thing interventions and shocks can set.

A scenario's interventions declare `Contribution`s; `lever_table` combines them, column by column, by the rule of the
column, into one record per replicate and cycle. A contribution may be scaled by a parameter, so that its magnitude
keeps its prior range and varies with the parameter set.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from copsim.errors import unknown
from copsim.model.roles import COST_KINDS, GROUPINGS, KINDS, MIXED, ROLES

Shape = Literal["scalar", "role", "kind", "cost", "member"]
Rule = Literal["sum", "product", "maximum", "minimum", "last"]


@dataclass(frozen=True)
class Lever:
    """One column of the lever table.

    Attributes:
        name: Column name, as kernels read it.
        shape: One value a cycle, or one per role, kind of knowledge, kind of cost or member.
        neutral: Value when nothing contributes.
        rule: How several contributions combine; sums are clipped to [low, high].
        low: Least value.
        high: Largest value.
        meaning: One line.
    """

    name: str
    shape: Shape
    neutral: float
    rule: Rule
    low: float
    high: float
    meaning: str


_ANY = 1e9
_COLUMNS = (
    Lever("held", "scalar", 1, "minimum", 0, 1, "1 when the meeting is held, 0 when it is suspended"),
    Lever("online", "scalar", 0, "maximum", 0, 1, "1 when the meeting is online"),
    Lever("chat", "scalar", 0, "maximum", 0, 1, "1 when an online meeting has an open chat"),
    Lever("briefing", "role", 0, "sum", 0, 1, "dose of preparation before the meeting, per role"),
    Lever("facilitation", "scalar", 0, "maximum", 0, 1, "skill of collaborative facilitation"),
    Lever("task_led", "scalar", 0, "maximum", 0, 1, "how far the meeting is led by a task list from the top"),
    Lever("levelling", "scalar", 0, "sum", 0, 0.95, "how much formal power loses its say by the place of the meeting"),
    Lever("icebreakers", "scalar", 0, "sum", 0, 1, "dose of ice-breakers at the opening"),
    Lever("grouping", "scalar", MIXED, "last", 0, len(GROUPINGS) - 1, "how breakout groups are composed"),
    Lever("group_size", "scalar", 5, "last", 2, 500, "aimed-at members per breakout group"),
    Lever("breakout_turns", "scalar", 45, "last", 0, 1000, "turns of each breakout group"),
    Lever("plenary_turns", "scalar", 60, "last", 0, 1000, "turns of the plenary"),
    Lever("prepared", "scalar", 0, "maximum", 0, 1, "how far the facilitators of breakout groups are prepared"),
    Lever("social_time", "scalar", 1, "sum", 0, 5, "length of breaks, in ordinary breaks"),
    Lever("agenda", "kind", 1, "product", 0, 10, "weight of each kind of knowledge on the agenda"),
    Lever("brokering", "scalar", 0, "maximum", 0, 1, "help with how, when and where lived knowledge applies"),
    Lever("group_task", "scalar", 0, "maximum", 0, 1, "share of the group task worked on before this meeting"),
    Lever("communication", "scalar", 0, "maximum", 0, 1, "communication between meetings"),
    Lever("organisation", "scalar", 0, "maximum", 0, 1, "administrative support that frees members for the CoP"),
    Lever("aims", "scalar", 0, "maximum", 0, 1, "how explicit the aims are (0 unstated, 0.5 evolving, 1 agreed)"),
    Lever("comfort", "scalar", 0, "sum", 0, 1, "how far the place lets members speak without fear of judgement"),
    Lever("workload", "role", 0, "sum", -1, 1, "workload added to what members bring, per role"),
    Lever("fear", "role", 0, "sum", 0, 1, "unease from outside, per role"),
    Lever("freed", "role", 0, "sum", 0, 5, "working time freed for change, in ordinary times, per role"),
    Lever("permission", "scalar", 0, "sum", 0, 1, "organisational permission for change"),
    Lever("complexity", "scalar", 0, "sum", -1, 1, "added to the complexity of the innovation"),
    Lever("fit", "scalar", 0, "sum", -1, 1, "added to the fit between evidence and service specification"),
    Lever("audit", "scalar", 0, "maximum", 0, 1, "strength of good local audit data, which argue against change"),
    Lever("funding", "scalar", 1, "minimum", 0, 1, "funding available for the change"),
    Lever("relevance", "scalar", 1, "minimum", 0, 1, "how far the agreed course fits the changed context, unadapted"),
    Lever("question", "scalar", 0, "maximum", 0, 1, "1 while the question of keeping or adapting is open"),
    Lever("adapt", "scalar", 0, "maximum", 0, 1, "1 in cycles in which the course may be adapted to the context"),
    Lever("restart", "scalar", 0, "maximum", 0, 1, "1 in the cycle in which priorities are started again"),
    Lever("lay_steering", "scalar", 0, "maximum", 0, 1, "1 while a lay-led steering group sets agendas"),
    Lever("digital_support", "scalar", 0, "maximum", 0, 1, "help for those who cannot join online"),
    Lever("questions", "scalar", 1, "minimum", 0, 1, "1 while members may ask (0 switches questions off)"),
    Lever("persuasion", "role", 1, "product", 0, 1, "how far turns move views, per role of the speaker"),
    Lever("cost", "cost", 0, "sum", 0, _ANY, "pounds spent in the cycle beside the time of those attending"),
    Lever("invited", "member", 1, "product", 0, 1, "1 while the member is invited to the CoP"),
    Lever("chair", "member", 0, "maximum", 0, 1, "1 while the member chairs the steering group"),
    Lever("paid_hours", "member", 0, "sum", 0, 1e4, "hours paid for beside meetings and briefings"),
)
LEVERS: Mapping[str, Lever] = {lever.name: lever for lever in _COLUMNS}
_WIDTHS = {"role": len(ROLES), "kind": len(KINDS), "cost": len(COST_KINDS)}
LEVER_DTYPE = np.dtype(
    [
        (lever.name, np.float64) if lever.shape == "scalar" else (lever.name, np.float64, (_WIDTHS[lever.shape],))
        for lever in _COLUMNS
        if lever.shape != "member"
    ]
)
MEMBER_LEVERS = tuple(lever.name for lever in _COLUMNS if lever.shape == "member")
MEMBER_LEVER_DTYPE = np.dtype([(name, np.float64) for name in MEMBER_LEVERS])


@dataclass(frozen=True)
class Contribution:
    """What one intervention or shock adds to one lever.

    Attributes:
        lever: Name of the column.
        value: The contribution, before scaling.
        cycles: Cycles it holds in, counted from 1; None for all.
        parameter: Name of a parameter that multiplies the value; None for none.
        at: Index within the column (role, kind, cost or member number); None for all.
        in_person: Counts only in cycles whose meeting is in person.
        when_held: Counts only in cycles whose meeting is held.
        per: Name of a second parameter that multiplies the value, such as a price per hour; None for none.
    """

    lever: str
    value: float
    cycles: tuple[int, ...] | None = None
    parameter: str | None = None
    at: int | None = None
    in_person: bool = False
    when_held: bool = False
    per: str | None = None

    def __post_init__(self) -> None:
        """Refuse a lever that does not exist."""
        if self.lever not in LEVERS:
            raise unknown("lever", self.lever, LEVERS)


@dataclass(frozen=True)
class LeverTable:
    """Levers of a batch.

    Attributes:
        cycles: (replicates, cycles) records of `LEVER_DTYPE`.
        members: (replicates, cycles, members) records of `MEMBER_LEVER_DTYPE`.
    """

    cycles: NDArray[np.void]
    members: NDArray[np.void]


def lever_table(
    contributions: Iterable[Contribution], n_cycles: int, n_members: int, parameters: NDArray[np.void]
) -> LeverTable:
    """Combine contributions into the table that the dynamics read.

    Whether a meeting is held and online is settled first, because other contributions may depend on it.

    Args:
        contributions: In the order declared; "last" lets later ones win.
        n_cycles: Cycles of the run.
        n_members: Members of the roster.
        parameters: (replicates,) parameter records.

    Returns:
        The table, one row per replicate and cycle, clipped to each column's range.
    """
    replicates = parameters.shape[0]
    table = LeverTable(
        np.full((replicates, n_cycles), _NEUTRAL.cycles),
        np.full((replicates, n_cycles, n_members), _NEUTRAL.members),
    )
    ordered = sorted(contributions, key=lambda item: item.lever not in ("held", "online"))
    for item in ordered:
        _add(table, item, parameters)
    for lever in (LEVERS[name] for name in {item.lever for item in ordered}):
        column = _column(table, lever)
        column[...] = np.minimum(np.maximum(column, lever.low), lever.high)
    return table


def _column(table: LeverTable, lever: Lever) -> NDArray[np.float64]:
    column: NDArray[np.float64] = (table.members if lever.shape == "member" else table.cycles)[lever.name]
    return column


def _neutral() -> LeverTable:
    """One record of each kind, with nothing contributed."""
    table = LeverTable(np.zeros(1, LEVER_DTYPE), np.zeros(1, MEMBER_LEVER_DTYPE))
    for lever in _COLUMNS:
        _column(table, lever)[...] = lever.neutral
    return table


_NEUTRAL = _neutral()


def _add(table: LeverTable, item: Contribution, parameters: NDArray[np.void]) -> None:
    """Combine one contribution into its column, in place."""
    lever = LEVERS[item.lever]
    column = _column(table, lever)
    if item.at is not None:
        column = column[..., item.at]
    value = np.full(len(parameters), item.value)
    for name in (item.parameter, item.per):
        if name:
            value = value * parameters[name]
    when = slice(None) if item.cycles is None else np.array(item.cycles, np.int64) - 1
    old = column[:, when]
    new = _combined(lever.rule, old, value.reshape(-1, *[1] * (old.ndim - 1)))
    if item.in_person or item.when_held:
        counts = table.cycles["held"][:, when] > 0.5
        if item.in_person:
            counts = counts & (table.cycles["online"][:, when] < 0.5)
        new = np.where(counts.reshape(*counts.shape, *[1] * (old.ndim - 2)), new, old)
    column[:, when] = new


def _combined(rule: Rule, old: NDArray[np.float64], new: NDArray[np.float64]) -> NDArray[np.float64]:
    if rule == "sum":
        return old + new
    if rule == "product":
        return old * new
    if rule == "maximum":
        return np.maximum(old, new)
    if rule == "minimum":
        return np.minimum(old, new)
    return np.broadcast_to(new, old.shape)
