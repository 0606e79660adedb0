"""Processes respond in the direction they claim, one at a time, with the same seeds on both sides."""

import numpy as np
import pytest

from copsim.model.batch import run_seeds, simulate_batch
from copsim.model.levers import Contribution
from copsim.model.outcomes import OUTCOMES
from copsim.model.phases import advance
from copsim.model.roles import BY_ROLE, LAY, LIVED, NO_GROUPS
from copsim.model.run import begin
from copsim.model.trial import small_setup

COUNTS = (6, 8, 3, 4)
EVERYBODY = {
    "attendance": 1.0, "absence_workload": 0.0, "absence_unease": 0.0, "absence_ownership": 0.0, "leave_rate": 0.0,
}  # fmt: skip


def means(name: str, *contributions: Contribution, cycles: int = 6, parameters=None, counts=COUNTS) -> float:
    setup = small_setup(counts, cycles, contributions=contributions)
    batch = simulate_batch(setup, run_seeds(3, 60), parameters)
    return float(np.nanmean(batch.summary[:, list(OUTCOMES).index(name)]))


@pytest.mark.parametrize(
    ("contribution", "outcome", "sign"),
    [
        (Contribution("levelling", 0.8), "airtime_parity_lay", 1),
        (Contribution("levelling", 0.8), "influence_parity_lay", 1),
        (Contribution("briefing", 1.0, (1, 2), at=LAY), "knowledge_research_lay", 1),
        (Contribution("briefing", 1.0, (1, 2), at=LAY), "language_lay", 1),
        (Contribution("icebreakers", 1.0), "trust_across", 1),
        (Contribution("social_time", 2.0), "trust_within", 1),
        (Contribution("grouping", BY_ROLE), "trust_across", -1),
        (Contribution("facilitation", 1.0), "plan", 1),
        (Contribution("organisation", 1.0), "attendance", 1),
        (Contribution("agenda", 3.0, at=LIVED), "lived_voiced", 1),
        (Contribution("brokering", 1.0), "lived_voiced", 1),
        (Contribution("group_task", 1.0, (1,)), "complexity", -1),
        (Contribution("communication", 1.0), "knowledge_research_clinical", 1),
        (Contribution("aims", 1.0), "clarity_lay", 1),
        (Contribution("aims", 1.0), "unease_lay", -1),
        (Contribution("facilitation", 1.0), "clarity_clinical", 1),
        (Contribution("task_led", 1.0), "airtime_share_facilitator", 1),
        (Contribution("task_led", 1.0), "lived_voiced", -1),
        (Contribution("workload", 0.4, at=1), "attendance_clinical", -1),
        (Contribution("workload", 0.4, at=1), "uptake", -1),
        (Contribution("online", 1.0), "attention", -1),
        (Contribution("audit", 1.0), "uptake", -1),
        (Contribution("audit", 1.0), "support_clinical", -1),
        (Contribution("funding", 0.05), "uptake", -1),
        (Contribution("freed", 1.0, at=1), "uptake", 1),
        (Contribution("fit", 0.4), "uptake", 1),
        (Contribution("complexity", 0.3), "knowledge_research_lay", -1),
        (Contribution("questions", 0.0), "questions", -1),
        (Contribution("lay_steering", 1.0), "lay_priority_share", 1),
        (Contribution("fear", 0.4, (6,), at=0), "unease_lay", 1),
    ],
    ids=lambda value: value if isinstance(value, str) else getattr(value, "lever", str(value)),
)
def test_levers_move_their_nearest_outcome(contribution: Contribution, outcome: str, sign: int) -> None:
    assert sign * (means(outcome, contribution) - means(outcome)) > 0


def test_no_commissioners_no_endorsement_and_the_lower_ceiling() -> None:
    assert means("endorsement", counts=(6, 8, 0, 4)) == 0
    assert means("uptake_ceiling", counts=(6, 8, 0, 4)) == pytest.approx(0.35)


def test_a_suspended_cycle_moves_no_plan_and_no_view_by_talk() -> None:
    held = Contribution("held", 0.0)
    batch = simulate_batch(small_setup(COUNTS, 3, contributions=(held,)), run_seeds(3, 20), record="cycles")
    assert (batch.cycles[:, :, list(OUTCOMES).index("plan")] == 0).all()
    assert np.isnan(batch.cycles[:, :, list(OUTCOMES).index("questions")]).all()


def test_digitally_excluded_members_stay_away_online_unless_helped() -> None:
    everyone = {"excluded_share": 1.0}
    online, helped = Contribution("online", 1.0), Contribution("digital_support", 1.0)
    team = Contribution("organisation", 1.0)
    alone = means("attendance_lay", online, team, parameters=everyone)
    with_help = means("attendance_lay", online, helped, team, parameters=everyone)
    in_person = means("attendance_lay", team, parameters=everyone)
    assert alone == 0.0
    assert means("attendance_lay", online, helped, parameters=everyone) < with_help
    assert with_help - alone > 0.5 * (in_person - alone)


def test_there_are_no_breaks_online_and_none_can_be_counted() -> None:
    setup = small_setup(COUNTS, 2, contributions=(Contribution("online", 1.0, (2,)),))
    batch = simulate_batch(setup, run_seeds(1, 5), record="cycles")
    contacts = batch.cycles[:, :, list(OUTCOMES).index("break_contacts_lay_clinical")]
    assert (contacts[:, 0] >= 0).all()
    assert np.isnan(contacts[:, 1]).all()


