"""Stored results as DataFrames: one row per run, per run and cycle, or per turn."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from sqlalchemy import Connection, select

from copsim.errors import unknown
from copsim.store.reader import OutcomeSets, courses, load_turns, summaries
from copsim.store.records import DONE
from copsim.store.selection import Runs, Selection, runs_of
from copsim.store.tables import Tables

if TYPE_CHECKING:
    import pandas as pd

TableName = Literal["summary", "cycles", "turns"]
TABLES: tuple[TableName, ...] = ("summary", "cycles", "turns")
HEAD = ("scenario", "scenario_hash", "parameter_hash", "seed", "replicate", "model_version", "plugin")
PIECE = {"summary": 1000, "cycles": 200, "turns": 50}


def frame_pieces(
    connection: Connection, tables: Tables, table: TableName, selection: Selection
) -> Iterator[pd.DataFrame]:
    """The rows of the chosen runs in pieces of some hundred runs, all with the same columns; at least one piece.

    Columns are the outcomes that any of the runs holds; NaN where a run does not hold one.

    Raises:
        InputError: When a scenario, study or table is not known.
    """
    if table not in TABLES:
        raise unknown("table", table, TABLES, "--table")
    runs = runs_of(connection, tables, selection.points(connection, tables))
    runs = runs.where((runs.rows["status"] == DONE) & (RECORD_RANK[table] <= _ranks(runs)))
    if table == "turns":
        setups = {key: json.loads(text) for key, text in connection.execute(_setups(tables, runs))}
        yield from (_turn_frame(connection, tables, some, setups) for some in runs.pieces(PIECE[table]))
        return
    names = held_outcomes(connection, tables, runs, "outcome_set" if table == "summary" else "cycle_set")
    read = _summary_frame if table == "summary" else _cycle_frame
    for some in runs.pieces(PIECE[table]):
        yield read(connection, tables, some, names)


RECORD_RANK: Mapping[str, int] = {"summary": 0, "cycles": 1, "turns": 2}


def _ranks(runs: Runs) -> Any:
    record = runs.rows["record"]
    return np.select([record == name for name in RECORD_RANK], list(RECORD_RANK.values()))


def held_outcomes(connection: Connection, tables: Tables, runs: Runs, which: str) -> tuple[str, ...]:
    """Outcomes that any of the runs holds, in the order of the tables."""
    sets, held = OutcomeSets(connection, tables), set[str]()
    for number in np.unique(runs.rows[which]).tolist():
        held |= sets.names(number or None)
    return tuple(name for name in tables.outcomes if name in held) if held else tables.outcomes


def _setups(tables: Tables, runs: Runs) -> Any:
    ids = sorted({one.scenario_id for one in runs.points})
    return select(tables.scenario.c.hash, tables.scenario.c.setup).where(tables.scenario.c.id.in_(ids))


def _head(runs: Runs) -> dict[str, Any]:
    columns: dict[str, Any] = {
        name: np.array(runs.each(name), object) for name in ("scenario", "scenario_hash", "parameter_hash")
    }
    columns["seed"], columns["replicate"] = runs.rows["seed"].view(np.uint64), runs.rows["replicate"]
    columns["model_version"] = np.array(runs.each("model_version"), np.int64)
    return columns | {"plugin": np.array(runs.each("plugin_name"), object)}


def _summary_frame(connection: Connection, tables: Tables, runs: Runs, names: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    values = pd.DataFrame(summaries(connection, tables, runs.rows["id"], names), columns=list(names))
    return pd.concat([pd.DataFrame(_head(runs)), values], axis=1)


def _cycle_frame(connection: Connection, tables: Tables, runs: Runs, names: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    pieces = []
    for run in runs.pieces(1) if len(runs.rows) else ():
        cycles = courses(connection, tables, run.rows["id"], names)[0]
        pieces.append(np.column_stack([np.arange(1, len(cycles) + 1), cycles]))
    counts = [len(piece) for piece in pieces]
    head = pd.DataFrame({name: np.repeat(column, counts) for name, column in _head(runs).items()})
    whole = np.concatenate([np.zeros((0, len(names) + 1)), *pieces])
    values = pd.DataFrame(whole, columns=["cycle", *names]).astype({"cycle": np.int64})
    return pd.concat([head, values], axis=1)


def _turn_frame(connection: Connection, tables: Tables, runs: Runs, setups: dict[str, Any]) -> pd.DataFrame:
    import pandas as pd

    turns = load_turns(connection, tables, runs.rows["id"])
    counts = [len(one) for one in turns]
    columns = {name: np.repeat(values, counts) for name, values in _head(runs).items()}
    hashes = [str(one) for one in runs.each("scenario_hash")]
    pieces = [_named_turns(one, setups[key]) for one, key in zip(turns, hashes, strict=True)]
    names = ("cycle", "phase", "group", "turn", "speaker", "speaker_role", "listener", "listener_role")
    for name in (*names, "act", "kind", "priority", "reception"):
        whole = np.issubdtype(np.result_type(*(piece[name] for piece in pieces)), np.number) if pieces else False
        empty = np.array([], np.float64 if whole else object)
        columns[name] = np.concatenate([piece[name] for piece in pieces]) if pieces else empty
    return pd.DataFrame(columns)


def _named_turns(turns: Any, setup: dict[str, Any]) -> dict[str, Any]:
    """Columns of one run's turns with codes turned to names."""
    from copsim.model.roles import KINDS
    from copsim.model.state import ACTS, PHASES

    ids, roles = [one[0] for one in setup["members"]], [one[2] for one in setup["members"]]
    listed = {"phase": PHASES, "act": ACTS, "kind": KINDS, "priority": setup["priorities"]}
    columns = {name: _names(turns[name], known) for name, known in listed.items()}
    for who in ("speaker", "listener"):
        columns |= {who: _names(turns[who], ids), f"{who}_role": _names(turns[who], roles)}
    return columns | {name: turns[name] for name in ("cycle", "group", "turn", "reception")}


def _names(codes: Any, known: Sequence[str]) -> Any:
    """Names of codes; None for a code that stands for nobody or nothing."""
    table = np.array([*known, None], object)
    inside = (codes >= 0) & (codes < len(known))
    return table[np.where(inside, codes, len(known))]
