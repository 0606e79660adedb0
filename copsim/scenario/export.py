"""The JSON Schema of scenario files, for editors that check and complete as one types."""

from __future__ import annotations

from typing import Any

from copsim.errors import InputError
from copsim.interventions import BUILT_IN, Intervention, find, known_names
from copsim.model.parameters import PARAMETERS, Parameter
from copsim.scenario.schema import COST_PREFIX, COSTS, SCHEMA_VERSION, SECTIONS, ScenarioFile

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NULL = {"type": "null"}


def json_schema() -> dict[str, Any]:
    """JSON Schema of a scenario file, every intervention and parameter described; any key may be null, which removes.

    Nothing but `copsim` or `extends` is required, because what a file leaves out it may inherit.
    """
    schema = ScenarioFile.model_json_schema()
    properties = schema["properties"]
    properties["copsim"] = {"const": SCHEMA_VERSION, "description": properties["copsim"]["description"]}
    properties["extends"] = {"type": "string", "description": "library name or path of the scenario that this changes"}
    properties["parameters"] = _closed({name: _number(each) for name, each in PARAMETERS.items()}, "parameters")
    properties["costs"] = _closed({name: _number(PARAMETERS[COST_PREFIX + name]) for name in COSTS}, "costs")
    for section, kind in SECTIONS.items():
        described = {each.key: _intervention(each) for each in _known() if each.kind == kind}
        properties[section] = _closed(described, ScenarioFile.model_fields[section].description or "")
    schema.pop("required", None)
    schema["anyOf"] = [{"required": ["copsim"]}, {"required": ["extends"]}]
    schema["properties"] = {name: _nullable(each) for name, each in properties.items()}
    return {"$schema": _DIALECT, **schema, "title": "copsim scenario"}


def _known() -> list[type[Intervention]]:
    """Built-in interventions and those of others that import."""
    found = list(BUILT_IN.values())
    for name in known_names():
        if name not in BUILT_IN:
            try:
                found.append(find(name))
            except InputError:
                continue
    return found


def _intervention(each: type[Intervention]) -> dict[str, Any]:
    schema = each.model_json_schema()
    schema.pop("required", None)
    evidence = ", ".join(each.cites)
    schema["title"], schema["description"] = each.title, f"{schema.get('description', '')} Evidence: {evidence}."
    schema["properties"] = {name: _nullable(one) for name, one in schema["properties"].items()}
    return schema


def _number(parameter: Parameter) -> dict[str, Any]:
    low, high = parameter.bounds
    text = f"{parameter.meaning} ({parameter.unit}); plausible from {parameter.prior[0]:g} to {parameter.prior[1]:g}"
    return {"type": "number", "minimum": low, "maximum": high, "default": parameter.default, "description": text}


def _closed(properties: dict[str, Any], description: str) -> dict[str, Any]:
    nullable = {name: _nullable(each) for name, each in properties.items()}
    return {"type": "object", "description": description, "properties": nullable, "additionalProperties": False}


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema, or null."""
    if _NULL in schema.get("anyOf", ()):
        return schema
    outer: dict[str, Any] = {key: schema[key] for key in ("title", "description", "default") if key in schema}
    return {"anyOf": [{key: each for key, each in schema.items() if key not in outer}, _NULL], **outer}
