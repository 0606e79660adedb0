"""The JSON Schema accepts what loads and refuses what does not, as far as a schema can tell."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
import yaml

from copsim.interventions import CATALOGUE
from copsim.model.parameters import PARAMETERS
from copsim.scenario import json_schema, library, load_scenario

VALIDATOR = jsonschema.Draft202012Validator(json_schema())


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("name", sorted(library()))
def test_library_files_and_what_they_resolve_to_are_valid(name: str) -> None:
    VALIDATOR.validate(yaml.safe_load(library()[name].read_text()))
    VALIDATOR.validate(load_scenario(name).resolved)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"copsim": 2},
        {"copsim": 1, "cycle": 3},
        {"copsim": 1, "cycles": 0},
        {"copsim": 1, "roster": {"nurse": 3}},
        {"copsim": 1, "interventions": {"brefing": {}}},
        {"copsim": 1, "interventions": {"briefing": {"dose": 2}}},
        {"copsim": 1, "interventions": {"briefing": {"doze": 1}}},
        {"copsim": 1, "interventions": {"covid": {"at": 1}}},
        {"copsim": 1, "parameters": {"learn_rate": 7}},
        {"copsim": 1, "costs": {"lay_hours": 7}},
        {"extends": 3},
    ],
)
def test_what_cannot_load_is_not_valid(data: dict[str, Any]) -> None:
    assert list(VALIDATOR.iter_errors(data))


def test_null_removes_anywhere() -> None:
    VALIDATOR.validate(
        {"extends": "base", "roster": None, "shocks": {"covid": None}, "interventions": {"briefing": {"dose": None}}}
    )


def test_editors_are_told_what_everything_is() -> None:
    properties = json_schema()["properties"]
    assert all(each.get("description") for each in properties.values())
    for subject in CATALOGUE:
        described = properties[f"{subject.kind}s"]["anyOf"][0]["properties"][subject.key]
        assert described["title"] == subject.title
        assert "Evidence: " + subject.cites[0] in described["description"]
    parameters = properties["parameters"]["anyOf"][0]["properties"]
    assert set(parameters) == set(PARAMETERS)
    assert all(each["description"] for each in parameters.values())
