"""`copsim.watch`: scenarios, communities and results become what the view draws."""

import numpy as np
import pytest

import copsim
from copsim.errors import InputError
from copsim.model.batch import run_seeds, simulate_batch
from copsim.scenario import compile_scenario, load_scenario
from copsim.view import Bands, Watch
from copsim.view.watching import watched


def test_two_scenarios_are_two_rooms_of_the_same_run() -> None:
    made = watched("merely-invited", "moving-forward", seed=4)
    assert isinstance(made, Watch)
    assert [room.key for room in made.rooms] == ["merely-invited", "moving-forward"]
    assert {int(room.replay.seed) for room in made.rooms} == {int(run_seeds(4, 1)[0])}


def test_a_community_shows_its_own_run() -> None:
    community = copsim.Community(compile_scenario(load_scenario("merely-invited")), seed=9)
    made = watched(community)
    while community.running:
        community.step()
    assert isinstance(made, Watch)
    assert made.rooms[0].replay.courses["plan"][-1] == pytest.approx(community.outcome("plan"), abs=1e-4)


def test_results_become_bands() -> None:
    setup = compile_scenario(load_scenario("merely-invited"))
    results = simulate_batch(setup, run_seeds(1, 12), record="cycles")
    made = watched(results, outcomes=("plan",))
    assert isinstance(made, Bands)
    middle = np.median(results.course("plan")[:, 3])
    assert made.scenarios["merely-invited"]["plan"].q50[3] == pytest.approx(middle, abs=1e-4)


def test_what_does_not_go_together_is_refused() -> None:
    for subjects in ((), ("base", "base", "base")):
        with pytest.raises(InputError, match="one or two"):
            watched(*subjects)
    with pytest.raises(InputError, match="same roster"):
        watched("moving-forward", "large-online-cop")


def test_it_is_a_widget() -> None:
    pytest.importorskip("anywidget")
    assert copsim.watch("merely-invited").data["form"] == "copsim.watch/1"
