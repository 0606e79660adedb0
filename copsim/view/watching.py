"""`copsim.watch`: the view of whatever is at hand, in a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from copsim.community import Community
from copsim.errors import InputError
from copsim.model.outcomes import HEADLINE
from copsim.model.results import Results
from copsim.model.rng import run_seeds
from copsim.scenario import compile_scenario, load_scenario
from copsim.view.bands import bands_of, measure_of
from copsim.view.forms import Bands, Room, Watch
from copsim.view.recording import recorded
from copsim.view.replay import replay
from copsim.view.widget import widget

_CAME = ("plan", "endorsement", "uptake")


def watch(*subjects: str | Community | Results, seed: int = 0, outcomes: Sequence[str] = HEADLINE) -> Any:
    """A widget that draws what is given.

    Args:
        subjects: One or two scenarios by name or path, or communities: their meetings, side by side. Or results of any
            number of scenarios: the course of their outcomes.
        seed: Seed of the study whose first run is watched, for scenarios. A community brings its own; its plugins take
            no part, since its course is run anew.
        outcomes: Outcomes to chart, for results.

    Raises:
        InputError: For subjects that do not go together, and without anywidget.
    """
    return widget(watched(*subjects, seed=seed, outcomes=outcomes))


def watched(*subjects: str | Community | Results, seed: int = 0, outcomes: Sequence[str] = HEADLINE) -> Watch | Bands:
    """The form behind `watch`."""
    results = [each for each in subjects if isinstance(each, Results)]
    if results and len(results) == len(subjects):
        courses = {each.name: {name: each.course(name) for name in outcomes} for each in results}
        names = {each.name: each.title or each.name for each in results}
        return bands_of(courses, names, {name: measure_of(name) for name in outcomes}, seed)
    if results or not 1 <= len(subjects) <= 2:
        raise InputError("watch: give one or two scenarios or communities, or results alone")
    rooms = tuple(_room(each, seed) for each in subjects if not isinstance(each, Results))
    if len({tuple(member.id for member in room.replay.members) for room in rooms}) > 1:
        raise InputError("watch: the two have other members; give two of the same roster")
    return Watch(rooms=rooms, measures={name: measure_of(name) for name in _CAME}, came=_CAME)


def _room(subject: str | Community, seed: int) -> Room:
    if isinstance(subject, Community):
        setup, own = subject.setup, int(subject.frame.seeds[0])
    else:
        setup, own = compile_scenario(load_scenario(subject)), int(run_seeds(seed, 1)[0])
    return Room(key=setup.name, name=setup.title or setup.name, replay=replay(recorded(setup, own), _CAME))
