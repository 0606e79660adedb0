"""The view in a notebook: an anywidget whose traitlets are the data, the meeting on show and whom to follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from copsim.errors import InputError
from copsim.view.forms import Bands, Replay, Watch
from copsim.view.module import module, style


def widget(data: Watch | Replay | Bands | Mapping[str, Any]) -> Any:
    """A notebook widget that draws the data.

    Args:
        data: One of the forms that the view draws, or one as plain values.

    Returns:
        An `anywidget.AnyWidget` with the traitlets `data`, `meeting` (from 1) and `follow` (row of a member, or -1).

    Raises:
        InputError: anywidget is not installed.
    """
    try:
        import anywidget
        import traitlets
    except ImportError as error:
        raise InputError("the view in a notebook needs anywidget: pip install 'copsim[notebook]'") from error

    class View(anywidget.AnyWidget):
        # anywidget wants the default export alone and warns of a `render` beside it.
        _esm = module().replace("export function render(", "function render(")
        _css = style()
        data = traitlets.Dict().tag(sync=True)
        options = traitlets.Dict().tag(sync=True)
        meeting = traitlets.Int(1).tag(sync=True)
        follow = traitlets.Int(-1).tag(sync=True)

    return View(data=dict(data) if isinstance(data, Mapping) else data.plain())
