"""A bar that says how far a study is: in a terminal on stderr, in Jupyter in the cell, elsewhere nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from copsim.execution import Progress, ProgressListener


@dataclass(frozen=True)
class Bar:
    """Where work reports to.

    Attributes:
        progress: Told after each batch how far the work is.
        status: Told in one line what is being waited for.
    """

    progress: ProgressListener
    status: Callable[[str], None]


@contextmanager
def bar(
    task: str, progress: ProgressListener | None = None, status: Callable[[str], None] | None = None
) -> Iterator[Bar]:
    """Show a bar while the block runs, unless a listener was given or nobody would see it.

    Args:
        task: What is being done.
        progress: The listener to use instead of a bar.
        status: Told what is being waited for, in place of the bar's own text.
    """
    if progress is not None or not ("ipykernel" in sys.modules or sys.stderr.isatty()):
        yield Bar(progress or (lambda _: None), status or (lambda _: None))
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Shown

    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )  # fmt: skip
    console = None if "ipykernel" in sys.modules else Console(stderr=True)
    with Shown(*columns, console=console, transient=True) as shown:
        line = shown.add_task(task, total=None, rate="")

        def tell(now: Progress) -> None:
            workers = f", {now.workers} workers" if now.workers != 1 else ""
            failed = f", {now.failed} failed" if now.failed else ""
            rate = f"{now.rate:,.0f} runs/s{workers}{failed}"
            shown.update(line, description=task, total=now.total, completed=now.done, rate=rate)

        yield Bar(tell, status or (lambda text: shown.update(line, description=text)))
