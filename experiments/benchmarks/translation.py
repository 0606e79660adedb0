"""The conversation kernel against a translation to C: the same bits, and how much faster the machine could be.

The translation is compiled with gcc when this runs: -O3 -march=native, without contraction of products and sums, which
would change bits. Both sides get the same group, hold the same long conversation, and are compared row by row.
"""

from __future__ import annotations

import ctypes
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit

from copsim.model.jit import _COMMON
from copsim.model.levers import LEVER_DTYPE
from copsim.model.parameters import PARAMETER_DTYPE
from copsim.model.phases import advance
from copsim.model.processes import conversation
from copsim.model.processes.agenda import lay_favourite
from copsim.model.rng import run_seeds
from copsim.model.room import Room, empty_room, enter
from copsim.model.run import begin
from copsim.model.setup import Setup
from copsim.model.state import CHALLENGES, COMMUNITY_DTYPE, PLENARY, PRIORITY_DTYPE, TALLY_DTYPE, Frame, State
from copsim.model.trial import small_setup

SOURCE = Path(__file__).with_name("conversation.c")
FLAGS = ("-O3", "-march=native", "-ffp-contract=off", "-shared", "-fPIC")
SIZES = (5, 20)
TURNS = 4000
_CYCLE = 2
_RECORDS = {"P": PARAMETER_DTYPE, "L": LEVER_DTYPE, "C": COMMUNITY_DTYPE, "T": TALLY_DTYPE, "I": PRIORITY_DTYPE}


class Talk(ctypes.Structure):
    """`Talk` of conversation.c, field by field."""

    _fields_ = (
        [(name, ctypes.c_void_p) for name in ("row", "who", "role")]
        + [("stride", ctypes.c_int64)]
        + [(name, ctypes.c_void_p) for name in ("ids", "p", "lv", "c", "agenda", "tally", "plans", "persuasion")]
        + [(name, ctypes.c_int64) for name in ("g", "turns", "counts", "chat", "plenary", "views", "favourite")]
        + [(name, ctypes.c_double) for name in ("weight", "ease", "levelling", "balance", "mean_power", "brokered")]
        + [(name, ctypes.c_uint64) for name in ("floor", "offer", "act", "asked", "kind", "topic")]
    )


