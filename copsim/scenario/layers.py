"""From a reference to one merged mapping: the file, what it extends, and what the command line sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from copsim.errors import InputError, shorten, unknown, unseen
from copsim.files import SCENARIO_BYTES, absolute, label_of, read_text
from copsim.scenario.document import KeyPath, Places, parse, parse_value
from copsim.scenario.messages import SET
from copsim.scenario.schema import SECTIONS, check_section, known_keys
from copsim.scenario.shipped import library

LONGEST_CHAIN = 20
_FILES = ("roster_file", "graph_file")
_ALTERNATIVES = {"roster": "roster_file", "roster_file": "roster"}
_OWN = ("name", "title")


@dataclass(frozen=True)
class Draft:
    """A merged scenario, not yet validated.

    Attributes:
        data: Plain values, without `extends` and without nulls.
        places: Where they were written.
    """

    data: dict[str, Any]
    places: Places


def load_draft(reference: str, set_: Sequence[str] = ()) -> Draft:
    """The scenario that a library name or path refers to, merged with what it extends and what is set.

    Args:
        reference: Library name, or a path when it ends in .yaml or has a slash.
        set_: Overrides "key.path=value"; the value is YAML, null removes.

    Raises:
        InputError: For files that cannot be read, parents that are missing or loop, and keys that are not known.
    """
    draft = Draft({}, Places(""))
    for layer in reversed(_chain(locate(reference, Path.cwd(), ""))):
        draft = _covered(draft, layer)
    return overridden(draft, set_)


def draft_of(data: Mapping[str, Any], label: str, folder: Path) -> Draft:
    """A draft from values that are at hand, with what they extend; paths are relative to `folder`."""
    layer = _layer(dict(data), Places(label), folder, "scenario")
    parents = _chain(locate(data["extends"], folder, label)) if isinstance(data.get("extends"), str) else []
    draft = Draft({}, Places(""))
    for each in (*reversed(parents), layer):
        draft = _covered(draft, each)
    return draft


def locate(reference: str, folder: Path, where: str) -> Path:
    """The file behind a library name or a path.

    Raises:
        InputError: For a name that is not in the library.
    """
    if reference.endswith((".yaml", ".yml")) or "/" in reference or "\\" in reference:
        return absolute(folder, reference, where)
    if reference not in library():
        message = unknown("scenario", reference, library(), where)
        raise InputError(f"{message}; or a path that ends in .yaml")
    return library()[reference]


def overridden(draft: Draft, set_: Sequence[str]) -> Draft:
    """A draft with overrides "key.path=value" from the command line.

    Raises:
        InputError: For an override that is malformed or names a key that is not known.
    """
    for text in set_:
        where = f"--set {shorten(text)}"
        key, equals, value = text.partition("=")
        parts = tuple(part.strip() for part in key.split("."))
        if not (equals and value.strip() and all(parts)):
            raise InputError(f"{where}: is not allowed; give key.path=value, such as shocks.covid.at=8 or shocks=null")
        if parts[0] == "extends":
            raise InputError(f"{where}: a parent cannot be set; give it in the file, or name another scenario")
        draft = laid_over(draft, {parts: parse_value(value, where)}, dict.fromkeys([parts], SET), Path.cwd())
    return draft


def laid_over(
    draft: Draft, values: Mapping[tuple[str, ...], Any], lines: Mapping[tuple[str, ...], str], folder: Path
) -> Draft:
    """A draft with values laid over it, such as a command line or a design gives.

    Args:
        draft: What is below.
        values: By key path; None removes.
        lines: Where each value was written, by the same key paths.
        folder: Folder that relative file names among the values start from.

    Raises:
        InputError: For a key that is not known.
    """
    layer: dict[str, Any] = {}
    places: dict[KeyPath, str] = {}
    for path, value in values.items():
        under = layer
        for part in path[:-1]:
            under = under.setdefault(part, {})
        under[path[-1]] = value
        places.update({path[:length]: lines[path] for length in range(1, len(path) + 1)})
    named = _layer(layer, Places(draft.places.label, places), folder, draft.data.get("name", ""))
    own = {key: each for key, each in named.data.items() if key in layer}
    return _covered(draft, Draft(own, named.places), keep_own=True)


def _chain(path: Path) -> list[Draft]:
    """The file and its parents, child first."""
    layers: list[Draft] = []
    seen: list[Path] = []
    where = ""
    while True:
        if path in seen:
            loop = " extends ".join(each.stem for each in [*seen, path])
            raise InputError(f"{where}: parents loop ({shorten(loop, 120)}); allowed: a chain that ends")
        if len(seen) >= LONGEST_CHAIN:
            raise InputError(f"{where}: more than {LONGEST_CHAIN} parents; allowed: up to {LONGEST_CHAIN}")
        seen.append(path)
        data, places = parse(read_text(path, SCENARIO_BYTES, where), label_of(path))
        layers.append(_layer(data, places, path.parent, path.stem))
        where = places.where(("extends",))
        parent = data.get("extends")
        if parent is None:
            return layers
        if not isinstance(parent, str):
            raise InputError(f"{where}: {shorten(parent)} is not allowed; give one library name or path")
        path = locate(parent, path.parent, where)


def _layer(data: Mapping[str, Any], places: Places, folder: Path, name: str) -> Draft:
    """One file's own values, its keys checked and its file names made absolute."""
    _check_keys(data, places, ())
    own = {key: value for key, value in data.items() if key != "extends" and not (key in _OWN and value is None)}
    if own.get("roster") is not None and own.get("roster_file") is not None:
        raise InputError(f"{places.where(('roster_file',))}: stands beside roster; allowed: one of the two")
    for key in _FILES:
        if isinstance(own.get(key), str):
            own[key] = str(absolute(folder, own[key], places.where((key,))))
    named = {"name": name, **own}
    _check_text(named, places, ())
    return Draft(named, places)


def _check_text(value: Any, places: Places, path: KeyPath) -> None:
    """Refuse text with characters that cannot be seen: what is stored and shown is what was meant."""
    if isinstance(value, str) and (mark := unseen(value)):
        raise InputError(f"{places.where(path)}: '{shorten(value)}' holds the character {mark}; give plain text")
    pairs = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for key, each in pairs:
        _check_text(each, places, (*path, key))


def _check_keys(data: Mapping[str, Any], places: Places, path: tuple[str, ...]) -> None:
    """Refuse keys that are not known, even those that are set to null."""
    known = known_keys(path, places.where(path))
    if known is None:
        return
    what, names = known
    for key, value in data.items():
        if key not in names:
            raise unknown(what, key, names, places.where((*path, key)))
        if len(path) == 1 and path[0] in SECTIONS:
            check_section(path[0], key, places.where((*path, key)))
        if isinstance(value, Mapping):
            _check_keys(value, places, (*path, key))


def _covered(below: Draft, above: Draft, keep_own: bool = False) -> Draft:
    """A draft with another laid over it."""
    base = below.data if keep_own else {key: value for key, value in below.data.items() if key not in _OWN}
    base = {key: value for key, value in base.items() if above.data.get(_ALTERNATIVES.get(key, "")) is None}
    return Draft(_merged(base, above.data), below.places.covered_by(above.places))


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Key by key; a null removes."""
    merged = dict(below)
    for key, value in above.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, Mapping):
            under = merged.get(key)
            merged[key] = _merged(under if isinstance(under, Mapping) else {}, value)
        else:
            merged[key] = value
    return merged
