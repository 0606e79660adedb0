"""Finding stored runs and reading their arrays back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Table, select

from copsim.model.results import TURN_DTYPE, Record, Results
from copsim.store.identity import to_seeds, to_signed
from copsim.store.records import NO_PLUGIN, Found, Key, Plugin, depth
from copsim.store.rows import CHUNK, chunks, from_rows
from copsim.store.tables import TURN_COLUMNS, Tables


def find(
    connection: Connection,
    tables: Tables,
    scenario_hash: str,
    keys: Sequence[Key],
    model_version: int,
    plugin: Plugin = NO_PLUGIN,
) -> dict[Key, Found]:
    """Which of these runs are stored.

    Args:
        connection: An open connection.
        tables: The tables.
        scenario_hash: Scenario of all the runs.
        keys: Pairs of parameter hash and seed.
        model_version: Version of the dynamics.
        plugin: Plugin of all the runs.
    """
    run, wanted, found = tables.run, set(keys), {}
    columns = (run.c.parameter_hash, run.c.seed, run.c.id, run.c.status, run.c.record, run.c.error)
    base = select(*columns).where(
        run.c.scenario_hash == scenario_hash, run.c.model_version == model_version, run.c.plugin == plugin.hash
    )
    for parameters, seeds in _blocks(keys):
        chosen = base.where(run.c.parameter_hash.in_(parameters), run.c.seed.in_(to_signed(seeds)))
        rows = connection.execute(chosen).all()
        for row, seed in zip(rows, to_seeds(row.seed for row in rows).tolist(), strict=True):
            key = (row.parameter_hash, seed)
            if key in wanted:
                found[key] = Found(row.id, row.status, row.record, row.error)
    return found


def _blocks(keys: Sequence[Key]) -> Iterator[tuple[Sequence[str], Sequence[int]]]:
    """The keys as blocks of parameter hashes and seeds, so that the index of runs answers and nothing else is read."""
    seeds_of: dict[str, list[int]] = {}
    for name, seed in keys:
        seeds_of.setdefault(name, []).append(seed)
    sharing: dict[tuple[int, ...], list[str]] = {}
    for name, own in seeds_of.items():
        sharing.setdefault(tuple(own), []).append(name)
    for all_seeds, names in sharing.items():
        for seeds in chunks(all_seeds):
            for parameters in chunks(names, max(1, CHUNK // len(seeds))):
                yield parameters, seeds


def load(connection: Connection, tables: Tables, run_ids: Sequence[int], record: Record) -> Results:
    """Results of finished runs of one scenario, in the order of `run_ids`, as deep as `record`."""
    width = len(tables.outcomes)
    summary = _floats(connection, tables.run_summary, tables.outcomes, run_ids, ())
    rows = from_rows([summary[one][0] for one in run_ids], width)
    seeds, replicate = _numbers(connection, tables, run_ids)
    whole = Results(tables.outcomes, seeds, rows, replicate=replicate)
    if depth(record) == 0:
        return whole
    by_cycle = _floats(connection, tables.run_cycle, tables.outcomes, run_ids, ("cycle",))
    cycles = np.array([from_rows(by_cycle.get(one, []), width) for one in run_ids])
    ties = load_ties(connection, tables, run_ids)
    return replace(
        whole,
        cycles=cycles.reshape(len(run_ids), -1, width),
        turns=_one_after_the_other(load_turns(connection, tables, run_ids)) if depth(record) == 2 else None,
        ties=np.array([ties[row] for row in sorted(ties)]) if ties else None,
        tied=np.array(sorted(ties), np.int64),
    )


def _numbers(
    connection: Connection, tables: Tables, run_ids: Sequence[int]
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Seeds and numbers of replicates."""
    run, found = tables.run, {}
    for some in chunks(run_ids):
        for row in connection.execute(select(run.c.id, run.c.seed, run.c.replicate).where(run.c.id.in_(some))):
            found[row.id] = (row.seed, row.replicate)
    return to_seeds(found[one][0] for one in run_ids), np.array([found[one][1] for one in run_ids], np.int64)


def _one_after_the_other(turns: Sequence[NDArray[np.void]]) -> NDArray[np.void]:
    for row, some in enumerate(turns):
        some["run"] = row
    return np.concatenate([np.zeros(0, TURN_DTYPE), *turns])


def _floats(
    connection: Connection, table: Table, columns: Sequence[str], run_ids: Sequence[int], order: Sequence[str]
) -> dict[int, list[tuple[float | None, ...]]]:
    rows: dict[int, list[tuple[float | None, ...]]] = {}
    statement = select(table.c.run_id, *(table.c[name] for name in columns)).order_by(table.c.run_id)
    for some in chunks(run_ids):
        chosen = statement.where(table.c.run_id.in_(some)).order_by(*(table.c[name] for name in order))
        for run_id, *values in connection.execute(chosen):
            rows.setdefault(run_id, []).append(tuple(values))
    return rows


def load_turns(connection: Connection, tables: Tables, run_ids: Sequence[int]) -> list[NDArray[np.void]]:
    """Turns of each run, in the order they were taken."""
    rows = _floats(connection, tables.turn, TURN_COLUMNS, run_ids, ("ordinal",))
    return [_turn_array(rows.get(one, [])) for one in run_ids]


def _turn_array(rows: Sequence[tuple[float | None, ...]]) -> NDArray[np.void]:
    records = [(0, *row[:-1], np.nan if row[-1] is None else row[-1]) for row in rows]
    return np.array(records, TURN_DTYPE)


def load_ties(connection: Connection, tables: Tables, run_ids: Sequence[int]) -> dict[int, NDArray[np.float64]]:
    """(2, n, n) trust before the first and after the last cycle, by position of the runs that have it."""
    tie, position = tables.tie, {run_id: index for index, run_id in enumerate(run_ids)}
    rows: dict[int, list[tuple[int, int, int, float]]] = {}
    for some in chunks(run_ids):
        for run_id, *values in connection.execute(select(tie).where(tie.c.run_id.in_(some))):
            rows.setdefault(position[run_id], []).append(tuple(values))
    return {index: _tie_array(values) for index, values in rows.items()}


def _tie_array(rows: Sequence[tuple[int, int, int, float]]) -> NDArray[np.float64]:
    codes = np.array([row[:3] for row in rows], np.int64)
    members = int(codes[:, 1:].max()) + 1
    ties = np.zeros((2, members, members))
    ties[codes[:, 0], codes[:, 1], codes[:, 2]] = [row[3] for row in rows]
    return ties