def names() -> str:
    """The header: places of the fields of records and of the rows of a room."""
    lines = [f"#define R_{name} {place}" for place, name in enumerate(Room._fields)]
    for letter, dtype in _RECORDS.items():
        lines += [f"#define {letter}_{name} {at[1] // 8}" for name, at in (dtype.fields or {}).items()]
    numbers = {"TALLY": TALLY_DTYPE.itemsize // 8, "PLAN": PRIORITY_DTYPE.itemsize // 8, "CHALLENGES": CHALLENGES}
    return "\n".join([*lines, *(f"#define {name} {number}" for name, number in numbers.items())]) + "\n"


def compiled() -> Any:
    """The translation as a function of one `Talk`.

    Raises:
        RuntimeError: Without gcc, or when it refuses.
    """
    gcc = shutil.which("gcc")
    if gcc is None:
        raise RuntimeError("gcc is not on this machine")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "names.h").write_text(names())
        library = Path(folder) / "conversation.so"
        done = subprocess.run(
            [gcc, *FLAGS, f"-I{folder}", str(SOURCE), "-o", str(library)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"gcc refused the translation: {done.stderr.strip().splitlines()[0]}")
        talk = ctypes.CDLL(str(library)).talk
    talk.restype = None
    return talk


@njit(**_COMMON)
def _seat(room, s, f, r):
    return enter(room, s, f, r, 0)


@njit(**_COMMON)
def _settle(room, g, s, f, r, cycle, turns, numbers, keys, persuasion):
    t = conversation._begin(room, g, s, f, r, cycle, PLENARY, 0, turns, 1.0)
    for place, number in enumerate((t.weight, t.ease, t.levelling, t.balance, t.mean_power, t.brokered)):
        numbers[place] = number
    for place, key in enumerate((t.floor, t.offer, t.act, t.asked, t.kind, t.topic)):
        keys[place] = key
    for role in range(4):
        persuasion[role] = t.persuasion[role]
    return t.chat, lay_favourite(s, r)


@njit(**_COMMON)
def _converse(room, g, s, f, r, cycle, turns):
    talk = conversation._begin(room, g, s, f, r, cycle, PLENARY, 0, turns, 1.0)
    conversation._talk(room, talk, s, f, r, cycle, PLENARY, 0)


class Bench:
    """One group, seated once for the kernel and once for the translation."""

    def __init__(self, setup: Setup, size: int) -> None:
        """Seat the first `size` members of every kind of role of one run after two meetings."""
        self.state, self.frame = begin(setup, run_seeds(5, 1))
        for cycle in range(_CYCLE):
            advance(self.state, self.frame, cycle)
        self.state.members["group"] = -1.0
        self.state.members["group"][0, np.linspace(0, setup.n_members - 1, size).round().astype(int)] = 0.0

    def _seated(self) -> tuple[Room, State, int]:
        state = State(*(array.copy() for array in self.state))
        room = empty_room(state.members.shape[1], state.views.shape[2])
        return room, state, int(_seat(room, state, self.frame, 0))

    def kernel(self) -> tuple[float, list[np.ndarray]]:
        """CPU seconds of the kernel, and every row and record afterwards."""
        room, state, g = self._seated()
        spent = _timed(lambda: _converse(room, g, state, self.frame, 0, _CYCLE, TURNS))
        return spent, _all(room, g, state)

    def translation(self, talk: Any) -> tuple[float, list[np.ndarray]]:
        """The same of the translation."""
        room, state, g = self._seated()
        numbers, keys, persuasion = np.zeros(6), np.zeros(6, np.uint64), np.zeros(4)
        chat, favourite = _settle(room, g, state, self.frame, 0, _CYCLE, TURNS, numbers, keys, persuasion)
        rows = (ctypes.c_void_p * len(room))(*(row.ctypes.data for row in room))
        frame: Frame = self.frame
        arrays = (room.ids, frame.parameters, frame.levers[0, _CYCLE:], state.community, state.agenda, state.tally,
                  state.priorities, persuasion)  # fmt: skip
        given = Talk(
            ctypes.addressof(rows), room.who.ctypes.data, room.role.ctypes.data, len(room.who),
            *(array.ctypes.data for array in arrays), g, TURNS, 1, int(chat), 1, state.views.shape[2], int(favourite),
            *numbers.tolist(), *keys.tolist(),
        )  # fmt: skip
        return _timed(lambda: talk(ctypes.byref(given))), _all(room, g, state)


def _all(room: Room, g: int, state: State) -> list[np.ndarray]:
    """What a conversation may change; the trust of those at the table and rows up to the last place."""
    rows = [row[..., :g] for name, row in room._asdict().items() if name not in ("pull", "trust")]
    return [*rows, room.trust[:g, :g], *(a.view(np.float64) for a in (state.tally, state.community, state.priorities))]


def _timed(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


def measure(setup: Setup, repetitions: int = 9) -> dict[str, Any]:
    """How much faster C is, by size of the group, and whether every bit is the same.

    Raises:
        RuntimeError: When C cannot be had, or does not do what the kernel does.
    """
    talk = compiled()
    out: dict[str, Any] = {"identical": True, "ratio": {}, "ns_per_listener_update": {}}
    for size in SIZES:
        bench = Bench(setup, size)
        (_, ours), (_, theirs) = bench.kernel(), bench.translation(talk)
        if not all(np.array_equal(a, b) for a, b in zip(ours, theirs, strict=True)):
            raise RuntimeError(f"the translation does not give the kernel's bits for groups of {size}")
        pairs = [(bench.kernel()[0], bench.translation(talk)[0]) for _ in range(repetitions)]
        out["ratio"][size] = statistics.median(a / b for a, b in pairs)
        out["ns_per_listener_update"][size] = 1e9 * statistics.median(a for a, _ in pairs) / (TURNS * (size - 1))
    return out


def update_times(repetitions: int, members: tuple[int, ...] = (20, 100, 500)) -> dict[int, float]:
    """Nanoseconds of the kernel per listener and turn, by size of the group."""
    out = {}
    for n in members:
        share = n // 4
        bench = Bench(small_setup((n - 3 * share, share, share, share), _CYCLE + 1), n)
        bench.kernel()
        spent = statistics.median(bench.kernel()[0] for _ in range(repetitions))
        out[n] = 1e9 * spent / (TURNS * (n - 1))
    return out
