"""The store: arrays in, DataFrames out, on SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Engine, select

from copsim.errors import OutsideError
from copsim.model.results import Record, Results
from copsim.store import catalogue, export, frames, studies
from copsim.store.digest import runs_hash
from copsim.store.engine import check_place, make_engine, parse_url, reading, writing
from copsim.store.errors import clear_errors
from copsim.store.reader import find, load
from copsim.store.records import (
    NO_PLUGIN,
    Found,
    Key,
    Plugin,
    RunBatch,
    RunEntry,
    ScenarioRecord,
)
from copsim.store.schema import grown, prepare
from copsim.store.selection import Selection
from copsim.store.tables import Tables
from copsim.store.writer import Writer

if TYPE_CHECKING:
    import pandas as pd

TIMEOUT_SECONDS = 30.0


def open_store(
    url: str,
    create: bool = True,
    *,
    outcomes: Sequence[str] | None = None,
    model_version: int | None = None,
    timeout: float = TIMEOUT_SECONDS,
) -> Store:
    """Open the database at an address, making a store there when there is none.

    Args:
        url: `sqlite:///copsim.db`, or `postgresql://user@host/name` for shared work.
        create: Whether a new store may be made.
        outcomes: Names of outcome columns; the model's when left out.
        model_version: Version of the dynamics; the model's when left out.
        timeout: Seconds to wait for a lock or a server.

    Raises:
        InputError: When the address is wrong, or names something that is no store of copsim.
        OutsideError: When the database cannot be reached or written, or its schema is older or newer.
    """
    address = parse_url(url)
    engine = make_engine(address, create=create, timeout=timeout)
    wanted = tuple(_model_outcomes() if outcomes is None else outcomes)
    with clear_errors(address):
        tables = prepare(engine, wanted, create=create)
    return Store(engine, tables, wanted, _model_version() if model_version is None else model_version)


def _model_outcomes() -> tuple[str, ...]:
    from copsim.model.outcomes import OUTCOMES

    return tuple(OUTCOMES)


def _model_version() -> int:
    from copsim.model.version import MODEL_VERSION

    return MODEL_VERSION


class Store:
    """Runs of the current model version in one database; use `open_store`, and `with` to close it."""

    def __init__(self, engine: Engine, tables: Tables, outcomes: tuple[str, ...], model_version: int) -> None:
        """Hold an engine whose schema has been checked."""
        self._engine = engine
        self._tables = tables
        self.outcomes = outcomes
        self.model_version = model_version

    @property
    def url(self) -> URL:
        """Address of the database."""
        return self._engine.url

    def close(self) -> None:
        """Let go of the database.

        Raises:
            OutsideError: When its file was deleted, moved or replaced since this store wrote to it.
        """
        self._engine.dispose()
        check_place(self._engine)

    def __enter__(self) -> Store:
        """Return the store itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Close the store; an error of the block goes before one of closing."""
        with suppress(OutsideError) if kind is not None else nullcontext():
            self.close()

    def _choose(self, scenarios: Sequence[str], study: str | None, all_versions: bool, plugin: str | None) -> Selection:
        return Selection(scenarios, study, None if all_versions else self.model_version, plugin)

    def register(self, records: Iterable[ScenarioRecord], study: str | None = None) -> None:
        """Note scenarios with their parameter sets and names; `add` needs them.

        Args:
            records: The scenarios.
            study: Name of a study noted by `add_study`; the records are its points, in order.
        """
        rows = list(records)
        with writing(self._engine) as connection:
            Writer(connection, self._tables, self.model_version).register(rows)
            if study is not None:
                pairs = [(one.hash, one.parameter_hash) for one in rows]
                studies.link(connection, self._tables, study, pairs)

    def find(self, scenario_hash: str, keys: Sequence[Key], plugin: Plugin = NO_PLUGIN) -> dict[Key, Found]:
        """Which of these runs, pairs of parameter hash and seed, are stored."""
        with reading(self._engine) as connection:
            return find(connection, self._tables, scenario_hash, keys, self.model_version, plugin)

    def load(
        self, run_ids: Sequence[int], record: Record = "summary", outcomes: Sequence[str] | None = None
    ) -> Results:
        """Results of finished runs of one scenario, in the order of `run_ids`; all outcomes when none are named."""
        names = [name for name in (self.outcomes if outcomes is None else outcomes) if name in self._tables.outcomes]
        with reading(self._engine) as connection:
            return load(connection, self._tables, run_ids, record, names)

    def add(self, *batches: RunBatch) -> int:
        """Store batches in one transaction; runs that are there already stay, and take what they lack.

        Outcomes that the store does not know get columns.

        Returns:
            Runs that were new or got more.

        Raises:
            ResultsDifferError: When a stored run was repeated with another result.
        """
        names = dict.fromkeys(name for batch in batches for name in batch.results.outcomes)
        with writing(self._engine) as connection:
            self._tables = grown(connection, self._tables, names)
            writer = Writer(connection, self._tables, self.model_version)
            return sum(writer.add(batch) for batch in batches)

    def add_failed(
        self, scenario_hash: str, run: RunEntry, seed: int, record: Record, error: str, plugin: Plugin = NO_PLUGIN
    ) -> None:
        """Store that a run failed and why."""
        with writing(self._engine) as connection:
            writer = Writer(connection, self._tables, self.model_version)
            writer.add_failed(scenario_hash, run, seed, record, error, plugin)

    def summary_frame(
        self,
        scenarios: Sequence[str] = (),
        study: str | None = None,
        all_versions: bool = False,
        plugin: str | None = "",
    ) -> pd.DataFrame:
        """One row per finished run: scenario, hashes, seed, replicate, model version, plugin, and every outcome.

        Args:
            scenarios: Names; all when left out.
            study: Name of a study; its runs only.
            all_versions: Results of older model versions too (they must not be mixed in a comparison).
            plugin: Hash of a plugin; empty for runs without one, None for all.
        """
        return self._frame("summary", self._choose(scenarios, study, all_versions, plugin))

    def cycle_frame(
        self,
        scenarios: Sequence[str] = (),
        study: str | None = None,
        all_versions: bool = False,
        plugin: str | None = "",
    ) -> pd.DataFrame:
        """One row per run and cycle, counted from 1; otherwise as `summary_frame`."""
        return self._frame("cycles", self._choose(scenarios, study, all_versions, plugin))

    def turn_frame(
        self,
        scenarios: Sequence[str] = (),
        study: str | None = None,
        all_versions: bool = False,
        plugin: str | None = "",
    ) -> pd.DataFrame:
        """One row per turn and break contact, codes turned to names; otherwise as `summary_frame`."""
        return self._frame("turns", self._choose(scenarios, study, all_versions, plugin))

    def _frame(self, table: frames.TableName, selection: Selection) -> pd.DataFrame:
        import pandas as pd

        with reading(self._engine) as connection:
            pieces = list(frames.frame_pieces(connection, self._tables, table, selection))
        return pd.concat(pieces, ignore_index=True)

    def export(
        self,
        table: frames.TableName,
        path: Path,
        scenarios: Sequence[str] = (),
        study: str | None = None,
        all_versions: bool = False,
        plugin: str | None = None,
    ) -> int:
        """Write a table to a file that ends in .csv or .parquet; returns its rows."""
        export.check_target(path)
        with reading(self._engine) as connection:
            selection = self._choose(scenarios, study, all_versions, plugin)
            return export.write(frames.frame_pieces(connection, self._tables, table, selection), path)

    def runs_hash(self, scenarios: Sequence[str] = (), study: str | None = None, all_versions: bool = False) -> str:
        """One hash of stored results, whatever their order, timing, machine and database."""
        with reading(self._engine) as connection:
            return runs_hash(connection, self._tables, self._choose(scenarios, study, all_versions, None))

    def listing(self, scenarios: Sequence[str] = (), study: str | None = None) -> list[catalogue.Listed]:
        """What is stored, by scenario, model version and plugin."""
        with reading(self._engine) as connection:
            return catalogue.listing(connection, self._tables, Selection(scenarios, study, None, None))

    def points(self, scenarios: Sequence[str] = (), outcomes: Sequence[str] = ()) -> list[catalogue.ListedPoint]:
        """What is stored, by scenario and parameter set, with the spread of some outcomes."""
        with reading(self._engine) as connection:
            return catalogue.listed_points(connection, self._tables, Selection(scenarios, None, None, None), outcomes)

    def failures(self, scenarios: Sequence[str] = ()) -> list[tuple[str, int, str]]:
        """Scenario, replicate and error of runs that failed."""
        with reading(self._engine) as connection:
            return catalogue.failures(connection, self._tables, Selection(scenarios, None, None, None))

    def scenario(self, scenario_hash: str) -> dict[str, object]:
        """The resolved content of a stored scenario."""
        with reading(self._engine) as connection:
            return catalogue.stored_scenario(connection, self._tables, scenario_hash)

    def parameter_sets(self) -> dict[str, dict[str, float]]:
        """What parameter sets have that differs from the defaults of the model version, by their hash."""
        with reading(self._engine) as connection:
            return catalogue.parameter_sets(connection, self._tables)

    def add_study(self, name: str, content: Mapping[str, object], manifest: Mapping[str, object] | None = None) -> None:
        """Note a study under its name, with a manifest that is no part of its identity; other content is refused."""
        with writing(self._engine) as connection:
            studies.add_study(connection, self._tables, name, content, manifest)

    def check_study(self, name: str, content: Mapping[str, object]) -> None:
        """Refuse a name that stands for another study."""
        with reading(self._engine) as connection:
            studies.check_content(connection, self._tables, name, content)

    def link_study(self, name: str, pairs: Sequence[tuple[str, str]]) -> None:
        """Note the scenario and parameter hash of every point of a study, in order."""
        with writing(self._engine) as connection:
            studies.link(connection, self._tables, name, pairs)

    def study(self, name: str) -> dict[str, object]:
        """What a study was noted with."""
        with reading(self._engine) as connection:
            return studies.stored_study(connection, self._tables, name)[0]

    def study_manifest(self, name: str) -> dict[str, object]:
        """Who began a study with what, and its content under "design"."""
        with reading(self._engine) as connection:
            content, manifest = studies.stored_study(connection, self._tables, name)
            return {**manifest, "design": content}

    def study_rows(self, name: str, outcomes: Sequence[str]) -> Iterator[studies.StudyRows]:
        """Finished runs of a study, in pieces."""
        with reading(self._engine) as connection:
            yield from studies.rows_of(connection, self._tables, name, outcomes, self.model_version)

    def study_failures(self, name: str) -> list[tuple[int, int, str]]:
        """Point, seed and error of the failed runs of a study."""
        with reading(self._engine) as connection:
            return studies.failures_of(connection, self._tables, name, self.model_version)

    def listed_studies(self) -> list[studies.ListedStudy]:
        """Every study and how far it is."""
        with reading(self._engine) as connection:
            return studies.listing(connection, self._tables, self.model_version)

    def studies(self) -> list[str]:
        """Names of the stored studies."""
        with reading(self._engine) as connection:
            return list(connection.scalars(select(self._tables.study.c.name).order_by(self._tables.study.c.name)))

    def delete(self, scenarios: Sequence[str] = (), study: str | None = None, failed: bool = False) -> int:
        """Delete runs, of every model version, by scenario names or study; returns how many."""
        with writing(self._engine) as connection:
            return catalogue.delete_runs(
                connection, self._tables, Selection(scenarios, study, None, None), failed=failed
            )
