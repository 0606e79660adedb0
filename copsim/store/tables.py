"""The tables: one wide column per outcome, and small rows that say who is who.

A *point* is a scenario with one parameter set under one model version, with or without a plugin; a run is a point with
a seed, and says which outcomes it holds. `run_summary` and `run_cycle` hold them, `turn` and `tie` the finer records.
A missing value (NaN) is NULL, and so is an outcome that a run does not hold: an `outcome_set` tells them apart, so that
an outcome can be added by adding a column. What many runs share (hashes, platform, time) is stored once and referred to
by number. `plugin` is an empty text rather than NULL when there is none, because a database takes two NULLs for
different and would store a run twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

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
    model: Table
    scenario: Table
    parameter_set: Table
    label: Table
    study: Table
    study_point: Table
    outcome_set: Table
    point: Table
    batch: Table
    run: Table
    run_summary: Table
    run_cycle: Table
    turn: Table
    tie: Table


def make_tables(outcomes: Sequence[str]) -> Tables:
    """The tables for outcomes of these names."""
    return _tables(tuple(outcomes))


@lru_cache(maxsize=8)
def _tables(outcomes: tuple[str, ...]) -> Tables:
    metadata = MetaData(naming_convention=NAMING)
    who: Any = (_model, _scenario, _parameter_set, _label, _study, _study_point, _outcome_set, _point, _batch, _run)
    wide = (_summary(metadata, outcomes), _cycle(metadata, outcomes))
    made = [make(metadata) for make in who]
    return Tables(outcomes, metadata, *made, *wide, _turn(metadata), _tie(metadata))  # type: ignore[call-arg]


def _refers(name: str, *, index: bool = False) -> Column[int]:
    """A column that holds the number of a row of another table, and goes when that row goes."""
    target = ForeignKey(f"{name.removesuffix('_id')}.id", ondelete="CASCADE")
    return Column(name, _ID, target, nullable=False, index=index)


def _id() -> Column[int]:
    return Column("id", _ID, primary_key=True)


def _hash() -> Column[str]:
    return Column("hash", String(HASH), nullable=False, unique=True)


def _model(metadata: MetaData) -> Table:
    """Defaults of the parameters under each model version, from which parameter sets differ."""
    version = Column("version", Integer, primary_key=True, autoincrement=False)
    return Table("model", metadata, version, Column("defaults", Text, nullable=False))


def _scenario(metadata: MetaData) -> Table:
    texts = (Column(name, Text, nullable=False) for name in ("name", "title", "resolved", "setup"))
    return Table("scenario", metadata, _id(), _hash(), *texts)


def _parameter_set(metadata: MetaData) -> Table:
    """What differs from the defaults of the model version."""
    return Table("parameter_set", metadata, _id(), _hash(), Column("differences", Text, nullable=False))


def _label(metadata: MetaData) -> Table:
    """Names given to a scenario with a parameter set; the content hash leaves names out, so there may be several."""
    return Table(
        "label",
        metadata,
        Column("name", Text, nullable=False),
        _refers("scenario_id"),
        _refers("parameter_set_id", index=True),
        Column("title", Text, nullable=False),
        PrimaryKeyConstraint("scenario_id", "parameter_set_id", "name"),
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
        _refers("scenario_id", index=True),
        _refers("parameter_set_id", index=True),
        PrimaryKeyConstraint("study", "point"),
    )


def _outcome_set(metadata: MetaData) -> Table:
    """Names of outcomes that runs hold, in alphabetical order with spaces between."""
    return Table("outcome_set", metadata, _id(), _hash(), Column("names", Text, nullable=False))


def _point(metadata: MetaData) -> Table:
    return Table(
        "point",
        metadata,
        _id(),
        _refers("scenario_id"),
        _refers("parameter_set_id", index=True),
        Column("model_version", Integer, nullable=False),
        Column("plugin", String(HASH), nullable=False),
        Column("plugin_name", Text, nullable=False),
        UniqueConstraint("scenario_id", "parameter_set_id", "model_version", "plugin", name="uq_point_identity"),
    )


def _batch(metadata: MetaData) -> Table:
    """Where and when runs were computed together; `seconds` are of one run."""
    texts = (Column("started", String(32), nullable=False), Column("seconds", Double, nullable=False))
    where = (Column("platform", Text, nullable=False), Column("copsim_version", String(32), nullable=False))
    return Table("batch", metadata, _id(), *texts, *where)


def _run(metadata: MetaData) -> Table:
    """One run; `batch_id`, `outcome_set_id` and `cycle_set_id` are no foreign keys, which would each need an index."""
    return Table(
        "run",
        metadata,
        Column("id", _ID, primary_key=True, autoincrement=False),
        _refers("point_id"),
        Column("seed", BigInteger, nullable=False),
        Column("replicate", Integer, nullable=False),
        Column("batch_id", _ID, nullable=False),
        Column("status", String(8), nullable=False),
        Column("record", String(8), nullable=False),
        Column("outcome_set_id", _ID),
        Column("cycle_set_id", _ID),
        Column("error", Text),
        UniqueConstraint("point_id", "seed", name="uq_run_identity"),
    )


def _outcomes(names: Sequence[str]) -> list[Column[Any]]:
    return [Column(name, Double) for name in names]


def _summary(metadata: MetaData, outcomes: Sequence[str]) -> Table:
    return Table("run_summary", metadata, _refers("run_id"), *_outcomes(outcomes), PrimaryKeyConstraint("run_id"))


def _cycle(metadata: MetaData, outcomes: Sequence[str]) -> Table:
    keys = (_refers("run_id"), Column("cycle", Integer, nullable=False))
    return Table("run_cycle", metadata, *keys, *_outcomes(outcomes), PrimaryKeyConstraint("run_id", "cycle"))


def _turn(metadata: MetaData) -> Table:
    codes = [Column(name, Integer, nullable=False) for name in TURN_COLUMNS[:-1]]
    ordinal = Column("ordinal", Integer, nullable=False)
    key = PrimaryKeyConstraint("run_id", "ordinal")
    return Table("turn", metadata, _refers("run_id"), ordinal, *codes, Column(TURN_COLUMNS[-1], Double), key)


def _tie(metadata: MetaData) -> Table:
    """Trust of `source` in `target` before the first cycle (`moment` 0) and after the last (1)."""
    codes = [Column(name, Integer, nullable=False) for name in ("moment", "source", "target")]
    key = PrimaryKeyConstraint("run_id", "moment", "source", "target")
    return Table("tie", metadata, _refers("run_id"), *codes, Column("weight", Double, nullable=False), key)
