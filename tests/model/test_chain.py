"""From being heard to practice, one equation at a time, by hand and with asymmetric values."""

from __future__ import annotations

import math

import numpy as np
import pytest
from model.kernels import given, start, tell

from copsim.model.processes.between import carry_out
from copsim.model.processes.decision import decide
from copsim.model.processes.plenary_input import present_evidence
from copsim.model.processes.work import do_work
from copsim.model.roles import LIVED, PRACTICE, RESEARCH, SERVICE

ALL = np.arange(4, dtype=np.int64)
EVEN = np.array([0.5] * 4)


def gates(s, f, speaker: int, kind: int, asker: int = -1) -> list[float]:
    """Gates of all but the speaker with status switched off: attention, comprehension, trust and credence."""
    m, p = s.members[0], f.parameters[0]
    jargon = {RESEARCH: s.community["complexity"][0], LIVED: p["jargon_lived"]}.get(kind, p["jargon"])
    out = []
    for j in range(len(m)):
        if j != speaker:
            understood = 1 - jargon * (1 - max(m["language"][j], m["knowledge"][j, kind]))
            credit = 1.0 if j == asker else s.trust[0, j, speaker] * m["credence"][j, kind]
            out.append(m["attention"][j] * understood * credit)
    return out


def four(parameters: dict[str, float] | None = None, counts=(1, 1, 1, 1), **changes):
    """Four people, each different in everything, who trust each other differently; credit is trust alone."""
    rng = np.random.default_rng(7)
    setup = given(counts, **changes)
    setup.traits[:] = rng.uniform(0.15, 0.85, setup.traits.shape)
    setup.ties[:] = rng.uniform(0.15, 0.85, setup.ties.shape)
    s, f = start(setup, {"status_weight": 0.0, **(parameters or {})})
    s.members["attention"] = rng.uniform(0.5, 1.0, len(ALL))
    s.members["effective_workload"] = rng.uniform(0.1, 0.6, len(ALL))
    s.members["footing"] = rng.uniform(0.1, 0.9, len(ALL))
    s.members["present"] = s.members["belongs"] = 1.0
    s.members["ownership"] = rng.uniform(0.1, 0.9, len(ALL))
    s.community["hands"] = s.community["reach"] = 1.0
    s.agenda[0] = [0.2, 0.5, 0.3, 0.0]
    return s, f



RATES = {"second_hand": 0.3, "proxy": 0.2, "unplaced": 0.6, "timid": 0.7, "own_side": 0.4, "build_rate": 0.5}


@pytest.mark.parametrize("speaker", range(4))
@pytest.mark.parametrize("kind", [RESEARCH, PRACTICE, LIVED, SERVICE])
def test_a_contribution_counts_as_far_as_others_take_it_in(speaker: int, kind: int) -> None:
    s, f = four(RATES)
    m = s.members[0]
    m["knowledge"][speaker, kind], m["first_hand"][speaker, kind] = 0.8, 0.5
    s.priorities["ingredient"][0, 1] = [0.1, 0.2, 0.3, 0.4]
    taken = sum(gates(s, f, speaker, kind)) / 3
    worth = (0.5 + 0.3 * 0.3) * (1.0 if kind == {0: LIVED, 1: PRACTICE, 2: SERVICE, 3: RESEARCH}[speaker] else 0.2)
    placed = max(m["footing"][speaker], 0.55) if speaker == 0 else m["footing"][speaker]
    given_ = worth * (1 - 0.6 * (1 - placed)) * (1 - 0.7 * (1 - m["confidence"][speaker])) * taken
    before = s.priorities["ingredient"][0, 1, kind]
    tell(s, f, speaker, ALL, kind, 1, weight=0.25, brokered=0.55)
    assert m["heard"][speaker] == pytest.approx(given_)
    assert s.priorities["ingredient"][0, 1, kind] == pytest.approx(before + 0.5 * 0.25 * given_ * (1 - before))
    assert s.priorities["ingredient"][0, 0].sum() == s.priorities["ingredient"][0, 2].sum() == 0
    assert s.views["voiced"][0].sum() == s.views["voiced"][0, 0, 1] == (speaker == 0 and kind == LIVED)


def test_a_listener_of_ones_own_role_counts_in_part() -> None:
    s, f = four({**RATES, "unplaced": 0.0, "timid": 0.0, "own_side": 0.3}, counts=(2, 2, 0, 0))
    s.members["first_hand"] = s.members["knowledge"]
    mate, *others = gates(s, f, 0, LIVED)
    tell(s, f, 0, ALL, LIVED, 0)
    expected = s.members["knowledge"][0, 0, LIVED] * (0.3 * mate + sum(others)) / 3
    assert s.members["heard"][0, 0] == pytest.approx(expected)


