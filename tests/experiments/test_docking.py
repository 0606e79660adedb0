"""The twin in plain Mesa runs, reads the same numbers as the kernels, and agrees with them."""

import ast
from importlib import import_module
from math import isnan
from pathlib import Path

import numpy as np
import pytest

from copsim.model.parameters import PARAMETERS
from copsim.scenario import library_names

DOCKING = Path(__file__).parents[2] / "experiments" / "docking"


@pytest.fixture(autouse=True)
def docking(monkeypatch):
    monkeypatch.syspath_prepend(str(DOCKING))


def test_the_twin_knows_nothing_of_the_program():
    for path in (DOCKING / "twin").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (
                [a.name for a in node.names] if isinstance(node, ast.Import) else [getattr(node, "module", "") or ""]
            )
            assert not any(name.split(".")[0] in {"copsim", "numba"} for name in names), path


def test_the_twin_reads_every_parameter_of_the_table():
    read = import_module("twin.tables").defaults()
    assert read == {name: pytest.approx(p.default) for name, p in PARAMETERS.items()}


def test_two_cycles_of_the_twin():
    model = import_module("twin.cop").CoP("merely-invited", 7)
    model.step()
    model.step()
    lay = [m for m in model.roster if m.lay]
    assert len(model.roster) == 21
    assert len(lay) == 6
    assert all(len(course) == 2 for course in model.observed.values())
    assert 0 < model.observed["plan"][0] < model.observed["plan"][1] < 0.2
    again = import_module("twin.cop").CoP("merely-invited", 7)
    again.step()
    assert again.observed["plan"][0] == model.observed["plan"][0]


def test_a_suspended_cycle_has_no_talk():
    course = import_module("speed").run("moving-forward", 3)
    assert [cycle + 1 for cycle, parity in enumerate(course["airtime_parity_lay"]) if isnan(parity)] == [10]


def test_holm_by_hand():
    holm = import_module("compare").holm
    assert holm(np.array([0.04, 0.01, 0.03])).tolist() == pytest.approx([0.06, 0.03, 0.06])


def test_a_shift_is_found():
    compare = import_module("compare")
    values = np.random.default_rng(5).normal(size=400)
    assert compare._cell("s", "plan", 1, values, values + 0.6).p < 1e-6
    assert compare._cell("s", "plan", 1, np.full(400, np.nan), np.full(400, np.nan)) is None
    assert compare._cell("s", "plan", 1, np.where(values > 0, values, np.nan), values).p == 0


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["moving-forward", "merely-invited", "by-role-groups"])
def test_twin_and_kernels_agree(scenario):
    compare = import_module("compare")
    assert [c for c in compare.compare([scenario], runs=120, seed=4) if c.holm < compare.LEVEL] == []
    assert scenario in library_names()
