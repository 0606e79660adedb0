"""The log of a study: what happens, one JSON object a line, for whoever watches from elsewhere."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from copsim.errors import OutsideError

if TYPE_CHECKING:
    from copsim.execution import Progress

_EVERY_SECONDS = 1.0


class StudyLog:
    """A log that is open while the block runs; without a file, nothing is written."""

    def __init__(self, path: Path | None, study: str) -> None:
        """Name the file; it is opened with the block and appended to."""
        self._path, self._study = path, study
        self._file: TextIO | None = None
        self._last = 0.0

    def __enter__(self) -> StudyLog:
        """Open the file.

        Raises:
            OutsideError: When it cannot be written.
        """
        if self._path is not None:
            try:
                self._file = self._path.open("a", encoding="utf-8", buffering=1)
            except OSError as error:
                raise OutsideError(f"--log {self._path}: {error.strerror or error}") from error
        self.event("started")
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Say how it ended, and close."""
        if error is not None:
            self.event("stopped", reason=" ".join(str(error).split()) or type(error).__name__)
        if self._file is not None:
            self._file.close()

    def event(self, what: str, **more: object) -> None:
        """Write one line."""
        if self._file is not None:
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            line = {"time": now, "study": self._study, "event": what, **more}
            self._file.write(json.dumps(line, ensure_ascii=False) + "\n")

    def both(self, listener: Callable[[Progress], None]) -> Callable[[Progress], None]:
        """A listener that also writes progress, about once a second."""

        def tell(now: Progress) -> None:
            listener(now)
            if time.monotonic() - self._last >= _EVERY_SECONDS or now.done == now.total:
                self._last = time.monotonic()
                self.event(
                    "progress", total=now.total, reused=now.reused, computed=now.computed, failed=now.failed,
                    seconds=round(now.seconds, 3), runs_per_second=round(now.rate, 1), workers=now.workers,
                )  # fmt: skip

        return tell

    def both_status(self, listener: Callable[[str], None]) -> Callable[[str], None]:
        """A listener that also writes what is being waited for."""

        def tell(text: str) -> None:
            listener(text)
            self.event("status", text=text)

        return tell
