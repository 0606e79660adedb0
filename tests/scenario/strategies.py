"""Hypothesis strategies: arbitrary small scenarios, most of them sound, some of them contradicting themselves."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from copsim.interventions import CATALOGUE, Intervention
from copsim.model.parameters import PARAMETERS
from copsim.model.roles import ROLES

LARGEST_ROLE = 4
MOST_CYCLES = 4


def rosters() -> st.SearchStrategy[dict[str, int]]:
    """Four members or more, any role may be missing."""
    counts = st.fixed_dictionaries({role: st.integers(0, LARGEST_ROLE) for role in ROLES})
    return counts.filter(lambda each: sum(each.values()) >= 4)


def values(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that a JSON Schema of a setting allows, kept small."""
    options = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    if options:
        return values(options[0])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kind, low = schema.get("type"), schema.get("minimum", schema.get("exclusiveMinimum", 0))
    if kind == "integer":
        return st.integers(low, min(schema.get("maximum", 20), low + 8))
    if kind == "number":
        high = schema.get("maximum", 2)
        return st.floats(low, high, exclude_min="exclusiveMinimum" in schema).map(lambda each: each + 0.0)
    if kind == "boolean":
        return st.booleans()
    if kind == "array":
        return st.lists(values(schema["items"]), min_size=schema.get("minItems", 0), max_size=3)
    if kind == "object":
        names, each = schema["propertyNames"], schema["additionalProperties"]
        return st.dictionaries(values(names), values(each), max_size=3)
    return st.sampled_from([f"{role}-{number}" for role in ROLES for number in (1, 2)])


def settings(subject: type[Intervention]) -> st.SearchStrategy[dict[str, Any]]:
    """Some settings of an intervention, those it needs always among them."""
    schema = subject.model_json_schema()
    fields = {name: values(each) for name, each in schema["properties"].items()}
    needed = {name: fields.pop(name) for name in schema.get("required", ())}
    return st.fixed_dictionaries(needed, optional=fields)


@st.composite
def scenarios(draw: st.DrawFn) -> dict[str, Any]:
    """A small scenario as plain values."""
    data: dict[str, Any] = {
        "copsim": 1,
        "cycles": draw(st.integers(1, MOST_CYCLES)),
        "cycle_weeks": draw(st.floats(1, 52)),
        "roster": draw(rosters()),
        "lay_diversity": draw(st.floats(0, 1)),
        "priorities": [f"priority {n + 1}" for n in range(draw(st.integers(1, 3)))],
        "parameters": {},
        "interventions": {},
        "shocks": {},
    }
    for name in draw(st.lists(st.sampled_from(sorted(PARAMETERS)), max_size=3, unique=True)):
        data["parameters"][name] = draw(st.floats(*PARAMETERS[name].prior))
    for subject in draw(st.lists(st.sampled_from(CATALOGUE), max_size=4, unique=True)):
        data[f"{subject.kind}s"][subject.key] = draw(settings(subject))
    return data
