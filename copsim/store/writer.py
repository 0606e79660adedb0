"""Writing: registration of scenarios and parameter sets, and runs in batches, each in one transaction.

A run is stored once. A run that is there already is compared with the one that comes: equal, it stays as it is; deeper
recorded, it gets the finer rows; different, nothing is written and the difference is reported. A failed run gives way
to a later attempt.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Table, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

import copsim
from copsim.errors import InputError
from copsim.model.results import Record
from copsim.store.errors import ResultsDifferError
from copsim.store.identity import platform_label, to_signed
from copsim.store.reader import find, load
from copsim.store.records import NO_PLUGIN, Found, Key, Plugin, RunBatch, RunEntry, ScenarioRecord, depth
from copsim.store.rows import chunks, insert_rows, same, to_rows
from copsim.store.tables import TURN_COLUMNS, Tables

DONE, FAILED = "done", "failed"


@dataclass(frozen=True)
class Writer:
    """Writes to the tables of one model version through one open transaction."""

    connection: Connection
    tables: Tables
    model_version: int

    def register(self, records: Iterable[ScenarioRecord]) -> None:
        """Note scenarios, parameter sets and names; those that are there stay as they are."""
        scenarios, vectors, labels = {}, {}, {}
        for one in records:
            about = {"members": one.members, "priorities": list(one.priorities)}
            scenarios[one.hash] = (one.hash, one.name, one.title, _json(one.resolved), _json(about))
            vectors[one.parameter_hash] = (one.parameter_hash, _json(one.parameters))
            labels[one.hash, one.parameter_hash, one.name] = (one.name, one.hash, one.parameter_hash, one.title)
        self._insert_missing(self.tables.scenario, list(scenarios.values()))
        self._insert_missing(self.tables.parameter_set, list(vectors.values()))
        self._insert_missing(self.tables.label, list(labels.values()))

    def add(self, batch: RunBatch) -> int:
        """Store the runs of a batch that are not there yet.

        Returns:
            Runs that were new or got deeper.

        Raises:
            ResultsDifferError: When a stored run was repeated with another result.
        """
        _check_user(batch, self.tables)
        keys = _keys(batch)
        found = find(self.connection, self.tables, batch.scenario_hash, keys, self.model_version, batch.plugin)
        done = {key: one for key, one in found.items() if one.status == DONE}
        self._check_equal(batch, keys, done)
        self._remove([one.run_id for one in found.values() if one.status != DONE])
        fresh = [index for index, key in enumerate(keys) if key not in done]
        self._insert_runs(batch, fresh, self._next_id())
        return len(fresh) + self._deepen(batch, keys, done)

    def add_failed(
        self, scenario_hash: str, run: RunEntry, seed: int, record: Record, error: str, plugin: Plugin = NO_PLUGIN
    ) -> None:
        """Store that a run failed and why; a finished run of the same identity stays."""
        key = (run.parameter_hash, seed)
        found = find(self.connection, self.tables, scenario_hash, [key], self.model_version, plugin).get(key)
        if found is not None and found.status == DONE:
            return
        self._remove([found.run_id] if found else [])
        row = self._run_row(self._next_id(), scenario_hash, run, seed, plugin, (FAILED, record, error), ("", 0.0))
        insert_rows(self.connection, self.tables.run, [row])

    def _insert_missing(self, table: Table, rows: Sequence[tuple[object, ...]]) -> None:
        dialect = postgresql if self.connection.dialect.name == "postgresql" else sqlite
        names = [column.name for column in table.columns]
        for some in chunks(rows):
            values = [dict(zip(names, row, strict=True)) for row in some]
            self.connection.execute(dialect.insert(table).on_conflict_do_nothing(), values)

    def _next_id(self) -> int:
        return int(self.connection.execute(select(func.coalesce(func.max(self.tables.run.c.id), 0) + 1)).scalar_one())

    def _remove(self, run_ids: Sequence[int]) -> None:
        for some in chunks(run_ids):
            self.connection.execute(delete(self.tables.run).where(self.tables.run.c.id.in_(some)))

    def _run_row(
        self,
        run_id: int,
        scenario_hash: str,
        run: RunEntry,
        seed: int,
        plugin: Plugin,
        outcome: tuple[str, Record, str | None],
        timing: tuple[str, float],
    ) -> tuple[object, ...]:
        identity = (scenario_hash, run.parameter_hash, to_signed([seed])[0], run.replicate, self.model_version)
        started = timing[0] or datetime.now(UTC).isoformat(timespec="seconds")
        where = (platform_label(), copsim.__version__, started, timing[1])
        return (run_id, *identity, plugin.hash, plugin.name, *outcome, *where)

    def _insert_runs(self, batch: RunBatch, fresh: Sequence[int], first_id: int) -> None:
        if not fresh:
            return
        ids = {index: first_id + offset for offset, index in enumerate(fresh)}
        timing = (batch.started, batch.seconds / len(batch.runs))
        runs = [
            self._run_row(
                ids[i], batch.scenario_hash, batch.runs[i], seed, batch.plugin, (DONE, batch.record, None), timing
            )
            for i, seed in zip(fresh, batch.results.seeds[list(fresh)].tolist(), strict=True)
        ]
        insert_rows(self.connection, self.tables.run, runs)
        summary = to_rows(batch.results.summary[list(fresh)])
        insert_rows(
            self.connection, self.tables.run_summary, [(ids[i], *row) for i, row in zip(fresh, summary, strict=True)]
        )
        insert_rows(self.connection, self.tables.user_outcome, _user_rows(batch, ids))
        self._insert_details(batch, ids, above=0)

    def _insert_details(self, batch: RunBatch, ids: dict[int, int], above: int) -> None:
        """Rows of what is recorded deeper than `above`, by index in the batch and run id."""
        results, deep = batch.results, depth(batch.record)
        if above < 1 <= deep and results.cycles is not None:
            insert_rows(self.connection, self.tables.run_cycle, _cycle_rows(results.cycles, ids))
            insert_rows(self.connection, self.tables.tie, _tie_rows(batch, ids))
        if above < 2 <= deep and results.turns is not None:
            insert_rows(self.connection, self.tables.turn, _turn_rows(results.turns, ids))

    def _check_equal(self, batch: RunBatch, keys: Sequence[Key], done: dict[Key, Found]) -> None:
        rows = [index for index, key in enumerate(keys) if key in done]
        if not rows:
            return
        stored = load(self.connection, self.tables, [done[keys[i]].run_id for i in rows], "summary").summary
        for index, old in zip(rows, stored, strict=True):
            if not same(old, batch.results.summary[index]):
                self._refuse(done[keys[index]].run_id, batch, index)

    def _refuse(self, run_id: int, batch: RunBatch, index: int) -> None:
        run, scenario = self.tables.run, self.tables.scenario
        wanted = select(run, scenario.c.name).join(scenario, scenario.c.hash == run.c.scenario_hash)
        old = self.connection.execute(wanted.where(run.c.id == run_id)).one()
        raise ResultsDifferError(
            f"scenario '{old.name}', seed {batch.results.seeds[index]}: the run repeated on {platform_label()} with "
            f"copsim {copsim.__version__} differs from the one stored on {old.platform} with {old.copsim_version}; "
            "nothing was changed"
        )

    def _deepen(self, batch: RunBatch, keys: Sequence[Key], done: dict[Key, Found]) -> int:
        deeper, position = 0, {key: index for index, key in enumerate(keys)}
        for above in range(depth(batch.record)):
            at_depth = (key for key in keys if key in done and depth(done[key].record) == above)
            ids = {position[key]: done[key].run_id for key in at_depth}
            self._insert_details(batch, ids, above)
            for some in chunks(list(ids.values())):
                run = self.tables.run
                self.connection.execute(update(run).where(run.c.id.in_(some)).values(record=batch.record))
            deeper += len(ids)
        return deeper


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _keys(batch: RunBatch) -> list[Key]:
    seeds = batch.results.seeds.tolist()
    return [(run.parameter_hash, seed) for run, seed in zip(batch.runs, seeds, strict=True)]


def _check_user(batch: RunBatch, tables: Tables) -> None:
    for name in batch.user:
        if name in tables.outcomes or not name.isidentifier():
            raise InputError(f"outcome '{name}': the name is taken or not made of letters, digits and underscores")


def _user_rows(batch: RunBatch, ids: dict[int, int]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for name, values in batch.user.items():
        for index, run_id in ids.items():
            if values.ndim == 1:
                rows.append((run_id, None, name, to_rows(values[index].reshape(1, 1))[0][0]))
                continue
            for cycle, row in enumerate(to_rows(values[index].reshape(-1, 1)), 1):
                rows.append((run_id, cycle, name, row[0]))
    return rows


def _cycle_rows(cycles: NDArray[np.float64], ids: dict[int, int]) -> list[tuple[object, ...]]:
    return [
        (run_id, cycle, *row) for index, run_id in ids.items() for cycle, row in enumerate(to_rows(cycles[index]), 1)
    ]


def _tie_rows(batch: RunBatch, ids: dict[int, int]) -> list[tuple[object, ...]]:
    """Ties of replicate 0 alone: they are there to be drawn, and every run's would outweigh all its outcomes."""
    if batch.results.ties is None:
        return []
    rows: list[tuple[object, ...]] = []
    for index, ties in zip(batch.results.tied.tolist(), batch.results.ties, strict=True):
        if index in ids and batch.runs[index].replicate == 0:
            rows.extend((ids[index], *at, float(w)) for at, w in np.ndenumerate(ties))
    return rows


def _turn_rows(turns: NDArray[np.void], ids: dict[int, int]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for index, run_id in ids.items():
        mine = turns[turns["run"] == index]
        reception = [row[0] for row in to_rows(np.asarray(mine["reception"], np.float64).reshape(-1, 1))]
        codes = [mine[name].tolist() for name in TURN_COLUMNS[:-1]]
        rows.extend((run_id, ordinal, *row) for ordinal, row in enumerate(zip(*codes, reception, strict=True)))
    return rows
