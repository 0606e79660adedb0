"""Random numbers as a function of what they are for.

Every draw is a hash of (seed, purpose, cycle, member, turn), so that no draw depends on how many were made before it:
one more member, another grouping or a longer meeting changes nobody else's draws, and two scenarios with one seed meet
the same people, absences and, as far as possible, turns. The mix is the finaliser of SplitMix64 (Steele, Lea &
Flood 2014). Everything stays uint64: uint64 + int64 would silently become int64.
"""

from __future__ import annotations

import math

import numpy as np
from numba import uint64
from numpy.typing import NDArray

from copsim.model.arithmetic import log, unit
from copsim.model.jit import helper, leaf

_M1 = np.uint64(0xBF58476D1CE4E5B9)
_M2 = np.uint64(0x94D049BB133111EB)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_ODD_MEMBER = np.uint64(0xD1B54A32D192ED03)
_ODD_TURN = np.uint64(0xABC98388FB8FAC03)
_ODD_CYCLE = np.uint64(0x8CB92BA72F3D8DD7)
_S30, _S27, _S31 = np.uint64(30), np.uint64(27), np.uint64(31)

(
    TRAIT,
    ATTENDANCE,
    GROUPS,
    FLOOR,
    BALANCE,
    ACT,
    ASKED,
    KIND,
    PRIORITY,
    BREAK,
    INFORMAL,
    STEERING,
    DIVIDE,
    LEAVING,
) = range(1, 15)


@leaf
def mix(x):
    """SplitMix64's finaliser: a one-to-one scrambling of 64 bits."""
    x = (x ^ (x >> _S30)) * _M1
    x = (x ^ (x >> _S27)) * _M2
    return x ^ (x >> _S31)


@leaf
def stream(seed, purpose, cycle):
    """Key of all draws of one run, purpose and cycle; hoist it out of loops."""
    return mix(mix(seed + uint64(purpose) * _GOLDEN) + uint64(cycle) * _ODD_CYCLE)


@leaf
def substream(key, member):
    """Key of one member's draws about others, so that a draw belongs to an ordered pair."""
    return mix(key + uint64(member) * _ODD_MEMBER)


@leaf
def uniform(key, member, turn):
    """Uniform draw in (0, 1) of a member (stable id, uint64) at a turn."""
    return unit(mix(key + mix(uint64(member) * _ODD_MEMBER + uint64(turn) * _ODD_TURN + _GOLDEN)))


@leaf
def gumbel(key, member, turn):
    """Standard Gumbel draw; whose log weight plus draw is greatest is drawn in proportion to the weights."""
    return -log(-log(uniform(key, member, turn)))


@helper
def normal(key, member, turn):
    """Standard normal draw (Box & Muller)."""
    radius = math.sqrt(-2.0 * log(uniform(key, member, 2 * turn)))
    return radius * math.cos(2.0 * math.pi * uniform(key, member, 2 * turn + 1))


def run_seeds(seed: int, replicates: int, first: int = 0) -> NDArray[np.uint64]:
    """Seeds of a study's runs: the same for every scenario, and 400 replicates extend 200.

    Args:
        seed: The study's seed, 0 to 2**64 - 1.
        replicates: How many.
        first: Number of the first replicate, from 0.

    Returns:
        (replicates,) uint64.
    """
    ordinals = np.arange(first, first + replicates, dtype=np.uint64)
    start = _mixed(np.array([seed], np.uint64) + _GOLDEN)
    return _mixed(start + ordinals * _ODD_TURN)


def _mixed(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The same finaliser on an array, so that seeds need no compiled kernel."""
    x = (x ^ (x >> _S30)) * _M1
    x = (x ^ (x >> _S27)) * _M2
    return x ^ (x >> _S31)
