"""What the page shows of results: the view's forms, sentences, and files to take away. Called in threads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from copsim.analysis import LEAD_IN, Comparison, clause, compare
from copsim.dashboard.choice import Choice
from copsim.dashboard.controls import supports
from copsim.errors import InputError
from copsim.model.outcomes import HEADLINE
from copsim.model.results import Results
from copsim.model.rng import run_seeds
from copsim.model.setup import Setup
from copsim.report.figures import figure
from copsim.scenario import Scenario
from copsim.study.shown import COST

KEYS = ("one", "two")
SIDES = ("as it was", "as you set it")


def bands_of(results: Sequence[Results], names: Sequence[str], seed: int) -> dict[str, Any]:
    """Courses of the headline outcomes: lines of single runs, or medians and bands of many.

    Args:
        results: Of one scenario or two, cycles kept.
        names: What each is called.
        seed: Seed of the study.
    """
    from copsim.view.bands import bands_of as quantiles
    from copsim.view.bands import measure_of

    courses = {key: {name: one.course(name) for name in HEADLINE} for key, one in zip(KEYS, results, strict=False)}
    measures = {name: measure_of(name) for name in HEADLINE}
    return quantiles(courses, dict(zip(KEYS, names, strict=False)), measures, seed).plain()


def differences(baseline: Results, option: Results, names: tuple[str, str] = SIDES) -> tuple[str, list[str]]:
    """What changed, in sentences made from paired differences.

    Args:
        baseline: What changes are held against.
        option: With the changes; the same seeds.
        names: What the two are called.

    Returns:
        A line in front, and one line per headline outcome and the cost.
    """
    comparison = _compared(baseline, option, names)
    return LEAD_IN, [clause(comparison.pair(name, names[1])) for name in (*HEADLINE, COST)]


def _compared(baseline: Results, option: Results, names: tuple[str, str]) -> Comparison:
    return compare([replace(one, name=name, title=name) for one, name in zip((baseline, option), names, strict=True)])


def figure_svg(baseline: Results, option: Results) -> str:
    """The figure of differences as an SVG file."""
    panel = figure("differences", _compared(baseline, option, SIDES)).groups[0].panels[0]
    return panel.svg


def scenario_text(scenario: Scenario) -> str:
    """The scenario as a file that `copsim run` takes."""
    import yaml

    return yaml.safe_dump(scenario.resolved, sort_keys=False, allow_unicode=True)


def lesson_text(choice: Choice) -> str:
    """A lesson to edit: on the left the scenario as it was, on the right as set.

    Raises:
        InputError: When nothing is changed, or what is set is not allowed.
    """
    from copsim.lessons import lesson_draft

    scenario = choice.load()
    if not choice.changes:
        raise InputError("a lesson compares two communities: change something first")
    switches = [
        {
            "label": support.title if choice.changes[support.key] is not None else f"Without: {support.title}",
            "short": support.title if choice.changes[support.key] is not None else f"no {support.title}",
            "sentence": support.sentence,
            "evidence": [key for key, _ in support.evidence[:6]],
            "set": {support.key: choice.changes[support.key]},
        }
        for support in supports()
        if support.key in choice.changes and support.evidence
    ]
    title = scenario.title or scenario.name
    return lesson_draft(choice.scenario, title, choice.changes, switches, scenario.settings.cycles)


def data_csv(baseline: Results, option: Results) -> bytes:
    """Summaries of all runs, one row a run."""
    import pandas as pd

    frames = [one.to_frame() for one in (baseline, option)]
    for frame, name in zip(frames, SIDES, strict=True):
        frame["scenario"] = name
    text: str = pd.concat(frames, ignore_index=True).to_csv(index=False)
    return text.encode()


def watch_of(setups: Sequence[Setup], names: Sequence[str], seed: int, number: int) -> dict[str, Any]:
    """The moving picture of one run of one scenario, or of two side by side.

    Args:
        setups: One or two compiled scenarios.
        names: What each is called.
        seed: Seed of the study.
        number: Number of the run in it, from 0.
    """
    from copsim.view import Room, Watch, measure_of, recorded, replay

    own = int(run_seeds(seed, 1, number)[0])
    came = [name for name in HEADLINE if name not in _IN_THE_ROOM]
    rooms = [
        Room(key=key, name=name, replay=replay(recorded(setup, own), HEADLINE, number))
        for key, name, setup in zip(KEYS, names, setups, strict=False)
    ]
    return Watch(rooms=tuple(rooms), measures={name: measure_of(name) for name in came}, came=tuple(came)).plain()


# What the scoreboard between the rooms shows anyway.
_IN_THE_ROOM = {"airtime_parity_lay", "influence_parity_lay"}
