"""Options compared with a baseline, outcome by outcome, paired by seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from copsim.analysis.paired import PairedDifference, paired_difference
from copsim.analysis.pairing import check_comparable, common_seeds, results_hash
from copsim.model.outcomes import OUTCOMES, Outcome
from copsim.model.results import Results


@dataclass(frozen=True)
class Comparison:
    """Every outcome of each option against the baseline, the first scenario.

    Attributes:
        arms: The scenarios' results, the baseline first.
        outcomes: What was compared, by name.
        pairs: One per option and outcome: options in the order given, outcomes in their own order.
    """

    arms: tuple[Results, ...]
    outcomes: Mapping[str, Outcome]
    pairs: tuple[PairedDifference, ...]

    @property
    def baseline(self) -> str:
        """Name of the first scenario."""
        return self.arms[0].name

    @property
    def options(self) -> tuple[str, ...]:
        """Names of all scenarios but the first."""
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

    def of(self, option: str) -> tuple[PairedDifference, ...]:
        """All outcomes of one option against the baseline."""
        return tuple(pair for pair in self.pairs if pair.option == option)

    def pair(self, outcome: str, option: str) -> PairedDifference:
        """One outcome of one option against the baseline."""
        return next(pair for pair in self.pairs if pair.outcome.name == outcome and pair.option == option)


def _who(first: Results, other: Results) -> str:
    if _people(first) == _people(other):
        return f"{first.name} and {other.name} have members of other names or in another order"
    return f"{first.name} has {_people(first)} and {other.name} {_people(other)}"


def _people(arm: Results) -> str:
    counts = ", ".join(f"{arm.roles.count(role)} {role}" for role in dict.fromkeys(arm.roles))
    return f"{len(arm.roles)} members ({counts})"


def compare(scenarios: Sequence[Results], outcomes: Mapping[str, Outcome] = OUTCOMES) -> Comparison:
    """Compare every scenario but the first, the baseline, with it.

    Args:
        scenarios: Results of two to twelve, with different names and of one model version; pairs are made of the seeds
            that both have.
        outcomes: What to compare, by name; those that not all results hold are left out.

    Returns:
        The comparison; undefined values are left out pair by pair and counted.

    Raises:
        InputError: When the results cannot be compared, or two of them have no seed in common.
    """
    check_comparable(scenarios)
    held = set(scenarios[0].outcomes).intersection(*(one.outcomes for one in scenarios))
    chosen = {name: outcome for name, outcome in outcomes.items() if name in held}
    baseline = scenarios[0]
    pairs: list[PairedDifference] = []
    for option in scenarios[1:]:
        rows_baseline, rows_option = common_seeds(baseline, option)
        for name, outcome in chosen.items():
            a, b = option.outcome(name)[rows_option], baseline.outcome(name)[rows_baseline]
            pairs.append(paired_difference(outcome, option.name, baseline.name, a, b))
    return Comparison(tuple(scenarios), chosen, tuple(pairs))
