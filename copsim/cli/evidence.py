"""`copsim evidence`: what the model takes from the paper and from other literature."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from copsim.cli import screen
from copsim.cli.options import AsJson
from copsim.cli.screen import say

if TYPE_CHECKING:
    from copsim.evidence import Claim


def evidence(
    keys: Annotated[
        list[str] | None,
        typer.Argument(metavar="[KEY]...", help="Keys such as Q36, Obs5a, R4 or S-venue; all when none."),
    ] = None,
    about: Annotated[str, typer.Option("--about", metavar="WORD", help="Only claims in which a word stands.")] = "",
    as_json: AsJson = False,
) -> None:
    """Read the claims behind mechanisms, interventions and patterns.

    Example: copsim evidence Q36
    """
    import json

    from copsim.errors import shorten
    from copsim.evidence import claim, claims

    for key in keys or ():
        _refuse_pattern(key)
    chosen = [claim(key) for key in keys] if keys else list(claims().values())
    chosen = [each for each in chosen if about.lower() in " ".join(map(str, asdict(each).values())).lower()]
    if as_json:
        say(json.dumps([asdict(each) for each in chosen], indent=2, ensure_ascii=False))
    elif not chosen:
        say(f"no claim contains '{shorten(about)}'")
    elif keys:
        for each in chosen:
            _in_full(each)
    else:
        _table(chosen)


def _refuse_pattern(key: str) -> None:
    """Say where a pattern is described when its key stands in place of a claim's."""
    import re

    from copsim.errors import InputError

    if re.fullmatch(r"[PC][0-9]{1,2}", key, re.IGNORECASE):
        raise InputError(f"'{key}' is a pattern or check, not a claim; they are in experiments/first-look/README.md")


def _in_full(each: Claim) -> None:
    from rich.padding import Padding

    from copsim.evidence import GRADES, reference

    console = screen.console(highlight=False)
    theme = " / ".join(part for part in (each.theme, each.subtheme) if part)
    console.print(f"[bold]{each.key}[/bold]  {each.statement}")
    details = [
        theme and f"Theme: {theme}",
        each.constructs and f"i-PARIHS: {', '.join(each.constructs)}",
        f"Where: {each.locator}",
        f"Grade: {each.grade} ({GRADES[each.grade]})",
        each.reference and f"Source: {reference(each.reference)}",
    ]
    console.print(Padding("\n".join(line for line in details if line), (0, 0, 1, 4)), markup=False)


def _table(chosen: list[Claim]) -> None:
    from rich.table import Table

    noun = "claim" if len(chosen) == 1 else "claims"
    table = Table("Key", "Grade", "Claim", title=f"{len(chosen)} {noun}; copsim evidence KEY shows one in full")
    for each in chosen:
        table.add_row(each.key, each.grade, each.statement)
    screen.console(highlight=False).print(table)
