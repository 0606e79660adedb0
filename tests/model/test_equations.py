"""The equations around the chain, one at a time, by hand and with asymmetric values."""

from __future__ import annotations

import numpy as np
import pytest
from model.kernels import given, start
from model.test_chain import four

from copsim.model.levers import Contribution
from copsim.model.parameters import TRAITS
from copsim.model.phases import advance
from copsim.model.processes.agenda import set_agenda
from copsim.model.processes.attendance import attend, leave
from copsim.model.processes.context import read_context
from copsim.model.processes.hands import lend_hands
from copsim.model.processes.plenary_input import present_evidence
from copsim.model.processes.preparation import prepare
from copsim.model.processes.reflection import reflect
from copsim.model.roles import LIVED, NO_GROUPS, RESEARCH, SERVICE
from copsim.model.run import begin
from copsim.model.trial import small_setup


def lever(f, cycle: int = 0, **values) -> None:
    for name, value in values.items():
        f.levers[name][0, cycle] = value


# Many members alike turn a chance into a share.
def crowd(role: int, parameters: dict[str, float], cycles: int = 1, **traits: float):
    counts = tuple(4000 if each == role else 0 for each in range(4))
    setup = small_setup(counts, cycles)
    for name, value in traits.items():
        setup.traits[:, TRAITS.index(name)] = value
    s, f = start(setup, parameters)
    s.members["belongs"] = s.members["attention"] = 1.0
    return s, f


STAYING = {"absence_workload": 0.4, "absence_unease": 0.5, "absence_ownership": 0.3}


def test_the_chance_to_come_by_hand() -> None:
    s, f = crowd(1, STAYING, attendance=0.9)
    s.members["effective_workload"], s.members["unease"], s.members["ownership"] = 0.25, 0.2, 0.4
    chance = 0.9 * (1 - 0.4 * 0.25) * (1 - 0.5 * 0.2) * (1 - 0.3 * 0.6)
    attend(s, f, 0)
    assert s.members["present"].mean() == pytest.approx(chance, abs=0.02)
    assert np.array_equal(s.members["present"], s.members["met"])


def test_online_it_is_convenient_for_all_but_the_excluded_and_tiring() -> None:
    rates = {"online_convenience": 0.1, "digital_help": 0.8, "online_fatigue": 0.3}
    s, f = crowd(0, {**rates, **dict.fromkeys(STAYING, 0.0)}, attendance=0.7)
    s.members["digitally_excluded"][0, ::2], s.community["reach"] = 1.0, 0.5
    lever(f, online=1.0, digital_support=0.6)
    attend(s, f, 0)
    assert s.members["present"][0, 1::2].mean() == pytest.approx(0.77, abs=0.03)
    assert s.members["present"][0, ::2].mean() == pytest.approx(0.77 * 0.8 * 0.5 * 0.6, abs=0.03)
    assert s.members["attention"] == pytest.approx(np.full(s.members.shape, 0.7))


def test_attendance_goes_by_the_levers_of_its_own_cycle() -> None:
    s, f = crowd(0, dict.fromkeys(STAYING, 0.0), 2, attendance=1.0)
    lever(f, 0, held=0.0)
    lever(f, 1, held=1.0)
    attend(s, f, 0)
    assert not s.members["present"].any()
    attend(s, f, 1)
    assert s.members["present"].all()


def test_the_room_represents_what_its_lay_members_have_lived() -> None:
    for lay, expected in ((0, 0.0), (1, 0.4), (4, 1 - 0.6 ** (1 + 3 * 0.3))):
        setup = small_setup((lay, 2, 0, 0), lay_diversity=0.3)
        setup.traits[:, TRAITS.index("attendance")] = 1.0
        s, f = start(setup, {"lay_coverage": 0.4, **dict.fromkeys(STAYING, 0.0)})
        attend(s, f, 0)
        assert s.community["representativeness"][0] == pytest.approx(expected)


