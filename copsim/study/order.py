"""What is asked of a study of scenarios side by side, and the command that asks the same."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

DEFAULT_REPLICATES = 200
DEFAULT_SEED = 1


@dataclass(frozen=True)
class Order:
    """What to run and how.

    Attributes:
        scenarios: Names or paths; in a comparison the baseline first.
        replicates: Of each scenario.
        seed: Of the study.
        overrides: `key=value` settings of every scenario.
        workers: That compute side by side; as many as processors when None.
        db: Address of the store; None to keep nothing.
    """

    scenarios: tuple[str, ...]
    replicates: int = DEFAULT_REPLICATES
    seed: int = DEFAULT_SEED
    overrides: tuple[str, ...] = ()
    workers: int | None = None
    db: str | None = None

    def command(self, verb: str, report: str = "") -> str:
        """The command that makes the same results again, ready to be pasted into a shell."""
        words = ["copsim", verb, *(self.scenarios if verb != "demo" else ())]
        words += ["--replicates", str(self.replicates), "--seed", str(self.seed)]
        for override in self.overrides:
            words += ["--set", override]
        return shlex.join([*words, "--report", report] if report else words)


def overrides_of(given: Mapping[str, Any] | Sequence[str] | None) -> tuple[str, ...]:
    """Settings as `--set` takes them, from a mapping of key paths to values or from texts."""
    if isinstance(given, Mapping):
        return tuple(f"{key}={json.dumps(value, default=_plain)}" for key, value in given.items())
    return tuple(given or ())


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else str(value)
