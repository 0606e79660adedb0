"""Plain sentences made from numbers: they speak of the model, and claim a direction only when the interval does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from copsim.analysis.numbers import amount, digits_for, percent
from copsim.analysis.paired import PairedDifference

LEAD_IN = "In this model, under these assumptions,"
_BETTER = {"higher": "better", "lower": "better", "nearer 1": "nearer to an equal footing", "none": "higher"}
Titles = Mapping[str, str]


def sentence(pair: PairedDifference, titles: Titles | None = None) -> str:
    """One sentence on one outcome of an option against the baseline.

    Args:
        pair: What was found.
        titles: What scenarios are called, by name; their names when not given.
    """
    return f"{LEAD_IN} {_clause(pair, _inner(pair.outcome.label), titles or {})}."


def clause(pair: PairedDifference, titles: Titles | None = None) -> str:
    """The same without its lead-in, for lists that stand below `LEAD_IN`."""
    return f"{_clause(pair, _initial(pair.outcome.label), titles or {})}."


def tally(pairs: Iterable[PairedDifference], what: str = "outcomes", titles: Titles | None = None) -> str:
    """One sentence counting on how many outcomes the option comes out better and worse than the baseline.

    Args:
        pairs: Outcomes of one option against the baseline; slight differences are counted apart.
        what: Name of the outcomes.
        titles: What scenarios are called, by name; their names when not given.
    """
    pairs = tuple(pairs)
    if not pairs:
        return f"{LEAD_IN} nothing was compared."
    marked = [pair for pair in pairs if pair.clear and not pair.slight]
    better = sum(pair.favours == "option" for pair in marked)
    worse = sum(pair.favours == "baseline" for pair in marked)
    counted = {
        "comes out better on {}": better,
        "{} on {}": worse,
        "is different, neither better nor worse, on {}": len(marked) - better - worse,
        "differs only slightly on {}": sum(pair.slight for pair in pairs),
        "cannot be told apart on {}": sum(not pair.clear for pair in pairs),
    }
    verb = "worse" if better else "comes out worse"
    parts = [text.format(*(verb, n) if text.startswith("{}") else (n,)) for text, n in counted.items() if n]
    option, baseline = (_said(name, titles or {}) for name in (pairs[0].option, pairs[0].baseline))
    return f"{LEAD_IN} of {len(pairs)} {what} {option} {_listed(parts)}, compared with {baseline}."


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _said(name: str, titles: Titles) -> str:
    """A scenario inside a sentence: its title in quotation marks, or its bare name."""
    title = titles.get(name, name)
    return name if title == name else f"“{title}”"


def _clause(pair: PairedDifference, label: str, titles: Titles) -> str:
    verdict = pair.verdict
    option, baseline = _said(pair.option, titles), _said(pair.baseline, titles)
    if verdict in ("higher", "lower"):
        return _clear(pair, label, option, baseline)
    if verdict == "identical":
        both = _amount(pair, pair.mean_option)
        return f"{label} is the same in {option} and {baseline} in every one of {pair.n} replicates ({both})"
    if verdict == "no values":
        return f"{label} is not compared: no replicate has a value in both {option} and {baseline}"
    values = f"{_amount(pair, pair.mean_option)} in {option}, {_amount(pair, pair.mean_baseline)} in {baseline}"
    if verdict == "no interval":
        return f"{label} is {values}; one pair of replicates gives no interval, so no direction is claimed"
    low, high = _amount(pair, pair.low, signed=True), _amount(pair, pair.high, signed=True)
    return (
        f"{label} cannot be told apart: {values}, difference {_amount(pair, pair.difference, signed=True)} "
        f"(95 % interval {low} to {high}, which includes zero; {pair.n} replicates)"
    )


def _clear(pair: PairedDifference, label: str, option: str, baseline: str) -> str:
    """A direction; only for pairs whose interval leaves out zero."""
    near, far = sorted((abs(pair.low), abs(pair.high)))
    size = ", a slight difference" if pair.slight else ""
    text = (
        f"{label} is {pair.verdict} in {option} ({_amount(pair, pair.mean_option)}) than in {baseline} "
        f"({_amount(pair, pair.mean_baseline)}), by {_amount(pair, abs(pair.difference))} "
        f"(95 % interval {_amount(pair, near)} to {_amount(pair, far)}){size}"
    )
    return text if pair.outcome.money else text + _side(pair, option, baseline)


def _side(pair: PairedDifference, option: str, baseline: str) -> str:
    """Which side is better, and in how many replicates."""
    counts = {"option": ", which counts as better", "baseline": ", which counts as worse", "neither": ""}[pair.favours]
    if pair.slight:
        counts = ""
    name, share = option, pair.share_better
    if pair.favours == "baseline":
        name, share = baseline, 1.0 - share
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
