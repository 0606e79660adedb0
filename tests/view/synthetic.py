"""A made-up recording: every number known, nothing run."""

from __future__ import annotations

import numpy as np

from copsim.model.roles import FACILITATOR
from copsim.model.state import ANSWER, ASK, AT_BREAK, BREAKOUT, CONTACT, PLENARY, TELL
from copsim.model.trial import small_setup
from copsim.view import Look, Recording, Turn, Watch, measure_of, replay
from copsim.view.forms import Room

OUTCOMES = ("airtime_parity_lay", "influence_parity_lay", "plan", "uptake")


def recording(seed: int = 3, counts: tuple[int, int, int, int] = (3, 4, 2, 2), suspended: int = 2) -> Recording:
    """Three meetings, one of them suspended, of eleven people, one of them absent from the first."""
    draw = np.random.default_rng(seed)
    setup = small_setup(counts, n_cycles=3)
    n = setup.n_members
    looks, turns = [], []
    for cycle in (1, 2, 3):
        held = cycle != suspended
        present = np.ones(n) * held
        if cycle == 1:
            present[3] = 0.0
        seated = np.where(present > 0, np.arange(n) % 2, -1)
        plenary = np.where(present > 0, 0, -1)
        trust = draw.random((n, n))
        looks.append(Look(held, False, present, seated, plenary, draw.random(n), trust))
        if held:
            for table in (0, 1):
                turns += _talk(draw, cycle, BREAKOUT, table, np.flatnonzero(seated == table), 12)
            turns.append(Turn(cycle, AT_BREAK, 0, 0, 5, CONTACT, 0, 0.0, 0.0, {}))
            turns += _talk(draw, cycle, PLENARY, 0, np.flatnonzero(plenary == 0), 20)
    courses = {name: np.array([0.3, np.nan, 0.6]) for name in OUTCOMES}
    return Recording(setup, 2**63 + 11, looks, turns, courses)


def _talk(draw: np.random.Generator, cycle: int, phase: int, group: int, who: np.ndarray, count: int) -> list[Turn]:
    turns = []
    for index in range(count):
        speaker, other = (int(row) for row in draw.choice(who, 2, replace=False))
        act = ASK if index % 7 == 3 else ANSWER if index % 7 == 4 else TELL
        got = {int(row): float(draw.random() * 0.6) for row in who if row != speaker and act != ASK}
        moved = (0.0, 0.0) if act == ASK else (float(draw.random()), float(draw.random()))
        to = other if act in (ASK, ANSWER) else -1
        turns.append(Turn(cycle, phase, group, speaker, to, act, int(draw.integers(4)), *moved, got))
    return turns


def share_of(made: Recording, cycle: int, member: int) -> float:
    """What the picture calls heard, straight from the definition."""
    roles, look = made.setup.roles, made.looks[cycle - 1]
    said = [turn for turn in made.turns if turn.cycle == cycle and turn.phase in (BREAKOUT, PLENARY)]
    counted = [turn for turn in said if roles[turn.speaker] != FACILITATOR]
    number = int(((look.present > 0) & (roles != FACILITATOR)).sum())
    knowledge, view = sum(turn.knowledge for turn in counted), sum(turn.view for turn in counted)
    own = [turn for turn in said if turn.speaker == member]
    return number * sum(0.5 * (turn.knowledge / knowledge + turn.view / view) for turn in own)


def watch(rooms: int = 2) -> Watch:
    """Two rooms, or one."""
    made = [replay(recording(seed), OUTCOMES, run=4, scenario=name) for seed, name in ((3, "left"), (8, "right"))]
    return Watch(
        rooms=tuple(Room(key=each.scenario, name=f"The {each.scenario}", replay=each) for each in made[:rooms]),
        measures={name: measure_of(name) for name in ("plan", "uptake")},
        came=("plan", "uptake"),
    )
