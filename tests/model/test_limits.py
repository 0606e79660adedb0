"""Extremes that must come out exactly."""

import numpy as np
import pytest
from model.kernels import given, meet_many, pull_back, start, tell

from copsim.model.levers import Contribution
from copsim.model.phases import advance
from copsim.model.roles import LIVED
from copsim.model.run import begin
from copsim.model.trial import small_setup

N = 4
WHO = np.arange(N, dtype=np.int64)
RATE = 0.3


def community(seed: int = 2) -> tuple:
    rng = np.random.default_rng(seed)
    rows = [
        {"support_1": x, "formal_power": q, "language": y, "credence_lived": c}
        for x, q, y, c in rng.uniform(0.1, 0.9, (N, 4))
    ]
    setup = given((1, 1, 1, 1), rows)
    setup.ties[:] = rng.uniform(0.1, 0.9, (N, N))
    return start(setup, {"view_rate": RATE})


def turn_matrix(s, f, speaker: int) -> np.ndarray:
    """Row-stochastic matrix of one turn, written from the equations of the description, not from the kernel."""
    p, m = f.parameters[0], s.members[0]
    say = np.clip(0.5 + 0.5 * (m["formal_power"][speaker] - m["formal_power"].mean()), 0, 1)
    credit = p["status_weight"] * say + (1 - p["status_weight"]) * s.trust[0, :, speaker]
    understood = 1 - p["jargon_lived"] * (1 - m["language"])
    share = RATE * m["attention"] * understood * credit * m["credence"][:, LIVED]
    share[speaker] = 0
    matrix = np.diag(1 - share)
    matrix[:, speaker] += share
    assert np.allclose(matrix.sum(axis=1), 1)
    return matrix


def speak(s, f, speaker: int) -> None:
    m = s.members[0]
    means = {"mean_power": m["formal_power"].mean(), "mean_standing": m["standing"].mean()}
    tell(s, f, speaker, WHO, LIVED, 0, **means)


def views(s) -> np.ndarray:
    return s.views[0, :, 0]["support"].copy()


def test_views_are_the_product_of_the_turns_matrices() -> None:
    s, f = community()
    first, product = views(s), np.eye(N)
    for speaker in (0, 2, 1, 3, 3, 0, 2, 1, 0):
        product = turn_matrix(s, f, speaker) @ product
        speak(s, f, speaker)
    assert np.abs(views(s) - product @ first).max() < 1e-12


def test_repeated_turns_lead_to_degroots_consensus() -> None:
    s, f = community()
    first, product = views(s), np.eye(N)
    for speaker in range(N):
        product = turn_matrix(s, f, speaker) @ product
    for _ in range(600):
        for speaker in range(N):
            speak(s, f, speaker)
    values, vectors = np.linalg.eig(product.T)
    weights = np.real(vectors[:, np.argmin(np.abs(values - 1))])
    weights /= weights.sum()
    assert np.abs(views(s) - weights @ first).max() < 1e-10


def test_anchored_views_lead_to_the_fixed_point() -> None:
    s, f = community()
    first, product, pull = views(s), np.eye(N), 0.2
    for speaker in range(N):
        product = turn_matrix(s, f, speaker) @ product
    for _ in range(400):
        for speaker in range(N):
            speak(s, f, speaker)
        pull_back(s, 0, pull)
    fixed = np.linalg.solve(np.eye(N) - (1 - pull) * product, pull * first)
    assert np.abs(views(s) - fixed).max() < 1e-10
    persuaded = s.views[0, :, 0]["persuaded"].sum(axis=1)
    assert np.abs(views(s) - first - persuaded).max() < 1e-10


def test_without_meetings_knowledge_fades_geometrically() -> None:
    n_cycles, rate = 9, 0.08
    setup = small_setup((2, 2, 1, 1), n_cycles, contributions=(Contribution("held", 0),))
    s, f = begin(setup, np.array([4], np.uint64), {"informal_contacts": 0.0, "forget_rate": rate})
    s.members["first_hand"] = 0.0
    s.members["knowledge"] = first = np.random.default_rng(1).random(s.members["knowledge"].shape)
    first = first.copy()
    for cycle in range(n_cycles):
        advance(s, f, cycle)
    assert np.abs(s.members["knowledge"] - first * (1 - rate) ** n_cycles).max() < 1e-12


@pytest.mark.parametrize(("bound", "expected"), [(0.05, 8.8), (0.1, 4.4), (0.2, 2.05), (0.3, 1.0)])
def test_bounded_confidence_makes_the_known_number_of_clusters(bound: float, expected: float) -> None:
    # Deffuant et al. 2000: N = 1000, mu = 1/2, uniform first views; clusters of at least 3 % are counted.
    n, counts = 1000, []
    setup = small_setup((n, 0, 0, 0))
    s, f = start(setup, {"meet_view": 0.5, "view_bound": bound, "meet_learn": 0.0, "meet_trust": 0.0})
    for seed in range(8):
        rng = np.random.default_rng(seed)
        s.views["support"][0, :, 0] = rng.random(n)
        meet_many(s, rng.integers(0, n, (400_000, 2)), f.parameters)
        x = np.sort(views(s))
        sizes = np.diff(np.concatenate([[0], np.flatnonzero(np.diff(x) > bound / 2) + 1, [n]]))
        counts.append((sizes >= 0.03 * n).sum())
    assert np.mean(counts) == pytest.approx(expected, abs=max(0.35, 0.08 * expected))
