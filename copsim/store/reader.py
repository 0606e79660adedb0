"""Finding stored runs by their keys and reading their arrays back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Table, select

from copsim.model.results import TURN_DTYPE, Record, Results
from copsim.store.errors import DamagedError
from copsim.store.identity import to_seeds, to_signed
from copsim.store.records import NO_PLUGIN, Found, Key, Plugin, depth
from copsim.store.rows import CHUNK, chunks
from copsim.store.tables import TURN_COLUMNS, Tables

Ids = Sequence[int] | NDArray[np.int64]


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
    points = point_ids(connection, tables, scenario_hash, {name for name, _ in keys}, model_version, plugin)
    names, run = {number: name for name, number in points.items()}, tables.run
    wanted = {(points[name], seed) for name, seed in keys if name in points}
    columns = (run.c.point_id, run.c.seed, run.c.id, run.c.status, run.c.record, run.c.error)
    base = select(*columns, run.c.outcome_set_id, run.c.cycle_set_id)
    sets, found = OutcomeSets(connection, tables), {}
    for some, seeds in _blocks(sorted(wanted)):
        rows = connection.execute(base.where(run.c.point_id.in_(some), run.c.seed.in_(to_signed(seeds)))).all()
        for row, seed in zip(rows, to_seeds(row.seed for row in rows).tolist(), strict=True):
            if (row.point_id, seed) in wanted:
                held = (sets.names(row.outcome_set_id), sets.names(row.cycle_set_id))
                found[names[row.point_id], seed] = Found(row.id, row.status, row.record, row.error, *held)
    return found


def point_ids(
    connection: Connection,
    tables: Tables,
    scenario_hash: str,
    parameter_hashes: set[str],
    model_version: int,
    plugin: Plugin,
) -> dict[str, int]:
    """Numbers of the points of a scenario, by parameter hash; those that are not stored are left out."""
    point, scenario, parameters = tables.point, tables.scenario, tables.parameter_set
    base = (
        select(parameters.c.hash, point.c.id)
        .select_from(point.join(scenario).join(parameters))
        .where(scenario.c.hash == scenario_hash, point.c.model_version == model_version, point.c.plugin == plugin.hash)
    )
    found: dict[str, int] = {}
    for some in chunks(sorted(parameter_hashes)):
        found |= {row.hash: row.id for row in connection.execute(base.where(parameters.c.hash.in_(some)))}
    return found


class OutcomeSets:
    """Names of outcomes by the number of their set, read when first asked for."""

    def __init__(self, connection: Connection, tables: Tables) -> None:
        """Read through this connection."""
        self._connection, self._tables = connection, tables
        self._names: dict[int | None, frozenset[str]] = {None: frozenset()}

    def names(self, number: int | None) -> frozenset[str]:
        """The names in a set; none without a number.

        Raises:
            DamagedError: When there is no such set.
        """
        if number not in self._names:
            table = self._tables.outcome_set
            text = self._connection.scalar(select(table.c.names).where(table.c.id == number))
            if text is None:
                raise DamagedError(self._connection.engine.url, f"there is no set {number} of outcomes")
            self._names[number] = frozenset(text.split())
        return self._names[number]


def _blocks(keys: Sequence[tuple[int, int]]) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
    """The keys as blocks of points and seeds, so that the index of runs answers and nothing else is read."""
    seeds_of: dict[int, list[int]] = {}
    for point, seed in keys:
        seeds_of.setdefault(point, []).append(seed)
    sharing: dict[tuple[int, ...], list[int]] = {}
    for point, own in seeds_of.items():
        sharing.setdefault(tuple(own), []).append(point)
    for all_seeds, all_points in sharing.items():
        for seeds in chunks(all_seeds):
            for points in chunks(all_points, max(1, CHUNK // len(seeds))):
                yield points, seeds


def load(
    connection: Connection, tables: Tables, run_ids: Sequence[int], record: Record, outcomes: Sequence[str]
) -> Results:
    """Results of finished runs of one scenario, in the order of `run_ids`, as deep as `record`.

    Raises:
        DamagedError: When runs have lost their results.
    """
    seeds, replicate = _numbers(connection, tables, run_ids)
    summary = summaries(connection, tables, run_ids, outcomes)
    if depth(record) == 0:
        return Results(tuple(outcomes), seeds, summary, replicate=replicate)
    cycles = courses(connection, tables, run_ids, outcomes)
    ties = load_ties(connection, tables, run_ids)
    turns = _one_after_the_other(load_turns(connection, tables, run_ids)) if depth(record) == 2 else None
    drawn = np.array([ties[row] for row in sorted(ties)]) if ties else None
    return Results(tuple(outcomes), seeds, summary, cycles, turns, drawn, np.array(sorted(ties), np.int64), replicate)


def summaries(connection: Connection, tables: Tables, run_ids: Ids, outcomes: Sequence[str]) -> NDArray[np.float64]:
    """(R, O) outcomes of whole runs."""
    values = np.empty((len(run_ids), len(outcomes)))
    for start, block in _read(connection, tables.run_summary, ("run_id", *outcomes), run_ids):
        own = np.asarray(run_ids[start : start + CHUNK], np.int64)
        place = np.searchsorted(block[:, 0], own)
        if not len(block) or (block[np.minimum(place, len(block) - 1), 0] != own).any():
            raise DamagedError(connection.engine.url, "finished runs have lost their results")
        values[start : start + CHUNK] = block[place, 1:]
    return values


def courses(connection: Connection, tables: Tables, run_ids: Ids, outcomes: Sequence[str]) -> NDArray[np.float64]:
    """(R, C, O) outcomes after each cycle, of runs with equally many cycles."""
    pieces = []
    for start, block in _read(connection, tables.run_cycle, ("run_id", "cycle", *outcomes), run_ids):
        own = np.asarray(run_ids[start : start + CHUNK], np.int64)
        unique, place = np.unique(own, return_inverse=True)
        cycles = len(block) // len(unique)
        if (
            cycles == 0
            or len(block) != cycles * len(unique)
            or (block[::cycles, 0] != unique).any()
            or (block[:, 1].reshape(-1, cycles)[:, -1] != cycles).any()
        ):
            raise DamagedError(connection.engine.url, "finished runs have lost some of their cycles")
        pieces.append(block[:, 2:].reshape(len(unique), cycles, len(outcomes))[place])
    return np.concatenate(pieces) if pieces else np.zeros((0, 0, len(outcomes)))


def _read(
    connection: Connection, table: Table, columns: Sequence[str], run_ids: Ids, size: int = CHUNK
) -> Iterator[tuple[int, NDArray[np.float64]]]:
    """Columns of the rows of some runs, in the order of the primary key, by pieces of so many runs."""
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(quote(column) for column in columns)
    order = ", ".join(column.name for column in table.primary_key)
    for start in range(0, len(run_ids), size):
        own = ", ".join(str(int(one)) for one in run_ids[start : start + size])
        statement = f"SELECT {names} FROM {quote(table.name)} WHERE run_id IN ({own}) ORDER BY {order}"
        rows: Any = connection.exec_driver_sql(statement).cursor.fetchall()
        yield start, np.array(rows, np.float64).reshape(len(rows), len(columns))


def _numbers(
    connection: Connection, tables: Tables, run_ids: Sequence[int]
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Seeds and numbers of replicates."""
    run, found = tables.run, {}
    for some in chunks(run_ids):
        for number, *both in connection.execute(
            select(run.c.id, run.c.seed, run.c.replicate).where(run.c.id.in_(some))
        ):
            found[number] = both
    return to_seeds(found[one][0] for one in run_ids), np.array([found[one][1] for one in run_ids], np.int64)