def test_neither_the_group_task_nor_the_open_question_makes_a_plan() -> None:
    for kwargs, v in (({"counts": False}, 0), ({}, 3)):
        s, f = four(RATES)
        tell(s, f, 0, ALL, LIVED, v, **kwargs)
        assert s.priorities["ingredient"].sum() == s.members["heard"].sum() == s.views["voiced"].sum() == 0


def test_the_evidence_presented_is_an_ingredient_as_far_as_it_is_taken_and_credited() -> None:
    s, f = four({"input_rate": 0.0, "input_build": 0.4, "complexity": 0.3})
    m = s.members[0]
    m["present"][2] = 0.0
    s.priorities["ingredient"][0, :, RESEARCH] = [0.1, 0.5, 0.0]
    taken = m["attention"] * m["language"] * 0.7 * m["credence"][:, RESEARCH]
    gain = 0.4 * m["knowledge"][3, RESEARCH] * taken[[0, 1, 3]].mean()
    present_evidence(s, f, 0)
    expected = [0.1 + 0.9 * gain, 0.5 + 0.5 * gain, gain]
    assert s.priorities["ingredient"][0, :, RESEARCH] == pytest.approx(expected)




def test_one_who_is_ignored_loses_trust_in_those_who_ignore() -> None:
    s, f = four({"trust_loss": 0.4})
    s.members["attention"][0] = [1.0, 0.2, 0.9, 0.5]
    trust, opened = s.trust[0].copy(), dict(zip((1, 2, 3), gates(s, f, 0, LIVED), strict=True))
    usual = 2.6 * min(opened.values())  # half of it is above the least gate
    tell(s, f, 0, ALL, LIVED, 0, usual=usual)
    lost = {j: 0.4 * max(0.0, usual / 2 - gate) for j, gate in opened.items()}
    assert 1 <= sum(x > 0 for x in lost.values()) < 3
    for j, x in lost.items():
        assert s.trust[0, 0, j] == pytest.approx(trust[0, j] * (1 - x))
    assert s.trust[0, 1:] == pytest.approx(trust[1:])


def test_nobody_is_ignored_before_there_is_anything_usual() -> None:
    s, f = four({"trust_loss": 1.0})
    s.members["attention"] = 0.0
    before = s.trust.copy()
    tell(s, f, 0, ALL, LIVED, 0)
    assert np.array_equal(s.trust, before)



DECIDING = {
    "need": 0.7, "lay_coverage": 0.4, "consent_gap": 0.6, "commit_rate": 0.35, "own_rate": 0.45, "own_floor": 0.2,
    "steer_rate": 0.3,
}  # fmt: skip


def set_up_decision(**levers: float):
    s, f = four(DECIDING, counts=(2, 1, 1, 0), lay_diversity=0.5)
    s.priorities["ingredient"][0] = [[0.3, 0.4, 0.5, 0.6], [0.7, 0.5, 0.6, 0.8], [0.2, 0.2, 0.2, 0.2]]
    s.priorities["adopted"][0] = [0.0, 0.1, 0.05]
    s.views["support"][0, :, 1] = [0.9, 0.75, 0.6, 0.45]
    s.views["anchor"][0, :, 1] = [0.5, 0.6, 0.7, 0.2]
    s.views["voiced"][0, :2, 1] = 1.0
    s.members["heard"][0] = [0.3, 1.7, 0.0, 0.6]
    for name, value in levers.items():
        f.levers[name][0, 0] = value
    return s, f


