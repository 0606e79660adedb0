"""From a scenario to what the dynamics need: arrays, contributions to the levers, hashes."""

from __future__ import annotations

from copsim.model.setup import Setup
from copsim.scenario.scenario import Scenario


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