def test_ice_breakers_need_a_facilitator_in_the_room() -> None:
    for facilitator in (1.0, 0.0):
        s, f = four({"icebreaker_trust": 0.3, **dict.fromkeys(STAYING, 0.0)})
        s.members["attendance"], s.community["hands"] = 1.0, 0.5
        s.members["belongs"][0, 3] = facilitator
        s.members["present"] = 0.0
        lever(f, icebreakers=0.8)
        before = s.trust[0].copy()
        attend(s, f, 0)
        gain = 0.3 * 0.5 * 0.8 * facilitator * (1 - np.eye(4))
        assert s.trust[0] == pytest.approx(before + gain * (1 - before))
        assert s.community["hands"][0] == 0.5 * facilitator


def test_the_chance_to_leave_by_hand_and_for_good() -> None:
    s, f = crowd(1, {"leave_rate": 0.9})
    s.members["unease"], s.members["ownership"], s.members["clarity"] = 0.8, 0.3, 0.2
    leave(s, f, 0)
    assert s.members["left"].mean() == pytest.approx(0.9 * 0.8 * 0.7 * 0.8, abs=0.03)
    left = s.members["left"].copy()
    read_context(s, f, 0)
    assert np.array_equal(s.members["belongs"], 1 - left)
    s.members["unease"] = 0.0
    leave(s, f, 0)
    assert np.array_equal(s.members["left"], left)


@pytest.mark.parametrize(
    ("counts", "levers", "energy", "hands", "reach"),
    [
        # load 0.4, lead_hands 0.3; tables of 2: two members are one table, six are three.
        ((1, 0, 0, 1), {}, 1.0, 1.0, 1.0),
        ((1, 0, 0, 1), {"facilitation": 0.8, "brokering": 0.5}, 0.9, 0.27 / 0.52, 1.0),
        ((5, 0, 0, 1), {"facilitation": 0.5}, 0.8, 0.08 / 0.2, 1.0),
        ((5, 0, 0, 1), {"facilitation": 0.5, "organisation": 0.5, "communication": 0.9, "digital_support": 0.6},
         0.8, 1.0, (0.08 + 0.35 - 0.2) / 0.6),
        ((5, 0, 0, 1), {"facilitation": 0.5, "grouping": NO_GROUPS}, 0.8, 1.0, 1.0),
        ((2, 0, 0, 0), {"facilitation": 0.5, "organisation": 0.2, "communication": 1.0}, 1.0, 0.0, 0.35),
    ],
)  # fmt: skip
def test_hands_by_hand(counts, levers: dict[str, float], energy: float, hands: float, reach: float) -> None:
    s, f = start(small_setup(counts), {"load": 0.4, "lead_hands": 0.3, "wear": 0.25})
    s.community["energy"] = energy
    lever(f, group_size=2, **levers)
    lend_hands(s, f, 0)
    assert s.community["hands"][0] == pytest.approx(hands)
    assert s.community["reach"][0] == pytest.approx(reach)
    assert s.community["energy"][0] == pytest.approx(energy * (1 - 0.25 * (1 - hands)))


def test_context_by_hand() -> None:
    rates = {"relief": 0.4, "permission_gain": 0.6, "unease_attention": 0.3, "workload_attention": 0.5,
             "audit_view": 0.2, "easy_read": 0.3}  # fmt: skip
    s, f = four(rates)
    m, support = s.members[0].copy(), s.views["support"][0].copy()
    s.members["unease"][0] = [0.1, 0.2, 0.3, 0.4]
    s.community["outputs"] = 1.0
    lever(f, complexity=0.1, fit=-0.2, relevance=0.7, organisation=0.5, permission=0.8, audit=0.9)
    lever(f, workload=[0.1, 0.2, 0.0, 0.0], fear=[0.0, 0.5, 0.0, 0.0], freed=[0.0, 1.5, 0.0, 0.0])
    read_context(s, f, 0)
    p, load = f.parameters[0], np.clip(m["workload"] + [0.1, 0.2, 0, 0], 0, 1)
    unease = np.array([0.1, 0.2 + 0.5 * 0.8, 0.3, 0.4])
    assert s.community["complexity"][0] == pytest.approx(p["complexity"] + 0.1 - 0.3)
    assert s.community["fit"][0] == pytest.approx(p["fit"] - 0.2)
    assert s.community["relevance"][0] == 0.7
    assert s.members["unease"][0] == pytest.approx(unease)
    assert s.members["effective_workload"][0] == pytest.approx(load * (1 - 0.4 * 0.5))
    assert s.members["capacity"][0] == pytest.approx((1 - load) * (1 + np.array([0, 1.5, 0, 0]) + 0.6 * 0.8))
    assert s.members["attention"][0] == pytest.approx(1 - 0.3 * unease - 0.5 * load * 0.8)
    lowered = support[:, :3] * np.array([1, 1 - 0.18, 1 - 0.18, 1])[:, None]
    assert s.views["support"][0, :, :3] == pytest.approx(lowered)


