"""Arguments and options that several verbs share, each described once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from copsim.model.bounds import MOST_REPLICATES
from copsim.study.order import DEFAULT_REPLICATES, DEFAULT_SEED

__all__ = ["DEFAULT_REPLICATES", "DEFAULT_SEED"]
DEFAULT_DB = "sqlite:///copsim.db"
_MOST_SEED = 2**63 - 1
_MOST_WORKERS = 1024


def scenario_names(incomplete: str) -> list[str]:
    """Names of the library, for the shell to complete; files are the shell's own business."""
    from copsim.scenario import library_names

    return [name for name in library_names() if name.startswith(incomplete)]


Db = Annotated[
    str,
    typer.Option("--db", metavar="URL", help="Database: sqlite:///FILE or postgresql://USER@HOST/NAME."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines instead of text.")]
Replicates = Annotated[
    int, typer.Option("--replicates", "-n", min=1, max=MOST_REPLICATES, help="Replicates of each scenario.")
]
Seed = Annotated[
    int, typer.Option("--seed", min=0, max=_MOST_SEED, help="Seed of the study; the same seed meets the same people.")
]
Workers = Annotated[
    int, typer.Option("--workers", min=1, max=_MOST_WORKERS, help="Processes or threads that compute side by side.")
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change a setting of every scenario; may be given again."),
]
NoStore = Annotated[bool, typer.Option("--no-store", help="Keep nothing in the database.")]
Names = Annotated[
    bool, typer.Option("--names", help="Call members by their own names in the report; else by role and number.")
]
Report = Annotated[
    Path | None, typer.Option("--report", metavar="FILE.html", help="Write a report with figures, in one HTML file.")
]