@pytest.mark.parametrize(
    ("levers", "hands", "style"),
    [
        ({}, 1.0, 0.0),
        ({"facilitation": 0.8}, 0.5, 0.4),
        ({"facilitation": 0.8, "task_led": 0.25}, 0.5, 0.3),
        ({"facilitation": 0.8, "lay_steering": 1.0}, 0.5, 1 - 0.6 * 0.7),
    ],
)
def test_a_decision_by_hand(levers: dict[str, float], hands: float, style: float) -> None:
    s, f = set_up_decision(**levers)
    s.community["hands"] = hands
    m, support = s.members[0].copy(), s.views["support"][0, :, 1].copy()
    power = m["formal_power"] / m["formal_power"].sum()
    coverage = 1 - 0.6 ** (1 + 1 * 0.5)  # two voices, half overlapping
    parts = np.array([0.7, 0.5, 0.6 * coverage, 0.8])
    quality = np.mean(parts**-0.7) ** (-1 / 0.7)
    roles = [support[:2].mean(), support[2], support[3]]
    proposal = (1 - style) * power @ support + style * np.mean(roles)
    c = np.maximum(0, 1 - np.abs(support - proposal) / 0.6)
    consent = (1 - style) * power @ c + style * (c[:2].mean() * c[2] * c[3]) ** (1 / 3)
    decide(s, f, 0)
    assert s.priorities["quality"][0, 1] == pytest.approx(quality)
    assert s.community["consent"][0] == pytest.approx(consent)
    assert s.priorities["adopted"][0] == pytest.approx([0.0, quality * consent, 0.05])
    assert s.community["agreed"][0] == pytest.approx((quality * consent + 0.05) / 3)
    anchor = np.array([0.5, 0.6, 0.7, 0.2])
    assert s.views["anchor"][0, :, 1] == pytest.approx(anchor + 0.35 * consent * c * (support - anchor))
    heard = 0.2 + 0.8 * np.array([0.3, 1.0, 0.0, 0.6])
    assert s.members["ownership"][0] == pytest.approx(m["ownership"] + 0.45 * c * heard * (1 - m["ownership"]))
    assert s.views["support"][0, :, 1] == pytest.approx(support)


def test_those_absent_neither_decide_nor_come_to_own() -> None:
    s, f = set_up_decision(facilitation=1.0)
    s.members["present"][0, 3] = 0.0
    before = s.members["ownership"][0, 3]
    proposal = (0.825 + 0.6) / 2
    c = 1 - np.abs(np.array([0.9, 0.75, 0.6]) - proposal) / 0.6
    decide(s, f, 0)
    assert s.community["consent"][0] == pytest.approx(math.sqrt(c[:2].mean() * c[2]))
    assert s.members["ownership"][0, 3] == before


def test_the_priority_due_is_wanted_and_not_yet_adopted() -> None:
    s, f = set_up_decision()
    s.priorities["adopted"][0] = [0.0, 0.7, 0.1]  # 0.2, 0.5 * 0.3, 0.3 * 0.9
    decide(s, f, 0)
    assert s.priorities["adopted"][0, :2] == pytest.approx([0.0, 0.7])
    assert s.priorities["adopted"][0, 2] != 0.1 or s.priorities["quality"][0, 2] * s.community["consent"][0] < 0.1


def test_what_was_adopted_is_never_taken_back() -> None:
    s, f = set_up_decision()
    s.priorities["adopted"][0, 1], s.agenda[0] = 0.95, [0.0, 1.0, 0.0, 0.0]
    decide(s, f, 0)
    assert s.priorities["adopted"][0, 1] == 0.95


def test_without_any_one_ingredient_there_is_no_plan() -> None:
    for kind in range(4):
        s, f = set_up_decision()
        s.priorities["ingredient"][0, 1, kind] = 0.0
        decide(s, f, 0)
        assert s.priorities["quality"][0, 1] == 0.0
        assert s.priorities["quality"][0, 0] > 0.0


def test_one_alone_decides_nothing() -> None:
    s, f = set_up_decision()
    s.members["present"][0, 1:] = 0.0
    before = s.members["ownership"].copy()
    decide(s, f, 0)
    assert s.priorities["quality"].sum() == 0.0
    assert np.array_equal(s.members["ownership"], before)



WORKING = {"plan_clarity": 0.6, "work_remind": 0.5, "own_fade": 0.2, "communication_keeps": 0.7, "stale": 0.1}


def test_work_is_done_by_guests_who_own_it_have_time_and_know_what_for() -> None:
    s, f = four(WORKING, counts=(1, 1, 1, 1))
    s.community["agreed"], s.community["plan"], s.community["reach"] = 0.8, 0.3, 0.5
    s.priorities["ingredient"][0, 1] = [0.1, 0.2, 0.3, 0.4]
    f.levers["communication"][0, 0] = 0.6
    m = s.members[0].copy()
    each = m["ownership"] * (1 - m["effective_workload"]) * (1 - 0.6 * (1 - m["clarity"]))
    done = each[:3].mean() * (1 + 0.5 * 0.3)
    do_work(s, f, 0)
    assert s.community["done"][0] == pytest.approx(done)
    assert s.community["plan_gain"][0] == pytest.approx(done * 0.5)
    assert s.community["plan"][0] == pytest.approx(0.3 + done * 0.5)
    assert s.members["ownership"][0] == pytest.approx(m["ownership"] * (1 - 0.2 * (1 - 0.7 * 0.3)))
    assert s.priorities["ingredient"][0, 1] == pytest.approx([0.09, 0.18, 0.27, 0.36])


