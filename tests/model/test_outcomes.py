"""Outcomes against their definitions, by hand."""

from pathlib import Path

import numpy as np
import pytest

from copsim.model.batch import run_seeds, simulate_batch, summarise
from copsim.model.levers import Contribution
from copsim.model.outcomes import HEADLINE, OUTCOMES, SHOWN, Observation
from copsim.model.outcomes.reductions import deviation, gini, mean, pair_mean, total
from copsim.model.run import begin
from copsim.model.trial import small_setup


def observed(counts=(2, 2, 1, 1), **changes):
    state, frame = begin(small_setup(counts, 3, **changes), np.zeros(1, np.uint64))
    state.members["present"] = 1.0
    return state, frame


def value(name: str, state, frame, cycle: int = 0) -> float:
    return float(OUTCOMES[name].function(Observation(state, frame, cycle))[0])


def test_parity_leaves_facilitators_out_of_both_shares() -> None:
    state, frame = observed()
    state.tally["turns"][0] = [3, 1, 6, 4, 6, 80]  # lay 4 of 20; lay are 2 of 5
    assert value("airtime_parity_lay", state, frame) == pytest.approx((4 / 20) / (2 / 5))
    assert value("airtime_share_lay", state, frame) == pytest.approx(4 / 100)
    assert value("attendance_share_lay", state, frame) == pytest.approx(2 / 6)


def test_parity_counts_only_those_present_and_is_undefined_without_them() -> None:
    state, frame = observed()
    state.tally["turns"][0] = [3, 0, 6, 4, 7, 0]
    state.members["present"][0, 1] = 0.0
    assert value("airtime_parity_lay", state, frame) == pytest.approx((3 / 20) / (1 / 4))
    state.members["present"][0, :2] = 0.0
    assert np.isnan(value("airtime_parity_lay", state, frame))


def test_influence_is_the_mean_of_two_shares() -> None:
    state, frame = observed()
    state.tally["knowledge_moved"][0] = [1, 1, 1, 1, 4, 2]  # lay 2 of 8 without facilitators
    state.tally["view_moved"][0] = [3, 3, 1, 1, 0, 9]  # lay 6 of 8
    assert value("influence_parity_lay", state, frame) == pytest.approx(0.5 * (2 / 8 + 6 / 8) / (2 / 5))
    assert value("influence_share_lay", state, frame) == pytest.approx(0.5 * (2 / 10 + 6 / 17))


def test_gini_counts_the_silent() -> None:
    weights = np.ones((1, 4))
    assert gini(np.array([[1.0, 1, 1, 1]]), weights)[0] == 0
    assert gini(np.array([[0.0, 0, 0, 8]]), weights)[0] == pytest.approx(0.75)
    assert gini(np.array([[44.0, 22, 15, 11, 9]]), np.ones((1, 5)))[0] == pytest.approx(0.32, abs=0.005)
    assert np.isnan(gini(np.zeros((1, 4)), weights)[0])


def test_reductions() -> None:
    values, weights = np.array([[1.0, 2, 3, 50]]), np.array([[1.0, 1, 2, 0]])
    assert total(values, weights)[0] == 9
    assert mean(values, weights)[0] == 9 / 4
    assert deviation(values, weights)[0] == pytest.approx(np.std([1, 2, 3]))
    assert np.isnan(mean(values, np.zeros((1, 4)))[0])
    matrix = np.arange(9.0).reshape(1, 3, 3)
    pairs = np.array([[0.0, 1, 1], [1, 0, 0], [1, 0, 0]])
    assert pair_mean(matrix, pairs, np.ones((1, 3)))[0] == np.mean([1, 2, 3, 6])


def test_suspended_meetings_have_no_talk_and_final_is_the_last_held_one() -> None:
    setup = small_setup((3, 3, 1, 1), 3, contributions=(Contribution("held", 0, (3,)),))
    batch = simulate_batch(setup, run_seeds(1, 4), record="cycles")
    k = list(OUTCOMES).index("airtime_gini")
    assert np.isnan(batch.cycles[:, 2, k]).all()
    assert np.array_equal(batch.summary[:, k], batch.cycles[:, 1, k])


def test_summaries_follow_each_outcomes_rule() -> None:
    cycles = np.full((1, 3, len(OUTCOMES)), np.nan)
    cycles[0, :, :] = np.array([1.0, 5.0, np.nan])[:, None]
    expected = {"last": 5.0, "mean": 3.0, "sum": 6.0}
    for outcome, got in zip(OUTCOMES.values(), summarise(cycles)[0], strict=True):
        assert got == expected[outcome.totals]


def test_costs_add_up_in_pounds() -> None:
    state, frame = observed()
    state.members["present"][0, 1] = 0.0
    p = frame.parameters[0]
    hours = p["cost_meeting_hours"]
    assert value("cost_lay_payment", state, frame) == pytest.approx(hours * p["cost_lay_payment_hour"])
    staff = 2 * hours * p["cost_clinical_hour"] + hours * p["cost_commissioner_hour"]
    assert value("cost_staff_time", state, frame) == pytest.approx(staff)
    kinds = ("facilitation", "lay_payment", "staff_time", "venue", "technology")
    assert value("cost_total", state, frame) == pytest.approx(sum(value(f"cost_{k}", state, frame) for k in kinds))


