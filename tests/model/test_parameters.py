"""The one parameter table is complete and consistent, and refuses nonsense."""

from pathlib import Path

import pytest

import copsim.model
from copsim.errors import InputError
from copsim.model.parameters import ASSUMED, PARAMETERS, check_parameters, parameter_records


@pytest.mark.parametrize("name", PARAMETERS)
def test_default_lies_in_prior_lies_in_bounds(name: str) -> None:
    p = PARAMETERS[name]
    assert p.bounds[0] <= p.prior[0] <= p.default <= p.prior[1] <= p.bounds[1]
    assert p.prior[0] < p.prior[1] or p.default in p.bounds
    assert p.meaning
    assert p.unit
    assert p.source


def test_most_magnitudes_are_said_to_be_assumed() -> None:
    assert sum(p.source == ASSUMED for p in PARAMETERS.values()) > len(PARAMETERS) / 2


def test_every_parameter_is_used_by_the_model() -> None:
    root = Path(copsim.model.__file__).parents[1]
    tables = ("parameter_rows.py", "parameter_inputs.py")
    text = "\n".join(path.read_text() for path in root.rglob("*.py") if path.name not in tables)
    unused = [name for name, p in PARAMETERS.items() if p.group != "trait" and name not in text]
    assert not unused


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -0.1, 1.1, "x", True, None])
def test_values_out_of_bounds_are_refused(bad: object) -> None:
    with pytest.raises(InputError, match=r"parameters\.learn_rate: .*from 0 to 1"):
        check_parameters({"learn_rate": bad})  # type: ignore[dict-item]


def test_unknown_names_are_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'learn_rate'"):
        check_parameters({"lern_rate": 0.1})


def test_records_take_one_set_or_one_per_replicate() -> None:
    assert (parameter_records({"fit": 0.9}, 3)["fit"] == 0.9).all()
    assert parameter_records([{}, {"fit": 0.9}], 2)["fit"].tolist() == [PARAMETERS["fit"].default, 0.9]