def test_those_who_left_do_no_work_and_nobody_works_without_a_meeting() -> None:
    s, f = four(WORKING)
    s.community["agreed"] = 0.8
    s.members["belongs"][0, 1] = 0.0
    m = s.members[0].copy()
    each = m["ownership"] * (1 - m["effective_workload"]) * (1 - 0.6 * (1 - m["clarity"]))
    do_work(s, f, 0)
    assert s.community["done"][0] == pytest.approx(each[[0, 2]].mean())
    plan, done = s.community["plan"][0], s.community["done"][0]
    f.levers["held"] = 0.0
    do_work(s, f, 0)
    assert (s.community["plan"][0], s.community["done"][0]) == (plan, done)


def test_all_that_is_agreed_can_be_done_and_no_more() -> None:
    s, f = four({"plan_clarity": 0.0, "work_remind": 1.0})
    f.levers["communication"] = 1.0
    s.members["ownership"], s.members["effective_workload"], s.community["agreed"] = 1.0, 0.0, 0.6
    do_work(s, f, 0)
    assert s.community["plan"][0] == 0.6


def test_without_fading_ownership_is_kept() -> None:
    s, f = four({"own_fade": 0.0, "stale": 0.0})
    s.priorities["ingredient"] = 0.4
    before = s.members["ownership"].copy()
    do_work(s, f, 0)
    assert np.array_equal(s.members["ownership"], before)
    assert (s.priorities["ingredient"] == 0.4).all()



BETWEEN = {
    "back_floor": 0.2, "plan_full": 0.5, "show_output": 0.4, "endorse_rate": 0.6, "uptake_ceiling": 0.3,
    "uptake_rate": 1.1, "boundary_gain": 0.8, "uptake_floor": 0.35, "audit_uptake": 0.5, "spread": 0.25,
    "relapse": 0.15, "involve_rate": 0.9, "forget_rate": 0.0, "trust_fade": 0.0, "adapt_rate": 0.5,
}  # fmt: skip


def set_up_between(**parameters: float):
    s, f = four({**BETWEEN, **parameters}, counts=(1, 1, 1, 1))
    c = s.community
    c["plan"], c["relevance"], c["outputs"], c["fit"] = 0.4, 0.9, 0.0, 0.55
    s.members["capacity"] = 0.7
    s.members["endorsement"][0, 2] = 0.1
    s.members["uptake"][0, 1] = 0.2
    s.members["first_hand"][0, 1, LIVED] = 0.05
    s.members["knowledge"][0, 1, LIVED] = 0.3
    return s, f


def sides(s) -> tuple[np.ndarray, float]:
    support = s.views["support"][0, :, :3].mean(axis=1)
    floors = 0.2 + 0.8 * support * s.members["ownership"][0]
    return support, float((floors[0] * floors[1] * floors[3]) ** (1 / 3))


@pytest.mark.parametrize("outputs", [0.0, 1.0])
def test_a_business_case_by_hand(outputs: float) -> None:
    s, f = set_up_between()
    s.community["outputs"] = outputs
    support, backing = sides(s)
    known = s.members["knowledge"][0, 2]
    case = backing * (0.36 / 0.5) * support[2] * (0.5 + 0.25 * (known[LIVED] + known[RESEARCH]))
    case *= 1 - 0.4 * (1 - outputs)
    carry_out(s, f, 0)
    assert s.community["backing"][0] == pytest.approx(backing)
    assert s.members["endorsement"][0, 2] == pytest.approx(0.1 + 0.6 * (case - 0.1))
    assert s.community["endorsement"][0] == pytest.approx(0.1 + 0.6 * (case - 0.1))
    assert s.community["ceiling"][0] == pytest.approx(0.3 + 0.7 * (0.1 + 0.6 * (case - 0.1)))


def test_a_complete_case_needs_no_more_plan_and_a_meeting() -> None:
    cases = []
    for plan in (0.6, 0.9):
        s, f = set_up_between()
        s.community["plan"] = plan
        carry_out(s, f, 0)
        cases.append(s.members["endorsement"][0, 2])
    assert cases[0] == pytest.approx(cases[1])
    s, f = set_up_between()
    f.levers["held"] = 0.0
    carry_out(s, f, 0)
    assert s.members["endorsement"][0, 2] == 0.1


