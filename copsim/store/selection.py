"""Which runs are meant: by scenario name, study, model version and plugin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, Subquery, and_, exists, func, select

from copsim.errors import unknown
from copsim.store.tables import Tables


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

    def check(self, connection: Connection, tables: Tables) -> None:
        """Refuse names that the store does not hold.

        Raises:
            InputError: With the nearest known name.
        """
        names = set(connection.scalars(select(tables.label.c.name).distinct())) if self.scenarios else set()
        for name in self.scenarios:
            if name not in names:
                raise unknown("scenario", name, names, "stored runs")
        if self.study is not None:
            check_study(connection, tables, self.study)

    def where(self, tables: Tables) -> ColumnElement[bool]:
        """The condition on the table of runs."""
        run, label, point = tables.run, tables.label, tables.study_point
        conditions: list[ColumnElement[bool]] = []
        if self.scenarios:
            named = and_(label.c.scenario_hash == run.c.scenario_hash, label.c.parameter_hash == run.c.parameter_hash)
            conditions.append(exists().where(named, label.c.name.in_(self.scenarios)))
        if self.study is not None:
            meant = and_(point.c.scenario_hash == run.c.scenario_hash, point.c.parameter_hash == run.c.parameter_hash)
            conditions.append(exists().where(meant, point.c.study == self.study))
        if self.model_version is not None:
            conditions.append(run.c.model_version == self.model_version)
        if self.plugin is not None:
            conditions.append(run.c.plugin == self.plugin)
        return and_(True, *conditions)

    def names(self, tables: Tables) -> Subquery:
        """Names by scenario and parameter hash: those asked for, or else the first name of each pair."""
        label = tables.label
        pair = (label.c.scenario_hash, label.c.parameter_hash)
        if self.scenarios:
            return select(*pair, label.c.name).where(label.c.name.in_(self.scenarios)).subquery()
        return select(*pair, func.min(label.c.name).label("name")).group_by(*pair).subquery()

    def runs(self, tables: Tables, *columns: ColumnElement[object]) -> Select[tuple[object, ...]]:
        """The chosen runs with their names, in an order that does not depend on when they were stored."""
        run, names = tables.run, self.names(tables)
        pair = and_(names.c.scenario_hash == run.c.scenario_hash, names.c.parameter_hash == run.c.parameter_hash)
        versions = (run.c.model_version, run.c.plugin)
        order = (names.c.name, run.c.scenario_hash, run.c.parameter_hash, *versions, run.c.replicate, run.c.seed)
        statement = select(names.c.name.label("scenario"), *(columns or tuple(run.c)))
        return statement.select_from(run.join(names, pair)).where(self.where(tables)).order_by(*order)


def check_study(connection: Connection, tables: Tables, name: str) -> None:
    """Refuse a study that the store does not hold.

    Raises:
        InputError: With the nearest known name.
    """
    names = set(connection.scalars(select(tables.study.c.name)))
    if name not in names:
        raise unknown("study", name, names, "stored studies")
