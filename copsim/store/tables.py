"""The tables: one wide column per outcome, a side table for outcomes of users, and who is who.

A run is one row of `run`; `run_summary` and `run_cycle` hold its outcomes, `turn` and `tie` its finer records. Missing
values (NaN) are stored as NULL. `plugin` is an empty text rather than NULL when there is none, because a database takes
two NULLs for different and would store a run twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

HASH = 64
NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
RUN_KEYS = ("run_id", "cycle")
TURN_COLUMNS = ("cycle", "phase", "group", "turn", "speaker", "listener", "act", "kind", "priority", "reception")
_ID = BigInteger().with_variant(Integer, "sqlite")


@dataclass(frozen=True)
class Tables:
    """The tables of a store whose outcomes have these names.

    Attributes:
        outcomes: Names of the outcome columns, in order.
        metadata: All tables together.
    """

    outcomes: tuple[str, ...]
    metadata: MetaData
    scenario: Table
    parameter_set: Table
    label: Table
    study: Table
    study_point: Table
    run: Table
    run_summary: Table
    run_cycle: Table
    user_outcome: Table
    turn: Table
    tie: Table


def make_tables(outcomes: Sequence[str]) -> Tables:
    """The tables for outcomes of these names."""
    return _tables(tuple(outcomes))


@lru_cache(maxsize=8)
def _tables(outcomes: tuple[str, ...]) -> Tables:
    metadata = MetaData(naming_convention=NAMING)
    who = (_scenario(metadata), _parameter_set(metadata), _label(metadata), _study(metadata), _study_point(metadata))
    wide = (_summary(metadata, outcomes), _cycle(metadata, outcomes))
    return Tables(outcomes, metadata, *who, _run(metadata), *wide, _user(metadata), _turn(metadata), _tie(metadata))


def _hash(name: str, target: str) -> Column[str]:
    return Column(name, String(HASH), ForeignKey(target, ondelete="CASCADE"), nullable=False)


def _run_id(*, index: bool = False) -> Column[int]:
    return Column("run_id", _ID, ForeignKey("run.id", ondelete="CASCADE"), nullable=False, index=index)


def _scenario(metadata: MetaData) -> Table:
    texts = (Column(name, Text, nullable=False) for name in ("name", "title", "resolved", "setup"))
    return Table("scenario", metadata, Column("hash", String(HASH), primary_key=True), *texts)


def _parameter_set(metadata: MetaData) -> Table:
    vector = Column("vector", Text, nullable=False)
    return Table("parameter_set", metadata, Column("hash", String(HASH), primary_key=True), vector)


def _label(metadata: MetaData) -> Table:
    """Names given to a scenario with a parameter set; the content hash leaves names out, so there may be several."""
    return Table(
        "label",
        metadata,
        Column("name", Text, nullable=False),
        _hash("scenario_hash", "scenario.hash"),
        _hash("parameter_hash", "parameter_set.hash"),
        Column("title", Text, nullable=False),
        PrimaryKeyConstraint("scenario_hash", "parameter_hash", "name"),
    )


def _study(metadata: MetaData) -> Table:
    return Table(
        "study",
        metadata,
        Column("name", String(200), primary_key=True),
        Column("content_hash", String(HASH), nullable=False),
        Column("content", Text, nullable=False),
    )


def _study_point(metadata: MetaData) -> Table:
    return Table(
        "study_point",
        metadata,
        Column("study", String(200), ForeignKey("study.name", ondelete="CASCADE"), nullable=False),
        Column("point", Integer, nullable=False),
        _hash("scenario_hash", "scenario.hash"),
        _hash("parameter_hash", "parameter_set.hash"),
        PrimaryKeyConstraint("study", "point"),
    )


def _run(metadata: MetaData) -> Table:
    return Table(
        "run",
        metadata,
        Column("id", _ID, primary_key=True, autoincrement=False),
        _hash("scenario_hash", "scenario.hash"),
        _hash("parameter_hash", "parameter_set.hash"),
        Column("seed", BigInteger, nullable=False),
        Column("replicate", Integer, nullable=False),
        Column("model_version", Integer, nullable=False),
        Column("plugin", String(HASH), nullable=False),
        Column("plugin_name", Text, nullable=False),
        Column("status", String(8), nullable=False),
        Column("record", String(8), nullable=False),
        Column("error", Text),
        Column("platform", Text, nullable=False),
        Column("copsim_version", String(32), nullable=False),
        Column("started", String(32), nullable=False),
        Column("seconds", Double, nullable=False),
        UniqueConstraint("scenario_hash", "parameter_hash", "seed", "model_version", "plugin", name="uq_run_identity"),
    )


def _outcomes(names: Sequence[str]) -> list[Column[float]]:
    return [Column(name, Double) for name in names]


def _summary(metadata: MetaData, outcomes: Sequence[str]) -> Table:
    return Table("run_summary", metadata, _run_id(), *_outcomes(outcomes), PrimaryKeyConstraint("run_id"))


def _cycle(metadata: MetaData, outcomes: Sequence[str]) -> Table:
    cycle = Column("cycle", Integer, nullable=False)
    return Table("run_cycle", metadata, _run_id(), cycle, *_outcomes(outcomes), PrimaryKeyConstraint("run_id", "cycle"))


def _user(metadata: MetaData) -> Table:
    columns = (Column("cycle", Integer), Column("name", Text, nullable=False), Column("value", Double))
    return Table("user_outcome", metadata, _run_id(index=True), *columns)


def _turn(metadata: MetaData) -> Table:
    codes = [Column(name, Integer, nullable=False) for name in TURN_COLUMNS[:-1]]
    ordinal = Column("ordinal", Integer, nullable=False)
    key = PrimaryKeyConstraint("run_id", "ordinal")
    return Table("turn", metadata, _run_id(), ordinal, *codes, Column(TURN_COLUMNS[-1], Double), key)


def _tie(metadata: MetaData) -> Table:
    """Trust of `source` in `target` before the first cycle (`moment` 0) and after the last (1)."""
    codes = [Column(name, Integer, nullable=False) for name in ("moment", "source", "target")]
    key = PrimaryKeyConstraint("run_id", "moment", "source", "target")
    return Table("tie", metadata, _run_id(), *codes, Column("weight", Double, nullable=False), key)


__all__ = ["HASH", "RUN_KEYS", "TURN_COLUMNS", "Tables", "make_tables"]
