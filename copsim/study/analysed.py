"""From a study's results to its analysis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from copsim.analysis.studied import StudyAnalysis, study_outcome
from copsim.errors import InputError
from copsim.study.results import SweepResults

SAMPLED = ("sobol", "morris", "lhs")


def analyse(
    results: SweepResults, outcomes: Sequence[str], provenance: Mapping[str, str] | None = None
) -> StudyAnalysis:
    """Analyse some outcomes of a study; those of its design, or the headline outcomes, when none are named.

    Raises:
        InputError: When nothing is stored of the study, or an outcome is not held.
    """
    from copsim import __version__
    from copsim.model.outcomes import HEADLINE
    from copsim.model.version import MODEL_VERSION

    if not results.done.any():
        raise InputError(f"study '{results.name}': no run is finished yet; copsim sweep runs it")
    design = results.design
    names = outcomes or design.file.outcomes or tuple(name for name in HEADLINE if name in results.outcomes)
    split = design.method in SAMPLED and len(results.scenarios) > 1
    parts, scenarios = [], []
    for name in names:
        for scenario in results.scenarios if split else (None,):
            parts.append(study_outcome(results.varied(name, scenario), results.grid_levels))
            scenarios.append(scenario or "")
    told = {"copsim": __version__, "model version": str(MODEL_VERSION), "seed": str(design.file.seed)}
    return StudyAnalysis(
        results.name, design.file.title or results.name, design.method, results.state, results.complete,
        design.file.replicates, design.size, tuple(parts), tuple(scenarios), {**told, **(provenance or {})},
    )  # fmt: skip
