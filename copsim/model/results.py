"""Results: the one form in which outcomes travel, from the kernels through the store to the page.

Plain arrays with names. xarray would give the same access, but importing it takes half a second and every selection
copies labels, which is more than a batch of a hundred runs may cost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from copsim.errors import InputError, unknown
from copsim.model.roles import ROLES
from copsim.model.setup import Setup
from copsim.model.state import LOG_DTYPE
from copsim.model.version import MODEL_VERSION

if TYPE_CHECKING:
    import pandas as pd

Record = Literal["summary", "cycles", "turns"]
RECORDS: tuple[Record, ...] = ("summary", "cycles", "turns")
TURN_DTYPE = np.dtype([("run", np.int64), *[(name, LOG_DTYPE[name]) for name in LOG_DTYPE.names or ()]])
Rows = Sequence[int] | NDArray[np.intp] | NDArray[np.bool_]


@dataclass(frozen=True)
class Failure:
    """A run that failed, and why."""

    seed: int
    replicate: int
    error: str


def _none() -> NDArray[np.int64]:
    return np.zeros(0, np.int64)


@dataclass(frozen=True, eq=False)
class Results:
    """Outcomes of R finished runs by name, with what identifies them.

    Take columns by `outcome` and `course`; the arrays behind them are for whoever moves whole blocks.

    Attributes:
        outcomes: Names of the O outcomes that are held.
        seeds: (R,) seeds of the runs.
        summary: (R, O) outcomes of whole runs; NaN where not defined.
        cycles: (R, C, O) outcomes after each cycle; None when only summaries were kept.
        turns: Every turn and contact, in the order of the runs, with `run` the row of its run; None unless kept.
        ties: (K, 2, n, n) trust of row in column before the first and after the last cycle; None unless kept.
        tied: (K,) rows of the runs whose ties are held; the first K when left out.
        replicate: (R,) number of each run within its study, from 0; in order when left out.
        name: Scenario name, a key.
        title: One line for people.
        scenario_hash: Identity of the scenario's content.
        parameters: What differs from the defaults of the parameter table.
        parameter_hash: Identity of the parameters.
        model_version: Version of the dynamics.
        plugin: Name of a mechanism of the user's that took part; empty when none did.
        ids: Name of each of the n members.
        roles: Role of each.
        labels: Sub-label of each, such as "GP".
        priorities: Names of the implementation priorities.
        n_cycles: Meeting cycles of a run; 0 when not known.
        warnings: Things allowed but worth saying, such as a value outside its prior range.
        failures: Runs that were asked for and failed; they have no row.
    """

    outcomes: tuple[str, ...]
    seeds: NDArray[np.uint64]
    summary: NDArray[np.float64]
    cycles: NDArray[np.float64] | None = None
    turns: NDArray[np.void] | None = None
    ties: NDArray[np.float64] | None = None
    tied: NDArray[np.int64] = field(default_factory=_none)
    replicate: NDArray[np.int64] = field(default_factory=_none)
    name: str = ""
    title: str = ""
    scenario_hash: str = ""
    parameters: Mapping[str, float] = field(default_factory=dict)
    parameter_hash: str = ""
    model_version: int = MODEL_VERSION
    plugin: str = ""
    ids: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    n_cycles: int = 0
    warnings: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()

    def __post_init__(self) -> None:
        """Number what was not numbered, and refuse arrays that do not fit together."""
        if self.ties is not None and len(self.tied) != len(self.ties):
            object.__setattr__(self, "tied", np.arange(len(self.ties)))
        if len(self.replicate) != len(self.seeds):
            object.__setattr__(self, "replicate", np.arange(len(self.seeds)))
        fits = self.summary.shape == (len(self.seeds), len(self.outcomes))
        if self.cycles is not None:
            fits &= self.cycles.shape[::2] == self.summary.shape
            object.__setattr__(self, "n_cycles", self.cycles.shape[1])
        if not fits:
            raise InputError(
                f"{self.name or 'results'}: results of shape {self.summary.shape} do not fit "
                f"{len(self.seeds)} seeds and {len(self.outcomes)} outcomes"
            )

    def __len__(self) -> int:
        """Number of finished runs."""
        return len(self.seeds)

    @property
    def replicates(self) -> int:
        """Number of finished runs, for texts."""
        return len(self.seeds)

    @property
    def record(self) -> Record:
        """How much was kept of each run."""
        return "summary" if self.cycles is None else "cycles" if self.turns is None else "turns"

    def outcome(self, name: str) -> NDArray[np.float64]:
        """(R,) an outcome of the whole run, by its own rule: the last held meeting's value, the mean or the sum.

        Raises:
            InputError: When it is not held, naming the nearest that is.
        """
        return self.summary[:, self._column(name)]

    def course(self, name: str) -> NDArray[np.float64]:
        """(R, C) an outcome after each cycle.

        Raises:
            InputError: When it is not held, or cycles were not kept.
        """
        if self.cycles is None:
            raise InputError(f"{self.name or 'results'}: cycles were not kept; run again with record 'cycles'")
        return self.cycles[:, :, self._column(name)]

    def _column(self, name: str) -> int:
        if name not in self.outcomes:
            raise unknown("outcome", name, self.outcomes)
        return self.outcomes.index(name)

    def of(self, setup: Setup, parameter_hash: str = "", **more: Any) -> Results:
        """The same results, said to be of a scenario."""
        return replace(
            self,
            name=setup.name,
            title=setup.title or setup.name,
            scenario_hash=setup.scenario_hash,
            parameter_hash=parameter_hash,
            ids=setup.ids,
            roles=tuple(ROLES[code] for code in setup.roles.tolist()),
            labels=setup.labels,
            priorities=setup.priorities,
            n_cycles=setup.n_cycles,
            warnings=setup.warnings,
            **{"parameters": setup.parameters, **more},
        )

    def take(self, rows: Rows) -> Results:
        """Some of the runs, by row or by a mask, in the order given; every row at most once."""
        chosen = np.asarray(rows)
        chosen = np.flatnonzero(chosen) if chosen.dtype == bool else chosen.astype(np.int64)
        place = np.full(len(self), -1)
        place[chosen] = np.arange(len(chosen))
        return replace(
            self,
            seeds=self.seeds[chosen],
            summary=self.summary[chosen],
            cycles=None if self.cycles is None else self.cycles[chosen],
            turns=None if self.turns is None else _moved(self.turns, place),
            **_moved_ties(self.ties, self.tied, place),
            replicate=self.replicate[chosen],
        )

    def deep_as(self, record: Record) -> Results:
        """No more than what a depth of recording keeps."""
        keep = RECORDS.index(record)
        cycles, ties, tied = (self.cycles, self.ties, self.tied) if keep else (None, None, _none())
        return replace(self, cycles=cycles, ties=ties, tied=tied, turns=self.turns if keep > 1 else None)

    def to_frame(self) -> pd.DataFrame:
        """One row per run: scenario, replicate, seed, and every outcome."""
        import pandas as pd

        head = {"scenario": self.name, "replicate": self.replicate, "seed": self.seeds}
        return pd.concat([pd.DataFrame(head), pd.DataFrame(self.summary, columns=list(self.outcomes))], axis=1)

    def course_frame(self) -> pd.DataFrame:
        """One row per run and cycle, counted from 1.

        Raises:
            InputError: When cycles were not kept.
        """
        import pandas as pd

        if self.cycles is None:
            raise InputError(f"{self.name or 'results'}: cycles were not kept; run again with record 'cycles'")
        runs, cycles, width = self.cycles.shape
        head = {
            "scenario": self.name,
            "replicate": np.repeat(self.replicate, cycles),
            "seed": np.repeat(self.seeds, cycles),
            "cycle": np.tile(np.arange(1, cycles + 1), runs),
        }
        values = pd.DataFrame(self.cycles.reshape(-1, width), columns=list(self.outcomes))
        return pd.concat([pd.DataFrame(head), values], axis=1)


def merged(pieces: Sequence[Results]) -> Results:
    """Runs of several results one after the other, said to be what the first is; all hold the same outcomes.

    Raises:
        InputError: When there are none, or outcomes or depths of recording differ.
    """
    if not pieces:
        raise InputError("results: nothing to merge")
    first = pieces[0]
    if any((one.outcomes, one.record) != (first.outcomes, first.record) for one in pieces):
        raise InputError(f"{first.name or 'results'}: results with other outcomes or recording cannot be merged")
    if len(pieces) == 1:
        return first
    starts = np.cumsum([0, *(len(one) for one in pieces)])[:-1]
    tied = [(one.ties, one.tied + start) for one, start in zip(pieces, starts, strict=True) if one.ties is not None]
    return replace(
        first,
        seeds=np.concatenate([one.seeds for one in pieces]),
        summary=np.concatenate([one.summary for one in pieces]),
        cycles=None if first.cycles is None else np.concatenate([_held(one.cycles) for one in pieces]),
        turns=None if first.turns is None else np.concatenate(
            [_shifted(_held(one.turns), start) for one, start in zip(pieces, starts, strict=True)]
        ),
        ties=np.concatenate([ties for ties, _ in tied]) if tied else None,
        tied=np.concatenate([rows for _, rows in tied]) if tied else _none(),
        replicate=np.concatenate([one.replicate for one in pieces]),
        failures=tuple(failure for one in pieces for failure in one.failures),
    )  # fmt: skip


def _held(array: NDArray[Any] | None) -> NDArray[Any]:
    assert array is not None
    return array


def _shifted(turns: NDArray[np.void], start: int) -> NDArray[np.void]:
    moved = turns.copy()
    moved["run"] += start
    return moved


def _moved(turns: NDArray[np.void], place: NDArray[np.int64]) -> NDArray[np.void]:
    """Turns of the runs that have a new place (others -1), in the order of the places."""
    where = place[turns["run"]]
    order = np.argsort(where, kind="stable")
    order = order[np.searchsorted(where[order], 0) :]
    moved = turns[order]
    moved["run"] = where[order]
    return moved


def _moved_ties(
    ties: NDArray[np.float64] | None, tied: NDArray[np.int64], place: NDArray[np.int64]
) -> dict[str, Any]:
    if ties is None:
        return {}
    where = place[tied]
    kept = np.flatnonzero(where >= 0)
    kept = kept[np.argsort(where[kept], kind="stable")]
    return {"ties": ties[kept], "tied": where[kept]}
