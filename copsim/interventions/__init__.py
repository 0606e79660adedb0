"""Interventions and shocks: frozen settings with evidence, compiled to contributions to the levers."""

from copsim.interventions.base import Intervention, Lasting, Plan, SettingError
from copsim.interventions.catalogue import BUILT_IN, CATALOGUE
from copsim.interventions.installed import check_installed, find, is_built_in, known_names

__all__ = [
    "BUILT_IN",
    "CATALOGUE",
    "Intervention",
    "Lasting",
    "Plan",
    "SettingError",
    "check_installed",
    "find",
    "is_built_in",
    "known_names",
]
