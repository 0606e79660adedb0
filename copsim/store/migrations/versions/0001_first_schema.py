"""First schema. The outcome columns of that time are frozen in `0001_outcomes.txt`."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

HASH = sa.String(64)
ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make all tables of the first schema."""
    _who()
    _run()
    _outcomes()
    _details()


def _who() -> None:
    texts = [sa.Column(name, sa.Text, nullable=False) for name in ("name", "title", "resolved", "setup")]
    op.create_table("scenario", sa.Column("hash", HASH, nullable=False), *texts, _key("scenario", "hash"))
    vector = sa.Column("vector", sa.Text, nullable=False)
    op.create_table("parameter_set", sa.Column("hash", HASH, nullable=False), vector, _key("parameter_set", "hash"))
    op.create_table(
        "label",
        sa.Column("name", sa.Text, nullable=False),
        *_pair("label"),
        sa.Column("title", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("scenario_hash", "parameter_hash", "name", name="pk_label"),
    )
    op.create_table(
        "study",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("content_hash", HASH, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_study"),
    )
    op.create_table(
        "study_point",
        sa.Column("study", sa.String(200), nullable=False),
        sa.Column("point", sa.Integer, nullable=False),
        *_pair("study_point"),
        sa.ForeignKeyConstraint(["study"], ["study.name"], name="fk_study_point_study_study", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("study", "point", name="pk_study_point"),
    )


def _run() -> None:
    op.create_table(
        "run",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        *_pair("run"),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("replicate", sa.Integer, nullable=False),
        sa.Column("model_version", sa.Integer, nullable=False),
        sa.Column("plugin", HASH, nullable=False),
        sa.Column("plugin_name", sa.Text, nullable=False),
        sa.Column("status", sa.String(8), nullable=False),
        sa.Column("record", sa.String(8), nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("copsim_version", sa.String(32), nullable=False),
        sa.Column("started", sa.String(32), nullable=False),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_run"),
        sa.UniqueConstraint(
            "scenario_hash", "parameter_hash", "seed", "model_version", "plugin", name="uq_run_identity"
        ),
    )


def _outcomes() -> None:
    names = Path(__file__).with_name("0001_outcomes.txt").read_text(encoding="utf-8").split()
    op.create_table("run_summary", *_of_run("run_summary"), *_doubles(names), _key("run_summary", "run_id"))
    cycle = sa.Column("cycle", sa.Integer, nullable=False)
    key = _key("run_cycle", "run_id", "cycle")
    op.create_table("run_cycle", *_of_run("run_cycle"), cycle, *_doubles(names), key)


def _details() -> None:
    columns = (
        sa.Column("cycle", sa.Integer),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", sa.Double),
    )
    op.create_table("user_outcome", *_of_run("user_outcome"), *columns)
    op.create_index("ix_user_outcome_run_id", "user_outcome", ["run_id"])
    codes = ("ordinal", "cycle", "phase", "group", "turn", "speaker", "listener", "act", "kind", "priority")
    key = _key("turn", "run_id", "ordinal")
    op.create_table("turn", *_of_run("turn"), *_integers(codes), sa.Column("reception", sa.Double), key)
    ends = _integers(("moment", "source", "target"))
    key = _key("tie", "run_id", "moment", "source", "target")
    op.create_table("tie", *_of_run("tie"), *ends, sa.Column("weight", sa.Double, nullable=False), key)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _pair(table: str) -> tuple[sa.Column[str] | sa.ForeignKeyConstraint, ...]:
    targets = {"scenario_hash": "scenario", "parameter_hash": "parameter_set"}
    columns = [sa.Column(name, HASH, nullable=False) for name in targets]
    keys = [
        sa.ForeignKeyConstraint([name], [f"{target}.hash"], name=f"fk_{table}_{name}_{target}", ondelete="CASCADE")
        for name, target in targets.items()
    ]
    return (*columns, *keys)


def _of_run(table: str) -> tuple[sa.Column[int] | sa.ForeignKeyConstraint, ...]:
    key = sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=f"fk_{table}_run_id_run", ondelete="CASCADE")
    return (sa.Column("run_id", ID, nullable=False), key)


def _doubles(names: list[str]) -> list[sa.Column[float]]:
    return [sa.Column(name, sa.Double) for name in names]


def _integers(names: tuple[str, ...]) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer, nullable=False) for name in names]
