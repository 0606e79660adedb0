"""Telling a listener how far the work is; drawing it is the listener's business."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """How far the work is.

    Attributes:
        total: Runs asked for.
        reused: Runs that were stored before.
        computed: Runs finished now.
        failed: Runs that failed now.
        seconds: Wall time since the work began.
        workers: Workers that are there; 1 when nobody counted.
    """

    total: int
    reused: int
    computed: int
    failed: int
    seconds: float
    workers: int = 1

    @property
    def done(self) -> int:
        """Runs that need no more work."""
        return self.reused + self.computed + self.failed

    @property
    def rate(self) -> float:
        """Runs a second; 0 before the first is finished."""
        return (self.computed + self.failed) / self.seconds if self.seconds > 0 else 0.0

    @property
    def eta(self) -> float | None:
        """Seconds that the rest will take; None while the rate is not known."""
        return (self.total - self.done) / self.rate if self.rate > 0 else None


ProgressListener = Callable[[Progress], None]
