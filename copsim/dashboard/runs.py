"""Runs: what is stored, a run to watch again, and two scenarios to compare."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from copsim.dashboard.frame import Said, Shown, heading
from copsim.dashboard.pictures import differences, watch_of
from copsim.dashboard.work import Worker
from copsim.errors import CopsimError
from copsim.model.version import MODEL_VERSION
from copsim.scenario import compile_scenario, make_scenario
from copsim.store import open_store
from copsim.store.catalogue import Listed

SEED = 1
MOST_ROWS = 500
NOTHING = "Nothing is stored yet. Run copsim demo, or copsim run with a scenario, in this folder."
COLUMNS = {
    "scenario": "Scenario", "done": "Runs", "failed": "Failed", "version": "Model version", "plugin": "Mechanism",
    "last": "Last run",
}  # fmt: skip


class Runs:
    """One visitor's look at a store."""

    def __init__(self, worker: Worker, db: str) -> None:
        """Build the page."""
        self.worker, self.db = worker, db
        self.shown: Any = None
        heading("What is stored", 1)
        self.said = Said()
        self.place = ui.element("div").classes("found")
        self.picture = ui.element("div").classes("place")
        ui.timer(0.05, self._list, once=True)

    async def _list(self) -> None:
        try:
            listed, studies = await self.worker.call(_stored, self.db)
        except CopsimError as error:
            self.said.say(str(error), wrong=True)
            return
        with self.place:
            if not listed:
                ui.label(NOTHING).classes("sentence")
                return
            if studies:
                ui.label(f"Studies: {', '.join(studies[:20])}").classes("sentence")
            columns = [
                {"name": name, "label": label, "field": name, "align": "left"} for name, label in COLUMNS.items()
            ]
            rows = [_row(one) for one in listed[:MOST_ROWS]]
            self.table = ui.table(columns=columns, rows=rows, row_key="key", selection="multiple").classes("wide")
            self.table.add_slot("header-selection", '<q-checkbox v-model="props.selected" aria-label="All rows" />')
            self.table.add_slot(
                "body-selection", '<q-checkbox v-model="props.selected" :aria-label="`Row ${props.row.scenario}`" />'
            )
            with ui.element("div").classes("actions"):
                ui.button("Watch the first run again", on_click=self._watch).props("unelevated no-caps")
                ui.button("Compare two", on_click=self._compare).props("outline no-caps")

    def _chosen(self, number: int) -> list[dict[str, Any]]:
        chosen = [row for row in self.table.selected if row["version"] == MODEL_VERSION]
        if len(chosen) != number:
            what = "one row" if number == 1 else "two rows"
            raise CopsimError(f"choose {what} of model version {MODEL_VERSION}, by the boxes on the left")
        return chosen

    async def _watch(self) -> None:
        try:
            row = self._chosen(1)[0]
            watch = await self.worker.call(_replay, self.db, row["hash"])
        except CopsimError as error:
            self.said.say(str(error), wrong=True)
            return
        self.said.clear()
        self.picture.clear()
        with self.picture:
            heading(row["scenario"])
            Shown(watch)

    async def _compare(self) -> None:
        try:
            one, two = self._chosen(2)
            lead, lines = await self.worker.call(_compared, self.db, (one["hash"], two["hash"]))
        except CopsimError as error:
            self.said.say(str(error), wrong=True)
            return
        self.said.clear()
        self.picture.clear()
        with self.picture:
            heading(f"{two['scenario']} against {one['scenario']}")
            ui.label(lead).classes("sentence")
            with ui.element("ul"):
                for line in lines:
                    with ui.element("li"):
                        ui.label(line)


def _row(one: Listed) -> dict[str, Any]:
    key = f"{one.scenario_hash}-{one.model_version}-{one.plugin}"
    return {
        "key": key, "hash": one.scenario_hash, "scenario": one.scenario, "done": one.done, "failed": one.failed,
        "version": one.model_version, "plugin": one.plugin, "last": one.last,
    }  # fmt: skip


def _stored(db: str) -> tuple[list[Listed], list[str]]:
    with open_store(db, create=False) as store:
        return store.listing(), store.studies()


def _setup(db: str, scenario_hash: str) -> Any:
    with open_store(db, create=False) as store:
        return compile_scenario(make_scenario(store.scenario(scenario_hash), "stored scenario"))


def _replay(db: str, scenario_hash: str) -> dict[str, Any]:
    return watch_of([_setup(db, scenario_hash)], ["this run"], SEED, 0)


def _compared(db: str, hashes: tuple[str, str]) -> tuple[str, list[str]]:
    from copsim.study.running import run

    with open_store(db, create=False) as store:
        scenarios = [make_scenario(store.scenario(one), "stored scenario") for one in hashes]
    results = [run(one, replicates=200, seed=SEED, workers=1) for one in scenarios]
    return differences(results[0], results[1], (scenarios[0].name, scenarios[1].name))
