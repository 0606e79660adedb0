"""Writing: registration of scenarios and parameter sets, and runs in batches, each in one transaction.

A run is stored once. A run that is there already is compared with the one that comes, outcome by outcome that both
hold: equal, it stays, and takes what it lacks, be it finer recording or outcomes that were added since; different,
nothing is written and the difference is reported. A failed run gives way to a later attempt.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Table, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

import copsim
from copsim.errors import OutsideError
from copsim.model.results import Record, Results
from copsim.store.errors import ResultsDifferError, SchemaError, shown
from copsim.store.identity import content_hash, platform_label, to_signed
from copsim.store.reader import courses, find, point_ids, summaries
from copsim.store.records import (
    DONE,
    FAILED,
    NO_PLUGIN,
    Found,
    Key,
    Plugin,
    RunBatch,
    RunEntry,
    ScenarioRecord,
    depth,
)
from copsim.store.rows import chunks, insert_rows, same, to_rows, update_rows
from copsim.store.tables import TURN_COLUMNS, Tables

_RUN = (
    "id", "point_id", "seed", "replicate", "batch_id", "status", "record", "outcome_set_id", "cycle_set_id", "error"
)  # fmt: skip
Ids = dict[int, int]


@dataclass(frozen=True)
class Writer:
    """Writes to the tables of one model version through one open transaction."""

    connection: Connection
    tables: Tables
    model_version: int

    def register(self, records: Iterable[ScenarioRecord]) -> None:
        """Note scenarios, parameter sets and names; those that are there stay as they are.

        Raises:
            SchemaError: When defaults moved under one model version.
        """
        self._note_defaults()
        scenarios, parameters, labels = {}, {}, {}
        for one in records:
            about = {"members": one.members, "priorities": list(one.priorities)}
            scenarios[one.hash] = (one.hash, one.name, one.title, _json(one.resolved), _json(about))
            parameters[one.parameter_hash] = (one.parameter_hash, _json(one.parameters))
            labels[one.hash, one.parameter_hash, one.name] = one.title
        self._insert_missing(self.tables.scenario, list(scenarios.values()))
        self._insert_missing(self.tables.parameter_set, list(parameters.values()))
        known = self.numbers(self.tables.scenario, scenarios), self.numbers(self.tables.parameter_set, parameters)
        rows = [(name, known[0][one], known[1][other], title) for (one, other, name), title in labels.items()]
        self._insert_missing(self.tables.label, rows)

    def numbers(self, table: Table, hashes: Iterable[str]) -> dict[str, int]:
        """Numbers of rows by their hash."""
        found: dict[str, int] = {}
        for some in chunks(sorted(hashes)):
            rows = self.connection.execute(select(table.c.hash, table.c.id).where(table.c.hash.in_(some)))
            found |= {row.hash: row.id for row in rows}
        return found

    def _note_defaults(self) -> None:
        """Hold this copsim to the defaults that stored runs of its model version differ from."""
        from copsim.model.parameters import PARAMETERS

        table, own = self.tables.model, {name: one.default for name, one in PARAMETERS.items()}
        text = self.connection.scalar(select(table.c.defaults).where(table.c.version == self.model_version))
        stored = json.loads(text) if text is not None else {}
        for name in stored.keys() & own.keys():
            if stored[name] != own[name]:
                raise SchemaError(
                    f"{shown(self.connection.engine.url)}: runs of model version {self.model_version} were stored "
                    f"with {name} = {stored[name]:g} by default; this copsim has {own[name]:g}: use another database"
                )
        if text is None:
            self.connection.execute(insert(table).values(version=self.model_version, defaults=_json(own)))
        elif own.keys() - stored.keys():
            changed = update(table).where(table.c.version == self.model_version)
            self.connection.execute(changed.values(defaults=_json(stored | own)))

    def add(self, batch: RunBatch) -> int:
        """Store the runs of a batch that are not there yet, and what those that are there lack.

        Returns:
            Runs that were new or got more.

        Raises:
            ResultsDifferError: When a stored run was repeated with another result.
        """
        keys = _keys(batch)
        found = find(self.connection, self.tables, batch.scenario_hash, keys, self.model_version, batch.plugin)
        done = {index: found[key] for index, key in enumerate(keys) if key in found and found[key].status == DONE}
        self._remove([one.run_id for one in found.values() if one.status != DONE])
        self._insert_runs(batch, [index for index in range(len(keys)) if index not in done])
        return len(keys) - len(done) + self._extend(batch, done)

    def add_failed(
        self, scenario_hash: str, run: RunEntry, seed: int, record: Record, error: str, plugin: Plugin = NO_PLUGIN
    ) -> None:
        """Store that a run failed and why; a finished run of the same identity stays."""
        key = (run.parameter_hash, seed)
        found = find(self.connection, self.tables, scenario_hash, [key], self.model_version, plugin).get(key)
        if found is not None and found.status == DONE:
            return
        self._remove([found.run_id] if found else [])
        point = self._points(scenario_hash, {run.parameter_hash}, plugin)[run.parameter_hash]
        who = (self._next_id(self.tables.run), point, to_signed([seed])[0], run.replicate, self._batch("", 0.0))
        insert_rows(self.connection, self.tables.run, _RUN, [(*who, FAILED, record, None, None, error)])

    def _insert_missing(self, table: Table, rows: Sequence[tuple[object, ...]]) -> None:
        dialect = postgresql if self.connection.dialect.name == "postgresql" else sqlite
        names = [column.name for column in table.columns if column.name != "id"]
        for some in chunks(rows):
            values = [dict(zip(names, row, strict=True)) for row in some]
            self.connection.execute(dialect.insert(table).on_conflict_do_nothing(), values)

    def _next_id(self, table: Table) -> int:
        return int(self.connection.execute(select(func.coalesce(func.max(table.c.id), 0) + 1)).scalar_one())

    def _remove(self, run_ids: Sequence[int]) -> None:
        for some in chunks(run_ids):
            self.connection.execute(delete(self.tables.run).where(self.tables.run.c.id.in_(some)))

    def _points(self, scenario_hash: str, parameter_hashes: set[str], plugin: Plugin) -> dict[str, int]:
        where = (self.connection, self.tables, scenario_hash, parameter_hashes, self.model_version, plugin)
        known = point_ids(*where)
        missing = parameter_hashes - known.keys()
        if not missing:
            return known
        scenario = self.numbers(self.tables.scenario, [scenario_hash]).get(scenario_hash)
        parameters = self.numbers(self.tables.parameter_set, missing)
        if scenario is None or parameters.keys() != missing:
            raise OutsideError(
                f"{shown(self.connection.engine.url)}: the scenario's records were deleted by another process "
                "meanwhile; repeat the command"
            )
        about = (self.model_version, plugin.hash, plugin.name)
        self._insert_missing(self.tables.point, [(scenario, parameters[one], *about) for one in sorted(missing)])
        return point_ids(*where)

    def _batch(self, started: str, seconds: float) -> int:
        """A row that says where and when runs were computed."""
        number, when = self._next_id(self.tables.batch), started or datetime.now(UTC).isoformat(timespec="seconds")
        row = (number, when, seconds, platform_label(), copsim.__version__)
        insert_rows(self.connection, self.tables.batch, self.tables.batch.columns.keys(), [row])
        return number

    def _set(self, names: Iterable[str]) -> int:
        """The number of a set of outcomes."""
        ordered = sorted(names)
        key = content_hash(ordered)
        self._insert_missing(self.tables.outcome_set, [(key, " ".join(ordered))])
        return self.numbers(self.tables.outcome_set, [key])[key]

    def _insert_runs(self, batch: RunBatch, fresh: Sequence[int]) -> None:
        if not fresh:
            return
        results, first = batch.results, self._next_id(self.tables.run)
        ids = {index: first + offset for offset, index in enumerate(fresh)}
        points = self._points(batch.scenario_hash, {batch.runs[index].parameter_hash for index in fresh}, batch.plugin)
        held = self._set(results.outcomes)
        about = (self._batch(batch.started, batch.seconds / len(batch.runs)), DONE, batch.record, held)
        by_cycle = None if batch.record == "summary" or results.cycles is None else held
        seeds = to_signed(results.seeds)
        runs = [
            (number, points[batch.runs[i].parameter_hash], seeds[i], batch.runs[i].replicate, *about, by_cycle, None)
            for i, number in ids.items()
        ]
        insert_rows(self.connection, self.tables.run, _RUN, runs)
        rows = [(*row, number) for row, number in zip(to_rows(results.summary[list(fresh)]), ids.values(), strict=True)]
        insert_rows(self.connection, self.tables.run_summary, (*results.outcomes, "run_id"), rows)
        self._insert_details(batch, ids, above=0)

    def _insert_details(self, batch: RunBatch, ids: Ids, above: int) -> None:
        """Rows of what is recorded deeper than `above`, by index in the batch and run id."""
        results, deep = batch.results, depth(batch.record)
        if above < 1 <= deep and results.cycles is not None:
            rows = _cycle_rows(results.cycles, ids)
            insert_rows(self.connection, self.tables.run_cycle, (*results.outcomes, "run_id", "cycle"), rows)
            names = ("run_id", "moment", "source", "target", "weight")
            insert_rows(self.connection, self.tables.tie, names, _tie_rows(batch, ids))
        if above < 2 <= deep and results.turns is not None:
            columns = ("run_id", "ordinal", *TURN_COLUMNS)
            insert_rows(self.connection, self.tables.turn, columns, _turn_rows(results.turns, ids))

    def _extend(self, batch: RunBatch, done: dict[int, Found]) -> int:
        """Give runs that are there what they lack, after a check of what they have; how many got something."""
        alike: dict[tuple[frozenset[str], frozenset[str], str], Ids] = {}
        for index, one in done.items():
            alike.setdefault((one.outcomes, one.course, one.record), {})[index] = one.run_id
        return sum(self._extend_alike(batch, ids, *held) for held, ids in alike.items())

    def _extend_alike(
        self, batch: RunBatch, ids: Ids, outcomes: frozenset[str], course: frozenset[str], record: str
    ) -> int:
        results = batch.results
        self._check_equal(batch, ids, summaries, results.summary, outcomes)
        changes: dict[str, Any] = {}
        if new := [name for name in results.outcomes if name not in outcomes]:
            values = zip(to_rows(_columns(results, results.summary, ids, new)), ids.values(), strict=True)
            rows = [(*row, number) for row, number in values]
            update_rows(self.connection, self.tables.run_summary, new, ("run_id",), rows)
            changes["outcome_set_id"] = self._set(outcomes.union(new))
        if results.cycles is not None and course:
            self._check_equal(batch, ids, courses, results.cycles, course)
            if new := [name for name in results.outcomes if name not in course]:
                cycles = dict(zip(ids, _columns(results, results.cycles, ids, new), strict=True))
                by_run = [row for i, number in ids.items() for row in _cycle_rows(cycles[i][None], {0: number})]
                update_rows(self.connection, self.tables.run_cycle, new, ("run_id", "cycle"), by_run)
                changes["cycle_set_id"] = self._set(course.union(new))
        if depth(batch.record) > depth(record):
            self._insert_details(batch, ids, depth(record))
            changes["record"] = batch.record
            if not course and results.cycles is not None:
                changes["cycle_set_id"] = self._set(results.outcomes)
        run = self.tables.run
        for some in chunks(list(ids.values())) if changes else ():
            self.connection.execute(update(run).where(run.c.id.in_(some)).values(**changes))
        return len(ids) if changes else 0

    def _check_equal(
        self, batch: RunBatch, ids: Ids, read: Any, values: NDArray[np.float64], held: frozenset[str]
    ) -> None:
        """Refuse runs that differ from those that are stored in an outcome that both hold."""
        shared = [name for name in batch.results.outcomes if name in held]
        stored = read(self.connection, self.tables, list(ids.values()), shared)
        for index, old, new in zip(ids, stored, _columns(batch.results, values, ids, shared), strict=True):
            if not same(old, new):
                self._refuse(ids[index], batch, index)

    def _refuse(self, run_id: int, batch: RunBatch, index: int) -> None:
        run, at, point, scenario = self.tables.run, self.tables.batch, self.tables.point, self.tables.scenario
        joined = run.join(point).join(scenario).join(at, at.c.id == run.c.batch_id)
        wanted = select(scenario.c.name, at.c.platform, at.c.copsim_version).select_from(joined)
        old = self.connection.execute(wanted.where(run.c.id == run_id)).one()
        raise ResultsDifferError(
            f"scenario '{old.name}', seed {batch.results.seeds[index]}: the run repeated on {platform_label()} with "
            f"copsim {copsim.__version__} differs from the one stored on {old.platform} with {old.copsim_version}; "
            "nothing was changed"
        )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _keys(batch: RunBatch) -> list[Key]:
    seeds = batch.results.seeds.tolist()
    return [(run.parameter_hash, seed) for run, seed in zip(batch.runs, seeds, strict=True)]


def _columns(results: Results, values: NDArray[np.float64], ids: Ids, names: Sequence[str]) -> NDArray[np.float64]:
    """Some rows and outcomes of an array whose last axis is that of all outcomes."""
    at = [results.outcomes.index(name) for name in names]
    return values[list(ids)][..., at]


def _cycle_rows(cycles: NDArray[np.float64], ids: Ids) -> list[tuple[Any, ...]]:
    return [
        (*row, run_id, cycle) for index, run_id in ids.items() for cycle, row in enumerate(to_rows(cycles[index]), 1)
    ]


def _tie_rows(batch: RunBatch, ids: Ids) -> list[tuple[object, ...]]:
    """Ties of replicate 0 alone: they are there to be drawn, and every run's would outweigh all its outcomes."""
    if batch.results.ties is None:
        return []
    rows: list[tuple[object, ...]] = []
    for index, ties in zip(batch.results.tied.tolist(), batch.results.ties, strict=True):
        if index in ids and batch.runs[index].replicate == 0:
            rows.extend((ids[index], *at, float(w)) for at, w in np.ndenumerate(ties))
    return rows


def _turn_rows(turns: NDArray[np.void], ids: Ids) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for index, run_id in ids.items():
        mine = turns[turns["run"] == index]
        reception = [row[0] for row in to_rows(np.asarray(mine["reception"], np.float64).reshape(-1, 1))]
        codes = [mine[name].tolist() for name in TURN_COLUMNS[:-1]]
        rows.extend((run_id, ordinal, *row) for ordinal, row in enumerate(zip(*codes, reception, strict=True)))
    return rows
