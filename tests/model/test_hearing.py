"""Turns of two and three members, computed by hand."""

import math

import numpy as np
import pytest
from model.kernels import ask, felt_footing, given, meet, start, tell, utility

from copsim.model.roles import LIVED, RESEARCH

WHO = np.array([0, 1, 2], np.int64)


def test_a_turn_between_two() -> None:
    # A lay member (research .6) tells a clinician (research .2, language .5, credence .8) what research says.
    rows = [
        {"knowledge_research": 0.6, "formal_power": 0.3, "support_1": 0.9},
        {
            "knowledge_research": 0.2, "formal_power": 0.7, "support_1": 0.5, "language": 0.5,
            "credence_research": 0.8,
        },
    ]  # fmt: skip
    setup = given((1, 1, 0, 0), rows)
    setup.ties[1, 0] = 0.4
    s, f = start(setup, {"learn_rate": 0.5, "view_rate": 0.25, "trust_rate": 0.1, "standing_rate": 0.2,
                         "credence_rate": 0.5, "status_weight": 0.5, "complexity": 0.6})  # fmt: skip
    reception = tell(s, f, 0, WHO[:2], RESEARCH, 0)
    say = 0.5 + 0.5 * (0.3 - 0.5)  # status of one below the mean: 0.4
    credit = 0.5 * say + 0.5 * 0.4  # 0.4
    understood = 1 - 0.6 * (1 - 0.5)  # 0.7
    gate = understood * credit * 0.8  # 0.224
    assert reception == pytest.approx(gate)
    moved = 0.5 * gate * (0.6 - 0.2)
    assert s.members[0, 1]["knowledge"][RESEARCH] == pytest.approx(0.2 + moved)
    assert s.members[0, 1]["credence"][RESEARCH] == pytest.approx(0.8 + 0.5 * moved * 0.2)
    assert s.views[0, 1, 0]["support"] == pytest.approx(0.5 + 0.25 * gate * 0.4)
    assert s.ties[0, 1, 0]["trust"] == pytest.approx(0.4 + 0.1 * gate * 0.6)
    assert s.members[0, 0]["standing"] == pytest.approx(0.5 + 0.2 * gate * 0.5)
    assert s.members[0, 1]["standing"] == pytest.approx(0.5 - 0.2 * gate * 0.5)
    assert s.tally[0, 0]["knowledge_moved"] == pytest.approx(moved)
    assert s.tally[0, 0]["view_moved"] == pytest.approx(0.25 * gate * 0.4)
    assert s.members[0, 0]["knowledge"][RESEARCH] == 0.6


def test_levelling_takes_say_from_formal_power() -> None:
    def reception(levelling: float) -> float:
        s, f = start(given((1, 1, 0, 0), [{"formal_power": 0.1}, {"formal_power": 0.9}]), {"status_weight": 1.0})
        return tell(s, f, 0, WHO[:2], LIVED, 0, levelling=levelling)

    assert reception(0.0) < reception(0.5) < reception(1.0)
    assert reception(1.0) / reception(0.0) == pytest.approx(0.5 / (0.5 + 0.5 * (0.1 - 0.5)))


def test_three_members_share_standing_out() -> None:
    s, f = start(given((1, 1, 1, 0)), {"standing_rate": 0.3})
    before = s.members[0]["standing"].copy()
    reception = tell(s, f, 1, WHO[:3], LIVED, 0)
    after = s.members[0]["standing"]
    assert after[1] == pytest.approx(before[1] + 0.3 * reception * (1 - before[1]))
    # What the listeners give up adds up to half the reception when all stand at one half.
    assert (before - after)[[0, 2]].sum() == pytest.approx(0.3 * reception * 0.5)


def test_views_beyond_the_bound_do_not_move_but_challenge() -> None:
    rows = [{"support_1": 0.9, "formal_power": 0.2}, {"support_1": 0.3, "formal_power": 0.8}]
    rates = {"view_rate": 0.5, "view_bound": 0.5, "unease_rate": 0.5, "exposure_rate": 0.2}
    s, f = start(given((1, 1, 0, 0), rows), rates)
    tell(s, f, 0, WHO[:2], LIVED, 0)
    assert s.views[0, 1, 0]["support"] == 0.3
    assert s.members[0, 1]["unease"] == pytest.approx(0.5 * 0.6)
    assert s.members[0, 1]["exposure"] == pytest.approx(0.2)
    tell(s, f, 0, WHO[:2], LIVED, 0)
    assert s.members[0, 1]["unease"] == pytest.approx(0.3 + 0.5 * 0.6 * 0.8 * 0.7)
    assert s.members[0, 0]["unease"] == 0.0


def test_an_answer_needs_no_credit_from_the_asker() -> None:
    setup = given((1, 1, 0, 0), [{"language": 1.0, "knowledge_research": 0.0}, {"knowledge_research": 0.8}])
    setup.ties[0, 1] = 0.0
    s, f = start(setup, {"learn_rate": 0.25})
    tell(s, f, 1, WHO[:2], RESEARCH, 0, asker=0)
    assert s.members[0, 0]["knowledge"][RESEARCH] == pytest.approx(0.25 * 0.8)


