"""Parts of kernels made callable from Python, and communities small enough to compute by hand."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from copsim.model import arithmetic, rng
from copsim.model.parameters import TRAITS
from copsim.model.processes import conversation, hearing, reflection
from copsim.model.room import Room, empty_room, enter, leave
from copsim.model.run import begin
from copsim.model.setup import Setup
from copsim.model.state import Frame, State
from copsim.model.trial import small_setup

PLAIN = {
    "learn_rate": 0.0, "view_rate": 0.0, "trust_rate": 0.0, "credence_rate": 0.0, "language_rate": 0.0,
    "presumed_rate": 0.0, "standing_rate": 0.0, "confidence_rate": 0.0, "unease_rate": 0.0, "exposure_rate": 0.0,
    "view_bound": 1.0, "ceiling_mean": 1.0, "trait_sd": 0.0, "role_sd": 0.0, "talk_sd": 0.0, "trust_loss": 0.0,
    "excluded_share": 0.0, "spanner_share": 0.0, "ask_rate": 0.0,
}  # fmt: skip


@njit
def _tell(
    s, f, room, i, kind, v, asker, levelling, mean_power, mean_standing, usual, counts, weight, brokered, persuasion
):
    g = enter(room, s, f, 0, 0)
    talk = conversation.Talk(
        g, 1, counts, weight, False, 1.0, levelling, 0.0, mean_power, brokered, persuasion, 0, 0, 0, 0, 0, 0
    )
    at, to = np.searchsorted(room.who[:g], i), np.searchsorted(room.who[:g], asker) if asker >= 0 else -1
    room.spoken[at] = 1.0
    reception = hearing.tell(
        room, talk, at, kind, v, to, mean_standing, usual, s.priorities[0], s.tally[0, i], s.community[0],
        f.parameters[0],
    )
    leave(room, g, s, 0)
    return reception


@njit
def _ask(s, f, room, i, j):
    g = enter(room, s, f, 0, 0)
    talk = conversation.Talk(g, 1, True, 1.0, False, 1.0, 0.0, 0.0, 0.5, 0.0, np.ones(4), 0, 0, 0, 0, 0, 0)
    at, answerer = np.searchsorted(room.who[:g], i), np.searchsorted(room.who[:g], j)
    hearing.ask(room, talk, at, answerer, s.tally[0, i], s.community[0], f.parameters[0])
    leave(room, g, s, 0)


def _gather(s: State, who: NDArray[np.int64]) -> Room:
    """Seat the members of a group, the first replicate's, and make a room for them."""
    s.members["group"] = -1.0
    s.members["group"][0, who] = 0.0
    return empty_room(s.members.shape[1], s.views.shape[2])


def tell(
    s: State, f: Frame, i: int, who: NDArray[np.int64], kind: int, v: int, asker: int = -1,
    levelling: float = 0.0, mean_power: float = 0.5, mean_standing: float = 0.5, usual: float = -1.0,
    counts: bool = True, weight: float = 1.0, brokered: float = 0.0, persuasion: tuple[float, ...] = (1, 1, 1, 1),
) -> float:  # fmt: skip
    """One statement by member i to the members `who`, or answer to the member `asker`; returns its mean reception."""
    return float(
        _tell(
            s, f, _gather(s, who), i, kind, v, asker, levelling, mean_power, mean_standing, usual, counts, weight,
            brokered, np.array(persuasion, np.float64),
        )
    )  # fmt: skip


def ask(s: State, f: Frame, i: int, j: int, who: NDArray[np.int64]) -> None:
    """One question of member i to j among the members `who`."""
    _ask(s, f, _gather(s, who), i, j)


@njit
def meet(s, r, i, j, v, p):
    hearing.meet(
        s.members[r, i], s.members[r, j], s.views[r, i, v], s.views[r, j, v], s.ties[r, i, j], s.ties[r, j, i],
        s.tally[r, i], s.tally[r, j], s.community[r], p[r],
    )  # fmt: skip


@njit
def meet_many(s, pairs, p):
    for a in range(pairs.shape[0]):
        if pairs[a, 0] != pairs[a, 1]:
            meet(s, 0, pairs[a, 0], pairs[a, 1], 0, p)


@njit
def pull_back(s, r, pull):
    for i in range(s.members.shape[1]):
        for v in range(s.views.shape[2]):
            reflection._pull_back(s.views[r, i, v], pull)


@njit
def _utility(s, f, room, i, size_effect, ease, levelling, task_led, before):
    g = enter(room, s, f, 0, 0)
    talk = conversation.Talk(g, 1, True, 1.0, False, ease, levelling, 0.0, 0.5, 0.0, np.ones(4), 0, 0, 0, 0, 0, 0)
    room.size_effect[i] = size_effect
    room.agenda[i] = np.log(conversation.agenda_weight(room.role[i], f.levers[0, 0], f.parameters[0]))
    return conversation.talk_utility(room, talk, i, before, task_led, f.parameters[0])


def utility(
    s: State, f: Frame, i: int, size_effect: float = 0.0, ease: float = 1.0, levelling: float = 0.0,
    task_led: float = 0.0, before: int = -1,
) -> float:  # fmt: skip
    """Log weight of member i for the floor, with everybody in one group."""
    room = _gather(s, np.arange(s.members.shape[1]))
    return float(_utility(s, f, room, i, size_effect, ease, levelling, task_led, before))


@njit
def felt_footing(language, service, clarity, gap, trust, p):
    return reflection.felt_footing(language, service, clarity, gap, trust, p[0])


@njit
def uniforms(key, members, turns):
    out = np.zeros((members.shape[0], turns))
    for i in range(members.shape[0]):
        for t in range(turns):
            out[i, t] = rng.uniform(key, members[i], t)
    return out


@njit
def logs(x):
    return np.array([arithmetic.log(one) for one in x])


@njit
def exps(x):
    return np.array([arithmetic.exp(one) for one in x])


@njit
def units(bits):
    return np.array([arithmetic.unit(one) for one in bits])


@njit
def gumbels(key, members, turn):
    return np.array([rng.gumbel(key, member, turn) for member in members])


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
