"""Aims agreed at the outset, acknowledged as evolving, or left unstated (R7).

The first meeting had "a blank piece of paper" and looked for one person to lead (Q16); unclear aims unsettled lay
members and not clinicians (S-clarity), and became clearer in time (S-clarity-evolves). That "evolving" is half as
explicit as "agreed" is `assumed`; what explicit aims do is in the parameter table.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal, Self

from pydantic import Field

from copsim import evidence
from copsim.interventions.base import Intervention, Plan
from copsim.model.levers import Contribution

EXPLICITNESS = {"unstated": 0.0, "evolving": 0.5, "agreed": 1.0}


class StatedAims(Intervention):
    """How explicit the aims of the CoP are made."""

    key: ClassVar[str] = "stated_aims"
    title: ClassVar[str] = "Stated aims"
    cites: ClassVar[tuple[str, ...]] = evidence.cites("R7", "Q16", "S-clarity", "S-clarity-evolves", "S-aims-iterative")

    aims: Literal["unstated", "evolving", "agreed"] = Field("agreed", description="how the aims are stated")

    @classmethod
    def neutral(cls) -> Self:
        """The aims stay unstated."""
        return cls(aims="unstated")

    def effects(self, plan: Plan) -> Iterator[Contribution]:
        """How explicit the aims are."""
        yield Contribution("aims", EXPLICITNESS[self.aims])
