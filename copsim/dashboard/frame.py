"""What all pages share: head, navigation, messages, and the view as an element."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nicegui import ui

from copsim.report.figures import Figure

STYLE = Path(__file__).with_name("page.css")
ROOMS = (("/", "Explore"), ("/classroom", "Classroom"), ("/decide", "Decide"), ("/runs", "Runs"))
CAUTION = (
    "A simulation: its mechanisms come from one qualitative study (Swaithes et al. 2023), its magnitudes are mostly "
    "assumed. It shows what follows from them, not what will happen."
)


@contextmanager
def page(room: str, title: str) -> Iterator[None]:
    """Head, navigation and foot around the content of a page.

    Args:
        room: Path of the room that is marked in the navigation.
        title: Title of the page.
    """
    ui.page_title(f"{title} · copsim")
    ui.add_css(STYLE)
    ui.colors(primary="#1b1b1b")
    ui.query("body").classes("copsim-page")
    _announce_widgets()
    with ui.element("a").props('href="#content"').classes("skip"):
        ui.label("To the content")
    with ui.element("header").classes("top"):
        with ui.element("a").props('href="/"').classes("brand"):
            ui.label("copsim")
        with ui.element("nav").props('aria-label="Rooms"'):
            for path, name in ROOMS:
                current = ' aria-current="page"' if path == room else ""
                with ui.element("a").props(f'href="{path}"{current}'):
                    ui.label(name)
    with ui.element("div").props('id="content" tabindex="-1"').classes("content"):  # stands in the main of NiceGUI
        yield
    with ui.element("footer").classes("foot"):
        ui.label(CAUTION)


def _announce_widgets() -> None:
    """An empty widget, so that the head of the page knows where the code of widgets is before the first one comes."""
    import anywidget

    class Nothing(anywidget.AnyWidget):
        _esm = "export default { render() {} }"

    ui.anywidget(Nothing()).set_visibility(False)


def heading(text: str, level: int = 2) -> None:
    """A heading of a page; level 1 is the page's own."""
    ui.label(text).classes(f"h{level}").props(f'role="heading" aria-level="{level}"')


class Said:
    """A line for what went wrong or is under way; read out by screen readers."""

    def __init__(self) -> None:
        """Make room for the line."""
        self._box = ui.element("div").props('role="status" aria-live="polite"').classes("said")
        with self._box:
            self._label = ui.label("")
        self.clear()

    def say(self, text: str, wrong: bool = False) -> None:
        """Show a line."""
        self._label.set_text(text)
        self._box.classes(add="wrong" if wrong else "", remove="" if wrong else "wrong")
        self._box.set_visibility(bool(text))

    def clear(self) -> None:
        """Show nothing."""
        self.say("")


class Shown:
    """The moving picture or its charts as an element of the page."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Draw one of the view's JSON forms."""
        from copsim.view.widget import widget

        self._widget = widget(data)
        ui.anywidget(self._widget).classes("view")

    def update(self, data: Mapping[str, Any]) -> None:
        """Show something else in the same place."""
        self._widget.data = dict(data)


def drawn(figure: Figure) -> None:
    """A figure of the catalogue with its heading, caption and numbers."""
    heading(figure.title)
    ui.label(figure.caption).classes("sentence")
    with ui.element("div").classes("panels"):
        for group in figure.groups:
            for panel in group.panels:
                with ui.element("figure"):
                    ui.label(panel.heading)
                    ui.html(panel.svg, sanitize=False)
    with ui.expansion("The numbers").classes("more"):
        columns = [
            {"name": str(at), "label": name, "field": str(at), "align": "left"}
            for at, name in enumerate(figure.table.head)
        ]
        rows = [{str(at): text for at, text in enumerate(row)} for row in figure.table.rows]
        ui.table(columns=columns, rows=rows, row_key="0").classes("wide")
