"""One member of the Community of Practice: section 5 of docs/odd.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from twin.tables import KINDS, ROLES

if TYPE_CHECKING:
    from twin.cop import CoP

SPEAKS_FOR = {"facilitator": 0, "clinical": 1, "lay": 2, "commissioner": 3}
RESEARCH, LIVED, SERVICE = 0, 2, 3


def clip(x: float) -> float:
    """x held in [0, 1]."""
    return 0.0 if x < 0.0 else 1.0 if x > 1.0 else x


class Member(mesa.Agent):  # type: ignore[misc]
    """A member with its traits, views and trust in the others, by their place on the roster."""

    model: CoP

    def __init__(self, model: CoP, role: str, place: int) -> None:
        super().__init__(model)
        self.role, self.place, self.speaks_for = role, place, SPEAKS_FOR[role]
        self.lay, self.guest = role == "lay", role != "facilitator"
        self.role_code = ROLES.index(role)
        self._traits()
        self._views()
        self.standing = 0.5
        self.unease = self.exposure = self.footing = self.heard = self.ownership = 0.0
        self.involvement = self.uptake = self.endorsement = 0.0
        self.left = self.met = self.present = False
        self.belongs = True
        self.attention = 1.0
        self.effective_workload, self.capacity = self.workload, 1.0
        self.trust: list[float] = []
        self.first_trust: list[float] = []
        self.clear()

    def clear(self) -> None:
        """Tallies of a new cycle."""
        self.turns = self.questions = self.challenged = 0
        self.knowledge_moved = self.view_moved = 0.0

    def _traits(self) -> None:
        model, p, random = self.model, self.model.p, self.model.random
        self.knowledge = [self._trait(f"knowledge_{kind}") for kind in KINDS]
        self.first_hand = list(self.knowledge)
        self.credence = [self._trait(f"credence_{kind}") for kind in KINDS]
        self.confidence, self.formal_power = self._trait("confidence"), self._trait("formal_power")
        self.language, self.clarity = self._trait("language"), self._trait("clarity")
        self.workload = self._trait("workload")
        self.attendance = p["attendance"]
        self.presumed = self._trait("presumed") if self.lay else 0.0
        self.ceiling = clip(p["ceiling_mean"] + p["trait_sd"] * random.gauss(0, 1))
        self.talkativeness = p["talk_sd"] * random.gauss(0, 1)
        self.steadfastness = 1 + p["anchor_spread"] * (2 * random.random() - 1)
        self.excluded = self.lay and random.random() < p["excluded_share"]
        self.spanner = self.role == "clinical" and random.random() < p["spanner_share"]
        self.difference = model.lay_diversity * random.random() if self.lay else 0.0
        self.language *= 1 - p["seldom_heard"] * self.difference
        self.confidence *= 1 - p["seldom_heard"] * self.difference
        self.first_confidence, self.first_clarity, self.first_presumed = self.confidence, self.clarity, self.presumed

    def _trait(self, name: str, shift: str = "") -> float:
        p = self.model.p
        mean = p["presumed"] if name == "presumed" else p[f"{name}_{self.role}"]
        by_role = self.model.role_shift(shift or name, self.role)
        return clip(mean + p["role_sd"] * by_role + p["trait_sd"] * self.model.random.gauss(0, 1))

    def _views(self) -> None:
        n = len(self.model.priorities)
        self.support = [self._trait(f"support_{min(v, 2) + 1}", f"support of {v}") for v in range(n)] + [0.5]
        self.first, self.anchor = list(self.support), list(self.support)
        self.voiced = [False] * n

    def comprehension(self, kind: int) -> float:
        """Share of talk of a kind that the member can follow (section 7.11)."""
        return 1 - self.model.jargon[kind] * (1 - max(self.language, self.knowledge[kind]))

    def worth(self, kind: int) -> float:
        """What the member's knowledge of a kind is worth to a plan (section 7.9)."""
        now, first, p = self.knowledge[kind], self.first_hand[kind], self.model.p
        known = now if now <= first else first + p["second_hand"] * (now - first)
        return known if kind == self.speaks_for else p["proxy"] * known

    def mean_trust(self, others: list[Member]) -> float:
        """Mean trust in others, without itself; 0 in nobody."""
        rest = [self.trust[other.place] for other in others if other is not self]
        return sum(rest) / len(rest) if rest else 0.0
