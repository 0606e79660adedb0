"""Studies in the store: their content, their points, and what there is of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, and_, case, func, insert, select

from copsim.errors import InputError
from copsim.store.identity import content_hash, to_seeds
from copsim.store.rows import from_rows, insert_rows
from copsim.store.selection import check_study
from copsim.store.tables import Tables
from copsim.store.writer import DONE, FAILED

PIECE = 5000


@dataclass(frozen=True)
class StudyRows:
    """Some finished runs of a study.

    Attributes:
        points: (N,) number of the point.
        seeds: (N,) seed.
        values: (N, O) the outcomes that were asked for.
    """

    points: NDArray[np.int64]
    seeds: NDArray[np.uint64]
    values: NDArray[np.float64]


@dataclass(frozen=True)
class ListedStudy:
    """How far a study is.

    Attributes:
        name: Name of the study.
        points: Points of its design.
        wanted: Runs that it asks for; 0 when its content does not say.
        done: Finished runs.
        failed: Failed runs.
        manifest: Who began it with what.
    """

    name: str
    points: int
    wanted: int
    done: int
    failed: int
    manifest: Mapping[str, object]

    @property
    def left(self) -> int:
        """Runs that have not been tried."""
        return max(0, self.wanted - self.done - self.failed)


def check_content(connection: Connection, tables: Tables, name: str, content: Mapping[str, object]) -> bool:
    """Whether a study is there; refuses a name that stands for other content.

    Raises:
        InputError: Saying what to do.
    """
    stored = connection.scalar(select(tables.study.c.content_hash).where(tables.study.c.name == name))
    if stored is not None and stored != content_hash(content):
        raise InputError(
            f"study '{name}' is stored with other content; give this one another name (runs that both ask for are "
            f"computed once), or delete the old one: copsim runs delete --study {name}"
        )
    return stored is not None


def add_study(
    connection: Connection,
    tables: Tables,
    name: str,
    content: Mapping[str, object],
    manifest: Mapping[str, object] | None = None,
) -> None:
    """Note a study under its name; the same study again changes nothing.

    Args:
        connection: A connection that writes.
        tables: The tables.
        name: Name of the study.
        content: What makes it this study.
        manifest: What is kept beside the content, without being part of its identity.

    Raises:
        InputError: When the name stands for other content already.
    """
    if check_content(connection, tables, name, content):
        return
    text = json.dumps({"content": content, "manifest": manifest or {}}, ensure_ascii=False, default=str)
    connection.execute(insert(tables.study).values(name=name, content_hash=content_hash(content), content=text))


def stored_study(connection: Connection, tables: Tables, name: str) -> tuple[dict[str, object], dict[str, object]]:
    """Content and manifest of a study.

    Raises:
        InputError: When there is no such study.
    """
    check_study(connection, tables, name)
    text = connection.execute(select(tables.study.c.content).where(tables.study.c.name == name)).scalar_one()
    return _opened(text)


def _opened(text: str) -> tuple[dict[str, object], dict[str, object]]:
    kept = json.loads(text)
    if set(kept) == {"content", "manifest"}:
        return kept["content"], kept["manifest"]
    return kept, {}


def link(connection: Connection, tables: Tables, name: str, pairs: Sequence[tuple[str, str]]) -> None:
    """Note which scenario and parameter hashes the points of a study have; the same again changes nothing."""
    check_study(connection, tables, name)
    point = tables.study_point
    there = connection.scalar(select(func.count()).select_from(point).where(point.c.study == name))
    if there == len(pairs):
        return
    connection.execute(point.delete().where(point.c.study == name))
    insert_rows(connection, point, [(name, number, *pair) for number, pair in enumerate(pairs)])


def rows_of(
    connection: Connection, tables: Tables, name: str, outcomes: Sequence[str], model_version: int
) -> Iterator[StudyRows]:
    """Finished runs of a study in pieces, so that a large one does not have to be in memory twice."""
    check_study(connection, tables, name)
    run, point, summary = tables.run, tables.study_point, tables.run_summary
    meant = and_(run.c.scenario_hash == point.c.scenario_hash, run.c.parameter_hash == point.c.parameter_hash)
    columns = (point.c.point, run.c.seed, *(summary.c[each] for each in outcomes))
    statement = (
        select(*columns)
        .select_from(point.join(run, meant).join(summary, summary.c.run_id == run.c.id))
        .where(point.c.study == name, run.c.model_version == model_version, run.c.plugin == "", run.c.status == DONE)
    )
    for rows in connection.execute(statement.execution_options(yield_per=PIECE)).partitions():
        values = from_rows([row[2:] for row in rows], len(outcomes))
        points = np.array([row[0] for row in rows], np.int64)
        yield StudyRows(points, to_seeds(row[1] for row in rows), values)


def failures_of(connection: Connection, tables: Tables, name: str, model_version: int) -> list[tuple[int, int, str]]:
    """Point, seed and error of the failed runs of a study."""
    run, point = tables.run, tables.study_point
    meant = and_(run.c.scenario_hash == point.c.scenario_hash, run.c.parameter_hash == point.c.parameter_hash)
    statement = (
        select(point.c.point, run.c.seed, run.c.error)
        .select_from(point.join(run, meant))
        .where(point.c.study == name, run.c.model_version == model_version, run.c.plugin == "", run.c.status == FAILED)
    )
    rows = connection.execute(statement).all()
    seeds = to_seeds(row.seed for row in rows).tolist()
    return [(row.point, seed, row.error or "") for row, seed in zip(rows, seeds, strict=True)]


def listing(connection: Connection, tables: Tables, model_version: int) -> list[ListedStudy]:
    """Every study and how far it is, in order of name; runs that two points share count for both."""
    study, run, point = tables.study, tables.run, tables.study_point
    meant = and_(
        run.c.scenario_hash == point.c.scenario_hash, run.c.parameter_hash == point.c.parameter_hash,
        run.c.model_version == model_version, run.c.plugin == "",
    )  # fmt: skip
    counts = [func.sum(case((run.c.status == status, 1), else_=0)) for status in (DONE, FAILED)]
    statement = (
        select(point.c.study, func.count(point.c.point.distinct()), *counts)
        .select_from(point.outerjoin(run, meant))
        .group_by(point.c.study)
    )
    found = {row[0]: tuple(int(value or 0) for value in row[1:]) for row in connection.execute(statement)}
    listed = []
    for name, text in connection.execute(select(study.c.name, study.c.content).order_by(study.c.name)).all():
        points, done, failed = found.get(name, (0, 0, 0))
        content, manifest = _opened(text)
        replicates = content.get("replicates")
        wanted = points * replicates if isinstance(replicates, int) else 0
        listed.append(ListedStudy(name, points, wanted, min(done, wanted) if wanted else done, failed, manifest))
    return listed
