"""Numbers as text for people: enough digits that what is printed says the same as the number itself."""

from __future__ import annotations

from math import isfinite

from copsim.analysis.paired import PairedDifference
from copsim.model.outcomes import Outcome

MINUS = "−"
MISSING = "–"
_MOST_DIGITS = 9


def number(value: float, digits: int = 2, signed: bool = False) -> str:
    """A number with a fixed count of decimals, thousands separated, a true minus sign, and no negative zero."""
    if not isfinite(value):
        return MISSING
    if digits > _MOST_DIGITS:
        text = f"{value:.2e}"
    else:
        text = f"{value:,.{digits}f}"
        if not text.strip("-0.,"):
            text = text.lstrip("-")
    plus = "+" if signed and text[0] != "-" and text.strip("0.,") else ""
    return plus + text.replace("-", MINUS)


def amount(value: float, outcome: Outcome, digits: int | None = None, signed: bool = False) -> str:
    """A value of an outcome as it stands in tables: money with its sign, others as plain numbers.

    Args:
        value: The value.
        outcome: What it is a value of.
        digits: Decimals; those of the outcome when not given.
        signed: Whether a plus sign is written.
    """
    text = number(value, outcome.digits if digits is None else digits, signed)
    if not outcome.money or text == MISSING:
        return text
    sign = text[0] if text[0] in f"+{MINUS}" else ""
    return f"{sign}{outcome.unit}{text[len(sign) :]}"


def everyday(value: float, outcome: Outcome) -> str:
    """A value as somebody from outside reads it: shares as percentages."""
    return percent(value) if outcome.form == "percent" else amount(value, outcome)


def percent(share: float, digits: int = 0) -> str:
    """A share as a percentage, never rounded to 0 or 100 unless it is."""
    if not isfinite(share):
        return MISSING
    text = f"{100 * share:.{digits}f}"
    if (float(text) in (0, 100)) and share not in (0, 1) and digits < 3:
        return percent(share, digits + 1)
    return f"{text} %"


def digits_for(pair: PairedDifference) -> int:
    """Decimals that keep the meaning of a pair: a clear interval never shows a zero at either end.

    Returns:
        2 for values below 10, fewer for large values; more where rounding would turn a clear end into zero, and up to 3
        where it would make both ends of the interval the same. Above `_MOST_DIGITS`, `number` uses powers of ten.
    """
    values = [abs(v) for v in (pair.mean_baseline, pair.mean_option) if isfinite(v)]
    largest = max(values, default=0.0)
    digits = 2 if largest < 10 else 1 if largest < 100 else 0
    while digits < 3 and pair.low < pair.high and f"{pair.low:.{digits}f}" == f"{pair.high:.{digits}f}":
        digits += 1
    if pair.clear:
        nearest = min(abs(pair.low), abs(pair.high))
        while digits <= _MOST_DIGITS and not float(f"{nearest:.{digits}f}"):
            digits += 1
    return digits
