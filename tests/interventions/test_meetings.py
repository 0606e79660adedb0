# ruff: noqa: RUF012
"""How meetings are planned and led: R6 to R11, and questions."""

import numpy as np
from interventions.contract import PLAN, InterventionContract, column, table, without

from copsim.interventions import BUILT_IN
from copsim.model.parameters import PARAMETERS
from copsim.model.roles import BY_ROLE

SUSPENDED = BUILT_IN["covid"](at=3, suspend=1)


class TestBreakouts(InterventionContract):
    subject = BUILT_IN["breakouts"]
    example = {"grouping": "by_role", "size": 4, "prepared": 1.0}
    changes = {"grouping", "group_size", "prepared", "cost"}
    wrong = [{"grouping": "by role"}, {"size": 1}, {"size": 4.5}, {"prepared": 2}, {"turns": -1}, {"turns": 2000}]
    contradictions = [
        ({"size": 12}, PLAN, "12 is larger than the roster; give a number from 2 to 11"),
        ({}, without(3), "at least one facilitator"),
    ]
    nearest = ("trust_across", -1)

    def test_codes_reach_the_levers(self) -> None:
        levers = table(self.subject(grouping="by_role", size=3, turns=10, plenary_turns=20))
        assert (column(levers, "grouping") == BY_ROLE).all()
        assert (column(levers, "group_size") == 3).all()
        assert (column(levers, "breakout_turns") == 10).all()
        assert (column(levers, "plenary_turns") == 20).all()

    def test_preparation_can_end(self) -> None:
        levers = table(self.subject(prepared=0.5, prepared_until=2))
        assert column(levers, "prepared").tolist() == [0.5, 0.5, 0, 0, 0, 0]

    def test_no_groups_need_no_size(self) -> None:
        self.subject(grouping="none", size=500, prepared=1.0).check(PLAN)


class TestBalancedAgenda(InterventionContract):
    subject = BUILT_IN["balanced_agenda"]
    example = {"lived": 3.0}
    changes = {"agenda"}
    wrong = [{"lived": -1}, {"service": 11}, {"research": "high"}]
    nearest = ("lived_voiced", 1)

    def test_weights_multiply(self) -> None:
        agenda = column(table(self.subject(lived=2.0, start=3)), "agenda")
        assert agenda.tolist() == [[1, 1, 1, 1]] * 2 + [[1, 1, 2, 1]] * 4


class TestStatedAims(InterventionContract):
    subject = BUILT_IN["stated_aims"]
    example = {"aims": "agreed"}
    changes = {"aims"}
    wrong = [{"aims": "clear"}, {"aims": 1}, {"aims": None}]
    nearest = ("clarity_lay", 1)

    def test_evolving_lies_between(self) -> None:
        assert (column(table(self.subject(aims="evolving")), "aims") == 0.5).all()


class TestKnowledgeBrokering(InterventionContract):
    subject = BUILT_IN["knowledge_brokering"]
    example = {"dose": 1.0}
    changes = {"brokering", "cost"}
    wrong = [{"dose": 1.01}, {"hours": -2}]
    contradictions = [({}, without(0), "at least one lay member")]
    nearest = ("lived_voiced", 1)


class TestIcebreakers(InterventionContract):
    subject = BUILT_IN["icebreakers"]
    example = {"dose": 1.0}
    changes = {"icebreakers"}
    wrong = [{"dose": 5}, {"dose": "yes"}]
    nearest = ("airtime_parity_lay", 1)

    def test_nothing_in_a_suspended_meeting(self) -> None:
        levers = table(SUSPENDED, self.made())
        assert column(levers, "icebreakers").tolist() == [1, 1, 0, 1, 1, 1]


class TestSocialTime(InterventionContract):
    subject = BUILT_IN["social_time"]
    example = {"extra": 2.0}
    changes = {"social_time"}
    wrong = [{"extra": -1}, {"extra": 5}]
    nearest = ("trust_across", 1)

    def test_only_in_person(self) -> None:
        levers = table(self.made(), BUILT_IN["online"](start=5))
        assert column(levers, "social_time").tolist() == [3, 3, 3, 3, 1, 1]