def test_a_question_raises_credence_in_what_the_asker_knows() -> None:
    rows = [{"knowledge_lived": 0.9}, {"credence_lived": 0.4}]
    s, f = start(given((1, 1, 0, 0), rows), {"ask_credence": 0.1})
    ask(s, f, 0, 1, WHO[:2])
    assert s.members[0, 1]["credence"][LIVED] == pytest.approx(0.4 + 0.1 * 0.6)
    assert s.tally[0, 0]["questions"] == 1


def test_presumption_is_corrected_towards_what_is_known_but_not_wholly() -> None:
    rows = [{"presumed": 0.8}, {"knowledge_research": 0.2}]
    s, f = start(given((1, 1, 0, 0), rows), {"presumed_rate": 0.5, "presumed_floor": 0.25})
    for _ in range(200):
        tell(s, f, 1, WHO[:2], LIVED, 0)
    assert s.members[0, 0]["presumed"] == pytest.approx(0.2 + 0.25 * (0.8 - 0.2))


def test_knowledge_taken_second_hand_has_a_ceiling() -> None:
    rows = [{"knowledge_lived": 0.8}, {"knowledge_lived": 0.1}]
    s, f = start(given((1, 1, 0, 0), rows), {"learn_rate": 1.0, "ceiling_mean": 0.75})
    for _ in range(500):
        tell(s, f, 0, WHO[:2], LIVED, 0)
    assert s.members[0, 1]["knowledge"][LIVED] == pytest.approx(0.75 * 0.8)


def test_meeting_keeps_the_mean_and_lowers_the_variance() -> None:
    rows = [{"support_1": 0.2}, {"support_1": 0.6}, {"support_1": 0.9}]
    s, f = start(given((3, 0, 0, 0), rows), {"meet_view": 0.3})
    before = s.views[0, :, 0]["support"].copy()
    meet(s, 0, 0, 1, 0, f.parameters)
    after = s.views[0, :, 0]["support"]
    mu, d, n = 0.3, 0.4, 3
    assert after.mean() == pytest.approx(before.mean(), abs=1e-15)
    assert before.var() - after.var() == pytest.approx(2 * mu * (1 - mu) * d**2 / n, abs=1e-15)


def test_the_floor_weight_is_the_formula() -> None:
    s, f = start(given((1, 0, 0, 1), [{"confidence": 0.4, "formal_power": 0.3}, {}]))
    s.members["talkativeness"][0, 0] = 0.7
    s.members["standing"][0, 0] = 0.6
    p = f.parameters[0]
    expected = 0.7 * 1.2 + p["talk_confidence"] * 0.4 + 0.5 * p["talk_power"] * 0.75 * 0.3 + p["talk_standing"] * 0.6
    assert utility(s, f, 0, 0.2, 0.5, 0.25, 1.0) == pytest.approx(expected)
    led = utility(s, f, 1, task_led=1.0) - utility(s, f, 1)
    assert led == pytest.approx(p["talk_task_led"])


def test_who_spoke_before_the_last_is_likelier_to_speak_again() -> None:
    s, f = start(given((1, 1, 0, 0)), {"talk_return": 0.37})
    assert utility(s, f, 1, before=1) - utility(s, f, 1) == pytest.approx(0.37)
    assert utility(s, f, 0, before=1) == utility(s, f, 0)


def test_the_agenda_gives_the_floor_to_those_who_speak_for_a_kind() -> None:
    s, f = start(given((1, 1, 1, 1)), {"steer_agenda": 0.4, "task_agenda": 0.3})
    plain = [utility(s, f, i) for i in range(4)]
    f.levers["agenda"][0, 0] = [2.0, 3.0, 5.0, 7.0]  # research, clinical, lived, service
    f.levers["lay_steering"][0, 0], f.levers["task_led"][0, 0] = 1.0, 0.5
    gained = np.exp([utility(s, f, i) - plain[i] for i in range(4)])
    assert gained == pytest.approx([5.0 * 1.4 * (1 - 0.3 * 0.5), 3.0, 7.0, 2.0])


def test_felt_footing_goes_by_the_part_that_is_furthest_behind() -> None:
    names = ("footing_language", "footing_service", "footing_clarity", "footing_even", "footing_trust")
    _, f = start(given((1, 1, 0, 0)), {**dict(zip(names, (0.5, 0.4, 0.6, 0.8, 0.25), strict=True)), "footing_steep": 7})
    assert felt_footing(0.5, 1.0, 1.0, 0.0, 1.0, f.parameters) == pytest.approx(0.5)
    parts = np.array([0.5, 0.4, 0.6, 0.2, 0.25])  # a gap of 0.2 leaves 0.8
    for missing, lacking in enumerate((0.4, 0.32, 0.48, 0.36, 0.2)):
        given_parts = [1.0, 1.0, 1.0, 0.0, 1.0]
        given_parts[missing] = lacking
        expected = 1 / (1 + math.exp(-7 * (0.8 - 1)))
        assert felt_footing(*given_parts, f.parameters) == pytest.approx(expected), names[missing]
    assert felt_footing(*parts, f.parameters) == pytest.approx(0.5)