def test_a_restart_gives_up_the_plan_and_what_went_into_it_and_keeps_what_is_owned() -> None:
    s, f = four()
    s.priorities["ingredient"], s.priorities["adopted"], s.priorities["quality"] = 0.4, 0.3, 0.2
    s.views["voiced"], s.members["clarity"] = 1.0, 0.9
    s.community["plan"], s.community["agreed"], s.community["relevance"] = 0.3, 0.3, 0.6
    owned = s.members["ownership"].copy()
    lever(f, restart=1.0)
    read_context(s, f, 0)
    assert s.priorities["ingredient"].sum() == s.priorities["adopted"].sum() == s.priorities["quality"].sum() == 0
    assert s.views["voiced"][:, :, :-1].sum() == s.community["plan"][0] == s.community["agreed"][0] == 0
    assert s.community["relevance"][0] == 1.0
    assert np.array_equal(s.members["clarity"], s.members["first_clarity"])
    assert np.array_equal(s.members["ownership"], owned)


def test_those_with_most_work_are_against_a_change_of_course() -> None:
    s, f = crowd(1, {"divide": 0.3, "relief": 0.5, "trait_sd": 0.0}, workload=0.6)
    lever(f, question=1.0, organisation=0.5)
    read_context(s, f, 0)
    first = s.views["first"][0, :, -1]
    assert set(np.round(first, 12)) == {0.2, 0.8}
    assert (first < 0.5).mean() == pytest.approx(0.6 * 0.75, abs=0.03)
    assert np.array_equal(s.views["support"][0, :, -1], first)
    assert np.array_equal(s.views["anchor"][0, :, -1], first)


def test_briefing_by_hand() -> None:
    rates = {"briefing_gain": 0.5, "briefing_level": 0.95, "briefing_language": 0.3, "briefing_clarity": 0.4}
    s, f = four({**rates, "aims_start": 0.6})
    s.community["hands"] = 0.5
    m = s.members[0].copy()
    lever(f, briefing=[0.8, 0.0, 0.4, 0.0], aims=0.5)
    before = s.trust.copy()
    prepare(s, f, 0)
    dose = np.array([0.4, 0, 0.2, 0])
    known = m["knowledge"][:, RESEARCH]
    assert s.members["knowledge"][0, :, RESEARCH] == pytest.approx(known + dose * 0.5 * (0.95 - known))
    assert s.members["language"][0] == pytest.approx(m["language"] + dose * 0.3 * (1 - m["language"]))
    clarity = m["clarity"] + dose * 0.4 * (1 - m["clarity"])
    assert s.members["clarity"][0] == pytest.approx(clarity + 0.3 * (1 - clarity))
    assert np.array_equal(s.trust, before)


def test_one_who_knows_more_than_a_briefing_tells_forgets_nothing() -> None:
    s, f = four({"briefing_gain": 1.0, "briefing_level": 0.1})
    known = s.members["knowledge"].copy()
    lever(f, briefing=[1.0] * 4)
    prepare(s, f, 0)
    assert np.array_equal(s.members["knowledge"], known)


def test_the_group_task_needs_lay_members() -> None:
    for belongs, made in ((1.0, 1.0), (0.0, 0.0)):
        s, f = four({"easy_read": 0.2})
        s.members["group"], s.members["belongs"][0, 0] = -1.0, belongs
        lever(f, group_task=1.0)
        complexity = s.community["complexity"][0]
        prepare(s, f, 0)
        assert s.community["outputs"][0] == made
        assert s.community["complexity"][0] == pytest.approx(complexity - 0.2 * made)