@pytest.mark.parametrize("role", [0, 1, 3])
def test_every_side_counts_in_backing_and_a_missing_one_as_none(role: int) -> None:
    s, f = set_up_between()
    s.members["belongs"][0, role] = 0.0
    support = s.views["support"][0, :, :3].mean(axis=1)
    floors = 0.2 + 0.8 * support * s.members["ownership"][0]
    floors[role] = 0.2
    carry_out(s, f, 0)
    assert s.community["backing"][0] == pytest.approx((floors[0] * floors[1] * floors[3]) ** (1 / 3))


@pytest.mark.parametrize("spanner", [0.0, 1.0])
def test_uptake_by_hand(spanner: float) -> None:
    s, f = set_up_between()
    s.members["boundary_spanner"][0, 1] = spanner
    f.levers["audit"] = 0.6
    m, (support, _) = s.members[0].copy(), sides(s)
    carry_out(s, f, 0)
    endorsement, ceiling = s.community["endorsement"][0], s.community["ceiling"][0]
    speed = 1.1 * 0.7 * (1 + 0.8 * spanner) * m["knowledge"][1, RESEARCH] * 0.36
    speed *= (0.55 + 0.45 * endorsement) * (1 - 0.5 * 0.6 * (1 - 0.36)) * support[1]
    speed *= 0.35 + 0.65 * m["ownership"][1]
    lost = 0.15 * (1 - m["ownership"][1]) * 0.2
    assert s.members["uptake"][0, 1] == pytest.approx(0.2 + speed * (ceiling - 0.2) - lost)
    assert s.members["uptake"][0, [0, 2, 3]].sum() == 0
    assert s.members["involvement"][0, 1] == pytest.approx(0.9 * 0.7 * m["credence"][1, LIVED] * 0.25)


def test_practice_above_the_ceiling_is_given_up() -> None:
    s, f = set_up_between(uptake_rate=0.0)
    f.levers["funding"] = 0.05
    m = s.members[0].copy()
    carry_out(s, f, 0)
    assert s.community["ceiling"][0] == 0.05
    assert s.members["uptake"][0, 1] == pytest.approx(0.2 - 0.15 * ((1 - m["ownership"][1]) * 0.2 + 0.15))


def test_colleagues_follow_the_spanner_whom_they_trust() -> None:
    s, f = four({**BETWEEN, "uptake_rate": 0.0, "relapse": 0.0}, counts=(0, 4, 0, 0))
    s.members["capacity"], s.members["uptake"][0] = 0.6, [0.1, 0.5, 0.4, 0.9]
    s.members["boundary_spanner"][0] = [0, 1, 1, 0]
    s.ties["trust"][0, 0] = [0, 0.2, 0.7, 1.0]
    carry_out(s, f, 0)
    assert s.members["uptake"][0, 0] == pytest.approx(0.1 + 0.25 * 0.6 * max(0.2 * 0.4, 0.7 * 0.3))
    assert s.members["uptake"][0, 3] == 0.9
    # In the order of the roster: the first spanner has nobody ahead who spans boundaries.
    assert s.members["uptake"][0, 1] == 0.5


def test_trust_and_knowledge_fade_to_their_first_level_and_no_further() -> None:
    s, f = set_up_between(forget_rate=0.2, trust_fade=0.3, communication_keeps=0.5)
    s.community["reach"], f.levers["communication"][0, 0] = 0.5, 0.8
    kept = 1 - 0.5 * 0.4
    s.ties["first"] = 0.4
    s.ties["trust"][0, 0] = [0, 0.9, 0.3, 0.4]
    s.members["first_hand"][0, 0], s.members["knowledge"][0, 0] = 0.2, [0.7, 0.1, 0.2, 0.3]
    carry_out(s, f, 0)
    assert s.trust[0, 0, 1:] == pytest.approx([0.9 - 0.3 * kept * 0.5, 0.3, 0.4])
    expected = [0.7 - 0.2 * kept * 0.5, 0.1, 0.2, 0.3 - 0.2 * kept * 0.1]
    assert s.members["knowledge"][0, 0] == pytest.approx(expected)


def test_adapting_regains_relevance_first() -> None:
    s, f = set_up_between()
    f.levers["adapt"] = 1.0
    carry_out(s, f, 0)
    assert s.community["relevance"][0] == pytest.approx(0.9 + 0.5 * 0.1)
