"""A class that predicts together: who joined, what they guessed, and what may be seen when.

No accounts and no names: a visitor is a random mark in the page that is open. Everything is in memory and goes when the
class is closed, when it has not been used for some hours, or when the server ends.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from copsim.errors import InputError, shorten

Phase = Literal["open", "locked", "revealed", "closed"]
Kind = Literal["line", "slider", "choose"]
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 5
MOST_VISITORS = 400
MOST_CLASSES = 100
IDLE_HOURS = 6.0
BINS = 10


@dataclass(frozen=True)
class Question:
    """What is predicted.

    Attributes:
        text: As it is asked.
        kind: A line over the meetings, one number, or one of several statements.
        low: Least number.
        high: Largest number.
        cycles: Meetings of a line.
        sides: Communities that are each guessed.
        options: Statements to choose from.
    """

    text: str
    kind: Kind
    low: float = 0.0
    high: float = 1.0
    cycles: int = 1
    sides: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


Guess = tuple[tuple[float, ...], ...]


@dataclass
class Class:
    """One class.

    Attributes:
        code: What students type to join.
        secret: What only the lecturer's address holds.
        lesson: Name of the lesson.
        question: What is predicted.
        phase: Open for guesses, locked, or revealed.
        guesses: By visitor: one row of numbers per side, or one number.
    """

    lesson: str
    question: Question
    code: str = ""
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    phase: Phase = "open"
    guesses: dict[str, Guess] = field(default_factory=dict)
    visitors: dict[str, float] = field(default_factory=dict)
    used: float = field(default_factory=time.monotonic)

    def join(self, visitor: str) -> None:
        """Count a visitor in; coming back is no second visitor.

        Raises:
            InputError: When the class is full.
        """
        if visitor not in self.visitors and len(self.visitors) >= MOST_VISITORS:
            raise InputError(f"class {self.code}: is full ({MOST_VISITORS} have joined)")
        self.visitors[visitor] = self._now()

    def guess(self, visitor: str, values: Any) -> None:
        """Take a guess, or another one instead, while the class is open.

        Raises:
            InputError: When it is not open, or the guess does not fit the question.
        """
        if self.phase != "open":
            raise InputError("the lecturer has locked the guesses")
        if visitor not in self.visitors:
            raise InputError("join the class first")
        self.guesses[visitor] = checked(self.question, values)
        self._now()

    def lock(self) -> None:
        """Take no more guesses."""
        if self.phase == "open":
            self.phase = "locked"

    def reveal(self) -> None:
        """Lock, and let everybody see what the model shows."""
        self.phase = "revealed"

    def end(self) -> None:
        """Close it and forget the guesses."""
        self.phase = "closed"
        self.guesses.clear()
        self.visitors.clear()

    def _now(self) -> float:
        self.used = time.monotonic()
        return self.used

    def histogram(self, side: int = 0) -> list[tuple[str, int]]:
        """Guesses counted: of a line its last point, of a number the number, of statements each.

        Args:
            side: Which community is guessed.
        """
        if self.question.kind == "choose":
            return [
                (option, sum(int(guess[0][0]) == index for guess in self.guesses.values()))
                for index, option in enumerate(self.question.options)
            ]
        low, high = self.question.low, self.question.high
        counts = [0] * BINS
        for guess in self.guesses.values():
            value = guess[min(side, len(guess) - 1)][-1]
            counts[min(BINS - 1, int((value - low) / (high - low) * BINS))] += 1
        width = (high - low) / BINS
        return [(f"{low + i * width:.2g} to {low + (i + 1) * width:.2g}", count) for i, count in enumerate(counts)]


def checked(question: Question, values: Any) -> Guess:
    """A guess that fits the question.

    Args:
        question: What is predicted.
        values: As it came from a browser: rows of numbers, one row a side.

    Raises:
        InputError: When it does not fit.
    """
    rows, length = (len(question.sides) or 1, question.cycles) if question.kind == "line" else (1, 1)
    if question.kind == "slider":
        rows = len(question.sides) or 1
    low, high = (0.0, float(len(question.options) - 1)) if question.kind == "choose" else (question.low, question.high)
    fits = _is_list(values, rows) and all(_is_list(row, length) for row in values)
    if not fits or not all(_is_number(one) and low <= one <= high for row in values for one in row):
        raise InputError(
            f"guess {shorten(values)} is not allowed; give {rows} x {length} numbers from {low:g} to {high:g}"
        )
    return tuple(tuple(float(one) for one in row) for row in values)


def _is_list(value: Any, length: int) -> bool:
    return isinstance(value, list | tuple) and len(value) == length


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value


class Classes:
    """All classes of a server."""

    def __init__(self) -> None:
        """Begin without any."""
        self._open: dict[str, Class] = {}

    def begin(self, lesson: str, question: Question) -> Class:
        """Open a class.

        Raises:
            InputError: When there are too many already.
        """
        self._forget_idle()
        if len(self._open) >= MOST_CLASSES:
            raise InputError(f"classroom: {MOST_CLASSES} classes are open; close one first")
        code = next(code for code in iter(_code, None) if code not in self._open)
        self._open[code] = Class(lesson, question, code)
        return self._open[code]

    def find(self, code: str) -> Class:
        """The class with a code, whatever the case of its letters.

        Raises:
            InputError: When there is none.
        """
        found = self._open.get(code.strip().upper())
        if found is None:
            raise InputError(f"class {shorten(code)}: there is none with this code; look at the screen again")
        return found

    def close(self, code: str) -> None:
        """Close a class and forget everything of it."""
        self._open.pop(code, None)

    def _forget_idle(self) -> None:
        limit = time.monotonic() - IDLE_HOURS * 3600.0
        for code in [code for code, one in self._open.items() if one.used < limit]:
            self.close(code)


def _code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def medians(guesses: Sequence[Guess] | Mapping[str, Guess]) -> list[list[float]]:
    """Median of the guesses, point by point: one row a side."""
    import statistics

    all_of_them = list(guesses.values()) if isinstance(guesses, Mapping) else list(guesses)
    if not all_of_them:
        return []
    sides, length = len(all_of_them[0]), len(all_of_them[0][0])
    return [
        [statistics.median(guess[side][at] for guess in all_of_them) for at in range(length)] for side in range(sides)
    ]
