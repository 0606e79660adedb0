"""A scenario, validated as a whole and frozen: what everything downstream may know of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copsim.errors import InputError, shorten
from copsim.interventions import BUILT_IN, Intervention, Plan, SettingError, check_installed, find
from copsim.model.parameters import PARAMETERS
from copsim.scenario.compiling import scenario_hash
from copsim.scenario.document import Places
from copsim.scenario.layers import Draft, draft_of, load_draft, overridden
from copsim.scenario.messages import contradiction, validated
from copsim.scenario.roster import Roster, roster_by_counts, roster_from_file
from copsim.scenario.schema import COST_PREFIX, SECTIONS, ScenarioFile
from copsim.scenario.ties import ties_from_file


@dataclass(frozen=True)
class Scenario:
    """A scenario that has passed every check.

    Attributes:
        name: Short name.
        title: Name for people.
        resolved: Plain values of the whole scenario, without `extends`; can be written as YAML and loaded again.
        hash: SHA-256 of the content without name, title, parameters and costs, referenced files included.
        settings: The validated keys.
        interventions: Interventions and shocks in the order in which they are applied.
        roster: Members.
        ties: (n, n) first trust; NaN where not given.
        parameters: Overrides of the parameter table, costs included.
        warnings: Things allowed but worth saying.
        places: Where each key was written.
    """

    name: str
    title: str
    resolved: dict[str, Any]
    hash: str
    settings: ScenarioFile
    interventions: tuple[Intervention, ...]
    roster: Roster
    ties: NDArray[np.float64]
    parameters: Mapping[str, float]
    warnings: tuple[str, ...]
    places: Places

    @property
    def plan(self) -> Plan:
        """What interventions may know."""
        return _plan(self.settings, self.roster)


def load_scenario(reference: str, set_: Sequence[str] = ()) -> Scenario:
    """A scenario from the library or from a file.

    Args:
        reference: Library name such as "moving-forward", or a path when it ends in .yaml or has a slash.
        set_: Overrides "key.path=value", such as "shocks.covid=null".

    Raises:
        InputError: For the first thing that is wrong, in one line.
    """
    return checked(load_draft(reference, set_))


def make_scenario(
    data: Mapping[str, Any], label: str = "scenario", folder: Path | None = None, set_: Sequence[str] = ()
) -> Scenario:
    """A scenario from plain values, such as a notebook or a page puts together.

    Args:
        data: Keys and values as in a file.
        label: What messages call it.
        folder: Folder that relative paths start from; the current one when None.
        set_: Overrides, as `load_scenario` takes them.

    Raises:
        InputError: For the first thing that is wrong, in one line.
    """
    return checked(overridden(draft_of(data, label, folder or Path.cwd()), set_))


def checked(draft: Draft) -> Scenario:
    """The scenario that a merged draft stands for.

    Raises:
        InputError: For the first thing that is wrong, in one line.
    """
    places = draft.places
    settings = validated(ScenarioFile, draft.data, places)
    check_installed(settings.distributions, places.where(("distributions",)))
    interventions = _interventions(settings, places)
    parameters, warnings = _parameters(settings, places)
    roster = _roster(settings, places)
    ties = _ties(settings, roster, places)
    _check_priorities(settings, places)
    plan = _plan(settings, roster)
    for each in interventions:
        _check_fit(each, plan, places)
    return Scenario(
        name=settings.name,
        title=settings.title,
        resolved=deepcopy(draft.data),
        hash=scenario_hash(settings, interventions, plan),
        settings=settings,
        interventions=interventions,
        roster=roster,
        ties=ties,
        parameters=parameters,
        warnings=warnings,
        places=places,
    )


def _interventions(settings: ScenarioFile, places: Places) -> tuple[Intervention, ...]:
    """Validated interventions and shocks, built-in ones in the order of the catalogue, others by name after them."""
    found: dict[str, Intervention] = {}
    for section in SECTIONS:
        for name, data in getattr(settings, section).items():
            path = (section, name)
            found[name] = validated(find(name, places.where(path)), data, places, path)
    order = list(BUILT_IN)
    place = {name: order.index(name) if name in BUILT_IN else len(order) for name in found}
    return tuple(found[name] for name in sorted(found, key=lambda name: (place[name], name)))


def _check_fit(intervention: Intervention, plan: Plan, places: Places) -> None:
    """Refuse settings that contradict the rest of the scenario, saying where they were written."""
    try:
        intervention.check(plan)
    except SettingError as error:
        section = next(key for key, kind in SECTIONS.items() if kind == intervention.kind)
        path = (section, error.key, error.setting) if error.setting else (section, error.key)
        raise contradiction(places, path, error.problem) from error


def _parameters(settings: ScenarioFile, places: Places) -> tuple[dict[str, float], tuple[str, ...]]:
    """Overrides by parameter name, and a warning for each outside its prior range."""
    overrides: dict[str, float] = {}
    warnings = []
    for section, prefix in (("parameters", ""), ("costs", COST_PREFIX)):
        for key, value in getattr(settings, section).items():
            name, where = prefix + key, places.where((section, key))
            if name in overrides:
                raise InputError(f"{where}: stands under parameters too, as {name}; allowed: one of the two")
            low, high = PARAMETERS[name].bounds
            if not low <= value <= high:
                raise InputError(f"{where}: {shorten(value)} is not allowed; give a number from {low:g} to {high:g}")
            overrides[name] = value
            low, high = PARAMETERS[name].prior
            if not low <= value <= high:
                warnings.append(f"{where}: {value:g} lies outside its plausible range, {low:g} to {high:g}")
    return overrides, tuple(warnings)


def _roster(settings: ScenarioFile, places: Places) -> Roster:
    if settings.roster_file is not None:
        return roster_from_file(Path(settings.roster_file), places.where(("roster_file",)))
    if settings.roster is None:
        where = places.where(("roster",))
        raise InputError(f"{where}: is missing; give numbers such as roster: {{lay: 6, clinical: 8}}, or a roster_file")
    counts = {str(role): number for role, number in settings.roster.items()}
    return roster_by_counts(counts, places.where(("roster",)))


def _ties(settings: ScenarioFile, roster: Roster, places: Places) -> NDArray[np.float64]:
    if settings.graph_file is None:
        return np.full((len(roster.ids), len(roster.ids)), np.nan)
    return ties_from_file(Path(settings.graph_file), roster.ids, places.where(("graph_file",)))


def _check_priorities(settings: ScenarioFile, places: Places) -> None:
    for index, name in enumerate(settings.priorities):
        if name in settings.priorities[:index]:
            where = places.where(("priorities", index))
            raise InputError(f"{where}: '{shorten(name)}' stands twice; allowed: each priority once")


def _plan(settings: ScenarioFile, roster: Roster) -> Plan:
    roles = tuple(int(role) for role in roster.roles)
    return Plan(settings.cycles, settings.cycle_weeks, roles, roster.ids)
