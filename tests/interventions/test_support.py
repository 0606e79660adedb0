# ruff: noqa: RUF012
"""Support that the CoP has: R1 to R5."""

import numpy as np
from interventions.contract import PLAN, InterventionContract, column, table, without

from copsim.interventions import BUILT_IN
from copsim.model.parameters import PARAMETERS

ONLINE = {"interventions": {"online": {}}}


class TestSupportTeam(InterventionContract):
    subject = BUILT_IN["support_team"]
    example = {"fte": 1.0}
    changes = {"organisation", "communication", "digital_support", "cost"}
    wrong = [{"fte": -1}, {"fte": "two"}, {"organisation": 1.5}, {"start": 0}, {"posts_for_full": 0}]
    contradictions = [({"start": 3, "withdrawn_at": 3}, PLAN, "give a cycle from 4")]
    nearest = ("trust_across", 1)

    def test_half_a_team_gives_half_the_help_and_costs_half(self) -> None:
        half, full = table(self.subject(fte=0.5)), table(self.subject(fte=1.0))
        assert np.allclose(column(half, "organisation"), 0.5)
        assert np.allclose(column(full, "cost")[:, 0], PARAMETERS["cost_fte_quarter"].default)
        assert np.allclose(column(half, "cost") * 2, column(full, "cost"))

    def test_more_posts_than_needed_give_no_more_help(self) -> None:
        assert np.allclose(column(table(self.subject(fte=3.0)), "organisation"), 1.0)


class TestCommunication(InterventionContract):
    subject = BUILT_IN["communication"]
    example = {"dose": 1.0}
    changes = {"communication", "cost"}
    wrong = [{"dose": 1.1}, {"fte": -0.1}, {"withdrawn_at": 0}]
    nearest = ("trust_across", 1)

    def test_it_ends_when_withdrawn(self) -> None:
        levers = table(self.subject(start=2, withdrawn_at=5))
        assert column(levers, "communication").tolist() == [0, 1, 1, 1, 0, 0]


class TestDigitalSupport(InterventionContract):
    subject = BUILT_IN["digital_support"]
    example = {"dose": 1.0}
    changes = {"digital_support", "cost"}
    wrong = [{"dose": -0.1}, {"dose": None}]
    nearest = ("attendance_lay", 1)
    around = {**ONLINE, "parameters": {"excluded_share": 0.9}}

    def test_price_is_for_those_expected_to_need_it(self) -> None:
        expected = 3 * PARAMETERS["excluded_share"].default * PARAMETERS["cost_device"].default
        assert np.allclose(column(table(self.made()), "cost")[:, 4], expected)


class TestInvitation(InterventionContract):
    subject = BUILT_IN["invitation"]
    example = {"roles_left_out": ["commissioner"]}
    changes = {"invited"}
    wrong = [{"roles_left_out": ["patient"]}, {"cycles": [0]}, {"roles_left_out": "lay"}]
    contradictions = [
        ({"members_left_out": ["lay-9"]}, PLAN, "unknown member 'lay-9' .did you mean 'lay-"),
        ({}, without(2), "at least one commissioner"),
        ({"roles_left_out": ["lay", "clinical", "commissioner", "facilitator"]}, PLAN, "fewer than two members"),
    ]
    nearest = ("uptake_ceiling", -1)

    def test_only_those_left_out_are_not_invited(self) -> None:
        invited = column(table(self.subject(members_left_out=["lay-2"], cycles=[2, 3])), "invited")
        assert invited[:, 1].tolist() == [1, 0, 0, 1, 1, 1]
        assert invited[:, [0, 2, 3, 10]].all()


class TestNeutralVenue(InterventionContract):
    subject = BUILT_IN["neutral_venue"]
    example = {"dose": 1.0}
    changes = {"levelling", "comfort", "social_time", "cost"}
    wrong = [{"dose": 2}, {"comfort": -1}, {"refreshments": 9}]
    nearest = ("unease_lay", -1)

    def test_it_counts_in_person_only(self) -> None:
        levers = table(self.made(), BUILT_IN["online"](start=4))
        assert np.allclose(column(levers, "levelling"), [PARAMETERS["levelling_venue"].default] * 3 + [0] * 3)
        assert column(levers, "cost")[3:].sum() == 0


class TestBriefing(InterventionContract):
    subject = BUILT_IN["briefing"]
    example = {"roles": ["lay"], "cycles": [1, 2], "dose": 0.5}
    changes = {"briefing"}
    wrong = [{"roles": []}, {"roles": ["nurse"]}, {"cycles": []}, {"cycles": [1.5]}, {"dose": -0.5}]
    contradictions = [({}, without(0), "at least one lay member")]
    nearest = ("knowledge_research_lay", 1)

    def test_dose_reaches_those_roles_in_those_cycles(self) -> None:
        briefing = column(table(self.made()), "briefing")
        assert briefing[:2].tolist() == [[0.5, 0, 0, 0]] * 2
        assert not briefing[2:].any()


class TestLayChair(InterventionContract):
    subject = BUILT_IN["lay_chair"]
    example = {"chairs": 2}
    changes = {"chair", "lay_steering", "paid_hours"}
    wrong = [{"chairs": -1}, {"chairs": 1.5}, {"hours": -1}]
    contradictions = [
        ({"chairs": 4}, PLAN, "4 is more than the lay members; give a number from 0 to 3"),
        ({}, without(0), "at least one lay member"),
    ]
    nearest = ("chair_standing_lead", 1)
    around = {"cycles": 6}

    def test_the_first_lay_members_chair(self) -> None:
        chair = column(table(self.made()), "chair")
        assert chair[:, :2].all()
        assert not chair[:, 2:].any()

    def test_only_chairs_are_paid(self) -> None:
        hours = column(table(self.subject(chairs=1, start=3, hours=5.0)), "paid_hours")
        assert hours[:, 0].tolist() == [0, 0, 5, 5, 5, 5]
        assert not hours[:, 1:].any()

    def test_it_moves_the_nearest_outcome(self) -> None:
        """Without chairs there is no lead to compare with, so the lead itself is tested against zero."""
        from interventions.contract import REPLICATES, scenario_of

        from copsim.model.batch import run_seeds, simulate_batch
        from copsim.model.outcomes import OUTCOMES
        from copsim.scenario import compile_scenario

        setup = compile_scenario(scenario_of(self.made(), {}))
        lead = simulate_batch(setup, run_seeds(5, REPLICATES)).summary[:, list(OUTCOMES).index("chair_standing_lead")]
        assert lead.mean() - 2 * lead.std(ddof=1) / REPLICATES**0.5 > 0
