"""Keyed draws: known answers, uniform, independent across every key, and one seed for all scenarios."""

import numpy as np
from model import kernels
from numpy.typing import NDArray
from scipy import stats

from copsim.model.levers import Contribution
from copsim.model.phases import advance
from copsim.model.rng import run_seeds
from copsim.model.run import begin
from copsim.model.setup import Setup
from copsim.model.state import State
from copsim.model.trial import small_setup


def reference_mix(x: int) -> int:
    """SplitMix64's finaliser in Python's own integers."""
    mask = (1 << 64) - 1
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & mask
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & mask
    return x ^ (x >> 31)


def test_mix_is_splitmix64() -> None:
    for x in (0, 1, 0x9E3779B97F4A7C15, 2**64 - 1, 123456789):
        assert int(kernels.mix(np.uint64(x))) == reference_mix(x)
    # First output of SplitMix64 from state 0, as published with the generator.
    assert int(kernels.mix(np.uint64(0x9E3779B97F4A7C15))) == 0xE220A8397B1DCDAF


def test_seeds_extend_and_differ() -> None:
    seeds = run_seeds(7, 400)
    assert np.array_equal(seeds[:200], run_seeds(7, 200))
    assert np.array_equal(seeds[100:], run_seeds(7, 300, first=100))
    assert len(set(seeds.tolist())) == 400
    assert not set(seeds.tolist()) & set(run_seeds(8, 400).tolist())


def test_seeds_are_the_mix_of_seed_and_replicate() -> None:
    mask, golden, odd = (1 << 64) - 1, 0x9E3779B97F4A7C15, 0xABC98388FB8FAC03
    start = reference_mix((7 + golden) & mask)
    assert run_seeds(7, 5).tolist() == [reference_mix((start + k * odd) & mask) for k in range(5)]


def test_uniform_over_members_and_turns() -> None:
    key = np.uint64(kernels.stream(np.uint64(5), 3, 2))
    u = kernels.uniforms(key, np.arange(300, dtype=np.uint64), 300)
    assert 0 < u.min() < u.max() < 1
    assert stats.kstest(u.ravel(), "uniform").pvalue > 0.001


def test_neighbouring_keys_are_independent() -> None:
    members = np.arange(100, dtype=np.uint64)
    base = kernels.uniforms(np.uint64(kernels.stream(np.uint64(5), 3, 2)), members, 200)
    others = {
        "seed": kernels.uniforms(np.uint64(kernels.stream(np.uint64(6), 3, 2)), members, 200),
        "purpose": kernels.uniforms(np.uint64(kernels.stream(np.uint64(5), 4, 2)), members, 200),
        "cycle": kernels.uniforms(np.uint64(kernels.stream(np.uint64(5), 3, 3)), members, 200),
        "member": np.roll(base, 1, axis=0),
        "turn": np.roll(base, 1, axis=1),
    }
    for name, other in others.items():
        r = np.corrcoef(base.ravel(), other.ravel())[0, 1]
        assert abs(r) < 4 / np.sqrt(base.size), name


def test_gumbel_draws_are_gumbel_and_draw_in_proportion() -> None:
    key = np.uint64(kernels.stream(np.uint64(9), 4, 0))
    draws = np.array([kernels.gumbels(key, np.arange(3, dtype=np.uint64), turn) for turn in range(20_000)])
    assert stats.kstest(draws.ravel(), "gumbel_r").pvalue > 0.001
    weights = np.array([0.2, 1.0, 2.8])
    shares = np.bincount((draws + np.log(weights)).argmax(axis=1)) / len(draws)
    assert np.abs(shares - weights / 4).max() < 4 * np.sqrt(0.25 / len(draws))


def test_normal_draws_are_normal() -> None:
    z = kernels.normals(np.uint64(kernels.stream(np.uint64(9), 1, 0)), 20_000)
    assert stats.kstest(z, "norm").pvalue > 0.001


def test_one_more_member_changes_nobody_else() -> None:
    seeds = run_seeds(3, 2)
    few, _ = begin(small_setup((2, 2, 1, 1)), seeds)
    more, _ = begin(small_setup((2, 3, 1, 1)), seeds)
    rows = [0, 1, 2, 3, 5, 6]
    assert np.array_equal(few.members["confidence"], more.members["confidence"][:, rows])
    assert np.array_equal(few.trust, more.trust[:, rows][:, :, rows])


def test_a_member_who_is_never_there_changes_nobody_by_one_bit() -> None:
    seeds, cycles, extra = run_seeds(3, 3), 4, 5
    away = (Contribution("invited", 0.0, at=extra), Contribution("group_task", 0.5))
    few = simulate(small_setup((2, 3, 1, 2), cycles, contributions=away[1:]), seeds)
    more = simulate(small_setup((2, 4, 1, 2), cycles, contributions=away), seeds)
    rows = [row for row in range(9) if row != extra]
    for field in ("confidence", "knowledge", "standing", "unease", "uptake"):
        assert np.array_equal(few.members[field], more.members[field][:, rows]), field
    assert np.array_equal(few.trust, more.trust[:, rows][:, :, rows])
    assert (more.members["present"][:, extra] == 0).all()


def simulate(setup: Setup, seeds: NDArray[np.uint64]) -> State:
    state, frame = begin(setup, seeds)
    for cycle in range(setup.n_cycles):
        advance(state, frame, cycle)
    return state