def _one_after_the_other(turns: Sequence[NDArray[np.void]]) -> NDArray[np.void]:
    for row, some in enumerate(turns):
        some["run"] = row
    return np.concatenate([np.zeros(0, TURN_DTYPE), *turns])


def load_turns(connection: Connection, tables: Tables, run_ids: Ids) -> list[NDArray[np.void]]:
    """Turns of each run, in the order they were taken, with `run` 0."""
    arrays: dict[int, NDArray[np.void]] = {}
    for _, block in _read(connection, tables.turn, ("run_id", *TURN_COLUMNS), run_ids, 20):
        turns = np.zeros(len(block), TURN_DTYPE)
        for column, name in enumerate(TURN_COLUMNS, 1):
            turns[name] = block[:, column]
        for number, own in zip(*_runs_of(block[:, 0]), strict=True):
            arrays[int(number)] = turns[own].copy()
    return [arrays.get(int(one), np.zeros(0, TURN_DTYPE)) for one in run_ids]


def load_ties(connection: Connection, tables: Tables, run_ids: Ids) -> dict[int, NDArray[np.float64]]:
    """(2, n, n) trust before the first and after the last cycle, by position of the runs that have it."""
    position = {int(run_id): index for index, run_id in enumerate(run_ids)}
    found = {}
    for _, block in _read(connection, tables.tie, ("run_id", "moment", "source", "target", "weight"), run_ids):
        for number, own in zip(*_runs_of(block[:, 0]), strict=True):
            moment, source, target = block[own, 1:4].astype(np.int64).T
            ties = np.zeros((2, source.max() + 1, source.max() + 1))
            ties[moment, source, target] = block[own, 4]
            found[position[int(number)]] = ties
    return found


def _runs_of(ids: NDArray[np.float64]) -> tuple[list[float], list[slice]]:
    """Run numbers of sorted rows, and where the rows of each are."""
    numbers, starts = np.unique(ids, return_index=True)
    ends = [*starts[1:].tolist(), len(ids)]
    return numbers.tolist(), [slice(start, end) for start, end in zip(starts.tolist(), ends, strict=True)]