def test_iparihs_scores_are_means_of_what_they_say() -> None:
    state, frame = observed()
    state.members["confidence"], state.members["language"], state.members["clarity"] = 0.3, 0.6, 0.9
    assert value("iparihs_recipients", state, frame) == pytest.approx(0.6)
    state.community["complexity"], state.community["fit"], state.community["endorsement"] = 0.4, 0.5, 0.3
    assert value("iparihs_innovation", state, frame) == pytest.approx(0.5 * 0.6 + 0.5 * (0.5 + 0.5 * 0.3))
    state.members["effective_workload"] = 0.2
    frame.levers["funding"], state.community["relevance"] = 0.7, 0.6
    assert value("iparihs_context", state, frame) == pytest.approx((0.7 + 0.6 + 0.8) / 3)
    for lever, x in (("facilitation", 0.8), ("icebreakers", 0.5), ("levelling", 0.1), ("communication", 0.9)):
        frame.levers[lever] = x
    frame.levers["organisation"] = 0.3
    state.community["hands"], state.community["reach"] = 0.5, 0.4
    p = frame.parameters[0]
    levelled = 0.1 + 0.5 * (p["levelling_facilitation"] * 0.8 + p["levelling_icebreakers"] * 0.5)
    assert value("iparihs_facilitation", state, frame) == pytest.approx((0.4 + levelled + 0.36 + 0.3) / 4)


def test_the_least_confident_third_are_of_those_who_belong_and_halves_round_up() -> None:
    state, frame = observed((3, 2, 0, 2))  # five guests: round(5 / 3) = 2; without one of them round(4 / 3) = 1
    state.members["first_confidence"][0] = [0.3, 0.1, 0.5, 0.2, 0.6, 0.0, 0.0]
    state.tally["turns"][0] = [1, 2, 4, 8, 16, 32, 64]
    assert value("airtime_parity_least_confident", state, frame) == pytest.approx((10 / 31) / (2 / 5))
    state.members["belongs"][0, 1] = state.members["present"][0, 1] = 0.0
    assert value("airtime_parity_least_confident", state, frame) == pytest.approx((8 / 29) / (1 / 4))


def test_lay_members_are_paid_for_hours_beside_meetings_while_they_belong() -> None:
    state, frame = observed((2, 1, 0, 0))
    state.members["present"] = 0.0
    frame.member_levers["paid_hours"][0, 0] = [3.0, 5.0, 7.0]
    pay = frame.parameters[0]["cost_lay_payment_hour"]
    assert value("cost_lay_payment", state, frame) == pytest.approx(8 * pay)
    state.members["belongs"][0, 1] = 0.0
    assert value("cost_lay_payment", state, frame) == pytest.approx(3 * pay)


def test_outcomes_of_the_chain_say_what_they_mean() -> None:
    state, frame = observed((2, 2, 1, 1))
    state.priorities["quality"][0] = [0.2, 0.4, 0.9]
    assert value("shared_knowledge", state, frame) == pytest.approx(0.5)
    state.community["done"], state.community["consent"], state.community["agreed"] = 0.3, 0.6, 0.45
    assert value("tasks_undone", state, frame) == pytest.approx(0.7)
    assert (value("consent", state, frame), value("agreed", state, frame)) == (0.6, 0.45)
    state.members["left"][0] = [1, 0, 1, 0, 0, 0]
    assert value("members_left", state, frame) == 2
    state.members["heard"][0] = [0.1, 0.5, 7, 7, 7, 7]
    assert value("heard_lay", state, frame) == pytest.approx(0.3)
    state.members["involvement"][0] = [9, 9, 0.2, 0.6, 9, 9]
    assert value("involvement", state, frame) == pytest.approx(0.4)
    state.ties["first"] = state.ties["trust"]
    state.ties["trust"][0, 0, 1] -= 0.1
    assert value("trust_lost", state, frame) == pytest.approx(1 / 30)


def test_a_mind_is_changed_by_its_distance_from_the_first_view() -> None:
    state, frame = observed((2, 0, 0, 0))
    state.views["first"][0], state.views["support"][0], state.views["anchor"][0] = 0.4, 0.4, 0.9
    state.views["support"][0, 1, 2] = 0.56
    assert value("minds_changed_lay", state, frame) == 0.5
    state.views["support"][0, 1, 2] = 0.54
    assert value("minds_changed_lay", state, frame) == 0.0


def test_every_outcome_says_what_it_is() -> None:
    assert set(HEADLINE) <= set(OUTCOMES)
    for outcome in OUTCOMES.values():
        assert outcome.meaning, outcome.name
        assert outcome.cites, outcome.name
        assert outcome.low < outcome.high


def test_the_declarations_order_what_is_shown_first_and_prices_are_no_headline() -> None:
    assert [OUTCOMES[name].headline for name in SHOWN] == list(range(1, len(SHOWN) + 1))
    assert SHOWN[:2] == ("airtime_parity_lay", "influence_parity_lay")
    assert (*HEADLINE, "cost_total") == SHOWN


def test_an_outcome_owns_its_words() -> None:
    for outcome in OUTCOMES.values():
        assert outcome.plain[0].isupper() or outcome.group == "i-PARIHS", outcome.name
        assert "{" not in outcome.plain, outcome.name
        assert outcome.money == (outcome.unit == "£"), outcome.name
        assert outcome.form != "percent" or outcome.low == 0, outcome.name
    assert OUTCOMES["airtime_parity_commissioner"].plain.startswith("How much commissioners speak")
    assert OUTCOMES["airtime_parity_lay"].better == "nearer 1"
    names = ("plan", "e_i_index", "questions", "cost_total", "influence_parity_lay")
    scales = ["0 to 1", "−1 to 1", "questions", "£", "1 = equal footing"]
    assert [OUTCOMES[name].scale for name in names] == scales


def test_the_sign_of_money_is_written_where_prices_are_declared_and_nowhere_else() -> None:
    code = Path(__file__).parents[2] / "copsim"
    places = {path.relative_to(code).as_posix() for path in code.rglob("*.py") if "£" in path.read_text("utf-8")}
    assert places <= {"model/outcomes/registry.py", "model/outcomes/progress.py", "model/parameter_inputs.py"}
