"""Parts of kernels made callable from Python, and communities small enough to compute by hand."""

from __future__ import annotations

import numpy as np
from numba import njit

from copsim.model import rng
from copsim.model.parameters import TRAITS
from copsim.model.processes import conversation, hearing, reflection
from copsim.model.run import begin
from copsim.model.setup import Setup
from copsim.model.state import Frame, State
from copsim.model.trial import small_setup

PLAIN = {
    "learn_rate": 0.0, "view_rate": 0.0, "trust_rate": 0.0, "credence_rate": 0.0, "language_rate": 0.0,
    "presumed_rate": 0.0, "standing_rate": 0.0, "confidence_rate": 0.0, "unease_rate": 0.0, "exposure_rate": 0.0,
    "view_bound": 1.0, "ceiling_mean": 1.0, "trait_sd": 0.0, "confidence_sd": 0.0, "talk_sd": 0.0,
    "excluded_share": 0.0, "spanner_share": 0.0, "ask_rate": 0.0,
}  # fmt: skip


@njit
def tell(s, r, i, who, g, kind, v, asker, levelling, mean_power, mean_standing, p):
    return hearing.tell(s, r, i, who, g, kind, v, asker, levelling, mean_power, mean_standing, p[r])


@njit
def ask(s, r, i, j, who, g, p):
    hearing.ask(s, r, i, j, who, g, p[r])


@njit
def meet(s, r, i, j, v, p):
    hearing.meet(s, r, i, j, v, p[r])


@njit
def meet_many(s, pairs, p):
    for a in range(pairs.shape[0]):
        if pairs[a, 0] != pairs[a, 1]:
            hearing.meet(s, 0, pairs[a, 0], pairs[a, 1], 0, p[0])


@njit
def pull_back(s, r, pull):
    for i in range(s.members.shape[1]):
        for v in range(s.views.shape[2]):
            reflection._pull_back(s.views[r, i, v], pull)


@njit
def utility(s, r, i, size_effect, ease, levelling, task_led, p):
    return conversation.talk_utility(s.members[r, i], size_effect, ease, levelling, task_led, p[r])


@njit
def felt_footing(language, service, gap, trust, p):
    return reflection.felt_footing(language, service, gap, trust, p[0])


@njit
def uniforms(key, members, turns):
    out = np.zeros((members.shape[0], turns))
    for i in range(members.shape[0]):
        for t in range(turns):
            out[i, t] = rng.uniform(key, members[i], t)
    return out


@njit
def normals(key, n):
    out = np.zeros(n)
    for i in range(n):
        out[i] = rng.normal(key, i, 0)
    return out


@njit
def stream(seed, purpose, cycle):
    return rng.stream(seed, purpose, cycle)


@njit
def mix(x):
    return rng.mix(x)


def given(counts: tuple[int, int, int, int], rows: list[dict[str, float]] | None = None, **changes: object) -> Setup:
    """A setup whose members have exactly the traits given, row by row."""
    setup = small_setup(counts, **changes)  # type: ignore[arg-type]
    for row, traits in enumerate(rows or []):
        for name, value in traits.items():
            setup.traits[row, TRAITS.index(name)] = value
    return setup


def start(setup: Setup, parameters: dict[str, float] | None = None, seed: int = 1) -> tuple[State, Frame]:
    """First state with everyone attentive and the noise switched off."""
    state, frame = begin(setup, np.array([seed], np.uint64), {**PLAIN, **(parameters or {})})
    state.members["attention"] = 1.0
    return state, frame
