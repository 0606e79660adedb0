"""What is wrong with a scenario as one line: where, what was given, what is allowed, the nearest known name.

A setting that does not fit the rest is named in the user's own file first, then in the scenario it is inherited from.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from copsim.errors import InputError, nearest, shorten, unknown
from copsim.files import label_of
from copsim.scenario.document import KeyPath, Places, dotted
from copsim.scenario.shipped import library

_Model = TypeVar("_Model", bound=BaseModel)
_NO_END = 1e300
SET = "--set"
_RESTS_ON = ("cycles", "roster", "roster_file")


def validated(model: type[_Model], data: Any, places: Places, path: KeyPath = ()) -> _Model:
    """An instance of a model, or the first thing wrong as one line.

    Args:
        model: Pydantic model.
        data: Plain values.
        places: Where the values were written.
        path: Key path of the values within the scenario.

    Raises:
        InputError: For values that the model refuses.
    """
    if not isinstance(data, dict):
        keys = ", ".join(model.model_fields)
        raise InputError(f"{places.where(path)}: {shown(data)} is not allowed; give a mapping with the keys {keys}")
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise _translated(model, dict(first), places, path) from error


def shown(value: Any) -> str:
    """A value as it would stand in YAML."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return f"'{shorten(value)}'" if isinstance(value, str) else shorten(value)


def _translated(model: type[BaseModel], error: dict[str, Any], places: Places, path: KeyPath) -> InputError:
    loc = tuple(part for part in error["loc"] if part != "[key]")
    where = places.where((*path, *loc))
    schema = _node(model, loc)
    if error["type"] == "extra_forbidden":
        siblings = _node(model, loc[:-1]).get("properties", {})
        return unknown("setting", loc[-1], siblings or model.model_fields, places.where((*path, *loc)))
    if error["type"] == "missing":
        return InputError(f"{where}: is missing; give {allowed(schema)}")
    given = error["input"]
    if "[key]" in error["loc"]:
        names = _names(_node(model, loc[:-1]).get("propertyNames", {}), model)
        return unknown("name", given, names, where)
    close = nearest(given, map(str, schema.get("enum", ()))) if isinstance(given, str) else None
    hint = f" (did you mean '{close}'?)" if close else ""
    return InputError(f"{where}: {shown(given)} is not allowed{hint}; give {allowed(schema)}")


@cache
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema()
    return dict(_inlined(schema, schema.get("$defs", {})))


def _inlined(node: Any, known: Mapping[str, Any]) -> Any:
    """A JSON Schema with the models that it refers to put in their place."""
    if isinstance(node, list):
        return [_inlined(each, known) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _inlined(known[node["$ref"].rpartition("/")[2]], known)
    return {key: _inlined(each, known) for key, each in node.items() if key != "$defs"}


def _node(model: type[BaseModel], loc: tuple[str | int, ...]) -> Mapping[str, Any]:
    """The part of a model's JSON Schema that describes a location in it."""
    node: Mapping[str, Any] = _schema(model)
    for part in loc:
        node = _plain(node)
        if isinstance(part, int):
            node = node.get("items", {})
        elif part in node.get("properties", {}):
            node = node["properties"][part]
        else:
            more = node.get("additionalProperties", {})
            node = more if isinstance(more, Mapping) else {}
    return _plain(node)


def _plain(node: Mapping[str, Any]) -> Mapping[str, Any]:
    """A node without the alternative null."""
    options = [option for option in node.get("anyOf", ()) if option.get("type") != "null"]
    return options[0] if options else node


def _names(node: Mapping[str, Any], model: type[BaseModel]) -> list[str]:
    return [str(name) for name in node.get("enum", model.model_fields)]


def allowed(node: Mapping[str, Any]) -> str:
    """What a JSON Schema node allows, in words."""
    if "const" in node or "enum" in node:
        options = [str(option) for option in node.get("enum", [node.get("const")])]
        return options[0] if len(options) == 1 else f"one of {', '.join(options)}"
    kind = node.get("type")
    if kind in ("integer", "number"):
        return ("a whole number" if kind == "integer" else "a number") + _range(node)
    if kind == "array":
        return f"a list{_counted(node, 'Items')} of {_plural(_plain(node.get('items', {})))}"
    if kind == "object":
        more = node.get("additionalProperties")
        return f"a mapping of names to {_plural(_plain(more)) if isinstance(more, Mapping) else 'settings'}"
    if kind == "boolean":
        return "true or false"
    return f"text{_counted(node, 'Length')}" + (" characters long" if "maxLength" in node else "")


def _plural(node: Mapping[str, Any]) -> str:
    return f"values, each {allowed(node)}" if node.get("type") else "values"


def _range(node: Mapping[str, Any]) -> str:
    low = node.get("minimum", node.get("exclusiveMinimum", -_NO_END))
    high = node.get("maximum", node.get("exclusiveMaximum", _NO_END))
    if low == -_NO_END and high == _NO_END:
        return ""
    if "exclusiveMinimum" in node:
        return f" above {low:g}, up to {high:g}"
    return f" from {low:g} to {high:g}" if high < _NO_END else f" from {low:g}"


def _counted(node: Mapping[str, Any], what: str) -> str:
    low, high = node.get(f"min{what}", 0), node.get(f"max{what}")
    if high is not None:
        return f" of {low} to {high}"
    return f" of at least {low}" if low else ""


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
