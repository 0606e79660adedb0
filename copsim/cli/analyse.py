"""`copsim analyse`: what drives the outcomes of a study, as text, table and page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copsim.cli.options import DEFAULT_DB, AsJson, Db, Report
from copsim.cli.screen import say

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
    figures: Annotated[
        Path | None, typer.Option("--figures", metavar="FOLDER", help="Write each figure as an SVG file to a folder.")
    ] = None,
    db: Db = DEFAULT_DB,
    as_json: AsJson = False,
) -> None:
    """Say what drives the outcomes of a study: effects, sensitivity, response, and chance beside them.

    Example: copsim analyse dose-and-grouping.yaml --report dose.html
    """
    from copsim.files import check_target, write_text
    from copsim.report import write_page
    from copsim.store import open_store
    from copsim.study.stored import analysed_study

    for option, path in (("--report", report), ("--table", table), ("--points", points)):
        if path is not None:
            check_target(path, option, (".html",) if option == "--report" else (".csv",))
    with open_store(db, create=False) as store:
        results, studied = analysed_study(store, study, outcomes or ())
    if report is not None:
        from copsim.report.study_page import study_page

        write_page(report, study_page(studied))
    if figures is not None:
        _write_figures(studied, figures)
    if table is not None:
        write_text(table, studied.to_frame().to_csv(index=False, lineterminator="\n"), "--table")
    if points is not None:
        write_text(points, results.points().to_csv(index=False, lineterminator="\n"), "--points")
    if as_json:
        say(json.dumps(studied.data(), indent=2, allow_nan=False, ensure_ascii=False))
    else:
        _show(studied, report)


def _write_figures(studied: StudyAnalysis, folder: Path) -> None:
    from copsim.files import write_text
    from copsim.report.figures.studies import study_figures

    folder.mkdir(parents=True, exist_ok=True)
    for figure in study_figures(studied):
        write_text(folder / f"{figure.key}.svg", figure.svg)


def _show(studied: StudyAnalysis, report: Path | None) -> None:
    say(f"{studied.title}: {studied.state}, {studied.points:,} points")
    say("In this model, under these assumptions:")
    for text in studied.sentences():
        say(f"  {text}")
    if report is not None:
        say(f"Report: {report}")
