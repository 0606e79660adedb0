"""The only way to the screen: whatever is printed, by whomever it was written, is safe to show."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import typer

from copsim.errors import one_line, printable

if TYPE_CHECKING:
    from rich.console import Console


def say(text: str = "", err: bool = False) -> None:
    """Print text; control characters and marks that mislead are printed as escapes."""
    typer.echo(printable(text), err=err)


def say_json(value: object, **settings: Any) -> None:
    """Print a value as JSON for machines."""
    say(json.dumps(value, indent=2, ensure_ascii=False, **settings))


def complain(text: object) -> None:
    """Print one line about what went wrong, of bounded length, to stderr."""
    say(f"copsim: {one_line(text)}", err=True)


def console(**settings: Any) -> Console:
    """A console of rich that prints as `say` does; its own colours and cursor movements pass."""
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment

    class Screen(Console):
        def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
            for segment in super().render(renderable, options):
                plain = segment.control or segment.text.isprintable()
                yield segment if plain else Segment(printable(segment.text), segment.style)

    return Screen(**settings)


def prepare() -> None:
    """Print letters that the terminal's encoding lacks as escapes rather than fail at them."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