def test_the_agenda_by_hand() -> None:
    s, f = four({"agenda_focus": 2.5, "steer_rate": 0.4, "question_share": 0.2}, counts=(2, 1, 1, 0))
    s.members["belongs"][0, 3] = 0.0
    lever(f, lay_steering=0.5, question=1.0)
    power, support = s.members["formal_power"][0, :3], s.views["support"][0, :3, :3]
    wanted = 0.8 * (power @ support / power.sum()) + 0.2 * support[:2].mean(axis=0)
    weights = np.exp(2.5 * wanted)
    set_agenda(s, f, 0)
    assert s.agenda[0, :3] == pytest.approx(weights / weights.sum())
    assert s.agenda[0, 3] == pytest.approx(0.25)


def test_the_evidence_is_taken_in_by_attention_language_and_ease() -> None:
    s, f = four({"input_rate": 0.6, "complexity": 0.3, "ceiling_mean": 0.9})
    s.members["knowledge"][0, :, RESEARCH] = [0.1, 0.3, 0.85, 0.9]
    m = s.members[0].copy()
    present_evidence(s, f, 0)
    gap = np.maximum(0, 0.9 * 0.9 - m["knowledge"][:, RESEARCH])
    taken = m["knowledge"][:, RESEARCH] + 0.6 * m["attention"] * m["language"] * 0.7 * gap
    assert s.members["knowledge"][0, :, RESEARCH] == pytest.approx(taken)


REFLECTING = {
    "clarity_base": 0.05, "clarity_facilitation": 0.3, "clarity_result": 0.2, "unease_decay": 0.25,
    "unease_unclear": 0.4, "anchor_pull": 0.2, "anchor_spread": 0.0, "footing_pull": 0.5, "confidence_full": 0.9,
    "footing_language": 0.6, "footing_service": 0.5, "footing_trust": 0.4, "footing_clarity": 0.7, "footing_even": 0.8,
    "footing_steep": 5.0,
}  # fmt: skip


def test_reflection_by_hand() -> None:
    s, f = four(REFLECTING)
    s.members["present"][0, 2] = 0.0
    s.members["unease"][0] = [0.2, 0.4, 0.6, 0.8]
    s.community["hands"], s.community["done"], s.community["output_gain"] = 0.5, 0.3, 0.4
    s.views["anchor"][0, :, 1] = [0.9, 0.1, 0.6, 0.4]
    lever(f, facilitation=0.8, aims=0.25, comfort=0.1)
    m, support, trust = s.members[0].copy(), s.views["support"][0].copy(), s.trust[0].copy()
    reflect(s, f, 0)
    here = np.array([True, True, False, True])
    rate = 0.05 + 0.3 * 0.4 + 0.2 * 0.7
    clarity = np.where(here, m["clarity"] + rate * (1 - m["clarity"]), m["clarity"])
    assert s.members["clarity"][0] == pytest.approx(clarity)
    unease = m["unease"] * 0.75 * np.where(here, 0.9, 1.0)
    unease[0] += 0.4 * 0.75 * (1 - clarity[0]) * (1 - unease[0])
    assert s.members["unease"][0] == pytest.approx(unease)
    pulled = support[:, 1] + 0.2 * (np.array([0.9, 0.1, 0.6, 0.4]) - support[:, 1])
    assert s.views["support"][0, :, 1] == pytest.approx(pulled)
    for i in (0, 1, 3):
        others = [trust[i, j] for j in (0, 1, 3) if j != i]
        gap = max(0.0, m["presumed"][i] - m["knowledge"][i, RESEARCH])
        least = min(m["language"][i] / 0.6, m["knowledge"][i, SERVICE] / 0.5, np.mean(others) / 0.4,
                    (1 - gap) / 0.8, clarity[i] / 0.7)  # fmt: skip
        footing = 1 / (1 + np.exp(-5 * (least - 1)))
        assert s.members["footing"][0, i] == pytest.approx(footing)
        target = (1 - footing) * m["first_confidence"][i] + footing * max(m["first_confidence"][i], 0.9)
        assert s.members["confidence"][0, i] == pytest.approx(m["confidence"][i] + 0.5 * (target - m["confidence"][i]))
    assert s.members["confidence"][0, 2] == m["confidence"][2]


