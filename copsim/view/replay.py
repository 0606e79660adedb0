"""From a recording to the JSON form that the picture plays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from copsim.model.roles import FACILITATOR, KINDS, ROLES
from copsim.model.state import ASK, AT_BREAK, BREAKOUT, PLENARY
from copsim.view.encode import levels, members
from copsim.view.forms import CycleForm, GroupForm, MemberForm, Replay
from copsim.view.recording import Look, Recording, Turn

_ACTS = "tqa"
_THOUSANDTHS = 500.0


def replay(recording: Recording, outcomes: Iterable[str], run: int = 0, scenario: str | None = None) -> Replay:
    """The run as the picture plays it.

    Args:
        recording: The run.
        outcomes: Names of the outcomes whose courses go along.
        run: Index of the run among its replicates.
        scenario: Name to give the scenario; its own when None.
    """
    setup = recording.setup
    by_cycle: dict[int, list[Turn]] = {}
    for turn in recording.turns:
        by_cycle.setdefault(turn.cycle, []).append(turn)
    return Replay(
        scenario=scenario or setup.name,
        seed=str(recording.seed),
        run=run,
        members=tuple(
            MemberForm.model_validate(
                {"id": name, "role": ROLES[role], "label": "" if label in (ROLES[role], name) else label}
            )
            for name, role, label in zip(setup.ids, setup.roles, setup.labels, strict=True)
        ),
        courses={name: course(recording.courses[name]) for name in outcomes},
        cycles=tuple(
            _cycle(recording, number, look, by_cycle.get(number, [])) for number, look in enumerate(recording.looks, 1)
        ),
    )


def course(values: Iterable[float]) -> tuple[float | None, ...]:
    """Values rounded to what can be seen; None where not defined."""
    return tuple(None if np.isnan(value) else round(float(value), 4) for value in values)


def _cycle(recording: Recording, number: int, look: Look, turns: Sequence[Turn]) -> CycleForm:
    n = recording.setup.n_members
    scale = _Scale(recording.setup.roles, look.present, turns)
    tables = [
        _group(look.tables, table, BREAKOUT, turns, scale, n) for table in range(int(look.tables.max(initial=-1)) + 1)
    ]
    seated = bool((look.plenary >= 0).any())
    met = [row for turn in turns if turn.phase == AT_BREAK for row in (turn.speaker, turn.listener)]
    above = np.triu_indices(n, 1)
    return CycleForm(
        n=number,
        held=look.held,
        online=look.online,
        present="".join("1" if each > 0 else "0" for each in look.present),
        confidence=levels(look.confidence),
        tables=tuple(tables),
        plenary=(_group(look.plenary, 0, PLENARY, turns, scale, n),) if seated else (),
        met=members(met, n),
        trust=levels(((look.trust + look.trust.T) / 2.0)[above]),
    )


class _Scale:
    """What turns moved, in thousandths of an equal share."""

    def __init__(self, roles: np.ndarray, present: np.ndarray, turns: Sequence[Turn]) -> None:
        """Sum up what members other than facilitators moved in this meeting."""
        counted = [
            turn for turn in turns if turn.phase in (BREAKOUT, PLENARY) and roles[turn.speaker] != FACILITATOR
        ]
        self.number = int(((present > 0) & (roles != FACILITATOR)).sum())
        self.knowledge = sum(turn.knowledge for turn in counted)
        self.view = sum(turn.view for turn in counted)

    def moved(self, turn: Turn) -> int:
        knowledge = turn.knowledge / self.knowledge if self.knowledge > 0 else 0.0
        view = turn.view / self.view if self.view > 0 else 0.0
        return round(_THOUSANDTHS * self.number * (knowledge + view))


def _group(seats: np.ndarray, group: int, phase: int, turns: Sequence[Turn], scale: _Scale, n: int) -> GroupForm:
    who = [int(row) for row in np.flatnonzero(seats == group)]
    here = [turn for turn in turns if turn.phase == phase and turn.group == group]
    heard = [turn.got[row] for turn in here if turn.act != ASK for row in who if row != turn.speaker]
    return GroupForm(
        who=members(who, n),
        speaker=members((turn.speaker for turn in here), n),
        act="".join(_ACTS[turn.act] for turn in here),
        to=members((turn.listener for turn in here), n),
        kind="".join(KINDS[turn.kind][0] for turn in here),
        got=levels(heard),
        moved=tuple(scale.moved(turn) for turn in here),
    )
