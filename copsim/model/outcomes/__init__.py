"""All outcomes, each declared once; columns stand in the order of their groups.

`SHOWN` are those shown first, in the order that their declarations give; `HEADLINE` the same without prices, which are
no merits to be counted.
"""

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
from copsim.model.outcomes.registry import Form, Outcome, Side, registry

__all__ = ["HEADLINE", "OUTCOMES", "SHOWN", "Form", "Observation", "Outcome", "Side"]

_ORDER = ("talk", "members", "ties", "views", "progress", "costs", "i-PARIHS")
OUTCOMES: Mapping[str, Outcome] = dict(sorted(registry().items(), key=lambda item: _ORDER.index(item[1].group)))
SHOWN = tuple(sorted((name for name in OUTCOMES if OUTCOMES[name].headline), key=lambda name: OUTCOMES[name].headline))
HEADLINE = tuple(name for name in SHOWN if not OUTCOMES[name].money)
