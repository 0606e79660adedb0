"""A study analysed: for every outcome what drives it, in numbers, in a table and in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from copsim.analysis.discovery import Discovery, discover
from copsim.analysis.effects import AROUND, Effect, interactions, main_effects, shares_of_variance
from copsim.analysis.numbers import number, percent
from copsim.analysis.response import Response, responses
from copsim.analysis.sensitivity import DUMMY, Index, Morris, Sobol, morris, sobol
from copsim.analysis.varied import Estimate, Varied
from copsim.model.outcomes import OUTCOMES, Outcome

if TYPE_CHECKING:
    import pandas as pd

MOST_INTERACTIONS = 400
SMALLEST = 0.02


@dataclass(frozen=True, eq=False)
class OutcomeStudied:
    """One outcome over a study.

    Attributes:
        outcome: What was measured.
        varied: Its values by point and replicate.
        responses: Its mean along each factor.
        effects: Main effects; empty for designs that sample.
        interactions: Effects of two factors together beyond the sum of each; empty for designs that sample.
        shares: Share of the variance between points by factor; of grids alone.
        sobol: Sobol' indices, of a Sobol' design.
        morris: Elementary effects, of a Morris design.
        discovery: Boxes in which the better quarter of points lies, of designs that sample.
    """

    outcome: Outcome
    varied: Varied
    responses: tuple[Response, ...]
    effects: tuple[Effect, ...] = ()
    interactions: tuple[Effect, ...] = ()
    shares: Mapping[str, float] | None = None
    sobol: Sobol | None = None
    morris: Morris | None = None
    discovery: Discovery | None = None


def study_outcome(varied: Varied, morris_levels: int) -> OutcomeStudied:
    """Whatever the method of a design lets be said of an outcome."""
    outcome, method = OUTCOMES[varied.outcome], varied.method
    curves = tuple(responses(varied))
    if method == "grid" or method in AROUND:
        pairs = tuple(interactions(varied)) if _few(varied) else ()
        shares = shares_of_variance(varied) if method == "grid" else None
        return OutcomeStudied(outcome, varied, curves, tuple(main_effects(varied)), pairs, shares)
    return OutcomeStudied(
        outcome,
        varied,
        curves,
        sobol=sobol(varied) if method == "sobol" else None,
        morris=morris(varied, morris_levels) if method == "morris" else None,
        discovery=discover(varied, outcome.better != "lower") if method in ("sobol", "lhs", "list") else None,
    )


def _few(varied: Varied) -> bool:
    counts = [len(varied.level_names(at)) - 1 for at in range(len(varied.factors))]
    return (sum(counts) ** 2 - sum(count**2 for count in counts)) / 2 <= MOST_INTERACTIONS


@dataclass(frozen=True, eq=False)
class StudyAnalysis:
    """What drives the outcomes of a study.

    Attributes:
        name: Name of the study.
        title: One line for people.
        method: How its points were chosen.
        state: How far it is, in one line.
        complete: Whether all of it is there; otherwise numbers may still change.
        replicates: Replicates of each point.
        points: Points of the design.
        parts: One per outcome and, where a design samples several scenarios, per scenario.
        scenarios: Scenario of each part; empty when all are in it.
        provenance: Where it comes from: command, versions, hashes.
    """

    name: str
    title: str
    method: str
    state: str
    complete: bool
    replicates: int
    points: int
    parts: tuple[OutcomeStudied, ...]
    scenarios: tuple[str, ...]
    provenance: Mapping[str, str]

    def to_frame(self) -> pd.DataFrame:
        """One row per outcome, factor and number: estimate with its interval."""
        import pandas as pd

        rows = [row for part, scenario in zip(self.parts, self.scenarios, strict=True) for row in _rows(part, scenario)]
        columns = ["scenario", "outcome", "what", "factor", "level", "against", "value", "low", "high"]
        return pd.DataFrame(rows, columns=columns)

    def sentences(self) -> list[str]:
        """What was found, outcome by outcome, in this model and under its assumptions."""
        told = [] if self.complete else [f"The study is not complete ({self.state}): numbers may still change."]
        for part, scenario in zip(self.parts, self.scenarios, strict=True):
            where = f" ({scenario})" if scenario else ""
            told.append(f"{part.outcome.label}{where}: {sentence(part)}")
        return told

    def data(self) -> dict[str, Any]:
        """Everything as plain data for JSON."""
        frame = self.to_frame()
        rows = [{k: None if v != v else v for k, v in row.items()} for row in frame.to_dict("records")]
        return {
            "study": self.name, "method": self.method, "state": self.state, "complete": self.complete,
            "points": self.points, "replicates": self.replicates, "provenance": dict(self.provenance),
            "sentences": self.sentences(), "numbers": rows,
        }  # fmt: skip


def _rows(part: OutcomeStudied, scenario: str) -> list[tuple[Any, ...]]:
    head, rows = (scenario, part.outcome.name), []
    for what, effects in (("effect", part.effects), ("interaction", part.interactions)):
        for effect in effects:
            one = effect.difference
            names = [" × ".join(texts) for texts in (effect.factors, effect.levels, effect.against)]
            rows.append((*head, what, *names, one.value, one.low, one.high))
    for factor, share in (part.shares or {}).items():
        rows.append((*head, "share of variance", factor, "", "", share, float("nan"), float("nan")))
    if part.sobol is not None:
        for index in (*part.sobol.ranked, part.sobol.dummy):
            rows.append((*head, "first order", index.factor, "", "", index.first, index.first_low, index.first_high))
            rows.append((*head, "total order", index.factor, "", "", index.total, index.total_low, index.total_high))
        rows.append((*head, "chance", "", "", "", part.sobol.chance, float("nan"), float("nan")))
    if part.morris is not None:
        for each in part.morris.ranked:
            low, high = each.mu_star - each.mu_star_half, each.mu_star + each.mu_star_half
            rows.append((*head, "mu_star", each.factor, "", "", each.mu_star, low, high))
            rows.append((*head, "sigma", each.factor, "", "", each.sigma, float("nan"), float("nan")))
        rows.append((*head, "chance", "", "", "", part.morris.chance, float("nan"), float("nan")))
    for curve in part.responses:
        for level, mean in zip(curve.levels, curve.means, strict=True):
            rows.append((*head, "mean", curve.factor, level, "", mean.value, mean.low, mean.high))
    return rows


def sentence(part: OutcomeStudied) -> str:
    """The finding of one outcome in one sentence or two."""
    if part.sobol is not None:
        return _sobol_told(part.sobol)
    if part.morris is not None:
        return _morris_told(part.morris)
    if part.varied.method in ("sobol", "morris"):
        return "does not vary, or too few points are complete."
    if part.effects:
        return _effects_told(part)
    if part.discovery is not None and part.discovery.boxes:
        return f"the better quarter lies mostly where {' and '.join(part.discovery.boxes[0].limits)}."
    return "nothing that was varied is told apart from chance."


def _sobol_told(found: Sobol) -> str:
    clear = [index for index in found.ranked if found.matters(index)]
    chance = f"chance of the seeds makes {percent(found.chance)} of the variance between points"
    if not clear:
        return f"no factor is told apart from one that does not exist; {chance}."
    named = ", ".join(_index(index) for index in clear[:4])
    rest = len(found.indices) - len(clear)
    aside = f"; {rest} of {len(found.indices)} factors are not told apart from one that does not exist" if rest else ""
    return f"varies most with {named}{aside}; {chance}."


def _index(index: Index) -> str:
    return f"{index.factor} (total {number(index.total)}, {number(index.total_low)} to {number(index.total_high)})"


def _morris_told(found: Morris) -> str:
    clear = [each for each in found.ranked if each.mu_star - each.mu_star_half > max(found.chance, 0.0)]
    if not clear:
        return "no factor moves it more than the seeds alone would."
    named = ", ".join(f"{each.factor} (μ* {number(each.mu_star, 3)})" for each in clear[:4])
    return f"is moved most by {named}; chance alone would make {number(found.chance, 3)}."


def _effects_told(part: OutcomeStudied) -> str:
    """The strongest setting of each factor that matters, and the strongest interaction that does."""
    clear = sorted((e for e in part.effects if e.difference.clear), key=_size, reverse=True)
    if not clear:
        return "no factor is told apart from chance."
    strongest = list({effect.factors: effect for effect in reversed(clear)}.values())[::-1]
    least = SMALLEST if part.outcome.unit == "1" else 0.0
    matter = [effect for effect in strongest if _size(effect) >= least]
    if not matter:
        told = effect_told(strongest[0], part.outcome)
        return f"no factor changes it by as much as {least:g}; the strongest is {told}."
    text = "; ".join(effect_told(effect, part.outcome) for effect in matter[:3])
    extra = [e for e in part.interactions if e.difference.clear and _size(e) >= least]
    if not extra:
        return f"{text}."
    return f"{text}. Beyond the sum of each alone: {effect_told(max(extra, key=_size), part.outcome)}."


def _size(effect: Effect) -> float:
    return abs(effect.difference.value)


def effect_told(effect: Effect, outcome: Outcome) -> str:
    """An effect with its interval in words."""
    against = " and ".join(effect.against)
    value, interval = spread(effect.difference, outcome, signed=True)
    return f"{effect.label} instead of {against} {value}{interval}"


def spread(one: Estimate, outcome: Outcome, signed: bool = False) -> tuple[str, str]:
    """A value and its interval as texts, with as many digits as the interval needs."""
    from copsim.analysis.numbers import amount

    digits = outcome.digits
    if one.low == one.low:
        while digits < 5 and one.high - one.low < 4 * 10.0**-digits:
            digits += 1
    value = amount(one.value, outcome, digits, signed)
    if one.low != one.low:
        return value, ""
    low, high = (amount(end, outcome, digits, signed) for end in (one.low, one.high))
    return value, f" ({low} to {high})"


__all__ = ["DUMMY", "OutcomeStudied", "StudyAnalysis", "effect_told", "sentence", "spread", "study_outcome"]
