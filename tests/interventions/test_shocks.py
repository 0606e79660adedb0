# ruff: noqa: RUF012
"""What befalls a CoP from outside."""

import numpy as np
import pytest
from interventions.contract import PLAN, InterventionContract, column, table
from pydantic import ValidationError

from copsim.interventions import BUILT_IN


class TestCovid(InterventionContract):
    subject = BUILT_IN["covid"]
    example = {"at": 3, "suspend": 1, "online_from": 3, "chat": True}
    changes = {
        "held", "online", "chat", "workload", "fear", "freed", "permission", "relevance", "question",
    }  # fmt: skip
    wrong = [
        {"at": 0}, {"at": 2.5}, {"suspend": -1}, {"chat": "open"}, {"crisis": {"patient": 1.0}},
        {"workload": {"lay": 2.0}}, {"freed": 1.0}, {"relevance": 1.5},
    ]  # fmt: skip
    contradictions = [
        ({"suspend": 5}, PLAN, "5 cycles go beyond the end; give a number from 0 to 4"),
        ({"online_from": 2}, PLAN, "cycle 2 is before the shock; give a cycle from 3 to 6"),
    ]
    nearest = ("attention", -1)

    def test_it_needs_to_know_when(self) -> None:
        with pytest.raises(ValidationError, match="at\n"):
            self.subject()

    def test_meetings_stop_and_go_on_online(self) -> None:
        levers = table(self.subject(at=2, suspend=2, online_from=4))
        assert column(levers, "held").tolist() == [1, 0, 0, 1, 1, 1]
        assert column(levers, "online").tolist() == [0, 0, 0, 1, 1, 1]

    def test_crisis_while_suspended_and_freed_time_after(self) -> None:
        levers = table(self.made())
        assert column(levers, "workload")[2].tolist() == [0, 1, 1, 0]
        assert not column(levers, "freed")[:3].any()
        assert column(levers, "freed")[:, 1].tolist() == [0, 0, 0, 1, 1, 0]
        assert column(levers, "permission").tolist() == [0, 0, 0, 1, 1, 0]

    def test_priorities_are_in_question_once_meetings_resume(self) -> None:
        levers = table(self.made())
        assert column(levers, "question").tolist() == [0, 0, 0, 1, 1, 1]
        assert column(levers, "relevance").tolist() == [1, 1, 0.6, 1, 1, 1]

    def test_a_suspension_to_the_very_end_is_allowed(self) -> None:
        self.subject(at=6, suspend=1).check(PLAN)
        assert not column(table(self.subject(at=6, suspend=1)), "freed").any()


class TestFundingCut(InterventionContract):
    subject = BUILT_IN["funding_cut"]
    example = {"at": 2, "left": 0.0}
    changes = {"funding"}
    wrong = [{"at": None}, {"left": -1}, {"left": 1.5}]
    contradictions = [({"until": 1}, PLAN, "1 is before at; give a cycle from 2 to 6")]
    nearest = ("uptake", -1)

    def test_it_can_end(self) -> None:
        levers = table(self.subject(at=2, until=3, left=0.4))
        assert column(levers, "funding").tolist() == [1, 0.4, 0.4, 1, 1, 1]


class TestPolicyChange(InterventionContract):
    subject = BUILT_IN["policy_change"]
    example = {"at": 3, "fit": -0.4, "complexity": 0.1}
    changes = {"fit", "complexity"}
    wrong = [{"at": 201}, {"fit": -2}, {"complexity": "more"}]
    nearest = ("uptake", -1)

    def test_it_holds_from_then_on(self) -> None:
        assert np.allclose(column(table(self.made()), "fit"), [0, 0, -0.4, -0.4, -0.4, -0.4])


class TestKeyMemberLeaves(InterventionContract):
    subject = BUILT_IN["key_member_leaves"]
    example = {"at": 3, "role": "commissioner", "number": 2}
    changes = {"invited"}
    wrong = [{"role": "boss"}, {"number": -1}, {"member": 3}]
    contradictions = [
        ({"member": "commissioner-7"}, PLAN, "unknown member 'commissioner-7' .did you mean 'commissioner-"),
        ({"number": 3}, PLAN, "3 is more than the commissioner members; give a number from 0 to 2"),
    ]
    nearest = ("uptake_ceiling", -1)

    def test_a_named_member_leaves_for_good(self) -> None:
        invited = column(table(self.subject(at=4, member="clinical-2")), "invited")
        assert invited[:, PLAN.ids.index("clinical-2")].tolist() == [1, 1, 1, 0, 0, 0]
        assert invited.sum() == invited.size - 3


class TestLocalAudit(InterventionContract):
    subject = BUILT_IN["local_audit"]
    example = {"strength": 1.0}
    changes = {"audit"}
    wrong = [{"strength": 1.5}, {"strength": "strong"}]
    nearest = ("uptake", -1)
