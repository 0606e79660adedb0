"""Results move only on purpose: with the golden runs, the model version and a line in the changelog.

Run `python tests/update_golden.py` after a change that is meant to alter results, and after a new outcome.
"""

import platform
from copy import deepcopy

import pytest
from golden import runs

from copsim.model.version import MODEL_VERSION


def test_golden_runs() -> None:
    stored = runs.stored()
    assert stored["model_version"] == MODEL_VERSION, "MODEL_VERSION moved without the golden runs"
    now = runs.run()
    for name, expected in stored["runs"].items():
        got = now["runs"][name]
        for outcome, values in expected["headline"].items():
            assert [float.fromhex(x) for x in got["headline"][outcome]] == pytest.approx(
                [float.fromhex(x) for x in values], rel=1e-9
            ), f"{name}: {outcome} moved"
    assert not runs.missing(stored, now), "new outcomes: run python tests/update_golden.py"
    if platform.machine() == stored["machine"]:
        assert not runs.moved(stored, now)


def test_a_new_outcome_moves_nothing_and_a_changed_or_lost_one_is_named() -> None:
    before = {"runs": {"a": {"digests": {"plan": "1", "uptake": "2"}}, "b": {"digests": {"plan": "3"}}}}
    more = deepcopy(before)
    more["runs"]["b"]["digests"]["laughter"] = "4"
    assert (runs.moved(before, more), runs.missing(before, more)) == ([], ["b: laughter"])
    more["runs"]["a"]["digests"]["plan"] = "9"
    del more["runs"]["a"]["digests"]["uptake"]
    assert runs.moved(before, more) == ["a: plan", "a: uptake"]
