"""A comparison as plain data for strict JSON: no NaN, no infinity, every key explained by the results' own names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from math import isfinite

from copsim.analysis.comparison import Comparison
from copsim.analysis.costs import costs
from copsim.analysis.paired import CONFIDENCE, PairedDifference
from copsim.analysis.sentences import sentence
from copsim.model.results import Results


def comparison_data(comparison: Comparison, shown: Iterable[str] | None = None) -> dict[str, object]:
    """The comparison as mappings, lists, texts, numbers and None.

    Args:
        comparison: What to write.
        shown: Names of the outcomes to write; None for all.
    """
    names = set(comparison.outcomes if shown is None else shown)
    return {
        "baseline": comparison.baseline,
        "options": list(comparison.options),
        "model_version": comparison.model_version,
        "results_hash": comparison.hash,
        "difference": "option minus baseline, paired by seed",
        "confidence": CONFIDENCE,
        "scenarios": [_arm_data(arm) for arm in comparison.scenarios],
        "pairs": [_pair_data(pair) for pair in comparison.pairs if pair.outcome.name in names],
        "costs": [
            {"scenario": cost.scenario, "total": finite(cost.total), **{k: finite(v) for k, v in cost.by_kind.items()}}
            for cost in costs(comparison)
        ],
    }


def finite(value: float) -> float | None:
    """The number, or None when it is not finite."""
    return float(value) if isfinite(value) else None


def _arm_data(arm: Results) -> dict[str, object]:
    return {
        "name": arm.name,
        "title": arm.title,
        "scenario_hash": arm.scenario_hash,
        "parameter_hash": arm.parameter_hash,
        "replicates": arm.replicates,
        "warnings": list(arm.warnings),
    }


def _pair_data(pair: PairedDifference) -> dict[str, object]:
    data: dict[str, object] = {
        "outcome": pair.outcome.name,
        "label": pair.outcome.label,
        "unit": pair.outcome.unit,
        "better": pair.outcome.better,
    }
    for field in fields(pair):
        value = getattr(pair, field.name)
        if field.name != "outcome":
            data[field.name] = finite(value) if isinstance(value, float) else value
    return {**data, "verdict": pair.verdict, "favours": pair.favours, "slight": pair.slight, "sentence": sentence(pair)}
