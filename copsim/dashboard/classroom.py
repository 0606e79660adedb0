"""Classroom: the lecturer opens a lesson, students join by an address, predict, and see the answer together."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import quote

from fastapi import Request
from nicegui import app, ui

from copsim.dashboard.frame import Said, heading, page
from copsim.dashboard.session import Class, Classes, Question, medians
from copsim.dashboard.work import Worker
from copsim.errors import InputError
from copsim.lessons import build_lesson, lesson_path, lessons, load_lesson
from copsim.lessons.widget import lesson_widget

REFRESH_SECONDS = 0.5
MOST_LINES = 120
WHAT = (
    "Open a lesson for a class: students join from their own browsers with a short address, draw what they expect, and "
    "see the answer when you reveal it. There are no accounts, and nothing is kept when the class is closed."
)


class Classroom:
    """All classes of a server, and the lessons that were built for them."""

    def __init__(self, worker: Worker) -> None:
        """Begin without any class."""
        self.worker, self.classes = worker, Classes()
        self.built: dict[str, dict[str, Any]] = {}

    async def lesson(self, name: str) -> dict[str, Any]:
        """A lesson's form, built on the first use: every combination of its switches is run."""
        if name not in self.built:
            self.built[name] = (await self.worker.call(_built, name)).plain()
        return self.built[name]

    async def open(self, name: str) -> Class:
        """A new class on a lesson.

        Raises:
            InputError: When there is no such lesson, or there are too many classes.
        """
        return self.classes.begin(name, question_of(await self.lesson(name)))

    def add_pages(self) -> None:
        """Declare the addresses of the classroom."""

        @ui.page("/classroom")
        def rooms() -> None:
            with page("/classroom", "Classroom"):
                Lobby(self)

        @ui.page("/classroom/{code}")
        async def lecturer(code: str, request: Request, key: str = "") -> None:
            with page("/classroom", "Class"):
                try:
                    found = self.classes.find(code)
                    if key != found.secret:
                        raise InputError("this address belongs to the lecturer; students join with the short one")
                except InputError as error:
                    ui.label(str(error)).classes("said wrong")
                    return
                Lectern(
                    self,
                    found,
                    f"{request.url.scheme}://{request.url.netloc}/c/{found.code}",
                    await self.lesson(found.lesson),
                )

        @ui.page("/c/{code}")
        async def student(code: str) -> None:
            with page("/classroom", "Class"):
                try:
                    found = self.classes.find(code)
                    visitor = str(app.storage.browser["id"])
                    found.join(visitor)
                except InputError as error:
                    ui.label(str(error)).classes("said wrong")
                    return
                Seat(found, visitor, await self.lesson(found.lesson))


def _built(name: str) -> Any:
    return build_lesson(load_lesson(lesson_path(name)))


def question_of(lesson: dict[str, Any]) -> Question:
    """What a class predicts of a lesson."""
    predict = lesson["predict"]
    low, high = predict["range"]
    sides = tuple(community["name"] for community in lesson["communities"])
    cycles = lesson["bands"]["cycles"]
    return Question(predict["question"], predict["kind"], low, high, cycles, sides, tuple(predict["options"]))


class Lobby:
    """The lessons to open, and the way in for those who have a code."""

    def __init__(self, room: Classroom) -> None:
        """Build the page."""
        self.room = room
        heading("Classroom", 1)
        ui.label(WHAT).classes("sentence")
        self.said = Said()
        with ui.element("div").classes("actions"):
            self.code = ui.input("Code of a class").props("maxlength=12")
            self.code.on("keydown.enter", self._join)
            ui.button("Join", on_click=self._join).props("outline no-caps")
        heading("Open a lesson for your class")
        for name, path in lessons().items():
            document = load_lesson(path).document
            with ui.element("div").classes("support open-lesson"):
                ui.label(document.title).classes("h3")
                ui.label(document.summary).classes("sentence")
                ui.button("Open this lesson", on_click=lambda _, name=name: self._open(name)).props(
                    f'outline no-caps aria-label="Open the lesson {document.title}"'.replace("'", "")
                )

    def _join(self) -> None:
        try:
            found = self.room.classes.find(self.code.value or "")
        except InputError as error:
            self.said.say(str(error), wrong=True)
            return
        ui.navigate.to(f"/c/{quote(found.code)}")

    async def _open(self, name: str) -> None:
        self.said.say(
            "The lesson is being prepared: every combination of its switches is run. This takes some seconds."
        )
        try:
            opened = await self.room.open(name)
        except Exception as error:  # whatever a lesson does, the page stays
            self.said.say(f"This lesson cannot be opened: {error}", wrong=True)
            return
        ui.navigate.to(f"/classroom/{opened.code}?key={quote(opened.secret)}")


