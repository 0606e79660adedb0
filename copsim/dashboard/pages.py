"""The addresses of the page."""

from __future__ import annotations

from fastapi import Request
from nicegui import ui

from copsim.dashboard.choice import Choice, from_address
from copsim.dashboard.classroom import Classroom
from copsim.dashboard.decide import Decide
from copsim.dashboard.explore import Explore
from copsim.dashboard.frame import page
from copsim.dashboard.runs import Runs
from copsim.dashboard.work import Worker
from copsim.errors import InputError


def add_pages(worker: Worker, db: str | None = None) -> None:
    """Declare the pages.

    Args:
        worker: Who computes.
        db: Address of the store whose runs are shown.
    """

    @ui.page("/")
    def explore(request: Request) -> None:
        with page("/", "Explore"):
            wrong = ""
            try:
                choice = from_address(request.url.query)
            except InputError as error:
                choice, wrong = Choice(), str(error)
            shown = Explore(worker, choice)
            if wrong:
                shown.complain(wrong)

    @ui.page("/decide")
    def decide() -> None:
        with page("/decide", "Decide"):
            Decide(worker)

    @ui.page("/runs")
    def runs() -> None:
        with page("/runs", "Runs"):
            if db is None:
                ui.label("This page was opened without a database of runs.").classes("sentence")
            else:
                Runs(worker, db)

    Classroom(worker).add_pages()
