"""Scenarios compared with the first of them, outcome by outcome, paired by seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from copsim.analysis.arms import Arm, check_arms, common_seeds, results_hash
from copsim.analysis.paired import PairedDifference, paired_difference
from copsim.errors import InputError
from copsim.model.outcomes import Outcome


@dataclass(frozen=True)
class Comparison:
    """Every outcome of the first scenario against each of the others.

    Attributes:
        arms: The scenarios' results, the first being the one that the others are held against.
        outcomes: What was compared, by name.
        pairs: One per other scenario and outcome: others in the order given, outcomes in their own order.
    """

    arms: tuple[Arm, ...]
    outcomes: Mapping[str, Outcome]
    pairs: tuple[PairedDifference, ...]

    @property
    def reference(self) -> str:
        """Name of the first scenario."""
        return self.arms[0].name

    @property
    def others(self) -> tuple[str, ...]:
        """Names of the other scenarios."""
        return tuple(arm.name for arm in self.arms[1:])

    @property
    def model_version(self) -> int:
        """Version of the dynamics, the same for all arms."""
        return self.arms[0].model_version

    @property
    def hash(self) -> str:
        """Hash of all the results compared."""
        return results_hash(self.arms)

    @property
    def notes(self) -> tuple[str, ...]:
        """What makes a comparison less than it seems: arms of other people."""
        first = self.arms[0]
        return tuple(
            f"{_who(first, arm)}: these are different communities, so the difference is not that of a support alone, "
            "and pairing by seed says little"
            for arm in self.arms[1:]
            if (arm.roles, arm.ids) != (first.roles, first.ids)
        )

    def against(self, other: str) -> tuple[PairedDifference, ...]:
        """All outcomes of the first against one other scenario."""
        return tuple(pair for pair in self.pairs if pair.other == other)

    def pair(self, outcome: str, other: str) -> PairedDifference:
        """One outcome of the first against one other scenario."""
        return next(pair for pair in self.pairs if pair.outcome.name == outcome and pair.other == other)


def _who(first: Arm, other: Arm) -> str:
    if _people(first) == _people(other):
        return f"{first.name} and {other.name} have members of other names or in another order"
    return f"{first.name} has {_people(first)} and {other.name} {_people(other)}"


def _people(arm: Arm) -> str:
    counts = ", ".join(f"{arm.roles.count(role)} {role}" for role in dict.fromkeys(arm.roles))
    return f"{len(arm.roles)} members ({counts})"


def compare(arms: Sequence[Arm], outcomes: Mapping[str, Outcome]) -> Comparison:
    """Compare the first arm with each of the others.

    Args:
        arms: Two to twelve, with different names and of one model version; pairs are made of the seeds that both have.
        outcomes: By name, in the order of the columns of the summaries.

    Returns:
        The comparison; undefined values are left out pair by pair and counted.

    Raises:
        InputError: When the arms cannot be compared, or two of them have no seed in common.
    """
    check_arms(arms, outcomes)
    first = arms[0]
    pairs: list[PairedDifference] = []
    for other in arms[1:]:
        rows_first, rows_other = common_seeds(first, other)
        if not len(rows_first):
            raise InputError(f"compare: {first.name} and {other.name} have no seed in common, so nothing is paired")
        for column, outcome in enumerate(outcomes.values()):
            a, b = first.summary[rows_first, column], other.summary[rows_other, column]
            pairs.append(paired_difference(outcome, first.name, other.name, a, b))
    return Comparison(tuple(arms), outcomes, tuple(pairs))