class Lectern:
    """What the lecturer sees: the way in, the guesses as they come, and when to lock and reveal."""

    def __init__(self, room: Classroom, one: Class, address: str, lesson: dict[str, Any]) -> None:
        """Build the page."""
        self.room, self.one, self.lesson = room, one, lesson
        self.seen: tuple[Any, ...] = ()
        heading(lesson["title"], 1)
        with ui.element("div").classes("lectern"):
            with ui.element("div"):
                ui.label("Join at").classes("sentence")
                ui.label(address.partition("://")[2]).classes("address")
                ui.label(f"Code {one.code}").classes("sentence")
                ui.html(qr(address), sanitize=False).classes("qr").props(
                    f'role="img" aria-label="QR code of {address}"'
                )
            with ui.element("div").classes("guesses"):
                self.count = ui.label("").classes("h2").props('role="status"')
                self.bars = ui.element("div").classes("bars")
        with ui.element("div").classes("actions"):
            self.lock = ui.button("Lock the guesses", on_click=one.lock).props("outline no-caps")
            self.show = ui.button("Reveal", on_click=self._reveal).props("unelevated no-caps")
            ui.button("Guesses (CSV)", on_click=self._download).props("outline no-caps")
            ui.button("Close the class", on_click=self._close).props("flat no-caps")
        self.widget = lesson_widget(lesson, hold=True)
        ui.anywidget(self.widget).classes("view")
        self.timer = ui.timer(REFRESH_SECONDS, self._look)

    def _look(self) -> None:
        one = self.one
        now = (len(one.visitors), len(one.guesses), one.phase, tuple(one.guesses.values()))
        if now == self.seen:
            return
        self.seen = now
        self.count.set_text(f"{len(one.guesses)} of {len(one.visitors)} have guessed; {_PHASES[one.phase]}")
        self.lock.set_enabled(one.phase == "open")
        self.show.set_enabled(one.phase != "revealed")
        self.bars.clear()
        with self.bars:
            for side in range(len(one.question.sides) if one.question.kind != "choose" else 1):
                self._bars(side)

    def _bars(self, side: int) -> None:
        counts = self.one.histogram(side)
        most = max(1, *(count for _, count in counts))
        with ui.element("div"):
            if self.one.question.kind != "choose":
                ui.label(f"{self.one.question.sides[side]}, last meeting guessed").classes("h3")
            for name, count in counts:
                with ui.element("div").classes("bar-row"):
                    ui.label(name)
                    ui.element("div").classes("bar-fill" if count else "bar-none").style(
                        f"width: {60 * count / most:.1f}%"
                    )
                    ui.label(str(count)).classes("figure")

    def _reveal(self) -> None:
        self.one.reveal()
        if self.one.question.kind == "line":
            lines = [list(row) for guess in list(self.one.guesses.values())[:MOST_LINES] for row in guess]
            self.widget.others = [*lines, *medians(self.one.guesses)]
        self.widget.phase = "revealed"

    def _download(self) -> None:
        text = io.StringIO()
        text.write("guess,community,meeting,value\n")
        for number, guess in enumerate(self.one.guesses.values(), 1):
            for side, row in enumerate(guess):
                for cycle, value in enumerate(row, 1):
                    text.write(f"{number},{side + 1},{cycle},{value}\n")
        ui.download(text.getvalue().encode(), f"guesses-{self.one.code}.csv", "text/csv")

    def _close(self) -> None:
        self.room.classes.close(self.one.code)
        self.one.end()
        ui.navigate.to("/classroom")


_PHASES = {"open": "guesses are open", "locked": "locked", "revealed": "revealed", "closed": "closed"}


class Seat:
    """What a student sees: the lesson, with the answer held back until it is revealed."""

    def __init__(self, one: Class, visitor: str, lesson: dict[str, Any]) -> None:
        """Build the page."""
        self.one, self.visitor = one, visitor
        self.said = Said()
        self.widget = lesson_widget(lesson if one.phase == "revealed" else without_answer(lesson), hold=True)
        self.full, self.phase = lesson, one.phase
        self.widget.phase = one.phase
        self.widget.observe(self._guessed, "guess")
        ui.anywidget(self.widget).classes("view")
        ui.timer(REFRESH_SECONDS, self._follow)

    def _guessed(self, change: Any) -> None:
        given = change["new"]
        question = self.one.question
        try:
            self.one.guess(self.visitor, as_values(question, given))
        except InputError as error:
            self.said.say(str(error), wrong=True)
        else:
            self.said.say("Your guess is in.")

    def _follow(self) -> None:
        if self.one.phase == self.phase:
            return
        self.phase = self.one.phase
        if self.phase == "closed":
            self.said.say("The class is closed. Nothing of it is kept.")
            return
        if self.phase == "revealed":
            self.widget.data = self.full
        self.widget.phase = self.phase


def without_answer(lesson: dict[str, Any]) -> dict[str, Any]:
    """The lesson as far as the guess: nothing of the answer reaches a browser before it is revealed."""
    empty = {name: [None] * lesson["bands"]["cycles"] for name in ("q5", "q25", "q50", "q75", "q95")}
    bands = lesson["bands"]
    hidden = {key: dict.fromkeys(each, empty) for key, each in bands["scenarios"].items()}
    asked = {"bands": {**bands, "scenarios": hidden}, "combos": {}, "combo_replays": {}, "watch": {}}
    return {**lesson, **asked, "mechanisms": {**lesson["mechanisms"], "base": {}, "items": []}}


def as_values(question: Question, given: Any) -> Any:
    """What a browser sent as rows of numbers; what does not fit is left for the check to refuse."""
    if not isinstance(given, dict):
        return None
    if question.kind == "choose":
        choice = given.get("choice")
        return [[question.options.index(choice)]] if choice in question.options else None
    lines = given.get("lines")
    if question.kind == "slider" and isinstance(lines, list):
        return [[one for one in row if one is not None] if isinstance(row, list) else row for row in lines]
    return lines


def qr(address: str) -> str:
    """The address as a QR code, in SVG."""
    import segno

    return str(segno.make(address, error="m").svg_inline(scale=5, border=2, dark="#1b1b1b", light="#ffffff"))
