"""From a scenario to what the dynamics need: arrays, contributions to the levers, and the hash that says what it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copsim.files import TABLE_BYTES, read_text
from copsim.interventions import Intervention, Plan, is_built_in
from copsim.model.setup import Setup
from copsim.scenario.schema import ScenarioFile

if TYPE_CHECKING:
    from copsim.scenario.scenario import Scenario

_LEFT_OUT = {"copsim", "name", "title", "parameters", "costs", "distributions", "interventions", "shocks"}
_FILES = ("roster_file", "graph_file")


def compile_scenario(scenario: Scenario) -> Setup:
    """The frozen bundle of arrays that the dynamics read."""
    roster, plan = scenario.roster, scenario.plan
    return Setup(
        name=scenario.name,
        scenario_hash=scenario.hash,
        n_cycles=scenario.settings.cycles,
        cycle_weeks=scenario.settings.cycle_weeks,
        roles=roster.roles,
        stable_ids=roster.stable_ids,
        ids=roster.ids,
        labels=roster.labels,
        traits=roster.traits,
        flags=roster.flags,
        talkativeness=roster.talkativeness,
        ties=scenario.ties,
        priorities=scenario.settings.priorities,
        contributions=tuple(item for each in scenario.interventions for item in each.contributions(plan)),
        lay_diversity=scenario.settings.lay_diversity,
        parameters=scenario.parameters,
        warnings=scenario.warnings,
        title=scenario.title,
    )


def scenario_hash(settings: ScenarioFile, interventions: Sequence[Intervention], plan: Plan) -> str:
    """SHA-256 of the content without name, title, parameters and costs.

    Settings that are left out count as their defaults. Files count by their content, wherever they lie. Interventions
    of others also count by what they contribute, so a new release of theirs makes a new experiment.

    Args:
        settings: Validated keys.
        interventions: Validated interventions and shocks.
        plan: What they know of the scenario.

    Returns:
        64 hexadecimal digits.
    """
    content: dict[str, Any] = settings.model_dump(mode="json", exclude=_LEFT_OUT)
    for key in _FILES:
        if content[key] is not None:
            content[key] = sha256(read_text(Path(content[key]), TABLE_BYTES).encode()).hexdigest()
    content["roster"] = {role: count for role, count in (content["roster"] or {}).items() if count} or None
    content["interventions"] = {each.key: _described(each, plan) for each in interventions}
    return sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _described(intervention: Intervention, plan: Plan) -> dict[str, Any]:
    described: dict[str, Any] = {"settings": intervention.model_dump(mode="json")}
    if not is_built_in(intervention):
        described["contributions"] = [repr(item) for item in intervention.contributions(plan)]
    return described
