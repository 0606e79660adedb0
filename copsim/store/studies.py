"""Studies in the store: their content, their points, and what there is of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Join, and_, case, func, insert, null, select

from copsim.errors import InputError
from copsim.store.identity import content_hash, to_seeds
from copsim.store.records import DONE, FAILED
from copsim.store.rows import chunks, insert_rows
from copsim.store.selection import check_study
from copsim.store.tables import Tables

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
    columns, known = list(zip(*pairs, strict=True)) or [(), ()], []
    for table, hashes in zip((tables.scenario, tables.parameter_set), columns, strict=True):
        found: dict[str, int] = {}
        for some in chunks(sorted(set(hashes))):
            rows = connection.execute(select(table.c.hash, table.c.id).where(table.c.hash.in_(some)))
            found |= {row.hash: row.id for row in rows}
        known.append(found)
    linked = [(name, number, known[0][one], known[1][other]) for number, (one, other) in enumerate(pairs)]
    insert_rows(connection, point, ("study", "point", "scenario_id", "parameter_set_id"), linked)


def rows_of(
    connection: Connection, tables: Tables, name: str, outcomes: Sequence[str], model_version: int
) -> Iterator[StudyRows]:
    """Finished runs of a study in pieces, so that a large one does not have to be in memory twice.

    An outcome that a run does not hold is NaN.
    """
    check_study(connection, tables, name)
    run, linked, summary = tables.run, tables.study_point, tables.run_summary
    columns = [summary.c[each] if each in summary.c else null() for each in outcomes]
    statement = (
        select(linked.c.point, run.c.seed, *columns)
        .select_from(_runs(tables).join(summary, summary.c.run_id == run.c.id))
        .where(linked.c.study == name, _plain(tables, model_version), run.c.status == DONE)
    )
    for rows in connection.execute(statement.execution_options(yield_per=PIECE)).partitions():
        values = np.array([row[2:] for row in rows], np.float64).reshape(len(rows), len(outcomes))
        points = np.array([row[0] for row in rows], np.int64)
        yield StudyRows(points, to_seeds(row[1] for row in rows), values)


def _runs(tables: Tables, *, outer: bool = False) -> Join:
    """Points of studies with their runs."""
    run, point, linked = tables.run, tables.point, tables.study_point
    meant = and_(*(point.c[name] == linked.c[name] for name in ("scenario_id", "parameter_set_id")))
    return linked.join(point, meant, outer).join(run, run.c.point_id == point.c.id, outer)


def _plain(tables: Tables, model_version: int) -> ColumnElement[bool]:
    """Runs of a model version without a plugin."""
    return and_(tables.point.c.model_version == model_version, tables.point.c.plugin == "")


def failures_of(connection: Connection, tables: Tables, name: str, model_version: int) -> list[tuple[int, int, str]]:
    """Point, seed and error of the failed runs of a study."""
    run, linked = tables.run, tables.study_point
    statement = (
        select(linked.c.point, run.c.seed, run.c.error)
        .select_from(_runs(tables))
        .where(linked.c.study == name, _plain(tables, model_version), run.c.status == FAILED)
    )
    rows = connection.execute(statement).all()
    seeds = to_seeds(row.seed for row in rows).tolist()
    return [(row.point, seed, row.error or "") for row, seed in zip(rows, seeds, strict=True)]


def listing(connection: Connection, tables: Tables, model_version: int) -> list[ListedStudy]:
    """Every study and how far it is, in order of name; runs that two points share count for both."""
    study, run, linked = tables.study, tables.run, tables.study_point
    own = _plain(tables, model_version)
    counts = [func.sum(case((and_(own, run.c.status == status), 1), else_=0)) for status in (DONE, FAILED)]
    statement = (
        select(linked.c.study, func.count(linked.c.point.distinct()), *counts)
        .select_from(_runs(tables, outer=True))
        .group_by(linked.c.study)
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
