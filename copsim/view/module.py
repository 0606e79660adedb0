"""The view as text: its modules joined into the one module that a widget or a file of its own needs."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
_PARTS = ("marks", "forms", "seats", "meeting", "room", "board", "watch", "charts", "scale", "view")
_IMPORT = re.compile(r'^(?:import|export) \{[^}]*\} from "\.{1,2}/(?:view/)?\w+\.js";\n', re.MULTILINE)


@cache
def module() -> str:
    """The whole view as one ES module.

    In a browser that can fetch, `view.js` imports its parts by itself; where there is one text only, as in a lesson
    file or a notebook, they follow one another and their imports go.
    """
    return joined(*(_FOLDER / f"{part}.js" for part in _PARTS))


def module_with(*parts: Path) -> str:
    """The view and modules that stand on it, as one module."""
    return module() + "\n" + joined(*parts)


@cache
def style() -> str:
    """The style sheet of the view; it touches nothing outside elements of class `copsim`."""
    return (_FOLDER / "view.css").read_text(encoding="utf-8")


def joined(*parts: Path) -> str:
    """ES modules of one folder as one text, in an order in which each comes after what it imports."""
    return "\n".join(_IMPORT.sub("", part.read_text(encoding="utf-8")) for part in parts)
