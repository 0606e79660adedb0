"""Whatever a scenario says, it is refused in one line or it runs, and every outcome lies in its range."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scenario.strategies import scenarios

from copsim.errors import InputError
from copsim.model.batch import run_seeds, simulate_batch
from copsim.model.outcomes import OUTCOMES
from copsim.scenario import Scenario, compile_scenario, load_scenario, make_scenario

LOW = np.array([each.low for each in OUTCOMES.values()])
HIGH = np.array([each.high for each in OUTCOMES.values()])
SLOWLY = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def made(data: dict[str, Any]) -> Scenario | None:
    try:
        return make_scenario(data)
    except InputError as error:
        message = str(error)
    assert "\n" not in message
    assert message.startswith("scenario")
    return None


@SLOWLY
@given(scenarios())
def test_it_is_refused_or_runs_within_the_ranges(data: dict[str, Any]) -> None:
    scenario = made(data)
    if scenario is None:
        return
    result = simulate_batch(compile_scenario(scenario), run_seeds(3, 2), record="cycles")
    assert result.cycles is not None
    known = ~np.isnan(result.cycles)
    within = (result.cycles >= LOW - 1e-9) & (result.cycles <= HIGH + 1e-9)
    wrong = [name for name, bad in zip(OUTCOMES, (known & ~within).any(axis=(0, 1)), strict=True) if bad]
    assert not wrong


@settings(max_examples=100, deadline=None, derandomize=True)
@given(scenarios())
def test_what_is_resolved_loads_again_as_the_same(data: dict[str, Any]) -> None:
    scenario = made(data)
    if scenario is None:
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / "again.yaml"
        path.write_text(yaml.safe_dump(scenario.resolved, allow_unicode=True))
        again = load_scenario(str(path))
    assert again.hash == scenario.hash
    assert again.parameters == scenario.parameters
    assert compile_scenario(again).contributions == compile_scenario(scenario).contributions


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(max_size=200) | st.binary(max_size=200))
def test_any_file_at_all_is_refused_in_one_line(content: str | bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "any.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
        message = "any.yaml"
        try:
            load_scenario(str(path))
        except InputError as error:
            message = str(error)
    assert "\n" not in message
    assert "any.yaml" in message
