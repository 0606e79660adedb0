"""Numbers as characters: the columns of the JSON forms, a character a row."""

from __future__ import annotations

from collections.abc import Iterable

ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._"
NOBODY = "-"
MOST = len(ALPHABET)


def levels(values: Iterable[float]) -> str:
    """Numbers from 0 to 1 in 64 steps, the nearest one each."""
    top = MOST - 1
    return "".join(ALPHABET[min(top, max(0, int(value * top + 0.5)))] for value in values)


def members(rows: Iterable[int], n: int) -> str | tuple[int, ...]:
    """Members by their place on the roster, -1 for nobody; characters when the roster has at most 64 members."""
    if n > MOST:
        return tuple(int(row) for row in rows)
    return "".join(ALPHABET[row] if row >= 0 else NOBODY for row in rows)


def decoded(column: str | Iterable[int]) -> list[int]:
    """Inverse of `members`, and of `levels` in 63rds."""
    if not isinstance(column, str):
        return list(column)
    return [-1 if letter == NOBODY else ALPHABET.index(letter) for letter in column]
