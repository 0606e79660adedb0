"""The community: one step is one cycle, in the order of section 3 of docs/odd.md."""

from __future__ import annotations

from math import exp

import mesa

from twin.levers import Levers, levers
from twin.member import LIVED, RESEARCH, SERVICE, Member, clip
from twin.outcomes import observe
from twin.tables import ROLES, per_cycle, scenario
from twin.talk import Conversation, contact, draw


def half_up(x: float) -> int:
    """Rounded, halves up."""
    return int(x + 0.5)


def mean(values: list[float]) -> float:
    """Mean; over nobody 0."""
    return sum(values) / len(values) if values else 0.0


class CoP(mesa.Model):  # type: ignore[misc]
    """A Community of Practice in plain Mesa.

    Args:
        name: A scenario of the library.
        seed: Seed of the run.
    """

    def __init__(self, name: str, seed: int) -> None:
        super().__init__(seed=seed)
        self.setting = scenario(name)
        self.p = p = per_cycle(self.setting.get("cycle_weeks", 13))
        self.lay_diversity: float = self.setting["lay_diversity"]
        self.priorities: list[str] = self.setting["priorities"]
        self._shifts: dict[tuple[str, str], float] = {}
        roster = self.setting["roster"]
        roles = [role for role in ROLES for _ in range(roster.get(role, 0))]
        self.roster = [Member(self, role, place) for place, role in enumerate(roles)]
        for i in self.roster:
            i.first_trust = [0.0 if i is j else self._first_trust(i, j) for j in self.roster]
            i.trust = list(i.first_trust)
        n = len(self.priorities)
        self.ingredient, self.quality, self.adopted = [[0.0] * 4 for _ in range(n)], [0.0] * n, [0.0] * n
        self.energy, self.relevance, self.hands, self.reach = 1.0, 1.0, 1.0, 1.0
        self.plan = self.agreed = self.done = self.endorsement = self.task_progress = self.consent = 0.0
        self.outputs, self.question_open, self.cycle, self.lever = 0, False, 0, Levers()
        self.complexity, self.fit, self.uptake_ceiling = p["complexity"], p["fit"], p["uptake_ceiling"]
        self.topics: list[float] = []
        self.observed: dict[str, list[float]] = {}

    def role_shift(self, trait: str, role: str) -> float:
        """What all members of one role have in common in a trait, standard normal."""
        if (trait, role) not in self._shifts:
            self._shifts[trait, role] = self.random.gauss(0, 1)
        return self._shifts[trait, role]

    def _first_trust(self, i: Member, j: Member) -> float:
        apart = "trust_across" if i.guest and j.guest else "trust_facilitator"
        name = "trust_within" if i.role == j.role else apart
        return clip(self.p[name] + 0.5 * self.p["trait_sd"] * self.random.gauss(0, 1))

    # What several submodels ask for

    @property
    def members(self) -> list[Member]:
        """The members of the CoP."""
        return [m for m in self.roster if m.belongs]

    @property
    def present(self) -> list[Member]:
        """Those at the meeting."""
        return [m for m in self.roster if m.present]

    def levelling(self) -> float:
        """How much formal power has lost its say (section 7.3)."""
        p, lever = self.p, self.lever
        by_hands = p["levelling_facilitation"] * lever.facilitation + p["levelling_icebreakers"] * lever.icebreakers
        return min(0.95, lever.levelling + self.hands * by_hands)

    def room(self) -> dict[str, float]:
        """Room on the agenda for each role (section 7.10)."""
        p, lever = self.p, self.lever
        agenda = lever.agenda
        lay = agenda["lived"] * (1 + p["steer_agenda"] * lever.lay_steering) * (1 - p["task_agenda"] * lever.task_led)
        room = {"facilitator": agenda["research"], "clinical": agenda["clinical"], "commissioner": agenda["service"]}
        return {role: max(1e-9, x) for role, x in {**room, "lay": lay}.items()}

    def favourite(self) -> int:
        """The priority that the lay members of the CoP support most, or the powerful without any."""
        lay = [m for m in self.members if m.lay]
        n = range(len(self.priorities))
        support = [sum(m.support[v] for m in lay) for v in n] if lay else [self._weighted(self.members, v) for v in n]
        return support.index(max(support))

    def _weighted(self, members: list[Member], v: int) -> float:
        power = sum(m.formal_power for m in members)
        return sum(m.formal_power * m.support[v] for m in members) / power if power > 0 else 0.5

    # The cycle

    def step(self) -> None:
        """One cycle."""
        self.cycle += 1
        self.lever = levers(self.setting, self.cycle, self.p.__getitem__)
        self.view_moved = self.output_gain = self.plan_gain = 0.0
        self.told, self.priority_turns, self.lay_priority_turns = [0, 0, 0, 0], 0, 0
        self._context()
        self._give_hands()
        makers = self._prepare()
        self._agenda()
        if len(makers) > 1:
            Conversation(self, makers, 0, "task").run(half_up(self.p["task_turns"] * self.lever.group_task))
        if self.lever.held > 0.5:
            self._meet()
        self._reflect()
        self._informal()
        self._work()
        self._between()
        for m in self.members:
            if self.random.random() < self.p["leave_rate"] * m.unease * (1 - m.ownership) * (1 - m.clarity):
                m.left = True
        for name, value in observe(self).items():
            self.observed.setdefault(name, []).append(value)

    def _context(self) -> None:
        p, lever = self.p, self.lever
        self.complexity = clip(clip(p["complexity"] + lever.complexity) - p["easy_read"] * self.outputs)
        self.fit = clip(p["fit"] + lever.fit)
        if lever.relevance < 1:
            self.relevance = min(self.relevance, lever.relevance)
        opened = lever.question > 0.5 and not self.question_open
        self.question_open = self.question_open or opened
        for m in self.roster:
            m.clear()
            m.present, m.heard, m.belongs = False, 0.0, not m.left
            m.unease = clip(m.unease + lever.fear[m.role] * (1 - m.unease))
            load = clip(m.workload + lever.workload[m.role])
            m.effective_workload = load * (1 - p["relief"] * lever.organisation)
            m.capacity = (1 - load) * (1 + lever.freed[m.role] + p["permission_gain"] * lever.permission)
            if opened:
                side = -p["divide"] if self.random.random() < m.effective_workload else p["divide"]
                m.support[-1] = m.first[-1] = m.anchor[-1] = clip(0.5 + side + p["trait_sd"] * self.random.gauss(0, 1))
            lost = p["unease_attention"] * m.unease + p["workload_attention"] * m.effective_workload
            m.attention = max(0.05, 1 - lost)
        if lever.restart > 0.5 or lever.audit > 0:
            raise NotImplementedError("the twin knows neither restarts nor audits")
        self._follow_complexity()

    def _follow_complexity(self) -> None:
        self.jargon = [self.complexity, self.p["jargon"], self.p["jargon_lived"], self.p["jargon"]]

    def _give_hands(self) -> None:
        p, lever, n = self.p, self.lever, len(self.members)
        leads = sum(not m.guest for m in self.members)
        asked = p["load"] * (lever.facilitation + lever.brokering) if leads else 0.0
        between = p["load"] * (lever.communication + lever.digital_support)
        tables = 1 if lever.grouping == "none" else max(1, half_up(n / lever.group_size))
        able = p["lead_hands"] * min(1.0, leads / tables) * self.energy + (1 - p["lead_hands"]) * lever.organisation
        self.hands = (min(1.0, able / asked) if asked > 0 else 1.0) if leads else 0.0
        self.reach = min(1.0, max(0.0, able - asked) / between) if between > 0 else 1.0
        self.energy -= p["wear"] * (1 - self.hands) * self.energy

    def _prepare(self) -> list[Member]:
        p, lever = self.p, self.lever
        for m in self.members:
            dose = lever.briefing[m.role] * self.hands
            if dose > 0:
                missing = max(0.0, p["briefing_level"] - m.knowledge[RESEARCH])
                m.knowledge[RESEARCH] += dose * p["briefing_gain"] * missing
                m.language += dose * p["briefing_language"] * (1 - m.language)
                m.clarity += dose * p["briefing_clarity"] * (1 - m.clarity)
            if self.cycle == 1:
                m.clarity += p["aims_start"] * lever.aims * (1 - m.clarity)
        lay = [m for m in self.members if m.lay]
        if lever.group_task == 0 or self.outputs or not lay:
            return []
        self.task_progress += lever.group_task
        if self.task_progress >= 0.999:
            self.outputs, self.output_gain = 1, 1.0
            self.complexity = clip(self.complexity - p["easy_read"])
            self._follow_complexity()
        return lay + [m for m in self.members if not m.guest][:1]

    def _agenda(self) -> None:
        p, lever, members = self.p, self.lever, self.members
        steer, weights = p["steer_rate"] * lever.lay_steering, []
        for v in range(len(self.priorities)):
            weighted = self._weighted(members, v)
            lay = [m.support[v] for m in members if m.lay]
            heard = mean(lay) if lay else weighted
            weights.append(exp(p["agenda_focus"] * ((1 - steer) * weighted + steer * heard)))
        q = p["question_share"] if lever.question > 0.5 else 0.0
        total = sum(weights)
        self.topics = [(1 - q) * w / total for w in weights] + [q]

    # The meeting

    def _meet(self) -> None:
        self._attend()
        self._input()
        present, lever = self.present, self.lever
        if lever.grouping != "none":
            for table in self._tables(present):
                if len(table) > 1:
                    Conversation(self, table, len(present), "breakout").run(lever.breakout_turns)
        if lever.online < 0.5:
            self._break(present)
        if len(present) > 1:
            Conversation(self, present, len(present), "plenary").run(lever.plenary_turns)
            self._decide(present)

    def _attend(self) -> None:
        p, lever = self.p, self.lever
        for m in self.members:
            chance = m.attendance * (1 - p["absence_workload"] * m.effective_workload)
            chance *= (1 - p["absence_unease"] * m.unease) * (1 - p["absence_ownership"] * (1 - m.ownership))
            if lever.online > 0.5:
                helped = p["digital_help"] * self.reach * lever.digital_support
                chance = min(0.99, chance * (1 + p["online_convenience"])) * (1 - m.excluded * (1 - helped))
            if self.random.random() < chance:
                m.present = m.met = True
        if lever.online > 0.5:
            for m in self.roster:
                m.attention = max(0.05, m.attention - p["online_fatigue"])
        present = self.present
        if all(m.guest for m in present):
            self.hands = 0.0
        warmed = p["icebreaker_trust"] * self.hands * lever.icebreakers
        if warmed > 0:
            for i in present:
                for j in present:
                    i.trust[j.place] += warmed * (1 - i.trust[j.place])

    def _input(self) -> None:
        p, present = self.p, self.present
        source = max((m.knowledge[RESEARCH] for m in present if not m.guest), default=0.0)
        source = source or max((m.knowledge[RESEARCH] for m in present), default=0.0)
        credited = []
        for m in present:
            taken = m.attention * m.language * (1 - self.complexity)
            credited.append(taken * m.credence[RESEARCH])
            missing = max(0.0, m.ceiling * source - m.knowledge[RESEARCH])
            m.knowledge[RESEARCH] += p["input_rate"] * taken * missing
        for ingredient in self.ingredient:
            ingredient[RESEARCH] += p["input_build"] * source * mean(credited) * (1 - ingredient[RESEARCH])

    def _tables(self, present: list[Member]) -> list[list[Member]]:
        size, how = self.lever.group_size, self.lever.grouping
        by_role = [[m for m in present if m.role == role] for role in ROLES]
        for some in by_role:
            self.random.shuffle(some)
        if how == "by_role":
            counts = [max(1, min(len(some) // 2, half_up(len(some) / size))) for some in by_role]
            return [some[at::n] for some, n in zip(by_role, counts, strict=True) for at in range(n)]
        dealt = [m for some in by_role for m in some]
        if how == "random":
            self.random.shuffle(dealt)
        n = max(1, half_up(len(dealt) / size))
        return [dealt[at::n] for at in range(n)]

    def _decide(self, present: list[Member]) -> None:
        p, lever, need = self.p, self.lever, self.p["need"]
        for v, ingredient in enumerate(self.ingredient):
            voices = sum(m.voiced[v] for m in self.roster)
            coverage = 1 - (1 - p["lay_coverage"]) ** (1 + (max(1, voices) - 1) * self.lay_diversity)
            x = [amount * (coverage if k == LIVED else 1.0) for k, amount in enumerate(ingredient)]
            self.quality[v] = 0.0 if min(x) <= 0 else mean([a**-need for a in x]) ** (-1 / need)
        urgency = [w * (1 - done) for w, done in zip(self.topics, self.adopted, strict=False)]
        v = urgency.index(max(urgency))
        by_hands = 1 - self.hands * lever.facilitation * (1 - lever.task_led)
        style = 1 - by_hands * (1 - p["steer_rate"] * lever.lay_steering)
        roles = [[m for m in present if m.role == role] for role in ROLES]
        roles = [some for some in roles if some]
        power = sum(m.formal_power for m in present)
        even = mean([mean([m.support[v] for m in some]) for some in roles])
        led = self._weighted(present, v) if power > 0 else even
        proposal = (1 - style) * led + style * even
        c = {m: max(0.0, 1 - abs(m.support[v] - proposal) / p["consent_gap"]) for m in present}
        shared = 1.0
        for some in roles:
            shared *= mean([c[m] for m in some]) ** (1 / len(roles))
        led = sum(m.formal_power * c[m] for m in present) / power if power > 0 else shared
        self.consent = (1 - style) * led + style * shared
        self.adopted[v] = max(self.adopted[v], self.quality[v] * self.consent)
        self.agreed = mean(self.adopted)
        for m in present:
            m.anchor[v] += p["commit_rate"] * self.consent * c[m] * (m.support[v] - m.anchor[v])
            felt = p["own_floor"] + (1 - p["own_floor"]) * min(1.0, m.heard)
            m.ownership += p["own_rate"] * c[m] * felt * (1 - m.ownership)

    # Contacts

    def _topic(self) -> int:
        return self.random.randrange(len(self.priorities) + (self.lever.question > 0.5))

    def _partners(self, members: list[Member], rounds: int, power: float, own: float) -> None:
        if len(members) < 2:
            return
        trust = self.p["seek_trust"]
        pull = [exp(power * m.formal_power) for m in members]
        for _ in range(rounds):
            for i in members:
                like = [x * exp(trust * i.trust[m.place]) for x, m in zip(pull, members, strict=True)]
                weights = [
                    0.0 if m is i else w * (exp(own) if m.role_code == i.role_code else 1.0)
                    for w, m in zip(like, members, strict=True)
                ]
                contact(self, i, members[draw(self.random, weights)], self._topic())

    def _break(self, present: list[Member]) -> None:
        p, lever = self.p, self.lever
        own = p["seek_own"] * (1 - p["icebreaker_mixing"] * self.hands * lever.icebreakers)
        self._partners(present, half_up(p["break_contacts"] * lever.social_time), p["seek_power"], own)

    def _informal(self) -> None:
        p, members = self.p, self.members
        self._partners([m for m in members if m.met], half_up(p["informal_contacts"]), 0.0, p["seek_own"])
        leads = [m for m in members if not m.guest]
        for chair in self.chairs():
            if not chair.belongs:
                continue
            chair.standing += p["chair_standing"] * (1 - chair.standing)
            for _ in range(half_up(p["chair_contacts"]) if leads else 0):
                contact(self, chair, self.random.choice(leads), self._topic())

    def chairs(self) -> list[Member]:
        """The lay members who chair: the first ones on the roster."""
        return [m for m in self.roster if m.lay][: self.lever.chairs]

    # After the meeting

    def _reflect(self) -> None:
        p, lever, present = self.p, self.lever, self.present
        led = self.hands * lever.facilitation
        rate = p["clarity_base"] + p["clarity_facilitation"] * led
        rate = min(1.0, rate + p["clarity_result"] * min(1.0, self.done + self.output_gain))
        loosened = 1 - led * (1 - lever.task_led)
        for m in self.roster:
            m.unease -= p["unease_decay"] * m.unease
            m.unease *= 1 - lever.comfort * m.present
            pull = min(1.0, p["anchor_pull"] * m.steadfastness)
            for v in range(len(self.priorities)):
                m.support[v] += pull * (m.anchor[v] - m.support[v])
            if self.question_open:
                m.support[-1] += pull * loosened * (m.anchor[-1] - m.support[-1])
        for m in present:
            m.clarity += rate * (1 - m.clarity)
            if m.lay:
                m.unease += p["unease_unclear"] * (1 - lever.aims) * (1 - m.clarity) * (1 - m.unease)
            gap = max(0.0, m.presumed - m.knowledge[RESEARCH])
            least = min(
                m.language / p["footing_language"],
                m.knowledge[SERVICE] / p["footing_service"],
                m.mean_trust(present) / p["footing_trust"],
                (1 - gap) / p["footing_even"],
                m.clarity / p["footing_clarity"],
            )
            m.footing = 1 / (1 + exp(-p["footing_steep"] * (least - 1)))
            target = (1 - m.footing) * m.first_confidence
            target += m.footing * max(m.first_confidence, p["confidence_full"])
            m.confidence += p["footing_pull"] * (target - m.confidence)

    def _kept(self) -> float:
        return 1 - self.p["communication_keeps"] * self.reach * self.lever.communication

    def _work(self) -> None:
        p, lever = self.p, self.lever
        if lever.held > 0.5:
            remind = 1 + p["work_remind"] * self.reach * lever.communication
            work = [
                m.ownership * (1 - m.effective_workload) * (1 - p["plan_clarity"] * (1 - m.clarity)) * remind
                for m in self.members
                if m.guest
            ]
            self.done = clip(mean(work))
            self.plan_gain = self.done * (self.agreed - self.plan)
            self.plan += self.plan_gain
        for m in self.roster:
            m.ownership -= p["own_fade"] * self._kept() * m.ownership
        for ingredient in self.ingredient:
            for k in range(4):
                ingredient[k] -= p["stale"] * ingredient[k]

    def mean_support(self, m: Member) -> float:
        """Mean support of a member for the priorities."""
        return sum(m.support[:-1]) / len(self.priorities)

    def _backing(self) -> float:
        product = 1.0
        for role in ("lay", "clinical", "facilitator"):
            some = [m for m in self.members if m.role == role]
            side = mean([self.mean_support(m) for m in some]) * mean([m.ownership for m in some])
            product *= self.p["back_floor"] + (1 - self.p["back_floor"]) * side
        return float(product ** (1 / 3))

    def _between(self) -> None:
        p, lever, held = self.p, self.lever, self.lever.held > 0.5
        if held and lever.adapt > 0.5:
            self.relevance += p["adapt_rate"] * (1 - self.relevance)
        ready = self.plan * self.relevance
        commissioners = [m for m in self.members if m.role == "commissioner"]
        if held:
            shown = self._backing() * min(1.0, ready / p["plan_full"]) * (1 - p["show_output"] * (1 - self.outputs))
            for m in commissioners:
                known = 0.5 * (m.knowledge[LIVED] + m.knowledge[RESEARCH])
                case = shown * self.mean_support(m) * (0.5 + 0.5 * known)
                m.endorsement += p["endorse_rate"] * (case - m.endorsement)
        self.endorsement = mean([m.endorsement for m in commissioners])
        ceiling = min(p["uptake_ceiling"] + (1 - p["uptake_ceiling"]) * self.endorsement, lever.funding)
        self.uptake_ceiling = ceiling
        self._take_up(ready, ceiling)
        self._fade()

    def _take_up(self, ready: float, ceiling: float) -> None:
        p, fit = self.p, self.fit + (1 - self.fit) * self.endorsement
        clinical = [m for m in self.members if m.role == "clinical"]
        for m in clinical:
            speed = p["uptake_rate"] * m.capacity * (1 + p["boundary_gain"] * m.spanner) * m.knowledge[RESEARCH] * ready
            speed *= fit * self.mean_support(m) * (p["uptake_floor"] + (1 - p["uptake_floor"]) * m.ownership)
            able, now = min(1.0, m.capacity), m.uptake
            lead = max((m.trust[j.place] * (j.uptake - now) for j in clinical if j.spanner and j is not m), default=0.0)
            m.uptake += min(1.0, speed) * max(0.0, ceiling - now) + p["spread"] * able * max(0.0, lead)
            m.uptake -= p["relapse"] * ((1 - m.ownership) * now + max(0.0, now - ceiling))
            learned = max(0.0, m.knowledge[LIVED] - m.first_hand[LIVED])
            rate = min(1.0, p["involve_rate"] * able * m.credence[LIVED] * learned)
            m.involvement += rate * (1 - m.involvement)

    def _fade(self) -> None:
        forget, fade = self.p["forget_rate"] * self._kept(), self.p["trust_fade"] * self._kept()
        for m in self.roster:
            for k in range(4):
                m.knowledge[k] -= forget * max(0.0, m.knowledge[k] - m.first_hand[k])
            for j, first in enumerate(m.first_trust):
                if m.trust[j] > first:
                    m.trust[j] -= fade * (m.trust[j] - first)


def run(scenario: str, seed: int) -> dict[str, list[float]]:
    """One run of a scenario of the library: every outcome of the twin after every cycle, nan where undefined."""
    model = CoP(scenario, seed)
    for _ in range(model.setting["cycles"]):
        model.step()
    model.remove_all_agents()
    mesa.Agent._ids.pop(model, None)  # Mesa's registry would keep every model alive
    return model.observed
