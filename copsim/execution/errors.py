"""How a run of many may end other than well."""

from __future__ import annotations

from collections.abc import Sequence

from copsim.errors import CopsimError, OutsideError
from copsim.model.results import Results


class Interrupted(CopsimError):  # noqa: N818 - the name says what happened
    """Ctrl-C or SIGTERM was heard; what was finished is kept.

    Attributes:
        done: Runs that are finished.
        total: Runs that were asked for.
        stored: Whether they went to a store, so that the same command goes on from there.
        by: What asked to stop: "Ctrl-C", or "SIGTERM" from outside.
    """

    exit_code = 130

    def __init__(self, done: int, total: int, stored: bool, by: str = "Ctrl-C") -> None:
        """Say how far it came."""
        kept = "they are stored, and the same command goes on from there" if stored else "nothing was stored"
        how = "stopped" if by == "Ctrl-C" else f"stopped by {by}"
        super().__init__(f"{how} after {done} of {total} runs; {kept}")
        self.done, self.total, self.stored, self.by = done, total, stored, by
        if by != "Ctrl-C":
            self.exit_code = OutsideError.exit_code


class FailedRunsError(CopsimError):
    """Some runs failed; the others are there."""


def check_failures(results: Sequence[Results]) -> None:
    """Raise when runs failed, after everything else has been shown.

    Raises:
        FailedRunsError: With how many, and the first one's error.
    """
    failed = [(one, failure) for one in results for failure in one.failures]
    if failed:
        result, first = failed[0]
        total = sum(len(one) + len(one.failures) for one in results)
        raise FailedRunsError(
            f"{len(failed)} of {total} runs failed; the first is replicate {first.replicate} of '{result.name}' "
            f"(seed {first.seed}): {first.error}"
        )
