"""Conversation, hearing, contributions and contacts: sections 7.9 to 7.11 and 7.14 of docs/odd.md."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log
from random import Random
from typing import TYPE_CHECKING

from twin.member import LIVED, RESEARCH, Member

if TYPE_CHECKING:
    from twin.cop import CoP


def draw(random: Random, weights: Sequence[float]) -> int:
    """An index with probability proportional to its weight."""
    at = random.random() * sum(weights)
    for index, weight in enumerate(weights):
        at -= weight
        if at < 0:
            return index
    return len(weights) - 1


def correct(p: dict[str, float], j: Member, i: Member) -> None:
    """What lay member j presumes of others is corrected by a clinical or commissioning speaker i."""
    if j.lay and i.role in ("clinical", "commissioner"):
        known = i.knowledge[RESEARCH]
        target = known + p["presumed_floor"] * (j.first_presumed - known)
        j.presumed += p["presumed_rate"] * j.attention * (target - j.presumed)


def challenge(p: dict[str, float], j: Member, i: Member) -> None:
    """j is challenged by i, from below or not at all."""
    if j.formal_power > i.formal_power:
        j.unease += p["unease_rate"] * (j.formal_power - i.formal_power) * (1 - j.exposure) * (1 - j.unease)
        j.exposure += p["exposure_rate"] * (1 - j.exposure)
        j.challenged += 1


def learn(p: dict[str, float], j: Member, i: Member, kind: int, share: float) -> float:
    """j learns a share of what i knows better of a kind; returns the gain."""
    gap = j.ceiling * i.knowledge[kind] - j.knowledge[kind]
    if gap <= 0:
        return 0.0
    gain = share * gap
    j.knowledge[kind] += gain
    j.credence[kind] += p["credence_rate"] * gain * (1 - j.credence[kind])
    return gain


def contact(model: CoP, i: Member, j: Member, v: int) -> None:
    """A contact of two about v, both ways."""
    p = model.p
    d = j.support[v] - i.support[v]
    if abs(d) < p["view_bound"]:
        i.support[v] += p["meet_view"] * d
        j.support[v] -= p["meet_view"] * d
        model.view_moved += 2 * p["meet_view"] * abs(d)
    for kind in range(4):
        y, x = (j, i) if j.knowledge[kind] < i.knowledge[kind] else (i, j)
        learn(p, y, x, kind, p["meet_learn"] * y.trust[x.place] * y.credence[kind])
    y, x = (j, i) if j.language < i.language else (i, j)
    y.language += p["meet_learn"] * (x.language - y.language) * y.trust[x.place]
    i.trust[j.place] += p["meet_trust"] * (1 - i.trust[j.place])
    j.trust[i.place] += p["meet_trust"] * (1 - j.trust[i.place])
    if i.lay and j.lay:
        i.unease *= 1 - p["steady_rate"]
        j.unease *= 1 - p["steady_rate"]


class Conversation:
    """One conversation of two or more at one table; `kind` is task, breakout or plenary."""

    def __init__(self, model: CoP, group: list[Member], seated: int, kind: str) -> None:
        self.model, self.group, self.kind, self.share = model, group, kind, len(group) / max(1, seated)
        self.p, self.random, lever, g = model.p, model.random, model.lever, len(group)
        p, self.tallied = self.p, kind != "task"
        chat = lever.online > 0.5 and lever.chat > 0.5 and self.tallied
        self.chat, self.brokered, self.level = chat, model.hands * lever.brokering, model.levelling()
        ease = p["chat_factor"] if chat else 1.0
        widen = ease * p["talk_size"] * max(0.0, log(g / 3))
        led = any(m.role == "facilitator" for m in group)
        prepared = lever.prepared if kind == "breakout" else 0.0
        help_given = p["balance_facilitation"] * lever.facilitation + p["balance_prepared"] * prepared
        self.balance = model.hands * help_given * (1 - lever.task_led) if led else 0.0
        room = model.room()
        self.base = [
            m.talkativeness * (1 + widen * (1 - m.mean_trust(group)))
            + ease * p["talk_power"] * (1 - self.level) * m.formal_power
            + log(room[m.role])
            + (p["talk_task_led"] * lever.task_led if m.role == "facilitator" else 0.0)
            for m in group
        ]
        self.power = sum(m.formal_power for m in group) / g
        self.counts, self.by_role = [0] * g, dict.fromkeys((m.role for m in group if m.guest), 0)
        self.favourite = model.favourite()
        self.usual: float | None = None

    def run(self, turns: int) -> None:
        """Talk for a number of turns."""
        group, random = self.group, self.random
        last = before = -1
        asked: tuple[int, int, Member] | None = None
        for turn in range(turns):
            at = asked[0] if asked else self._next(before)
            i, v = group[at], draw(random, self.model.topics)
            self.counts[at] += 1
            if i.guest:
                self.by_role[i.role] += 1
            i.turns += self.tallied
            if asked is None and turn < turns - 1 and random.random() < self._chance(i):
                asked = self._ask(at)
            else:
                kind, asker = (asked[1], asked[2]) if asked else (self._kind(i), None)
                asked = None
                self._tell(i, kind, v, asker)
            before, last = last, at

    def _next(self, before: int) -> int:
        if self.by_role and self.random.random() < self.balance:
            return self._offered()
        confidence, standing, weights = self.p["talk_confidence"], self.p["talk_standing"], []
        for base, m in zip(self.base, self.group, strict=True):
            weights.append(exp(base + confidence * m.confidence + standing * m.standing))
        if before >= 0:
            weights[before] *= exp(self.p["talk_return"])
        return draw(self.random, weights)

    def _offered(self) -> int:
        """A guest of the role with fewest turns at this table, the one with fewest."""
        fewest = min(self.by_role.values())
        able = [at for at, m in enumerate(self.group) if m.guest and self.by_role[m.role] == fewest]
        least = min(self.counts[at] for at in able)
        return self.random.choice([at for at in able if self.counts[at] == least])

    def _chance(self, i: Member) -> float:
        understood = i.comprehension(RESEARCH) * (0.5 + 0.5 * i.clarity)
        dares = 1.0 if self.chat else i.confidence
        return self.p["ask_rate"] * self.model.lever.questions * (1 - understood) * dares

    def _ask(self, at: int) -> tuple[int, int, Member]:
        i, p = self.group[at], self.p
        weights = [0.0 if m is i else exp(p["ask_power"] * m.formal_power) for m in self.group]
        to = draw(self.random, weights)
        j = self.group[to]
        ahead = [a - b for a, b in zip(j.knowledge, i.knowledge, strict=True)]
        own = i.first_hand.index(max(i.first_hand))
        j.credence[own] += p["ask_credence"] * (1 - j.credence[own])
        challenge(p, j, i)
        for m in self.group:
            if m is not i:
                correct(p, m, i)
        i.questions += 1
        return to, ahead.index(max(ahead)), i

    def _kind(self, i: Member) -> int:
        credence = list(i.credence)
        if i.lay:
            credence[LIVED] += self.brokered * (1 - credence[LIVED])
        return draw(self.random, [i.worth(k) * credence[k] for k in range(4)])

    def _tell(self, i: Member, k: int, v: int, asker: Member | None) -> None:
        """A statement or answer by i of kind k on v (section 7.11), and how it feels to i."""
        model, p, group = self.model, self.p, self.group
        g, place, view, knowledge, usual = len(group), i.place, i.support[v], i.knowledge[k], self.usual
        status = 0.5 + 0.5 * (1 - self.level) * (i.formal_power - self.power)
        status += 0.5 * (i.standing - sum(m.standing for m in group) / g)
        say = p["status_weight"] * min(1.0, max(0.0, status))
        trusting, jargon = 1 - p["status_weight"], model.jargon[k]
        corrects = i.role in ("clinical", "commissioner")
        total = sided = moved_knowledge = moved_views = 0.0
        for j in group:
            if j is i:
                continue
            know = j.knowledge[k]
            gate = j.attention * (1 - jargon * (1 - (know if know > j.language else j.language)))
            if j is not asker:
                gate *= (say + trusting * j.trust[place]) * j.credence[k]
            d = view - j.support[v]
            if abs(d) > p["challenge_gap"]:
                challenge(p, j, i)
            gap = j.ceiling * knowledge - know
            if gap > 0:
                gain = p["learn_rate"] * gate * gap
                j.knowledge[k] = know + gain
                j.credence[k] += p["credence_rate"] * gain * (1 - j.credence[k])
                moved_knowledge += gain
            if abs(d) < p["view_bound"]:
                change = p["view_rate"] * gate * d
                j.support[v] += change
                moved_views += abs(change)
            j.trust[place] += p["trust_rate"] * gate * (1 - j.trust[place])
            if usual is not None and gate < usual / 2:
                i.trust[j.place] -= p["trust_loss"] * (usual / 2 - gate) * i.trust[j.place]
            if i.language > j.language:
                j.language += p["language_rate"] * j.attention * (i.language - j.language)
            if corrects:
                correct(p, j, i)
            j.standing -= p["standing_rate"] * gate * j.standing / (g - 1)
            total += gate
            sided += gate * (p["own_side"] if j.role_code == i.role_code else 1.0)
        reception = total / (g - 1)
        i.standing += p["standing_rate"] * reception * (1 - i.standing)
        model.view_moved += moved_views
        if self.tallied:
            i.knowledge_moved += moved_knowledge
            i.view_moved += moved_views
            model.told[k] += 1
            if v < len(i.voiced):
                model.priority_turns += 1
                model.lay_priority_turns += v == self.favourite
                self._contribute(i, k, v, sided / (g - 1))
        self._feel(i, reception)

    def _contribute(self, i: Member, k: int, v: int, taken: float) -> None:
        p, ingredient = self.p, self.model.ingredient[v]
        placed = max(i.footing, self.brokered) if i.lay else i.footing
        given = i.worth(k) * (1 - p["unplaced"] * (1 - placed)) * (1 - p["timid"] * (1 - i.confidence)) * taken
        i.heard += given
        ingredient[k] += p["build_rate"] * self.share * given * (1 - ingredient[k])
        if i.lay and k == LIVED and given > 0:
            i.voiced[v] = True

    def _feel(self, i: Member, reception: float) -> None:
        if self.usual is None:
            self.usual = reception
        better = reception - self.usual
        i.confidence += self.p["confidence_rate"] * better * (1 - i.confidence if better > 0 else i.confidence)
        self.usual += 0.1 * better
