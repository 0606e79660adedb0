"""All outcomes, each declared once; columns stand in the order of declaration."""

from __future__ import annotations

from collections.abc import Mapping

from copsim.model.outcomes import (
    iparihs,  # noqa: F401
    people,  # noqa: F401
    progress,  # noqa: F401
    talk,  # noqa: F401 - the order of imports is the order of columns
    ties,  # noqa: F401
    views,  # noqa: F401
)
from copsim.model.outcomes.observation import Observation
from copsim.model.outcomes.registry import Outcome, registry

__all__ = ["HEADLINE", "OUTCOMES", "Observation", "Outcome"]

OUTCOMES: Mapping[str, Outcome] = dict(registry())
HEADLINE = ("airtime_parity_lay", "influence_parity_lay", "confidence_lay", "trust_across", "plan", "uptake")
