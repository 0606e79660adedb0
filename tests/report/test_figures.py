from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from copsim.analysis import Comparison, compare, costs
from copsim.model.outcomes import HEADLINE
from copsim.model.results import Results
from copsim.report.figures.costs import cost_figure
from copsim.report.figures.differences import differences_figure
from copsim.report.figures.ties import talk_shares, ties_figure
from copsim.report.figures.trajectories import course, role_figure, suspended, together_figure
from copsim.report.figures.voice import voice_figure, voices


def test_a_course_is_the_mean_and_the_middle_of_the_replicates(arm_maker: Callable[..., Results]) -> None:
    arm = arm_maker("a", 0.1)
    line = course(arm, "plan")
    assert line is not None
    values = arm.course("plan")
    assert line.mean == pytest.approx(values.mean(axis=0))
    assert line.low == pytest.approx(np.percentile(values, 10, axis=0))
    assert line.high == pytest.approx(np.percentile(values, 90, axis=0))


def test_a_suspended_meeting_is_a_gap_not_a_zero(arm_maker: Callable[..., Results]) -> None:
    arm = arm_maker("a", 0.1)
    line = course(arm, "influence_parity_lay")
    assert line is not None
    assert np.flatnonzero(np.isnan(line.mean)).tolist() == [9]
    assert suspended(arm) == (10,)


def test_figures_that_need_cycles_are_empty_without_them(arm_maker: Callable[..., Results]) -> None:
    arms = [arm_maker(name, 0.1) for name in "ab"]
    bare = compare([replace(a, cycles=None, ties=None) for a in arms])
    for figure in (role_figure(bare), together_figure(bare), ties_figure(bare)):
        assert not any(group.panels for group in figure.groups)


def test_the_table_behind_the_differences_holds_every_pair(comparison: Comparison) -> None:
    figure = differences_figure(comparison)
    assert len(figure.table.rows) == len(HEADLINE) * 2
    assert [panel.heading for panel in figure.groups[0].panels] == ["Title of invited", "Title of alike"]
    row = next(row for row in figure.table.rows if row[:2] == ("Co-produced plan (0 to 1)", "Title of invited"))
    assert row[4].startswith("−0.2")


def test_outcomes_of_another_unit_have_a_scale_of_their_own(comparison: Comparison) -> None:
    groups = differences_figure(comparison, ("plan", "cost_total")).groups
    assert [(group.heading, len(group.panels)) for group in groups] == [("", 2), ("In £", 2)]
    assert "−£1,0" in groups[1].panels[0].svg


def test_unclear_differences_are_hollow(comparison: Comparison) -> None:
    name = next(name for name in HEADLINE if not comparison.pair(name, "alike").clear)
    panel = differences_figure(comparison, [name]).groups[0].panels[1]
    assert panel.svg.count("fill: #ffffff; stroke: #595959") >= 1


def test_voice_shows_shares_of_the_last_meeting(comparison: Comparison) -> None:
    arm = comparison.scenarios[0]
    found = voices(arm, ("lay",))[0]
    assert found.heard == pytest.approx(np.nanmean(arm.outcome("influence_share_lay")))
    assert len(voice_figure(comparison).groups[0].panels) == 3


def test_talk_is_spread_over_the_members_of_a_role(arm_maker: Callable[..., Results]) -> None:
    arm = arm_maker("a", 0.1, ties=2)
    shares = talk_shares(arm, 0)
    assert shares is not None
    lay = [share for share, role in zip(shares, arm.roles, strict=True) if role == "lay"]
    assert sum(lay) == pytest.approx(arm.course("airtime_share_lay")[:, 0].mean())
    assert len(set(lay)) == 1


def test_the_graph_says_whether_it_is_one_run(comparison: Comparison, arm_maker: Callable[..., Results]) -> None:
    assert "Ties are those of the first replicate" in ties_figure(comparison).caption
    several = compare([arm_maker(name, 0.1, ties=4) for name in "ab"])
    assert "Ties are means over 4 replicates" in ties_figure(several).caption


def test_costs_add_up_to_what_the_bars_say(comparison: Comparison) -> None:
    figure = cost_figure(comparison)
    assert [row[-2] for row in figure.table.rows] == [f"£{summary.total:,.0f}" for summary in costs(comparison)]
    assert figure.table.rows[0][-1] == "–"
    assert figure.table.rows[1][-1].startswith("−£")


def test_text_stays_text_and_ids_stay_apart(comparison: Comparison) -> None:
    panels = [panel for group in role_figure(comparison).groups for panel in group.panels]
    assert "Meeting cycle" in panels[0].svg
    ids = [name for panel in panels for name in re.findall(r' id="([^"]+)"', panel.svg)]
    assert len(ids) == len(set(ids))


def test_twelve_scenarios_share_panels_four_at_a_time_always_with_the_first(arm_maker: Callable[..., Results]) -> None:
    many = compare([arm_maker(f"s{i}", 0.01 * i, replicates=2) for i in range(12)])
    groups = together_figure(many).groups
    assert [[name for _, name in group.legend] for group in groups] == [
        ["Title of s0", "Title of s1", "Title of s2", "Title of s3"],
        ["Title of s0", "Title of s4", "Title of s5", "Title of s6"],
        ["Title of s0", "Title of s7", "Title of s8", "Title of s9"], ["Title of s0", "Title of s10", "Title of s11"],
    ]  # fmt: skip
    assert all(len(group.panels) == 3 for group in groups)


def test_the_same_beginning_is_shown_once(comparison: Comparison, arm_maker: Callable[..., Results]) -> None:
    (group,) = ties_figure(comparison).groups
    assert [panel.heading.partition(":")[0] for panel in group.panels] == [
        "Before the first meeting, the same in all", *["After the last meeting"] * 3,
    ]  # fmt: skip
    one, two = arm_maker("one", 0.1), arm_maker("two", 0.0)
    assert one.ties is not None
    other = compare([replace(one, ties=np.clip(one.ties + 0.1, 0, 1)), two])
    assert [panel.heading for panel in ties_figure(other).groups[0].panels] == [
        "Before the first meeting: Title of one", "Before the first meeting: Title of two",
        "After the last meeting: Title of one", "After the last meeting: Title of two",
    ]  # fmt: skip


def test_the_table_of_ties_is_the_mean_of_both_directions(arm_maker: Callable[..., Results]) -> None:
    trust = np.zeros((1, 2, 3, 3))
    trust[0, 1, 0, 1], trust[0, 1, 1, 0], trust[0, 1, 0, 2] = 0.8, 0.6, 0.4
    arm = replace(arm_maker("a", 0.1), ties=trust, roles=("lay", "lay", "clinical"), ids=("x", "y", "z"), cycles=None)
    assert ties_figure(arm).table.rows == (
        ("Lay members", "Title of a", "0.00", "0.70", "+0.70"),
        ("Lay members and clinical members", "Title of a", "0.00", "0.10", "+0.10"),
        ("Clinical members", "Title of a", "–", "–", "–"),
    )


def test_people_go_by_role_and_number_unless_their_names_are_asked_for(arm_maker: Callable[..., Results]) -> None:
    arm = arm_maker("a", 0.1)
    arm = replace(arm, ids=tuple(f"Jane Doe the {number}th" for number in range(len(arm.ids))))
    assert "Jane" not in ties_figure(arm).svg
    assert "<title>Clinical 8</title>" in ties_figure(arm).svg
    assert "<title>Jane Doe the 13th</title>" in ties_figure(arm, names=True).svg
