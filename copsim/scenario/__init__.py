"""Scenarios: YAML with `extends`, rosters, ties and the library, validated, hashed and compiled for the dynamics."""

from copsim.scenario.compiling import compile_scenario
from copsim.scenario.export import json_schema
from copsim.scenario.scenario import Scenario, load_scenario, make_scenario
from copsim.scenario.shipped import library, library_names

__all__ = ["Scenario", "compile_scenario", "json_schema", "library", "library_names", "load_scenario", "make_scenario"]
