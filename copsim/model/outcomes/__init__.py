"""All outcomes, each declared once; columns stand in the order of their groups."""

from __future__ import annotations

from collections.abc import Mapping

from copsim.model.outcomes import (
    iparihs,  # noqa: F401
    people,  # noqa: F401
    progress,  # noqa: F401
    talk,  # noqa: F401
    ties,  # noqa: F401
    views,  # noqa: F401
)
from copsim.model.outcomes.observation import Observation
from copsim.model.outcomes.registry import Outcome, registry

__all__ = ["HEADLINE", "OUTCOMES", "Observation", "Outcome"]

_ORDER = ("talk", "members", "ties", "views", "progress", "costs", "i-PARIHS")
OUTCOMES: Mapping[str, Outcome] = dict(sorted(registry().items(), key=lambda item: _ORDER.index(item[1].group)))
HEADLINE = ("airtime_parity_lay", "influence_parity_lay", "confidence_lay", "trust_across", "plan", "uptake")
