"""A mechanism of one's own: functions before and after every cycle of a community, run in batches like any other.

Its runs are kept under its name and a hash of its source, so they never pass for the scenario's.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import FunctionType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copsim.community.community import Community
from copsim.errors import InputError, shorten
from copsim.model.batch import log_rows, summarise, turns_of
from copsim.model.outcomes import OUTCOMES
from copsim.model.results import Record, Results, merged
from copsim.model.setup import Setup
from copsim.model.state import LOG_DTYPE

_PLAIN = (int, float, str, bool, tuple, type(None))


@dataclass(frozen=True)
class Mechanism:
    """A user's mechanism; call it like `simulate_batch`.

    Attributes:
        name: For people.
        hash: Hash of its source, of the functions of its module that it calls, and of the plain values that it reads.
        before: Called with the community before every cycle; None for nothing.
        after: Called after every cycle, when outcomes have been taken.
    """

    name: str
    hash: str
    before: Callable[[Community], None] | None
    after: Callable[[Community], None] | None

    @classmethod
    def of(cls, given: Any) -> Mechanism:
        """The mechanism that a function (called after every cycle) or an object with `before` or `after` stands for.

        Raises:
            InputError: When it is neither.
        """
        if isinstance(given, Mechanism):
            return given
        thing = given() if inspect.isclass(given) else given
        before, after = getattr(thing, "before", None), getattr(thing, "after", None)
        if before is None and after is None and callable(thing):
            after = thing
        if not (callable(before) or callable(after)):
            raise InputError(
                f"plugin: {shorten(repr(given))} is not allowed; give a function that takes a Community, or an object "
                "with methods before(community) or after(community)"
            )
        name = getattr(thing, "name", None) or getattr(thing, "__name__", None) or type(thing).__name__
        return cls(str(name), _hash_of(thing), before, after)

    def __call__(
        self,
        setup: Setup | Sequence[Setup],
        seeds: NDArray[np.uint64],
        parameters: Mapping[str, float] | Sequence[Mapping[str, float]] | None = None,
        record: Record = "summary",
    ) -> Results:
        """Run one community for every seed, as `simulate_batch` does."""
        setups = [setup] * len(seeds) if isinstance(setup, Setup) else setup
        one_set = parameters is None or isinstance(parameters, Mapping)
        sets = [parameters] * len(seeds) if one_set else parameters
        runs = zip(setups, seeds.tolist(), sets, strict=True)  # type: ignore[arg-type]
        whole = merged([self._one(one, seed, overrides, record) for one, seed, overrides in runs])
        return whole.of(setup) if isinstance(setup, Setup) else whole

    def _one(self, setup: Setup, seed: int, parameters: Any, record: Record) -> Results:
        before, after = (() if hook is None else (hook,) for hook in (self.before, self.after))
        community = Community(setup, seed, parameters, before, after)
        if record == "turns":
            community.state = community.state._replace(log=np.zeros((1, log_rows(community.frame)), LOG_DTYPE))
        trust = community.state.trust.copy()
        cycles = np.empty((1, setup.n_cycles, len(OUTCOMES)))
        while community.cycle < setup.n_cycles:
            community.step()
            cycles[0, community.cycle - 1] = list(community.outcomes.values())
        return Results(
            tuple(OUTCOMES), np.array([seed], np.uint64), summarise(cycles), cycles,
            turns_of(community.state) if record == "turns" else None, np.stack([trust, community.state.trust], axis=1),
        ).deep_as(record)  # fmt: skip


def _hash_of(thing: Any) -> str:
    digest = hashlib.sha256()
    if isinstance(thing, FunctionType):
        _feed_function(thing, digest, set())
    else:
        methods = [value for value in vars(type(thing)).values() if isinstance(value, FunctionType)]
        for method in methods:
            _feed_function(method, digest, set())
        digest.update(repr(sorted(getattr(thing, "__dict__", {}).items())).encode())
    return digest.hexdigest()[:32]


def _feed_function(function: FunctionType, digest: Any, seen: set[int]) -> None:
    """Take in a function: its source, or its code where there is none, and what of its module it uses."""
    if id(function) in seen:
        return
    seen.add(id(function))
    try:
        digest.update(inspect.getsource(function).encode())
    except (OSError, TypeError):
        digest.update(function.__code__.co_code + repr(function.__code__.co_consts).encode())
    used = inspect.getclosurevars(function)
    digest.update(repr((function.__defaults__, function.__kwdefaults__)).encode())
    for name, value in sorted({**used.globals, **used.nonlocals}.items()):
        if isinstance(value, FunctionType) and value.__module__ == function.__module__:
            _feed_function(value, digest, seen)
        elif isinstance(value, _PLAIN):
            digest.update(f"{name}={value!r}\n".encode())
