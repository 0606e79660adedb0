"""Results move only on purpose: with the golden runs, the model version and a line in the changelog.

Run `python tests/update_golden.py` after a change that is meant to alter results.
"""

import platform

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
    if platform.machine() == stored["machine"]:
        assert {n: r["sha256"] for n, r in now["runs"].items()} == {n: r["sha256"] for n, r in stored["runs"].items()}
