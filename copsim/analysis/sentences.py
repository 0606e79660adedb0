"""Plain sentences made from numbers: they speak of the model, and claim a direction only when the interval does."""

from __future__ import annotations

from collections.abc import Iterable

from copsim.analysis.numbers import amount, digits_for, percent
from copsim.analysis.paired import PairedDifference

LEAD_IN = "In this model, under these assumptions,"
_BETTER = {"higher": "better", "lower": "better", "nearer 1": "nearer to an equal footing", "none": "higher"}


def sentence(pair: PairedDifference) -> str:
    """One sentence on one outcome of an option against the baseline."""
    return f"{LEAD_IN} {_clause(pair, _inner(pair.outcome.label))}."


def clause(pair: PairedDifference) -> str:
    """The same without its lead-in, for lists that stand below `LEAD_IN`."""
    return f"{_clause(pair, _initial(pair.outcome.label))}."


def tally(pairs: Iterable[PairedDifference], what: str = "outcomes") -> str:
    """One sentence counting on how many outcomes the option, the baseline or neither comes out better.

    Args:
        pairs: Outcomes of two scenarios; slight differences are counted apart.
        what: Name of the outcomes.
    """
    pairs = tuple(pairs)
    if not pairs:
        return f"{LEAD_IN} nothing was compared."
    option, baseline = pairs[0].option, pairs[0].baseline
    marked = [pair for pair in pairs if pair.clear and not pair.slight]
    slight = sum(pair.slight for pair in pairs)
    better = sum(pair.favours == "option" for pair in marked)
    worse = sum(pair.favours == "baseline" for pair in marked)
    apart = len(marked) - better - worse
    parts = []
    if apart:
        parts.append(f"{apart} differ{'s' if apart == 1 else ''} in a way that is neither better nor worse")
    if slight:
        parts.append(f"{slight} differ{'s' if slight == 1 else ''} only slightly")
    if len(pairs) > len(marked) + slight:
        parts.append(f"{len(pairs) - len(marked) - slight} cannot be told apart")
    rest = f"; {', '.join(parts)}" if parts else ""
    return f"{LEAD_IN} of {len(pairs)} {what} {option} comes out better on {better}, {baseline} on {worse}{rest}."


def _clause(pair: PairedDifference, label: str) -> str:
    verdict = pair.verdict
    if verdict in ("higher", "lower"):
        return _clear(pair, label)
    if verdict == "identical":
        both = _amount(pair, pair.mean_option)
        return f"{label} is the same in {pair.baseline} and {pair.option} in every one of {pair.n} replicates ({both})"
    if verdict == "no values":
        return f"{label} is not compared: no replicate has a value in both {pair.baseline} and {pair.option}"
    baseline, option = _amount(pair, pair.mean_baseline), _amount(pair, pair.mean_option)
    values = f"{baseline} in {pair.baseline}, {option} in {pair.option}"
    if verdict == "no interval":
        return f"{label} is {values}; one pair of replicates gives no interval, so no direction is claimed"
    low, high = _amount(pair, pair.low, signed=True), _amount(pair, pair.high, signed=True)
    return (
        f"{label} cannot be told apart: {values}, difference {_amount(pair, pair.difference, signed=True)} "
        f"(95 % interval {low} to {high}, which includes zero; {pair.n} replicates)"
    )


def _clear(pair: PairedDifference, label: str) -> str:
    """A direction; only for pairs whose interval leaves out zero."""
    near, far = sorted((abs(pair.low), abs(pair.high)))
    size = ", a slight difference" if pair.slight else ""
    text = (
        f"{label} is {pair.verdict} in {pair.option} ({_amount(pair, pair.mean_option)}) than in {pair.baseline} "
        f"({_amount(pair, pair.mean_baseline)}), by {_amount(pair, abs(pair.difference))} "
        f"(95 % interval {_amount(pair, near)} to {_amount(pair, far)}){size}"
    )
    return text if pair.outcome.money else text + _side(pair)


def _side(pair: PairedDifference) -> str:
    """Which side is better, and in how many replicates."""
    counts = {"option": ", which counts as better", "baseline": ", which counts as worse", "neither": ""}[pair.favours]
    if pair.slight:
        counts = ""
    name, share = pair.option, pair.share_better
    if pair.favours == "baseline":
        name, share = pair.baseline, 1.0 - share
    return f"{counts}; {name} is {_BETTER[pair.side]} in {percent(share)} of {pair.n} replicates"


def _amount(pair: PairedDifference, value: float, signed: bool = False) -> str:
    return amount(value, pair.outcome, digits_for(pair), signed)


def _initial(label: str) -> str:
    label = _joined(label)
    return label[:1].upper() + label[1:]


def _inner(label: str) -> str:
    """The label as it stands inside a sentence; abbreviations such as "E-I index" keep their capitals."""
    label = _joined(label)
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def _joined(label: str) -> str:
    """The label without commas or colons, which would break the sentence."""
    head, comma, tail = label.partition(", ")
    return f"{head} ({tail})" if comma else label.replace(": ", ", ")
