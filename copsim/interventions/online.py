"""Meetings online by choice, without any shock.

Online meetings are more tiring for some (S-covid-tiring), convenient for many (S-covid-convenience) and out of
reach for some (S-covid-exclusion); an open chat takes questions that confidence would hold back (Q50). How such
CoPs work is open (S-online-open). There are no breaks and no venue online.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Self

from pydantic import Field

from copsim import evidence
from copsim.interventions.base import Lasting, Plan
from copsim.model.levers import Contribution


class Online(Lasting):
    """Meetings on the screen."""

    key: ClassVar[str] = "online"
    title: ClassVar[str] = "Online meetings"
    cites: ClassVar[tuple[str, ...]] = evidence.cites(
        "Q50", "S-covid-tiring", "S-covid-convenience", "S-covid-exclusion", "S-online-confidence", "S-online-open"
    )

    meetings: bool = Field(True, description="whether meetings are online")
    chat: bool = Field(True, description="whether an open chat runs beside the talk")

    @classmethod
    def neutral(cls) -> Self:
        """Meetings in person."""
        return cls(meetings=False)

    def effects(self, plan: Plan) -> Iterator[Contribution]:
        """Meetings online, with or without a chat."""
        if self.meetings:
            yield Contribution("online", 1.0, self.span(plan))
            yield Contribution("chat", 1.0 if self.chat else 0.0, self.span(plan))
