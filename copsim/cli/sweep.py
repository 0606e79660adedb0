"""`copsim sweep`: a designed study, run on this machine or on a cluster, gone on with after anything."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copsim.cli.options import DEFAULT_DB, AsJson, Db
from copsim.cli.screen import say
from copsim.errors import InputError

if TYPE_CHECKING:
    from copsim.study.design import Design
    from copsim.study.pilot import Pilot
    from copsim.study.results import SweepResults
    from copsim.study.sweep import Workers

TlsFile = Annotated[Path | None, typer.Option(metavar="FILE", help="For an encrypted connection to the cluster.")]


def sweep(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Design of the study (YAML), or a manifest (JSON).")],
    reduced: Annotated[
        bool, typer.Option("--reduced", help="A few points and replicates of it, under a name of their own.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check everything; say points, runs, time and size; run a pilot only.")
    ] = False,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Workers on this machine; as many as processors by default.")
    ] = None,
    processes: Annotated[bool, typer.Option("--processes", help="Worker processes rather than threads.")] = False,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", metavar="ADDRESS", help="Dask: tcp://HOST:PORT, a scheduler file, or local."),
    ] = None,
    tls_ca: TlsFile = None,
    tls_cert: TlsFile = None,
    tls_key: TlsFile = None,
    yes: Annotated[bool, typer.Option("--yes", help="Run it however long it takes.")] = False,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Try runs again that failed before.")] = False,
    log: Annotated[
        Path | None,
        typer.Option("--log", metavar="FILE", help="Append what happens to a file as JSON lines."),
    ] = None,
    manifest: Annotated[
        Path | None, typer.Option("--manifest", metavar="FILE.json", help="Write what rebuilds the study to a file.")
    ] = None,
    db: Db = DEFAULT_DB,
    as_json: AsJson = False,
) -> None:
    """Run a study: every point of a design, each with its replicates. The same command goes on where it stopped.

    Example: copsim sweep dose-and-grouping.yaml --dry-run
    """
    from copsim.execution.cluster import Tls
    from copsim.files import check_target
    from copsim.study.design import Design
    from copsim.study.pilot import check_meant, pilot
    from copsim.study.sweep import Workers
    from copsim.study.variants import Variants

    if manifest is not None:
        check_target(manifest, "--manifest", (".json",))
    given = [path for path in (tls_ca, tls_cert, tls_key) if path is not None]
    if given and (len(given) < 3 or cluster is None):
        raise InputError("--tls-ca, --tls-cert and --tls-key belong together, and to --cluster")
    tls = Tls(given[0], given[1], given[2]) if given else None
    if cluster is not None and processes:
        raise InputError("--processes: is for this machine; allowed: --cluster alone")
    design = Design.load(file)
    if reduced:
        design = design.reduced()
    variants = Variants(design)
    if dry_run:
        for point in design.points():
            variants.of(point)
        _tell_pilot(design, pilot(design, variants, workers), as_json)
        return
    check_meant(design, variants, workers, yes)
    chosen = Workers(workers, processes, cluster, tls)
    results = _run(design, chosen, db, retry_failed=retry_failed, log=log, manifest=manifest)
    _tell(results, file, db, as_json)
    if results.failed:
        from copsim.execution import FailedRunsError

        (first, replicate), error = next(iter(results.errors.items()))
        raise FailedRunsError(
            f"{results.failed} of {design.runs} runs failed; the first is replicate {replicate} of point {first + 1}: "
            f"{error}; --retry-failed tries them again"
        )


def _run(
    design: Design, workers: Workers, db: str, *, retry_failed: bool, log: Path | None, manifest: Path | None
) -> SweepResults:
    from copsim.cli.study_log import StudyLog
    from copsim.store import open_store
    from copsim.study.bar import bar
    from copsim.study.sweep import run_study
    from copsim.study.variants import Variants

    with StudyLog(log, design.name) as told, open_store(db) as store, bar("Simulating") as shown:
        results = run_study(
            design,
            Variants(design),
            workers=workers,
            store=store,
            retry_failed=retry_failed,
            progress=told.both(shown.progress),
            status=told.both_status(shown.status),
            started=lambda: _write_manifest(manifest, store.study_manifest(design.name)),
        )
        told.event("finished", runs=design.runs, done=int(results.done.sum()), failed=results.failed)
        return results


def _write_manifest(path: Path | None, content: dict[str, object]) -> None:
    if path is not None:
        from copsim.files import write_text

        write_text(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n", "--manifest")


def _tell_pilot(design: Design, found: Pilot, as_json: bool) -> None:
    if as_json:
        numbers = {
            "study": design.name, "points": found.points, "runs": found.runs, "workers": found.workers,
            "seconds": found.seconds, "bytes": found.size, "seconds_per_run": found.seconds_per_run,
            "bytes_per_run": found.bytes_per_run,
        }  # fmt: skip
        say(json.dumps(numbers, indent=2))
        return
    say(f"{design.name}: {found.told}")
    say(f"A pilot took {1e3 * found.seconds_per_run:.1f} ms and {found.bytes_per_run:,.0f} bytes a stored run.")


def _tell(results: SweepResults, file: Path, db: str, as_json: bool) -> None:
    if as_json:
        state = {
            "study": results.name, "points": results.design.size, "runs": results.design.runs,
            "done": int(results.done.sum()), "failed": results.failed, "left": results.left,
        }  # fmt: skip
        say(json.dumps(state, indent=2))
        return
    elsewhere = "" if db == DEFAULT_DB else f" --db {db}"
    say(f"{results.name}: {results.state}, {results.design.size:,} points. Next: copsim analyse {file}{elsewhere}")
