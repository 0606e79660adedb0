"""Results keep their names: columns, courses, selection, merging."""

import numpy as np
import pytest

from copsim.errors import InputError
from copsim.model.batch import run_seeds, simulate_batch
from copsim.model.phases import SCHEDULE
from copsim.model.results import Results, merged
from copsim.model.trial import small_setup
from copsim.scenario import compile_scenario, load_scenario

SETUP = small_setup((2, 2, 1, 1), 3)


def batch(count: int = 5) -> Results:
    return simulate_batch(SETUP, run_seeds(2, count), record="turns")


def same(one: Results, other: Results) -> None:
    for name in ("seeds", "summary", "cycles", "turns", "ties", "tied", "replicate"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes(), name


def test_columns_have_names_and_wrong_ones_the_nearest() -> None:
    results = batch()
    assert results.outcome("plan").shape == (5,)
    assert results.course("plan").shape == (5, 3)
    np.testing.assert_array_equal(results.course("plan")[:, -1], results.outcome("plan"))
    with pytest.raises(InputError, match="uptake"):
        results.outcome("uptakes")
    with pytest.raises(InputError, match="cycles were not kept"):
        results.deep_as("summary").course("plan")


def test_taking_runs_is_running_them() -> None:
    results, seeds = batch(), run_seeds(2, 5)
    chosen = results.take([3, 0])
    own = simulate_batch(SETUP, seeds[[3, 0]], record="turns")
    assert chosen.replicate.tolist() == [3, 0]
    for name in ("seeds", "summary", "cycles", "turns", "ties", "tied"):
        assert getattr(chosen, name).tobytes() == getattr(own, name).tobytes(), name
    same(results.take(results.replicate != 2), results.take([0, 1, 3, 4]))


def test_what_was_taken_apart_can_be_merged() -> None:
    results = batch()
    same(merged([results.take([0, 1]), results.take([2]), results.take([3, 4])]), results)
    with pytest.raises(InputError, match="cannot be merged"):
        merged([results, results.deep_as("cycles")])


def test_arrays_that_do_not_fit_are_refused() -> None:
    with pytest.raises(InputError, match="do not fit"):
        Results(("a", "b"), np.arange(3, dtype=np.uint64), np.zeros((3, 1)))


def test_scenarios_of_one_shape_run_together_as_they_run_alone() -> None:
    roster = ("roster.lay=3", "roster.clinical=3", "cycles=5", "shocks=null")
    some = [
        compile_scenario(load_scenario("moving-forward", (*roster, *more)))
        for more in ((), ("interventions.briefing=null",), ("lay_diversity=0.4", "parameters.learn_rate=0.1"))
    ]
    seeds, order = run_seeds(4, 6), [some[k] for k in (0, 0, 1, 2, 2, 0)]
    together = simulate_batch(order, seeds, record="turns")
    for k, setup in enumerate(order):
        alone = simulate_batch(setup, seeds[k : k + 1], record="turns")
        assert together.cycles[k].tobytes() == alone.cycles[0].tobytes()
        assert together.ties[k].tobytes() == alone.ties[0].tobytes()
    longer = compile_scenario(load_scenario("moving-forward"))
    with pytest.raises(InputError, match="same cycles"):
        simulate_batch([some[0], longer], seeds[:2])


def test_a_watch_sees_every_phase_and_may_change_the_run() -> None:
    seen: list[tuple[str, int]] = []
    plain = batch()
    watched = simulate_batch(SETUP, plain.seeds, record="turns", watch=lambda name, s, f, c: seen.append((name, c)))
    same(watched, plain)
    assert seen == [(name, cycle) for cycle in range(3) for name, *_ in SCHEDULE]

    def silence(name: str, state: object, frame: object, cycle: int) -> None:
        if name == "reflection":
            state.members["confidence"][:] = 0.0  # type: ignore[attr-defined]

    assert (simulate_batch(SETUP, plain.seeds, watch=silence).outcome("confidence_lay") == 0.0).all()
