"""Stored results as DataFrames: one row per run, per run and cycle, or per turn."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from sqlalchemy import Connection, Row, select

from copsim.errors import unknown
from copsim.store.identity import to_seeds
from copsim.store.reader import load_turns
from copsim.store.rows import chunks
from copsim.store.selection import Selection
from copsim.store.tables import Tables
from copsim.store.writer import DONE

if TYPE_CHECKING:
    import pandas as pd

TableName = Literal["summary", "cycles", "turns"]
TABLES: tuple[TableName, ...] = ("summary", "cycles", "turns")
HEAD = ("scenario", "scenario_hash", "parameter_hash", "seed", "replicate", "model_version", "plugin")


def frame(connection: Connection, tables: Tables, table: TableName, selection: Selection) -> pd.DataFrame:
    """All rows of the chosen runs at once."""
    import pandas as pd

    pieces = list(frame_pieces(connection, tables, table, selection))
    return pd.concat(pieces, ignore_index=True)


def frame_pieces(
    connection: Connection, tables: Tables, table: TableName, selection: Selection
) -> Iterator[pd.DataFrame]:
    """The rows of the chosen runs in pieces of some hundred runs, all with the same columns; at least one piece.

    Raises:
        InputError: When a scenario, study or table is not known.
    """
    if table not in TABLES:
        raise unknown("table", table, TABLES, "--table")
    selection.check(connection, tables)
    runs = connection.execute(selection.runs(tables).where(tables.run.c.status == DONE)).all()
    if table == "turns":
        setups = connection.execute(select(tables.scenario.c.hash, tables.scenario.c.setup))
        decoded = {key: json.loads(text) for key, text in setups}
        for some in list(chunks(runs, 50)) or [[]]:
            yield _turn_frame(connection, tables, some, decoded)
        return
    users = sorted(connection.scalars(select(tables.user_outcome.c.name).distinct()))
    for some in list(chunks(runs)) or [[]]:
        yield _outcome_frame(connection, tables, table, some, users)


def _head(runs: Sequence[Row[Any]]) -> dict[str, Any]:
    columns = {name: np.array([getattr(run, name) for run in runs], object) for name in HEAD}
    for name in ("replicate", "model_version"):
        columns[name] = columns[name].astype(np.int64)
    columns["seed"] = to_seeds(run.seed for run in runs)
    columns["plugin"] = np.array([run.plugin_name for run in runs], object)
    return columns


def _outcome_frame(
    connection: Connection, tables: Tables, table: TableName, runs: Sequence[Row[Any]], users: Sequence[str]
) -> pd.DataFrame:
    import pandas as pd

    source = tables.run_summary if table == "summary" else tables.run_cycle
    keys = ["run_id"] if table == "summary" else ["run_id", "cycle"]
    ids = [run.id for run in runs]
    rows = connection.execute(select(source).where(source.c.run_id.in_(sorted(set(ids))))).all()
    values = pd.DataFrame.from_records([tuple(row) for row in rows], columns=list(source.c.keys()))
    values = values.astype(dict.fromkeys(tables.outcomes, np.float64) | dict.fromkeys(keys, np.int64))
    values = values.merge(_user_frame(connection, tables, ids, users, keys), on=keys, how="left")
    heads = pd.DataFrame(_head(runs) | {"run_id": np.array(ids, np.int64), "order": np.arange(len(ids))})
    merged = heads.merge(values, on="run_id").sort_values(["order", *keys[1:]], kind="stable")
    return merged.drop(columns=["run_id", "order"]).reset_index(drop=True)


def _user_frame(
    connection: Connection, tables: Tables, ids: Sequence[int], users: Sequence[str], keys: list[str]
) -> pd.DataFrame:
    """Outcomes of users, one column each, by run or by run and cycle."""
    import pandas as pd

    user = tables.user_outcome
    whole = user.c.cycle.is_(None) if len(keys) == 1 else user.c.cycle.is_not(None)
    found = connection.execute(select(user).where(user.c.run_id.in_(ids), whole)).all() if users else []
    rows = pd.DataFrame.from_records([tuple(row) for row in found], columns=list(user.c.keys()))
    wide = rows.astype({"value": np.float64}).pivot(index=keys, columns="name", values="value")
    wide = wide.reindex(columns=list(users)).reset_index()
    wide.columns.name = None
    return wide.astype(dict.fromkeys(keys, np.int64) | dict.fromkeys(users, np.float64))


def _turn_frame(
    connection: Connection, tables: Tables, runs: Sequence[Row[Any]], setups: dict[str, Any]
) -> pd.DataFrame:
    import pandas as pd

    turns = load_turns(connection, tables, [run.id for run in runs])
    counts = [len(one) for one in turns]
    columns = {name: np.repeat(values, counts) for name, values in _head(runs).items()}
    pieces = [_named_turns(one, setups[run.scenario_hash]) for one, run in zip(turns, runs, strict=True)]
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
