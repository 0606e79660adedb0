"""Runs refer to points, batches and sets of outcomes by number; parameter sets are differences from the defaults.

Parameter defaults of model version 1 are frozen in `0002_defaults.json`. Outcomes of users become columns.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

HASH = sa.String(64)
ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
OF_RUN = ("run_summary", "run_cycle", "turn", "tie")
Numbers = dict[str, int]


def upgrade() -> None:
    """Keep what is small in memory and the runs in a table aside, make the new tables, and fill them."""
    bind = op.get_bind()
    old = {name: _rows(bind, f"SELECT * FROM {name}") for name in ("scenario", "parameter_set", "label", "study_point")}
    bind.exec_driver_sql("CREATE TABLE run_0001 AS SELECT * FROM run")
    held = _users_to_columns(bind)
    for name in ("label", "study_point", "run", "scenario", "parameter_set"):
        bind.exec_driver_sql(f"DROP TABLE {name}" + (" CASCADE" if bind.dialect.name == "postgresql" else ""))
    _make()
    scenarios = _scenarios(bind, old["scenario"])
    sets = _parameters(bind, old["parameter_set"])
    _pairs(bind, old, scenarios, sets)
    _runs(bind, scenarios, sets, held)
    bind.exec_driver_sql("DROP TABLE run_0001")
    if bind.dialect.name == "postgresql":
        for name in OF_RUN:
            op.create_foreign_key(f"fk_{name}_run_id_run", name, "run", ["run_id"], ["id"], ondelete="CASCADE")


def _rows(bind: sa.Connection, statement: str) -> list[Mapping[str, Any]]:
    return [dict(row) for row in bind.exec_driver_sql(statement).mappings()]


def _insert(bind: sa.Connection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        names = ", ".join(rows[0])
        marks = ", ".join(f":{name}" for name in rows[0])
        bind.execute(sa.text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), list(rows))


def _users_to_columns(bind: sa.Connection) -> dict[int, frozenset[str]]:
    """Move outcomes of users into columns of their own; which of them each run holds."""
    there = {column["name"] for column in sa.inspect(bind).get_columns("run_summary")}
    held: dict[int, set[str]] = {}
    for row in _rows(bind, "SELECT run_id, cycle, name, value FROM user_outcome"):
        if row["name"] not in there:
            for table in ("run_summary", "run_cycle"):
                op.add_column(table, sa.Column(row["name"], sa.Double))
            there.add(row["name"])
        held.setdefault(row["run_id"], set()).add(row["name"])
        table = "run_summary" if row["cycle"] is None else "run_cycle"
        where = "run_id = :run_id" + ("" if row["cycle"] is None else " AND cycle = :cycle")
        bind.execute(sa.text(f'UPDATE {table} SET "{row["name"]}" = :value WHERE {where}'), row)
    op.drop_table("user_outcome")
    return {run: frozenset(names) for run, names in held.items()}


def _scenarios(bind: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> Numbers:
    _insert(bind, "scenario", rows)
    return {row["hash"]: row["id"] for row in _rows(bind, "SELECT id, hash FROM scenario")}


def _defaults(version: int) -> dict[str, float]:
    """Defaults of a model version: frozen of version 1; others of the time of schema 0001 were never released."""
    from copsim.model.parameters import PARAMETERS

    frozen = json.loads(Path(__file__).with_name("0002_defaults.json").read_text(encoding="utf-8"))
    own = {name: parameter.default for name, parameter in PARAMETERS.items()}
    return dict(frozen.get(str(version), own))


def _parameters(bind: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, int], int]:
    """Numbers of the new parameter sets by old hash and model version."""
    versions = [row["model_version"] for row in _rows(bind, "SELECT DISTINCT model_version FROM run_0001")] or [1]
    made: dict[str, dict[str, float]] = {}
    hashes: dict[tuple[str, int], str] = {}
    for version in versions:
        defaults = _defaults(version)
        _insert(bind, "model", [{"version": version, "defaults": json.dumps(defaults)}])
        for row in rows:
            vector = {name: float(value) + 0.0 for name, value in json.loads(row["vector"]).items()}
            differences = {name: value for name, value in sorted(vector.items()) if value != defaults.get(name)}
            lines = "\n".join(f"{name}={value.hex()}" for name, value in differences.items())
            hashes[row["hash"], version] = hashlib.sha256(lines.encode()).hexdigest()[:32]
            made[hashes[row["hash"], version]] = differences
    _insert(bind, "parameter_set", [{"hash": key, "differences": json.dumps(one)} for key, one in made.items()])
    numbers = {row["hash"]: row["id"] for row in _rows(bind, "SELECT id, hash FROM parameter_set")}
    return {key: numbers[one] for key, one in hashes.items()}


def _pairs(
    bind: sa.Connection,
    old: Mapping[str, Sequence[Mapping[str, Any]]],
    scenarios: Numbers,
    sets: Mapping[tuple[str, int], int],
) -> None:
    """Labels and points of studies."""
    versions = sorted({version for _, version in sets})
    for table, key in (("label", ("name",)), ("study_point", ("study", "point"))):
        rows: dict[tuple[Any, ...], dict[str, Any]] = {}
        for row in old[table]:
            for version in versions:
                pair = (scenarios[row["scenario_hash"]], sets[row["parameter_hash"], version])
                kept = {name: value for name, value in row.items() if not name.endswith("_hash")}
                new = {**kept, "scenario_id": pair[0], "parameter_set_id": pair[1]}
                rows[(*pair, row["name"]) if table == "label" else tuple(row[name] for name in key)] = new
        _insert(bind, table, list(rows.values()))


def _set(bind: sa.Connection, names: Iterable[str], known: dict[frozenset[str], int]) -> int:
    key = frozenset(names)
    if key not in known:
        ordered, known[key] = sorted(key), len(known) + 1
        digest = hashlib.sha256(json.dumps(ordered, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()
        _insert(bind, "outcome_set", [{"hash": digest[:32], "names": " ".join(ordered)}])
    return known[key]


def _runs(
    bind: sa.Connection,
    scenarios: Numbers,
    sets: Mapping[tuple[str, int], int],
    held: Mapping[int, frozenset[str]],
) -> None:
    columns = {column["name"] for column in sa.inspect(bind).get_columns("run_summary")} - {"run_id"}
    base = columns - {name for names in held.values() for name in names}
    points: dict[tuple[Any, ...], int] = {}
    batches: dict[tuple[Any, ...], int] = {}
    known: dict[frozenset[str], int] = {}
    rows = []
    for run in bind.execute(sa.text("SELECT * FROM run_0001 ORDER BY id")).mappings():
        pair = (scenarios[run["scenario_hash"]], sets[run["parameter_hash"], run["model_version"]])
        point = (*pair, run["model_version"], run["plugin"])
        if point not in points:
            points[point] = len(points) + 1
            names = ("scenario_id", "parameter_set_id", "model_version", "plugin")
            about = {**dict(zip(names, point, strict=True)), "plugin_name": run["plugin_name"]}
            _insert(bind, "point", [about])
        batch = tuple(run[name] for name in ("started", "seconds", "platform", "copsim_version"))
        batches.setdefault(batch, len(batches) + 1)
        done = run["status"] == "done"
        number = _set(bind, base | held.get(run["id"], frozenset()), known) if done else None
        rows.append({
            **{name: run[name] for name in ("id", "seed", "replicate", "status", "record", "error")},
            "point_id": points[point], "batch_id": batches[batch], "outcome_set_id": number,
            "cycle_set_id": number if done and run["record"] != "summary" else None,
        })  # fmt: skip
        if len(rows) == 5000:
            _insert(bind, "run", rows)
            rows = []
    _insert(bind, "run", rows)
    names = ("started", "seconds", "platform", "copsim_version")
    _insert(bind, "batch", [dict(zip(names, batch, strict=True)) for batch in batches])


def _make() -> None:
    texts = [sa.Column(name, sa.Text, nullable=False) for name in ("name", "title", "resolved", "setup")]
    defaults = sa.Column("defaults", sa.Text, nullable=False)
    op.create_table(
        "model",
        sa.Column("version", sa.Integer, autoincrement=False, nullable=False),
        defaults,
        _key("model", "version"),
    )
    op.create_table("scenario", _id(), _hash(), *texts, _key("scenario", "id"), _unique("scenario", "hash"))
    for name, column in (("parameter_set", "differences"), ("outcome_set", "names")):
        text = sa.Column(column, sa.Text, nullable=False)
        op.create_table(name, _id(), _hash(), text, _key(name, "id"), _unique(name, "hash"))
    op.create_table(
        "label",
        sa.Column("name", sa.Text, nullable=False),
        *_refers("label", "scenario", "parameter_set"),
        sa.Column("title", sa.Text, nullable=False),
        _key("label", "scenario_id", "parameter_set_id", "name"),
    )
    op.create_table(
        "study_point",
        sa.Column("study", sa.String(200), nullable=False),
        sa.Column("point", sa.Integer, nullable=False),
        *_refers("study_point", "scenario", "parameter_set"),
        sa.ForeignKeyConstraint(["study"], ["study.name"], name="fk_study_point_study_study", ondelete="CASCADE"),
        _key("study_point", "study", "point"),
    )
    op.create_table(
        "point",
        _id(),
        *_refers("point", "scenario", "parameter_set"),
        sa.Column("model_version", sa.Integer, nullable=False),
        sa.Column("plugin", HASH, nullable=False),
        sa.Column("plugin_name", sa.Text, nullable=False),
        _key("point", "id"),
        sa.UniqueConstraint("scenario_id", "parameter_set_id", "model_version", "plugin", name="uq_point_identity"),
    )
    for table, column in (
        ("label", "parameter_set_id"), ("study_point", "scenario_id"), ("study_point", "parameter_set_id"),
        ("point", "parameter_set_id"),
    ):  # fmt: skip
        op.create_index(f"ix_{table}_{column}", table, [column])
    _make_runs()


def _make_runs() -> None:
    op.create_table(
        "batch",
        _id(),
        sa.Column("started", sa.String(32), nullable=False),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("copsim_version", sa.String(32), nullable=False),
        _key("batch", "id"),
    )
    op.create_table(
        "run",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        *_refers("run", "point"),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("replicate", sa.Integer, nullable=False),
        sa.Column("batch_id", ID, nullable=False),
        sa.Column("status", sa.String(8), nullable=False),
        sa.Column("record", sa.String(8), nullable=False),
        sa.Column("outcome_set_id", ID),
        sa.Column("cycle_set_id", ID),
        sa.Column("error", sa.Text),
        _key("run", "id"),
        sa.UniqueConstraint("point_id", "seed", name="uq_run_identity"),
    )


def _id() -> sa.Column[int]:
    return sa.Column("id", ID, nullable=False)


def _hash() -> sa.Column[str]:
    return sa.Column("hash", HASH, nullable=False)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _unique(table: str, column: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(column, name=f"uq_{table}_{column}")


def _refers(table: str, *targets: str) -> list[Any]:
    columns = [sa.Column(f"{target}_id", ID, nullable=False) for target in targets]
    keys = [
        sa.ForeignKeyConstraint(
            [f"{target}_id"], [f"{target}.id"], name=f"fk_{table}_{target}_id_{target}", ondelete="CASCADE"
        )
        for target in targets
    ]
    return [*columns, *keys]
