"""A study that is in a store, found by its design file or by its name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from copsim.analysis.studied import StudyAnalysis
from copsim.errors import InputError
from copsim.store import Store
from copsim.study.analysed import analyse
from copsim.study.design import SUFFIXES, Design
from copsim.study.manifest import content_of
from copsim.study.results import SweepResults, stored_results
from copsim.study.variants import Variants


def analysed_study(store: Store, reference: str, outcomes: Sequence[str]) -> tuple[SweepResults, StudyAnalysis]:
    """Results and analysis of a study, complete or not.

    Args:
        store: Where it is.
        reference: Design file, or name of a stored study.
        outcomes: Outcomes to analyse; the design's when none are named.

    Raises:
        InputError: When there is no such study, or the file says something else than what is stored under its name.
    """
    design, names = _found(store, reference)
    results = stored_results(design, names, store)
    manifest = store.study_manifest(design.name)
    kept = {
        "study": design.name, "design": manifest.get("design_hash", ""), "command": manifest.get("command", ""),
        "begun": manifest.get("begun", ""), "platform": manifest.get("platform", ""),
    }  # fmt: skip
    return results, analyse(results, outcomes, {name: str(value) for name, value in kept.items() if value})


def _found(store: Store, reference: str) -> tuple[Design, tuple[str, ...]]:
    if Path(reference).suffix in SUFFIXES:
        design = Design.load(reference)
        variants = Variants(design)
        if design.name not in store.studies():
            raise InputError(f"study '{design.name}': nothing is stored of it here; copsim sweep {reference} runs it")
        store.check_study(design.name, content_of(design, variants))
        return design, tuple(base.name for base in variants.bases)
    content = cast("dict[str, Any]", store.study(reference))
    design = Design(**content)
    return design, tuple(str(one["name"]) for one in content["scenarios"])