def test_diverse_lay_members_cover_more_of_the_population() -> None:
    def coverage(diversity: float, lay: int) -> float:
        batch = simulate_batch(small_setup((lay, 8, 3, 4), 3, lay_diversity=diversity), run_seeds(1, 60))
        return float(np.nanmean(batch.summary[:, list(OUTCOMES).index("representativeness")]))

    assert coverage(0.0, 3) == pytest.approx(coverage(0.0, 9), abs=0.02)
    assert coverage(1.0, 9) > coverage(1.0, 3) > coverage(0.0, 3)


def test_without_groups_nobody_talks_in_breakouts() -> None:
    setup = small_setup(COUNTS, 1, contributions=(Contribution("grouping", NO_GROUPS),))
    turns = simulate_batch(setup, run_seeds(1, 2), record="turns").turns
    assert not (turns["phase"] == 1).any()
    assert (turns["phase"] == 2).sum() == 2 * 60


def test_groups_are_mixed_or_by_role_and_nobody_is_lost() -> None:
    for grouping, mixed in ((1, True), (2, False)):
        setup = small_setup((5, 5, 5, 5), 1, contributions=(Contribution("grouping", grouping),))
        batch = simulate_batch(setup, run_seeds(1, 3), EVERYBODY, record="turns")
        talk = batch.turns[batch.turns["phase"] == 1]
        for run in range(3):
            of_run = talk[talk["run"] == run]
            groups = set(of_run["group"].tolist())
            assert groups == set(range(4))
            for group in groups:
                roles = set(setup.roles[of_run["speaker"][of_run["group"] == group]].tolist())
                assert (len(roles) > 1) == mixed


def test_those_who_are_not_invited_set_no_agenda() -> None:
    commissioners = (14, 15, 16)
    left_out = tuple(Contribution("invited", 0.0, at=member) for member in commissioners)
    away, absent = means("lay_priority_share", *left_out), means("lay_priority_share", counts=(6, 8, 0, 4))
    assert away == pytest.approx(absent, abs=0.01)


def test_the_group_task_counts_in_no_share_of_the_meeting() -> None:
    setup = small_setup((3, 0, 0, 1), 1, contributions=(Contribution("group_task", 1.0), Contribution("held", 0.0)))
    batch = simulate_batch(setup, run_seeds(1, 10), record="turns")
    assert (batch.turns["phase"] == 0).any()
    for name in ("airtime_share_lay", "influence_share_lay", "lived_voiced"):
        assert np.isnan(batch.summary[:, list(OUTCOMES).index(name)]).all()


def test_the_group_task_works_through_all_priorities() -> None:
    setup = small_setup((6, 0, 0, 1), 1, contributions=(Contribution("group_task", 1.0),))
    turns = simulate_batch(setup, run_seeds(1, 5), record="turns").turns
    assert set(turns["priority"][turns["phase"] == 0].tolist()) == {0, 1, 2}


def test_an_easy_read_version_helps_in_the_meeting_it_is_ready_for() -> None:
    batch = simulate_batch(small_setup(COUNTS, 1, contributions=(Contribution("group_task", 1.0),)), run_seeds(1, 2))
    assert batch.summary[:, list(OUTCOMES).index("complexity")] == pytest.approx(0.7 - 0.4)


def test_every_turn_is_recorded_whatever_the_parameters() -> None:
    setup = small_setup(COUNTS, 8)
    many = {"break_contacts": 20.0, "informal_contacts": 20.0, **EVERYBODY}
    batch = simulate_batch(setup, run_seeds(1, 2), many, record="turns")
    for run in range(2):
        cycles = batch.turns["cycle"][(batch.turns["run"] == run) & (batch.turns["phase"] == 4)]
        assert np.bincount(cycles)[1:].tolist() == [20 * 21] * 8


def test_cycles_of_another_length_fade_and_cost_in_proportion() -> None:
    def faded(weeks: float, cycles: int) -> float:
        setup = small_setup(COUNTS, cycles, cycle_weeks=weeks, contributions=(Contribution("held", 0.0),))
        state, frame = begin(setup, np.array([1], np.uint64), {"informal_contacts": 0.0})
        state.members["knowledge"] += 0.2
        for cycle in range(cycles):
            advance(state, frame, cycle)
        return float((state.members["knowledge"] - state.members["first_hand"]).mean())

    assert faded(6.5, 8) == pytest.approx(faded(13.0, 4), rel=1e-12)
    assert faded(26.0, 2) == pytest.approx(faded(13.0, 4), rel=1e-12)


def test_starting_again_loses_the_plan_and_the_clarity_about_it() -> None:
    setup = small_setup(COUNTS, 6, contributions=(Contribution("restart", 1.0, (6,)),))
    batch = simulate_batch(setup, run_seeds(1, 30), record="cycles")
    for name in ("plan", "clarity_lay"):
        values = np.nanmean(batch.cycles[:, :, list(OUTCOMES).index(name)], axis=0)
        assert values[4] > values[3]
        assert values[5] < values[4]


def test_the_question_divides_and_then_closes() -> None:
    setup = small_setup(COUNTS, 5, contributions=(Contribution("question", 1.0, (2, 3, 4)),))
    batch = simulate_batch(setup, run_seeds(1, 60), record="cycles")
    course = batch.cycles[:, :, list(OUTCOMES).index("disagreement_course")].mean(axis=0)
    assert np.isnan(course[[0, 4]]).all()
    assert course[1] > course[2] > course[3]
