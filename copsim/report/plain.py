"""The headline outcomes in words that need no manual."""

from __future__ import annotations

from dataclasses import dataclass

from copsim.analysis import PairedDifference
from copsim.analysis.numbers import amount, percent
from copsim.model.outcomes import Outcome


@dataclass(frozen=True)
class Plain:
    """An outcome in everyday words.

    Attributes:
        text: What it is.
        as_percent: Shown as a percentage, such as of an equal share.
    """

    text: str
    as_percent: bool = False

    def shown(self, value: float, outcome: Outcome) -> str:
        """A value as text."""
        if self.as_percent:
            return percent(value)
        return amount(value, outcome.unit, 0 if outcome.unit == "£" else 2)


PLAIN = {
    "airtime_parity_lay": Plain("How much lay members speak, of an equal share without facilitators", True),
    "influence_parity_lay": Plain("How much lay members are heard, of an equal share without facilitators", True),
    "confidence_lay": Plain("Lay members' confidence to speak up (0 to 1)"),
    "trust_across": Plain("Trust between different roles (0 to 1)"),
    "plan": Plain("Agreed plan, made together (0 to 1)"),
    "uptake": Plain("Evidence put into clinical practice", True),
    "cost_total": Plain("Cost over the whole course"),
}


def plain(outcome: Outcome) -> Plain:
    """The outcome in everyday words, or by its label when it is not among the headline outcomes."""
    return PLAIN.get(outcome.name, Plain(outcome.label))


def arrow(pair: PairedDifference) -> str:
    """How the other scenario stands to the first: ▲ clearly higher, ▼ clearly lower, ≈ hardly or not told apart."""
    if not pair.clear or pair.slight:
        return "≈"
    return "▼" if pair.verdict == "higher" else "▲"
