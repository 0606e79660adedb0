"""`copsim runs`: what is stored, exported, deleted, and one hash of it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from copsim.cli.options import DEFAULT_DB, AsJson, Db
from copsim.cli.screen import say
from copsim.errors import InputError

if TYPE_CHECKING:
    from copsim.store import Store
    from copsim.store.catalogue import Listed

runs_app = typer.Typer(help="Stored runs: list, show, export, delete, hash.", no_args_is_help=True)

Scenarios = Annotated[list[str] | None, typer.Argument(help="Scenario names; all when left out.", metavar="SCENARIO")]
Study = Annotated[str | None, typer.Option("--study", help="Runs of this study only.", metavar="NAME")]
Versions = Annotated[bool, typer.Option("--all-versions", help="Results of older model versions too.")]


def _open(db: str) -> Store:
    from copsim.store import open_store

    return open_store(db, create=False)


def _print_json(value: object) -> None:
    say(json.dumps(value, indent=2, ensure_ascii=False, default=str))


@runs_app.command("list")
def list_runs(
    scenarios: Scenarios = None,
    study: Study = None,
    studies: Annotated[bool, typer.Option("--studies", help="List studies: done, failed, left.")] = False,
    db: Db = DEFAULT_DB,
    as_json: AsJson = False,
) -> None:
    """List what is stored, by scenario and model version, or by study.

    Example: copsim runs list --db sqlite:///copsim.db
    """
    if studies:
        _list_studies(db, as_json)
        return
    with _open(db) as store:
        listed = store.listing(scenarios or (), study)
        current = store.model_version
    if as_json:
        _print_json([asdict(one) for one in listed])
        return
    if not listed:
        say("No runs are stored here.")
        return
    _print_table(_columns(listed, current))


def _list_studies(db: str, as_json: bool) -> None:
    with _open(db) as store:
        listed = store.listed_studies()
    if as_json:
        _print_json([{**asdict(one), "left": one.left} for one in listed])
    elif not listed:
        say("No studies are stored here.")
    else:
        rows = [
            (one.name, *(f"{n}" for n in (one.points, one.wanted, one.done, one.failed, one.left))) for one in listed
        ]
        _print_table([("study", "points", "runs", "done", "failed", "left"), *rows])


def _columns(listed: list[Listed], current: int) -> list[tuple[str, ...]]:
    head = ("scenario", "content", "model", "runs", "failed", "by cycle", "turns", "parameter sets", "newest")
    rows: list[tuple[str, ...]] = [head]
    for one in listed:
        model = f"{one.model_version}" + ("" if one.model_version == current else " (older)")
        model += f" + {one.plugin}" if one.plugin else ""
        counts = (one.done, one.failed, one.cycles, one.turns, one.parameter_sets)
        rows.append((one.scenario, one.scenario_hash[:8], model, *(f"{count}" for count in counts), one.last[:16]))
    return rows


def _print_table(rows: list[tuple[str, ...]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


@runs_app.command()
def show(
    scenario: Annotated[str, typer.Argument(help="Name of a stored scenario.")],
    db: Db = DEFAULT_DB,
    as_json: AsJson = False,
) -> None:
    """Show the stored runs of one scenario: headline outcomes, failures, and the scenario itself.

    Example: copsim runs show moving-forward
    """
    with _open(db) as store:
        about = _about(store, scenario)
    if as_json:
        _print_json(about)
        return
    for one in about["runs"]:
        say(_about_line(one))
        for name, spread in one["headline"].items():
            say(f"  {name:24} mean {spread['mean']:8.3f}   from {spread['low']:.3f} to {spread['high']:.3f}")
    for failure in about["failures"]:
        say(f"  replicate {failure['replicate']} failed: {failure['error']}")


def _about_line(one: dict[str, Any]) -> str:
    """What one scenario with one parameter set is, and how many runs there are of it."""
    changed = ", ".join(f"{name} = {value:g}" for name, value in one["parameters"].items())
    plugin = f" + {one['plugin']}" if one["plugin"] else ""
    return (
        f"{one['scenario']} ({one['scenario_hash'][:8]}), model version {one['model_version']}{plugin}, "
        f"{changed or 'default parameters'}: {one['done']} runs, {one['failed']} failed, {one['seconds']:.1f} s"
    )


def _about(store: Store, scenario: str) -> dict[str, Any]:
    from copsim.model.outcomes import HEADLINE

    points = store.points([scenario], HEADLINE)
    failed = [{"replicate": replicate, "error": error} for _, replicate, error in store.failures([scenario])]
    contents = {one.runs.scenario_hash: store.scenario(one.runs.scenario_hash) for one in points}
    runs = [
        {
            **asdict(one.runs),
            "parameters": dict(one.parameters),
            "headline": {name: asdict(spread) for name, spread in one.outcomes.items()},
        }
        for one in points
    ]
    return {"scenario": scenario, "runs": runs, "failures": failed, "contents": contents}


@runs_app.command()
def export(
    to: Annotated[Path, typer.Option("--to", help="File to write; its ending, .csv or .parquet, says how.")],
    scenarios: Scenarios = None,
    table: Annotated[
        Literal["summary", "cycles", "turns"], typer.Option("--table", help="Rows by run, by cycle, or by turn.")
    ] = "summary",
    study: Study = None,
    all_versions: Versions = False,
    db: Db = DEFAULT_DB,
    as_json: AsJson = False,
) -> None:
    """Write stored results to a CSV or Parquet file.

    Example: copsim runs export --table cycles --to cycles.csv
    """
    with _open(db) as store:
        rows = store.export(table, to, scenarios or (), study, all_versions)
    if as_json:
        _print_json({"file": str(to), "table": table, "rows": rows})
    else:
        say(f"{rows} rows written to {to}")
        if not rows:
            say(_why_empty(table), err=True)


def _why_empty(table: str) -> str:
    deeper = "" if table == "summary" else f", or none recorded by {table}: run again with --record {table}"
    return f"There are no finished runs of this model version{deeper}."


@runs_app.command()
def delete(
    scenarios: Scenarios = None,
    study: Study = None,
    failed: Annotated[bool, typer.Option("--failed", help="Only runs that failed.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="All runs of the store.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    db: Db = DEFAULT_DB,
    as_json: AsJson = False,
) -> None:
    """Delete stored runs, of every model version, by scenario or study.

    Example: copsim runs delete merely-invited --yes
    """
    if not (scenarios or study or failed or everything):
        raise InputError("runs delete: say what to delete: scenario names, --study NAME, --failed or --all")
    if as_json and not yes:
        raise InputError("runs delete: --json cannot ask; give --yes too")
    with _open(db) as store:
        listed = store.listing(scenarios or (), study)
        count = sum(one.failed if failed else one.done + one.failed for one in listed)
        if not yes and not typer.confirm(f"Delete {count} run(s)?"):
            say("Nothing was deleted.")
            return
        deleted = store.delete(scenarios or (), study, failed)
    if as_json:
        _print_json({"deleted": deleted})
    else:
        say(f"{deleted} run(s) deleted")


@runs_app.command("hash")
def hash_runs(
    scenarios: Scenarios = None,
    study: Study = None,
    all_versions: Versions = False,
    db: Db = DEFAULT_DB,
    as_json: AsJson = False,
) -> None:
    """Print one hash of the stored results, whatever their order, timing, machine or database.

    Example: copsim runs hash --db sqlite:///copsim.db
    """
    with _open(db) as store:
        value = store.runs_hash(scenarios or (), study, all_versions)
    if as_json:
        _print_json({"hash": value})
    else:
        say(value)