def test_facilitation_loosens_what_members_hold_to_on_the_open_question_alone() -> None:
    for task_led, loosened in ((0.0, 1 - 0.4), (0.5, 1 - 0.2)):
        s, f = four(REFLECTING)
        s.community["question_open"], s.community["hands"] = 1.0, 0.5
        s.views["support"], s.views["anchor"] = 0.5, 0.9
        lever(f, facilitation=0.8, task_led=task_led)
        reflect(s, f, 0)
        assert s.views["support"][0, :, 0] == pytest.approx([0.58] * 4)
        assert s.views["support"][0, :, 3] == pytest.approx([0.5 + 0.2 * loosened * 0.4] * 4)


def test_roles_as_a_whole_differ_between_communities() -> None:
    spread = {"role_sd": 0.1, "trait_sd": 0.0}
    s, _ = begin(small_setup((3, 3, 0, 0)), np.arange(400, dtype=np.uint64), spread)
    lay, clinical = s.members["language"][:, 0], s.members["language"][:, 3]
    assert np.ptp(s.members["language"][:, :3], axis=1).max() == 0
    assert clinical.std() == pytest.approx(0.1, rel=0.15)
    assert abs(np.corrcoef(lay, clinical)[0, 1]) < 0.15
    assert np.ptp(s.views["support"][:, :3, 0], axis=1).max() == 0
    assert s.views["support"][:, 3, 0].std() == pytest.approx(0.1, rel=0.15)


def test_only_those_who_have_met_seek_each_other_between_meetings() -> None:
    setup = small_setup((3, 3, 0, 0), 1, contributions=(Contribution("held", 0.0),))
    s, f = begin(setup, np.array([5], np.uint64))
    s.members["met"][0, [0, 4]] = 1.0
    before = s.trust[0].copy()
    advance(s, f, 0)
    changed = {tuple(pair) for pair in np.argwhere(s.trust[0] > before)}
    assert changed == {(0, 4), (4, 0)}


def test_an_offered_turn_goes_to_the_role_that_has_had_fewest() -> None:
    setup = small_setup((4, 2, 1, 1), 1, contributions=(
        Contribution("grouping", NO_GROUPS), Contribution("plenary_turns", 200), Contribution("facilitation", 1.0),
        Contribution("organisation", 1.0)))  # fmt: skip
    everybody = {"attendance": 1.0, **dict.fromkeys(STAYING, 0.0), "balance_facilitation": 1.0, "ask_rate": 0.0}
    s, f = begin(setup, np.array([3], np.uint64), everybody)
    advance(s, f, 0)
    turns = s.tally["turns"][0]
    by_role = [turns[:4].sum(), turns[4:6].sum(), turns[6]]
    assert turns[7] == 0
    assert max(by_role) - min(by_role) <= 1
    assert np.ptp(turns[:4]) <= 1
    assert np.ptp(turns[4:6]) <= 1


def test_what_is_told_goes_by_worth_and_credence_and_what_the_broker_adds() -> None:
    for dose, expected in ((0.0, 0.6 * 0.2), (0.5, 0.6 * 0.6)):
        rows = [{"knowledge_research": 0.0, "knowledge_clinical": 0.0, "knowledge_service": 0.8, "knowledge_lived": 0.6,
                 "credence_lived": 0.2, "credence_service": 0.9}]  # fmt: skip
        setup = given((1, 0, 0, 1), rows * 2, contributions=(
            Contribution("grouping", NO_GROUPS), Contribution("plenary_turns", 1000),
            Contribution("brokering", dose), Contribution("organisation", 1.0)))  # fmt: skip
        rates = {"talk_confidence": 0.0, "talk_power": 0.0, "talk_standing": 0.0, "attendance": 1.0,
                 **dict.fromkeys(STAYING, 0.0), "proxy": 0.25}  # fmt: skip
        s, f = start(setup, rates)
        s.members["attendance"] = 1.0
        advance(s, f, 0)
        told = s.tally["told"][0, 0]
        service = 0.25 * 0.8 * 0.9
        assert told[LIVED] / told.sum() == pytest.approx(expected / (expected + service), abs=0.05)
