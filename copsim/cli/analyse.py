"""`copsim analyse`: what drives the outcomes of a study, as text, table and page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copsim.cli.options import DEFAULT_DB, AsJson, Db, Report
from copsim.cli.screen import say
from copsim.errors import InputError

if TYPE_CHECKING:
    from copsim.analysis.studied import StudyAnalysis


def analyse(
    study: Annotated[str, typer.Argument(metavar="FILE-OR-NAME", help="Design file, or name of a stored study.")],
    outcomes: Annotated[
        list[str] | None, typer.Option("--outcome", metavar="NAME", help="Analyse this outcome; may be given again.")
    ] = None,
    report: Report = None,
    table: Annotated[
        Path | None, typer.Option("--table", metavar="FILE.csv", help="Write every number to a table.")
    ] = None,
    points: Annotated[
        Path | None, typer.Option("--points", metavar="FILE.csv", help="Write every point with its means to a table.")
    ] = None,
    db: Db = DEFAULT_DB,
    as_json: AsJson = False,
) -> None:
    """Say what drives the outcomes of a study: effects, sensitivity, response, and chance beside them.

    Example: copsim analyse dose-and-grouping.yaml --report dose.html
    """
    from copsim.report import write_page
    from copsim.store import open_store
    from copsim.study.stored import analysed_study

    for option, path in (("--report", report), ("--table", table), ("--points", points)):
        _check_target(option, path, ".html" if option == "--report" else ".csv")
    with open_store(db, create=False) as store:
        results, studied = analysed_study(store, study, outcomes or ())
    if report is not None:
        from copsim.report.study_page import study_page

        write_page(report, study_page(studied))
    if table is not None:
        studied.to_frame().to_csv(table, index=False)
    if points is not None:
        results.points().to_csv(points, index=False)
    if as_json:
        say(json.dumps(studied.data(), indent=2, allow_nan=False, ensure_ascii=False))
    else:
        _show(studied, report)


def _check_target(option: str, path: Path | None, suffix: str) -> None:
    if path is None:
        return
    if path.suffix != suffix:
        raise InputError(f"{option} {path}: should end in {suffix}")
    if not path.parent.is_dir():
        raise InputError(f"{option} {path}: there is no folder {path.parent}")


def _show(studied: StudyAnalysis, report: Path | None) -> None:
    say(f"{studied.title}: {studied.state}, {studied.points:,} points")
    say("In this model, under these assumptions:")
    for text in studied.sentences():
        say(f"  {text}")
    if report is not None:
        say(f"Report: {report}")
