"""The same bits from every driver: stepwise and in batch, in batches of 1 and 400, at every depth of recording."""

import numpy as np
import pytest

from copsim.community import Community
from copsim.model.batch import run_seeds, simulate_batch
from copsim.model.outcomes import OUTCOMES
from copsim.model.parameters import PARAMETERS
from copsim.scenario import compile_scenario, load_scenario

LIBRARY = ("moving-forward", "merely-invited")


def setup_of(name: str):
    return compile_scenario(load_scenario(name))


@pytest.mark.parametrize("name", LIBRARY)
def test_batches_of_1_and_400_give_the_same_bits(name: str) -> None:
    setup, seeds = setup_of(name), run_seeds(11, 400)
    together = simulate_batch(setup, seeds, record="cycles")
    for k in (0, 1, 399):
        alone = simulate_batch(setup, seeds[k : k + 1], record="cycles")
        assert np.array_equal(alone.cycles[0], together.cycles[k], equal_nan=True)
        assert np.array_equal(alone.summary[0], together.summary[k], equal_nan=True)


@pytest.mark.parametrize("name", LIBRARY)
def test_stepwise_through_mesa_gives_the_bits_of_a_batch(name: str) -> None:
    setup, seeds = setup_of(name), run_seeds(12, 3)
    batch = simulate_batch(setup, seeds, record="cycles")
    community = Community(setup, int(seeds[1]))
    for cycle in range(setup.n_cycles):
        community.step()
        stepped = np.array([community.outcomes[outcome] for outcome in OUTCOMES])
        assert np.array_equal(stepped, batch.cycles[1, cycle], equal_nan=True)
    assert np.array_equal(community.state.trust[0], batch.ties[1, 1])


def test_recording_deeper_changes_nothing() -> None:
    setup, seeds = setup_of("moving-forward"), run_seeds(13, 5)
    depths = {depth: simulate_batch(setup, seeds, record=depth) for depth in ("summary", "cycles", "turns")}
    for depth in ("cycles", "turns"):
        assert np.array_equal(depths["summary"].summary, depths[depth].summary, equal_nan=True)
    assert depths["summary"].cycles is None
    assert depths["cycles"].turns is None


def test_recorded_turns_add_up_to_the_outcomes() -> None:
    setup, seeds = setup_of("moving-forward"), run_seeds(14, 2)
    batch = simulate_batch(setup, seeds, record="turns")
    turns = batch.turns
    shares = batch.cycles[:, :, list(OUTCOMES).index("airtime_share_lay")]
    contacts = batch.cycles[:, :, list(OUTCOMES).index("break_contacts_lay_lay")]
    for run in range(2):
        for cycle in range(setup.n_cycles):
            of_cycle = turns[(turns["run"] == run) & (turns["cycle"] == cycle + 1)]
            meeting = of_cycle[np.isin(of_cycle["phase"], (1, 2))]
            if len(meeting) == 0:
                assert np.isnan(shares[run, cycle])
                continue
            assert (setup.roles[meeting["speaker"]] == 0).mean() == pytest.approx(shares[run, cycle])
            at_break = of_cycle[of_cycle["phase"] == 3]
            if len(at_break):
                lay = (setup.roles[at_break["speaker"]] == 0) & (setup.roles[at_break["listener"]] == 0)
                assert lay.sum() == contacts[run, cycle]


def test_parameter_sets_per_replicate_equal_runs_one_by_one() -> None:
    setup, seeds = setup_of("moving-forward"), run_seeds(15, 3)
    sets = [{}, {"learn_rate": 0.1}, {"levelling_facilitation": 0.2, "talk_power": 4.0}]
    together = simulate_batch(setup, seeds, sets)
    for k, one in enumerate(sets):
        alone = simulate_batch(setup, seeds[k : k + 1], one)
        assert np.array_equal(alone.summary[0], together.summary[k], equal_nan=True)


@pytest.mark.parametrize("name", LIBRARY)
def test_outcomes_stay_in_their_declared_ranges(name: str) -> None:
    rng = np.random.default_rng(1)
    setup, seeds = setup_of(name), run_seeds(16, 60)
    sets = [{k: rng.uniform(*p.prior) for k, p in PARAMETERS.items()} for _ in seeds]
    batch = simulate_batch(setup, seeds, sets, record="cycles")
    for k, outcome in enumerate(OUTCOMES.values()):
        values = batch.cycles[:, :, k]
        values = values[~np.isnan(values)]
        assert ((values >= outcome.low - 1e-12) & (values <= outcome.high + 1e-12)).all(), outcome.name
