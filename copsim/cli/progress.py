"""A progress bar on stderr, shown only when that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copsim.cli import screen

if TYPE_CHECKING:
    from copsim.execution import Progress


@dataclass(frozen=True)
class Display:
    """Where work reports to.

    Attributes:
        progress: Told after each batch how far the work is.
        status: Told in one line what is being waited for.
    """

    progress: Callable[[Progress], None]
    status: Callable[[str], None]


@contextmanager
def display(task: str = "Running") -> Iterator[Display]:
    """Show progress while the block runs; silent when stderr is not a terminal.

    Args:
        task: What is being done, in a word or two.
    """
    if not sys.stderr.isatty():
        yield Display(lambda _: None, lambda _: None)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    console = screen.console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=console, transient=True) as bar:
        line = bar.add_task(task, total=None, rate="")

        def tell(progress: Progress) -> None:
            bar.update(
                line,
                description=task,
                total=progress.total,
                completed=progress.done,
                rate=f"{progress.rate:,.0f} runs/s",
            )

        yield Display(tell, lambda text: bar.update(line, description=text))
