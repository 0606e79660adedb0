"""Explore: flip a support or a shock and see at once who speaks, who is heard and what comes of it."""

from __future__ import annotations

import json
from typing import Any

from nicegui import ui

from copsim.dashboard.choice import MOST_MEMBERS, Choice, changed_words
from copsim.dashboard.controls import Support, supports
from copsim.dashboard.frame import Said, Shown, heading
from copsim.dashboard.pictures import bands_of, watch_of
from copsim.dashboard.settings_form import settings_form
from copsim.dashboard.work import Worker, one_run
from copsim.errors import CopsimError
from copsim.model.results import Results
from copsim.model.roles import ROLES
from copsim.scenario import Scenario, compile_scenario, library, load_scenario

REPLICATES = 200


class Explore:
    """One visitor's page: what is chosen, and what is shown of it; nothing is shared with other visitors."""

    def __init__(self, worker: Worker, choice: Choice) -> None:
        """Build the page and show the first run."""
        self.worker, self.choice = worker, choice
        self.turn = 0
        self.switches: dict[str, ui.switch] = {}
        self.forms: dict[str, ui.element] = {}
        self.studies: tuple[Results, Results] | None = None
        with ui.element("div").classes("explore"):
            with ui.element("aside").props('aria-label="Settings"').classes("settings"):
                self._controls()
            with ui.element("section").props('aria-label="What comes of it"').classes("shown"):
                self._shown()
        ui.timer(0.05, self.refresh, once=True)

    def complain(self, text: str) -> None:
        """Say what was wrong with the address."""
        ui.timer(0.6, lambda: self.said.say(text, wrong=True), once=True)

    # What is chosen

    def _controls(self) -> None:
        heading("The community")
        titles = {name: load_scenario(name).title or name for name in library()}
        ui.select(
            titles, value=self.choice.scenario, label="Start from", on_change=lambda e: self._start_from(e.value)
        ).classes("wide")
        with ui.element("div").classes("roster"):
            self.roster = {
                role: ui.number(role.capitalize(), min=0, max=MOST_MEMBERS, step=1, precision=0).on(
                    "change", lambda _, role=role: self._members(role)
                )
                for role in ROLES
            }
        for words, section, recommended in (
            ("Supports that the paper recommends", "interventions", True),
            ("Other ways of meeting", "interventions", False),
            ("Shocks from outside", "shocks", None),
        ):
            heading(words, 3)
            for support in supports():
                if support.key.startswith(section) and recommended in (None, support.recommendation):
                    self._support(support)

    def _support(self, support: Support) -> None:
        with ui.element("div").classes("support"):
            self.switches[support.key] = ui.switch(
                support.title, on_change=lambda e, support=support: self._flip(support, bool(e.value))
            ).props(f'aria-label="{support.title}"')
            ui.label(support.sentence).classes("sentence")
            with ui.expansion("Evidence and settings").classes("more") as more:
                for key, claim in support.evidence[:6]:
                    ui.label(f"{key}: {claim}").classes("claim")
                self.forms[support.key] = ui.element("div").classes("form")
            more.on_value_change(lambda e, support=support: self._open(support) if e.value else None)

    def _open(self, support: Support) -> None:
        """Fill the settings of a support when they are first looked at, and whenever they may have changed."""
        place = self.forms[support.key]
        place.clear()
        values = self._own(support.key)
        with place:
            if values is None:
                ui.label("Switch it on to change its settings.").classes("sentence")
            else:
                settings_form(support, values, lambda name, value: self._set(support, name, value))

    def _own(self, key: str) -> dict[str, Any] | None:
        section, _, name = key.partition(".")
        try:
            found = self.choice.load().resolved.get(section) or {}
        except CopsimError:
            return None
        return found.get(name)

    async def _start_from(self, name: str) -> None:
        self.choice = Choice(name, {}, self.choice.seed, self.choice.luck)
        self.studies = None
        await self.refresh()

    async def _members(self, role: str) -> None:
        value = self.roster[role].value
        number = None if value is None else int(value)
        self.choice = (
            self.choice.without(f"roster.{role}")
            if number is None
            else self.choice.with_change(f"roster.{role}", number)
        )
        await self.refresh()

    async def _flip(self, support: Support, on: bool) -> None:
        if on == (self._own(support.key) is not None):
            return
        base = self.choice.without(support.key)
        try:
            there = (base.load().resolved.get(support.key.partition(".")[0]) or {}).get(support.key.partition(".")[2])
        except CopsimError:
            there = None
        if on == (there is not None):
            self.choice = base
        else:
            self.choice = base.with_change(support.key, support.first_settings if on else None)
        await self.refresh()

    async def _set(self, support: Support, name: str, value: Any) -> None:
        before = self.choice.changes.get(support.key)
        self.choice = self.choice.with_change(support.key, {**(before or {}), name: value})
        await self.refresh()

    # What is shown

    def _shown(self) -> None:
        self.said = Said()
        self.headline = ui.label("Explore").classes("headline").props('role="heading" aria-level="1"')
        with ui.element("div").classes("actions"):
            self.many = ui.button(f"Run it {REPLICATES} times", on_click=self.run_many).props("unelevated no-caps")
            ui.button("Same settings, other people and luck", on_click=self._other_luck).props("outline no-caps")
            self.bar = ui.linear_progress(0.0, show_value=False).props('aria-label="Runs done"').classes("bar")
            self.bar.set_visibility(False)
        heading("Watch one run")
        self.watch_place = ui.element("div").classes("place")
        heading("What comes of it, meeting by meeting")
        self.charts_words = ui.label("").classes("sentence")
        self.charts_place = ui.element("div").classes("place")
        heading("What changed")
        self.words = ui.element("div").classes("words")
        with ui.element("div").classes("actions"):
            ui.button("Scenario (YAML)", on_click=self._download_scenario).props("outline no-caps")
            ui.button("Save as lesson", on_click=self._download_lesson).props("outline no-caps")
            ui.button("Data (CSV)", on_click=self._download_data).props("outline no-caps")
            ui.button("Figure (SVG)", on_click=lambda: self._download_figure("svg")).props("outline no-caps")
            ui.button("Figure (PNG)", on_click=lambda: self._download_figure("png")).props("outline no-caps")
        self.watch: Any = None
        self.charts: Any = None

    async def refresh(self) -> None:
        """Show one run of what is chosen beside the same run of the scenario it started from."""
        self.turn += 1
        turn = self.turn
        self.studies = None  # what was run before was of other settings
        try:
            chosen, baseline = self.choice.load(), self.choice.baseline()
        except CopsimError as error:
            self.said.say(str(error), wrong=True)
            return
        self.said.clear()
        self._reflect(chosen)
        address = f"/?{self.choice.address}" if self.choice.address else "/"
        ui.run_javascript(f"history.replaceState(null, '', {json.dumps(address)})")
        try:
            pictures = await self.worker.call(self._one_run, chosen, baseline)
        except Exception as error:  # whatever a run does, the page stays
            self.said.say(f"This run failed: {type(error).__name__}: {error}", wrong=True)
            return
        if turn == self.turn:
            self._show_run(*pictures)
            await self._show_kept(turn)

    def _one_run(self, chosen: Scenario, baseline: Scenario) -> tuple[dict[str, Any], dict[str, Any]]:
        """The moving picture and the charts of one run; computed in a thread."""
        setups = [compile_scenario(one) for one in self._sides(chosen, baseline)]
        names, seed, number = self._names(len(setups)), self.choice.seed, self.choice.luck
        runs = [one_run(setup, seed, number) for setup in setups]
        return watch_of(setups, names, seed, number), bands_of(runs, names, seed)

    def _sides(self, chosen: Scenario, baseline: Scenario) -> list[Scenario]:
        return [baseline, chosen] if self.choice.changes else [chosen]

    def _names(self, count: int) -> list[str]:
        return ["as it was", "as you set it"][-count:] if count > 1 else ["this community"]

    def _reflect(self, chosen: Scenario) -> None:
        """Let the controls stand as the choice is."""
        for key, switch in self.switches.items():
            section, _, name = key.partition(".")
            switch.set_value(name in (chosen.resolved.get(section) or {}))
        for role, field in self.roster.items():
            field.set_value(sum(ROLES[int(code)] == role for code in chosen.roster.roles))
        titles = {support.key.partition(".")[2]: support.title for support in supports()}
        lines = changed_words(self.choice, titles)
        self.headline.set_text(
            "Changed: " + "; ".join(lines) if lines else f"{chosen.title or chosen.name}, as it stands"
        )

    def _show_run(self, watch: dict[str, Any], charts: dict[str, Any]) -> None:
        self._place("watch", self.watch_place, watch)
        self._place("charts", self.charts_place, charts)
        self.charts_words.set_text("One run of each. Chance moves single runs: run it many times to see what lasts.")
        self.words.clear()
        with self.words:
            ui.label(f"Run it {REPLICATES} times to hear what changed.").classes("sentence")

    def _place(self, name: str, place: ui.element, data: dict[str, Any]) -> None:
        """Update what is there; a new element only for the first data."""
        element = getattr(self, name)
        if element is None:
            with place:
                setattr(self, name, Shown(data))
        else:
            element.update(data)

    async def _show_kept(self, turn: int) -> None:
        """Bands at once, where somebody has asked for the same before."""
        setups = [compile_scenario(one) for one in self._sides(self.choice.load(), self.choice.baseline())]
        if all(self.worker.has(setup, self.choice.seed, REPLICATES) for setup in setups):
            await self.run_many()

    async def run_many(self) -> None:
        """Run what is chosen, and what it is held against, many times; bands grow meanwhile."""
        self.turn += 1
        turn, choice = self.turn, self.choice
        try:
            scenarios = self._sides(choice.load(), choice.baseline())
        except CopsimError as error:
            self.said.say(str(error), wrong=True)
            return
        names = self._names(len(scenarios))
        self.bar.set_visibility(True)
        done: list[Results] = []
        try:
            for index, scenario in enumerate(scenarios):
                async for results in self.worker.growing(compile_scenario(scenario), choice.seed, REPLICATES):
                    if turn != self.turn:
                        return
                    share = (index + len(results) / REPLICATES) / len(scenarios)
                    self.bar.set_value(share)
                    shown = [*done[:index], results]
                    self._place("charts", self.charts_place, bands_of(shown, names[: len(shown)], choice.seed))
                    self.charts_words.set_text(
                        f"Median and bands (half and nine tenths of runs) over {len(results)} runs"
                    )
                done.append(results)
        except Exception as error:  # whatever a run does, the page stays
            self.said.say(f"These runs failed: {type(error).__name__}: {error}", wrong=True)
            return
        finally:
            if turn == self.turn:
                self.bar.set_visibility(False)
        await self._tell(done)

    async def _tell(self, done: list[Results]) -> None:
        from copsim.dashboard.pictures import differences

        self.words.clear()
        with self.words:
            if len(done) < 2:
                ui.label("Nothing is changed yet: flip a switch, and run it again.").classes("sentence")
                return
            self.studies = (done[0], done[1])
            lead, lines = await self.worker.call(differences, done[0], done[1])
        with self.words:
            ui.label(lead).classes("sentence")
            with ui.element("ul"):
                for line in lines:
                    with ui.element("li"):
                        ui.label(line)

    async def _other_luck(self) -> None:
        self.choice = Choice(self.choice.scenario, self.choice.changes, self.choice.seed, self.choice.luck + 1)
        await self.refresh()

    # What can be taken away

    def _download_scenario(self) -> None:
        from copsim.dashboard.pictures import scenario_text

        try:
            text = scenario_text(self.choice.load())
        except CopsimError as error:
            self.said.say(str(error), wrong=True)
            return
        ui.download(text.encode(), "my-cop.yaml", "application/yaml")

    def _download_lesson(self) -> None:
        from copsim.dashboard.pictures import lesson_text

        try:
            text = lesson_text(self.choice)
        except CopsimError as error:
            self.said.say(str(error), wrong=True)
            return
        ui.download(text.encode(), "my-lesson.yaml", "application/yaml")

    async def _download_data(self) -> None:
        if self.studies is None:
            self.said.say(f"Change something and run it {REPLICATES} times first.")
            return
        from copsim.dashboard.pictures import data_csv

        ui.download(await self.worker.call(data_csv, *self.studies), "copsim-runs.csv", "text/csv")

    async def _download_figure(self, form: str) -> None:
        if self.studies is None:
            self.said.say(f"Change something and run it {REPLICATES} times first.")
            return
        from copsim.dashboard.pictures import figure_svg

        svg = await self.worker.call(figure_svg, *self.studies)
        if form == "svg":
            ui.download(svg.encode(), "copsim-figure.svg", "image/svg+xml")
        else:
            ui.run_javascript(_AS_PNG.replace("SVG_TEXT", json.dumps(svg)))


# A browser turns a drawing into a picture better than any library that the server would need.
_AS_PNG = """
const image = new Image();
image.onload = () => {
  const canvas = document.createElement("canvas");
  canvas.width = 3 * (image.naturalWidth || 640); canvas.height = 3 * (image.naturalHeight || 480);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff"; pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob); link.download = "copsim-figure.png"; link.click();
  });
};
image.src = URL.createObjectURL(new Blob([SVG_TEXT], { type: "image/svg+xml" }));
"""
