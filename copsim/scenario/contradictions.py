"""Who wrote what does not fit: the user's own file first, then the scenario that a setting is inherited from."""

from __future__ import annotations

from copsim.errors import InputError, shorten
from copsim.files import label_of
from copsim.scenario.document import KeyPath, Places, dotted
from copsim.scenario.shipped import library

SET = "--set"
_RESTS_ON = ("cycles", "roster", "roster_file")


def contradiction(places: Places, path: KeyPath, problem: str) -> InputError:
    """The error for a setting that does not fit the rest of its scenario.

    Args:
        places: Where the scenario's keys were written.
        path: Key path of the setting.
        problem: What was given and what is allowed.
    """
    line, changed = places.line(path), _changed(places, path)
    if line == SET:
        return InputError(f"{places.where(path)}: {problem}")
    shipped = {label_of(file): name for name, file in library().items()}
    file = line if line == places.label else line.rpartition(":")[0]
    own, origin = shipped.get(places.label, places.label), shipped.get(file, line)
    parts = [problem]
    if file == places.label and own == places.label:
        where = places.where(path)
    elif file == places.label:
        where = f"{own}: {dotted(path)}"
    else:
        where = f"{own}: {dotted(path)} (inherited from {origin})"
        parts += [f"set it in {own}"] if own == places.label else []
    if changed:
        parts.append(f"it does not fit {SET} {changed}: change that, or set {dotted(path)} with {SET} too")
    return InputError(f"{where}: {'; '.join(parts)}")


def _changed(places: Places, path: KeyPath) -> str:
    """Keys from the command line that a setting may not fit, the deepest of each."""
    given = [key for key, line in places.lines.items() if line == SET]
    deepest = [key for key in given if not any(other[: len(key)] == key for other in given if other != key)]
    return shorten(", ".join(dotted(key) for key in deepest if key[0] in _RESTS_ON or key[:2] == path[:2]), 120)
