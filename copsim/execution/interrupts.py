"""Ctrl-C while work is under way: heard as a wish to stop, never as an exception in the middle of a library.

Python raises `KeyboardInterrupt` wherever the main thread happens to be, and inside `concurrent.futures.wait` that
leaves locks held which the workers need. So the first Ctrl-C only asks to stop, the second gives up what is under way,
and the third raises.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Stop:
    """How often Ctrl-C was pressed.

    Attributes:
        times: 1 asks to stop after what is under way, 2 not to wait for that either.
    """

    times: int = 0


@contextmanager
def listening() -> Iterator[Stop]:
    """Hear Ctrl-C while the block runs; outside the main thread, or where somebody else listens, change nothing."""
    stop = Stop()
    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield stop
        return

    def hear(_signal: int, _frame: object) -> None:
        stop.times += 1
        if stop.times > 2:
            raise KeyboardInterrupt

    signal.signal(signal.SIGINT, hear)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
