"""Decide: what each option changes against what there is now, with its cost, and a report to take along.

Until there is more to go by this is the paired comparison of the command line: the same page comes out of it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nicegui import ui
from nicegui.events import UploadEventArguments

from copsim.analysis import LEAD_IN, clause, tally
from copsim.dashboard.frame import Said, drawn, heading
from copsim.dashboard.work import Worker
from copsim.errors import CopsimError, InputError
from copsim.model.outcomes import HEADLINE
from copsim.model.results import Results
from copsim.scenario import Scenario, compile_scenario, library, load_scenario
from copsim.study.running import load
from copsim.study.shown import COST, StudyComparison

REPLICATES = 200
SEED = 1
MOST_OPTIONS = 6
MOST_BYTES = 200_000
SHOWN = ("differences", "costs")
WHAT = (
    f"Choose how things are now, and up to {MOST_OPTIONS} options. Each is run {REPLICATES} times with the same people "
    "and the same luck as now, so that what differs is what the option changes."
)
OWN_PEOPLE = (
    "Your own people (a CSV file with the columns id and role; it is read by the machine that serves this page)"
)


class Decide:
    """One visitor's comparison."""

    def __init__(self, worker: Worker) -> None:
        """Build the page."""
        self.worker = worker
        self.people: Path | None = None
        # Who a service's people are is kept no longer than the visitor's page.
        self.folder = tempfile.TemporaryDirectory(prefix="copsim-people-", ignore_cleanup_errors=True)
        ui.context.client.on_delete(self.folder.cleanup)
        self.comparison: StudyComparison | None = None
        self.said: Said
        titles = {name: load_scenario(name).title or name for name in library()}
        with ui.element("div").classes("decide"):
            heading("What would change, and what does it cost?", 1)
            ui.label(WHAT).classes("sentence")
            self.now = ui.select(titles, value="merely-invited", label="How things are now").classes("wide")
            self.options = ui.select(titles, value=["moving-forward"], multiple=True, label="Options").classes("wide")
            ui.label(OWN_PEOPLE).classes("sentence")
            self.upload = ui.upload(
                auto_upload=True, max_file_size=MOST_BYTES, max_files=1, on_upload=self._take, on_rejected=self._reject
            )
            self.upload.props('accept=".csv,text/csv"').classes("upload")
            ui.button("Choose a file of people (CSV)").props("outline no-caps").on(
                "click", js_handler=f"() => getElement({self.upload.id}).pickFiles()"
            )
            self.said = Said()
            with ui.element("div").classes("actions"):
                ui.button("Compare", on_click=self.compare).props("unelevated no-caps")
                self.bar = ui.linear_progress(0.0, show_value=False).props('aria-label="Runs done"').classes("bar")
                self.bar.set_visibility(False)
            self.found = ui.element("div").classes("found")

    def _reject(self) -> None:
        self.said.say(f"people: give one CSV file of at most {MOST_BYTES // 1000} kB", wrong=True)

    async def _take(self, event: UploadEventArguments) -> None:
        """Check the people as the command line checks them, before they are used."""
        folder = Path(tempfile.mkdtemp(dir=self.folder.name))
        path = folder / "people.csv"
        path.write_bytes((await event.file.read())[: MOST_BYTES + 1])
        before, self.people = self.people, path
        try:
            people = self._loaded(str(self.now.value))
        except CopsimError as error:
            self.people = before
            self.said.say(str(error).replace(str(folder) + "/", ""), wrong=True)
        else:
            self.said.say(f"{len(people.roster.ids)} people are read and will be used for every option.")
        self.upload.reset()

    def _loaded(self, name: str) -> Scenario:
        if self.people is None:
            return load_scenario(name)
        return load(name, {"roster": None, "roster_file": str(self.people)})

    async def compare(self) -> None:
        """Run what is asked for and show it."""
        names = [str(self.now.value), *(name for name in self.options.value or () if name != self.now.value)]
        try:
            if not 2 <= len(names) <= MOST_OPTIONS + 1:
                raise InputError(
                    f"options: {len(names) - 1} chosen; allowed: 1 to {MOST_OPTIONS}, other than how things are now"
                )
            scenarios = [self._loaded(name) for name in names]
        except CopsimError as error:
            self.said.say(str(error), wrong=True)
            return
        self.said.clear()
        self.bar.set_visibility(True)
        try:
            results = [
                await self._runs(scenario, index / len(names), len(names)) for index, scenario in enumerate(scenarios)
            ]
            comparison, figures = await self.worker.call(_compared, results)
        except Exception as error:  # whatever a run does, the page stays
            self.said.say(f"This comparison failed: {error}", wrong=True)
            return
        finally:
            self.bar.set_visibility(False)
        self.comparison = comparison
        self._show(comparison, figures)

    async def _runs(self, scenario: Scenario, begun: float, parts: int) -> Results:
        results = None
        async for results in self.worker.growing(compile_scenario(scenario), SEED, REPLICATES):
            self.bar.set_value(begun + len(results) / REPLICATES / parts)
        assert results is not None
        return results

    def _show(self, comparison: StudyComparison, figures: Sequence[Any]) -> None:
        self.found.clear()
        with self.found:
            for note in comparison.notes:
                ui.label(f"Note: {note}.").classes("sentence")
            for option in comparison.options:
                heading(comparison.titles[option])
                pairs = [comparison.pair(name, option) for name in HEADLINE]
                ui.label(tally(pairs, "headline outcomes"))
                ui.label(LEAD_IN).classes("sentence")
                with ui.element("ul"):
                    for pair in [*pairs, comparison.pair(COST, option)]:
                        with ui.element("li"):
                            ui.label(clause(pair))
            for each in figures:
                drawn(each)
            with ui.element("div").classes("actions"):
                ui.button("Report (HTML)", on_click=self._report).props("outline no-caps")

    async def _report(self) -> None:
        assert self.comparison is not None
        ui.download(await self.worker.call(_report, self.comparison), "copsim-options.html", "text/html")


def _compared(results: Sequence[Results]) -> tuple[StudyComparison, list[Any]]:
    from copsim.analysis import compare
    from copsim.report.figures import figure

    comparison = StudyComparison.made(compare(results))
    return comparison, [one for one in (figure(name, comparison) for name in SHOWN) if not one.empty]


def _report(comparison: StudyComparison) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return comparison.report(Path(folder) / "report.html").read_bytes()
