"""Ctrl-C and SIGTERM while work is under way: heard as a wish to stop, never as an exception inside a library.

Python raises `KeyboardInterrupt` wherever the main thread happens to be, and inside `concurrent.futures.wait` that
leaves locks held which the workers need. So the first signal only asks to stop, the second gives up what is under way,
and the third raises. Whoever listens within somebody who listens hears the same wish.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

_USUAL: dict[int, Any] = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}


@dataclass
class Stop:
    """How often a stop was asked for.

    Attributes:
        times: 1 asks to stop after what is under way, 2 not to wait for that either.
        by: What asked: "Ctrl-C" or "SIGTERM".
    """

    times: int = 0
    by: str = "Ctrl-C"


_heard: list[Stop] = []


@contextmanager
def listening() -> Iterator[Stop]:
    """Hear signals while the block runs; outside the main thread, or where somebody else listens, change nothing."""
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    if _heard:
        yield _heard[-1]
        return

    def hear(number: int, _frame: object) -> None:
        stop.times += 1
        stop.by = "Ctrl-C" if number == signal.SIGINT else "SIGTERM"
        if stop.times > 2:
            raise KeyboardInterrupt

    ours = [number for number, usual in _USUAL.items() if signal.getsignal(number) is usual]
    for number in ours:
        signal.signal(number, hear)
    _heard.append(stop)
    try:
        yield stop
    finally:
        _heard.pop()
        for number in ours:
            signal.signal(number, _USUAL[number])
