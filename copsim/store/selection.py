"""Which runs are meant: by scenario name, study, model version and plugin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Subquery, and_, exists, func, select

from copsim.errors import unknown
from copsim.store.rows import chunks
from copsim.store.tables import Tables

_WHOLE = ("point", "replicate", "seed", "id", "outcome_set", "cycle_set")
RUN_DTYPE = np.dtype([*((name, np.int64) for name in _WHOLE), ("status", "U8"), ("record", "U8")])


@dataclass(frozen=True)
class StoredPoint:
    """A scenario with one parameter set under one model version, with or without a plugin, by one of its names."""

    id: int
    scenario: str
    scenario_id: int
    scenario_hash: str
    parameter_hash: str
    model_version: int
    plugin: str
    plugin_name: str


@dataclass(frozen=True)
class Selection:
    """A choice of runs; what is left out does not narrow it.

    Attributes:
        scenarios: Scenario names.
        study: Name of a study.
        model_version: Version of the dynamics; None for all.
        plugin: Hash of a plugin, empty for runs without one; None for all.
    """

    scenarios: Sequence[str] = ()
    study: str | None = None
    model_version: int | None = None
    plugin: str | None = ""

    def points(self, connection: Connection, tables: Tables) -> list[StoredPoint]:
        """The chosen points, once by each name that was asked for, in an order that storing has no part in.

        Raises:
            InputError: For a scenario or study that the store does not hold, with the nearest known name.
        """
        self._check(connection, tables)
        point, scenario, parameters = tables.point, tables.scenario, tables.parameter_set
        names, last = self._names(tables), (point.c.model_version, point.c.plugin, point.c.plugin_name)
        who = (scenario.c.id.label("scenario_id"), scenario.c.hash, parameters.c.hash.label("parameter_hash"))
        pair = and_(names.c.scenario_id == point.c.scenario_id, names.c.parameter_set_id == point.c.parameter_set_id)
        at_scenario = scenario.c.id == point.c.scenario_id
        at_parameters = parameters.c.id == point.c.parameter_set_id
        statement = (
            select(point.c.id, names.c.name, *who, *last)
            .select_from(point.join(names, pair).join(scenario, at_scenario).join(parameters, at_parameters))
            .where(self.where(tables))
        )
        found = [StoredPoint(*row) for row in connection.execute(statement)]
        return sorted(found, key=lambda one: (one.scenario, one.scenario_hash, one.parameter_hash, *_last(one)))

    def where(self, tables: Tables) -> ColumnElement[bool]:
        """The condition on the table of points."""
        point, conditions = tables.point, list[ColumnElement[bool]]()
        for table, column, values in (
            (tables.label, "name", self.scenarios),
            (tables.study_point, "study", [self.study] if self.study is not None else ()),
        ):
            if values:
                same = (table.c[name] == point.c[name] for name in ("scenario_id", "parameter_set_id"))
                conditions.append(exists().where(*same, table.c[column].in_(values)))
        if self.model_version is not None:
            conditions.append(point.c.model_version == self.model_version)
        if self.plugin is not None:
            conditions.append(point.c.plugin == self.plugin)
        return and_(True, *conditions)

    def _check(self, connection: Connection, tables: Tables) -> None:
        names = set(connection.scalars(select(tables.label.c.name).distinct())) if self.scenarios else set()
        for name in self.scenarios:
            if name not in names:
                raise unknown("scenario", name, names, "stored runs")
        if self.study is not None:
            check_study(connection, tables, self.study)

    def _names(self, tables: Tables) -> Subquery:
        """Names by scenario and parameter set: those asked for, or else the first name of each pair."""
        label = tables.label
        pair = (label.c.scenario_id, label.c.parameter_set_id)
        if self.scenarios:
            return select(*pair, label.c.name).where(label.c.name.in_(self.scenarios)).subquery()
        return select(*pair, func.min(label.c.name).label("name")).group_by(*pair).subquery()


def _last(one: StoredPoint) -> tuple[int, str]:
    return one.model_version, one.plugin


@dataclass(frozen=True)
class Runs:
    """Runs of some points, in order; of a million runs this is all that has to be in memory.

    Attributes:
        points: The points.
        of: (N,) which of them each run is of.
        rows: (N,) records of `RUN_DTYPE`.
    """

    points: Sequence[StoredPoint]
    of: NDArray[np.int64]
    rows: NDArray[np.void]

    def pieces(self, size: int) -> Iterator[Runs]:
        """The runs in pieces; at least one piece, which may be empty."""
        for start in range(0, max(1, len(self.rows)), size):
            yield Runs(self.points, self.of[start : start + size], self.rows[start : start + size])

    def where(self, chosen: NDArray[np.bool_]) -> Runs:
        """Some of the runs."""
        return Runs(self.points, self.of[chosen], self.rows[chosen])

    def each(self, name: str) -> list[object]:
        """An attribute of its point for every run."""
        values = [getattr(point, name) for point in self.points]
        return [values[position] for position in self.of.tolist()]


def runs_of(connection: Connection, tables: Tables, points: Sequence[StoredPoint]) -> Runs:
    """Every run of these points, by point, then replicate, then seed."""
    run = tables.run
    columns = (run.c.point_id, run.c.replicate, run.c.seed, run.c.id)
    sets = (func.coalesce(run.c.outcome_set_id, 0), func.coalesce(run.c.cycle_set_id, 0))
    base = select(*columns, *sets, run.c.status, run.c.record)
    pieces = [np.zeros(0, RUN_DTYPE)]
    for some in chunks(sorted({one.id for one in points})):
        found = connection.execute(base.where(run.c.point_id.in_(some)), execution_options={"stream_results": True})
        pieces.append(np.fromiter((tuple(row) for row in found), RUN_DTYPE))
    rows = np.concatenate(pieces)
    rows = rows[np.lexsort((rows["seed"].view(np.uint64), rows["replicate"], rows["point"]))]
    ids = np.array([one.id for one in points], np.int64)
    starts, ends = np.searchsorted(rows["point"], ids), np.searchsorted(rows["point"], ids, "right")
    order = [np.zeros(0, np.int64), *(np.arange(start, end) for start, end in zip(starts, ends, strict=True))]
    return Runs(points, np.repeat(np.arange(len(ids)), ends - starts), rows[np.concatenate(order)])


def check_study(connection: Connection, tables: Tables, name: str) -> None:
    """Refuse a study that the store does not hold.

    Raises:
        InputError: With the nearest known name.
    """
    names = set(connection.scalars(select(tables.study.c.name)))
    if name not in names:
        raise unknown("study", name, names, "stored studies")
