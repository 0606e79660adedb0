"""i-PARIHS scores: composites of other quantities, one per construct (harvey-kitson-2016), defined here alone.

Each is an unweighted mean (assumed) of quantities in [0, 1], so that one can see at a glance which construct holds a
community back. They are descriptions, not causes: nothing in the model reads them.
"""

from __future__ import annotations

import numpy as np

from copsim.model.outcomes.observation import GUESTS, Observation
from copsim.model.outcomes.reductions import Array
from copsim.model.outcomes.registry import declare


def innovation(o: Observation) -> Array:
    """Ease of the innovation and fit with the service."""
    fit = o.community("fit") + (1.0 - o.community("fit")) * o.community("endorsement")
    return 0.5 * (1.0 - o.community("complexity")) + 0.5 * fit


def recipients(o: Observation) -> Array:
    """Confidence, language and clarity of all but the facilitators."""
    return (o.mean("confidence", GUESTS) + o.mean("language", GUESTS) + o.mean("clarity", GUESTS)) / 3


def context(o: Observation) -> Array:
    """Funding, relevance of the course, and freedom from workload."""
    free = 1.0 - o.mean("effective_workload")
    return (o.lever("funding") + o.community("relevance") + free) / 3


def facilitation(o: Observation) -> Array:
    """Facilitation, levelling and communication as far as there are hands for them, and organisation."""
    facilitated = o.community("hands") * o.lever("facilitation")
    by_hand = o.parameter("levelling_facilitation") * facilitated
    by_hand = by_hand + o.parameter("levelling_icebreakers") * o.community("hands") * o.lever("icebreakers")
    levelled = np.minimum(0.95, o.lever("levelling") + by_hand)
    return (facilitated + levelled + o.community("reach") * o.lever("communication") + o.lever("organisation")) / 4


for _name, _function in (
    ("innovation", innovation),
    ("recipients", recipients),
    ("context", context),
    ("facilitation", facilitation),
):
    declare(
        f"iparihs_{_name}", f"i-PARIHS: {_name}", _function, meaning=(_function.__doc__ or "").rstrip("."),
        group="i-PARIHS", evidence=("harvey-kitson-2016",), better="higher",
    )
