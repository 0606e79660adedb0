"""The settings of one support as fields, drawn from its controls."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from nicegui import ui

from copsim.dashboard.controls import Control, Support
from copsim.model.roles import ROLES

Changed = Callable[[str, Any], Awaitable[None]]


def settings_form(support: Support, values: Mapping[str, Any], changed: Changed) -> None:
    """Fields for every setting; `changed` is told name and value once a field is left or let go.

    Args:
        support: What is set.
        values: Settings as the scenario has them; others are at their defaults.
        changed: Told of each change.
    """
    for control in support.controls:
        value = values.get(control.name, control.default)
        with ui.element("div").classes("field"):
            _FIELDS[control.kind](support, control, value, changed)
            ui.label(control.meaning).classes("sentence")


def _named(support: Support, control: Control, more: str = "") -> str:
    name = f"{support.title}: {control.label}{more}".replace('"', "'")
    return f'aria-label="{name}"'


def _share(support: Support, control: Control, value: Any, changed: Changed) -> None:
    with ui.element("div").classes("slider"):
        ui.label(control.label)
        shown = ui.label(f"{float(value or 0):.2f}").classes("figure")
    slider = ui.slider(min=control.low, max=control.high, step=0.05, value=float(value or 0)).props(
        _named(support, control)
    )
    slider.on_value_change(lambda e: shown.set_text(f"{e.value:.2f}"))
    slider.on("change", lambda _: changed(control.name, round(float(slider.value), 4)))


def _number(support: Support, control: Control, value: Any, changed: Changed) -> None:
    whole = control.kind == "whole"
    field = ui.number(control.label, value=value, min=control.low, max=control.high, step=1 if whole else 0.1)
    field.props(_named(support, control) + (" clearable" if control.default is None and not control.required else ""))
    field.on(
        "change",
        lambda _: changed(
            control.name, None if field.value is None else int(field.value) if whole else float(field.value)
        ),
    )


def _choice(support: Support, control: Control, value: Any, changed: Changed) -> None:
    options = {option: option.replace("_", " ") for option in control.options}
    ui.select(options, value=value, label=control.label, on_change=lambda e: changed(control.name, e.value)).classes(
        "wide"
    )


def _switch(support: Support, control: Control, value: Any, changed: Changed) -> None:
    ui.switch(control.label, value=bool(value), on_change=lambda e: changed(control.name, bool(e.value))).props(
        _named(support, control)
    )


def _cycles(support: Support, control: Control, value: Any, changed: Changed) -> None:
    field = ui.input(f"{control.label} (such as 1, 2)", value=", ".join(str(one) for one in value or ()))
    field.on("change", lambda _: changed(control.name, _numbers(field.value)))


def _numbers(text: str) -> list[Any] | None:
    """Numbers of a list as typed; what is no number stays text, so that the check names it."""
    parts = [part.strip() for part in (text or "").replace(";", ",").split(",") if part.strip()]
    return [int(part) if part.isascii() and part.isdigit() and len(part) < 9 else part for part in parts] or None


def _roles(support: Support, control: Control, value: Any, changed: Changed) -> None:
    ui.select(list(control.options), value=list(value or ()), multiple=True, label=control.label,
              on_change=lambda e: changed(control.name, list(e.value))).classes("wide")  # fmt: skip


def _by_role(support: Support, control: Control, value: Any, changed: Changed) -> None:
    ui.label(control.label)
    own = dict(value or {})
    with ui.element("div").classes("roster"):
        for role in ROLES:
            field = ui.number(role.capitalize(), value=own.get(role, 0.0), min=0, step=0.05)
            field.props(_named(support, control, f", {role}"))
            field.on("change", lambda _, role=role, field=field: changed(control.name, _laid(own, role, field.value)))


def _laid(own: dict[str, float], role: str, value: float | None) -> dict[str, float]:
    own[role] = float(value or 0.0)
    return dict(own)


_FIELDS: Mapping[str, Callable[[Support, Control, Any, Changed], None]] = {
    "share": _share,
    "number": _number,
    "whole": _number,
    "choice": _choice,
    "switch": _switch,
    "cycles": _cycles,
    "roles": _roles,
    "by_role": _by_role,
}
