"""Scenarios compared with the first of them, outcome by outcome, paired by seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from copsim.analysis.paired import PairedDifference, paired_difference
from copsim.analysis.pairing import check_comparable, common_seeds, results_hash
from copsim.model.outcomes import OUTCOMES, Outcome
from copsim.model.results import Results


@dataclass(frozen=True)
class Comparison:
    """Every outcome of each option against the baseline, which is the first scenario; differences are option minus it.

    Attributes:
        scenarios: The scenarios' results, the baseline first.
        outcomes: What was compared, by name.
        pairs: One per option and outcome: options in the order given, outcomes in their own order.
    """

    scenarios: tuple[Results, ...]
    outcomes: Mapping[str, Outcome]
    pairs: tuple[PairedDifference, ...]

    @property
    def baseline(self) -> str:
        """Name of the first scenario."""
        return self.scenarios[0].name

    @property
    def options(self) -> tuple[str, ...]:
        """Names of the other scenarios."""
        return tuple(one.name for one in self.scenarios[1:])

    @property
    def titles(self) -> Mapping[str, str]:
        """What people read, by name: titles, with the name where a title is missing or occurs twice."""
        titles = [one.title or one.name for one in self.scenarios]
        return {
            one.name: title if titles.count(title) == 1 else f"{title} ({one.name})"
            for one, title in zip(self.scenarios, titles, strict=True)
        }

    @property
    def model_version(self) -> int:
        """Version of the dynamics, the same for all scenarios."""
        return self.scenarios[0].model_version

    @property
    def hash(self) -> str:
        """Hash of all the results compared."""
        return results_hash(self.scenarios)

    @property
    def notes(self) -> tuple[str, ...]:
        """What makes a comparison less than it seems: options with other people, cycles, priorities or prices."""
        baseline, *options = self.scenarios
        found = ((one.name, _unlike(baseline, one)) for one in options)
        return tuple(f"{baseline.name} and {name} are unlike: {'; '.join(said)}" for name, said in found if said)

    def of(self, option: str) -> tuple[PairedDifference, ...]:
        """All outcomes of one option against the baseline."""
        return tuple(pair for pair in self.pairs if pair.option == option)

    def pair(self, outcome: str, option: str) -> PairedDifference:
        """One outcome of one option against the baseline."""
        return next(pair for pair in self.pairs if pair.outcome.name == outcome and pair.option == option)


def _unlike(baseline: Results, option: Results) -> list[str]:
    """What differs beside the support, each with what follows from it."""
    said = []
    if (option.roles, option.ids) != (baseline.roles, baseline.ids):
        said.append(
            f"{_who(baseline, option)}, which makes them different communities, so the difference is not that of a "
            "support alone, and pairing by seed says little"
        )
    lengths = (baseline.n_cycles, option.n_cycles)
    if all(lengths) and lengths[0] != lengths[1]:
        said.append(f"one runs over {lengths[0]} cycles, the other over {lengths[1]}, so sums and last values differ")
    if option.priorities != baseline.priorities:
        said.append("they talk about other priorities")
    prices = sorted(
        name
        for name in {*baseline.parameters, *option.parameters}
        if name.startswith("cost_") and baseline.parameters.get(name) != option.parameters.get(name)
    )
    if prices:
        said.append(f"their prices differ ({', '.join(prices)}), so costs differ even for the same support")
    return said


def _who(baseline: Results, option: Results) -> str:
    if _people(baseline) == _people(option):
        return "the second has members of other names or in another order"
    return f"{baseline.name} has {_people(baseline)} and {option.name} {_people(option)}"


def _people(arm: Results) -> str:
    counts = ", ".join(f"{arm.roles.count(role)} {role}" for role in dict.fromkeys(arm.roles))
    return f"{len(arm.roles)} members ({counts})"


def compare(scenarios: Sequence[Results], outcomes: Mapping[str, Outcome] = OUTCOMES) -> Comparison:
    """Compare each option with the baseline, the first scenario.

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
        rows, rows_option = common_seeds(baseline, option)
        for name, outcome in chosen.items():
            a, b = option.outcome(name)[rows_option], baseline.outcome(name)[rows]
            pairs.append(paired_difference(outcome, option.name, baseline.name, a, b))
    return Comparison(tuple(scenarios), chosen, tuple(pairs))
