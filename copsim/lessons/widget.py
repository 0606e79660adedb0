"""A lesson as a widget of a page, where a class holds the guesses until the lecturer reveals."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from copsim.errors import InputError
from copsim.view import module_with, style

_FOLDER = Path(__file__).parent


@cache
def lesson_module() -> str:
    """The lesson and the view it stands on as one ES module whose default export is the widget."""
    whole = module_with(_FOLDER / "lesson.js").replace("export default { render };", "")
    private = re.sub(r"^export (?=function|class|const)", "", whole, flags=re.MULTILINE)
    return f"{private}\nexport default {{ render: renderLesson }};\n"


def lesson_widget(data: Mapping[str, Any], *, hold: bool = False) -> Any:
    """A widget that teaches a built lesson.

    Args:
        data: The lesson's form as plain values.
        hold: Whether a guess waits to be revealed, as in a class.

    Returns:
        An `anywidget.AnyWidget` with the traitlets `data`, `hold`, `phase`, `others` and `guess`.

    Raises:
        InputError: anywidget is not installed.
    """
    try:
        import anywidget
        import traitlets
    except ImportError as error:
        raise InputError("a lesson on a page needs anywidget: pip install 'copsim[dashboard]'") from error

    class Lesson(anywidget.AnyWidget):
        _esm = lesson_module()
        _css = style() + "\n" + (_FOLDER / "lesson.css").read_text(encoding="utf-8")
        data = traitlets.Dict().tag(sync=True)
        hold = traitlets.Bool(False).tag(sync=True)
        phase = traitlets.Unicode("open").tag(sync=True)
        others: Any = traitlets.List().tag(sync=True)
        guess = traitlets.Dict().tag(sync=True)

    return Lesson(data=dict(data), hold=hold)