class TestGroupTask(InterventionContract):
    subject = BUILT_IN["group_task"]
    example = {"cycles": [1, 2]}
    changes = {"group_task", "paid_hours"}
    wrong = [{"cycles": []}, {"cycles": 3}, {"done": 1.5}, {"hours": -1}]
    contradictions = [({}, without(0), "at least one lay member")]
    nearest = ("complexity", -1)

    def test_shares_sum_to_the_whole(self) -> None:
        share = column(table(self.subject(cycles=[1, 3, 3, 4])), "group_task")
        assert np.isclose(share.sum(), 1.0)
        assert np.flatnonzero(share).tolist() == [0, 2, 3]

    def test_every_lay_member_is_paid_for_the_share_of_the_work(self) -> None:
        hours = column(table(self.subject(cycles=[2, 5], done=0.5, hours=12.0)), "paid_hours")
        assert hours[:, :3].sum() == 3 * 0.5 * 12.0
        assert hours[1, :3].tolist() == hours[4, :3].tolist() == [3.0] * 3
        assert not hours[:, 3:].any()


class TestCollaborativeFacilitation(InterventionContract):
    subject = BUILT_IN["collaborative_facilitation"]
    example = {"skill": 0.8}
    changes = {"facilitation", "cost"}
    wrong = [{"skill": -0.1}, {"skill": "good"}, {"hours": -1}]
    contradictions = [({}, without(3), "at least one facilitator"), ({"withdrawn_at": 1}, PLAN, "from 2")]
    nearest = ("airtime_parity_lay", 1)

    def test_nobody_facilitates_a_suspended_meeting(self) -> None:
        levers = table(SUSPENDED, self.subject(skill=0.5, withdrawn_at=6, hours=6.0))
        held = np.array([1, 1, 0, 1, 1, 0])
        assert np.allclose(column(levers, "facilitation"), held * 0.5)
        assert np.allclose(column(levers, "cost")[:, 0], held * 0.5 * 6.0 * PARAMETERS["cost_facilitator_hour"].default)


class TestTaskLed(InterventionContract):
    subject = BUILT_IN["task_led"]
    example = {"dose": 1.0}
    changes = {"task_led"}
    wrong = [{"dose": 1.2}, {"start": "first"}]
    nearest = ("airtime_parity_lay", -1)
    around = {"interventions": {"collaborative_facilitation": {}}}


class TestPrioritiesPolicy(InterventionContract):
    subject = BUILT_IN["priorities_policy"]
    example = {"policy": "restart", "at": 4}
    changes = {"restart"}
    wrong = [{"policy": "change"}, {"at": 0}]
    contradictions = [({"policy": "adapt", "until": 3}, PLAN, "3 is before at; give a cycle from 4 to 6")]
    nearest = ("plan", -1)

    def test_adapting_holds_for_its_cycles(self) -> None:
        levers = table(self.subject(policy="adapt", at=2, until=4))
        assert column(levers, "adapt").tolist() == [0, 1, 1, 1, 0, 0]
        assert not column(levers, "restart").any()

    def test_a_restart_is_one_cycle(self) -> None:
        assert column(table(self.made()), "restart").tolist() == [0, 0, 0, 1, 0, 0]


class TestQuestions(InterventionContract):
    subject = BUILT_IN["questions"]
    example = {"allowed": False}
    changes = {"questions"}
    wrong = [{"allowed": "no"}, {"allowed": 0}]
    nearest = ("questions_lay", -1)


class TestOnline(InterventionContract):
    subject = BUILT_IN["online"]
    example = {"chat": True}
    changes = {"online", "chat"}
    wrong = [{"chat": "open"}, {"meetings": 1}]
    nearest = ("attention", -1)

    def test_chat_needs_meetings_online(self) -> None:
        assert not column(table(self.subject(meetings=False, chat=True)), "chat").any()
