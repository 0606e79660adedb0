"""Merging, rosters, ties, hashes and what compiles from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from copsim.interventions import BUILT_IN
from copsim.model.batch import run_seeds, simulate_batch
from copsim.model.outcomes import OUTCOMES
from copsim.model.parameters import PARAMETERS, TRAITS
from copsim.scenario import Scenario, compile_scenario, load_scenario, make_scenario

SMALL: dict[str, Any] = {
    "copsim": 1,
    "cycles": 3,
    "roster": {"lay": 2, "clinical": 3, "commissioner": 1, "facilitator": 1},
    "priorities": ["a", "b"],
}


def small(**changes: Any) -> Scenario:
    return make_scenario({**SMALL, **changes})


def written(tmp_path: Path, **files: str) -> Scenario:
    for name, text in files.items():
        (tmp_path / ".".join(name.rsplit("_", 1))).write_text(text)
    return load_scenario(str(tmp_path / "scenario.yaml"))


HEAD = "copsim: 1\npriorities: [a]\n"
MEMBERS = """id,role,label,confidence,workload,digitally_excluded,boundary_spanner,talkativeness
Ann,lay,carer,0.2,,1,,
Bo,lay,,,,0,,-1.5
Cy,clinical,GP,,0.9,,1,
Di,facilitator,knowledge broker,,,,,
"""


def test_a_child_changes_key_by_key_and_null_removes() -> None:
    child = make_scenario(
        {
            "extends": "moving-forward",
            "cycles": 11,
            "interventions": {"breakouts": {"size": 4}, "icebreakers": None},
            "shocks": {"covid": {"chat": None}},
        }
    )
    parent = load_scenario("moving-forward")
    expected = {**parent.resolved["interventions"], "breakouts": {"grouping": "mixed", "size": 4, "prepared": 1.0}}
    del expected["icebreakers"]
    assert child.resolved["interventions"] == expected
    assert child.resolved["shocks"]["covid"] == {"at": 10, "suspend": 1, "online_from": 10}
    assert child.resolved["roster"] == parent.resolved["roster"]
    assert child.settings.cycles == 11
    assert "extends" not in child.resolved


def test_lists_are_replaced_as_a_whole() -> None:
    child = make_scenario({"extends": "base", "priorities": ["one"]})
    assert child.resolved["priorities"] == ["one"]


def test_name_and_title_are_not_inherited(tmp_path: Path) -> None:
    scenario = written(tmp_path, scenario_yaml="extends: moving-forward\n")
    assert scenario.name == "scenario"
    assert scenario.title == ""
    assert load_scenario("no-covid").name == "no-covid"


def test_a_roster_file_replaces_an_inherited_roster_and_the_reverse(tmp_path: Path) -> None:
    scenario = written(tmp_path, scenario_yaml="extends: base\nroster_file: members.csv\n", members_csv=MEMBERS)
    assert scenario.roster.ids == ("Ann", "Bo", "Cy", "Di")
    assert "roster" not in scenario.resolved
    (tmp_path / "child.yaml").write_text("extends: ./scenario.yaml\nroster: {lay: 2, clinical: 2}\n")
    assert load_scenario(str(tmp_path / "child.yaml")).roster.ids == ("lay-1", "lay-2", "clinical-1", "clinical-2")


def test_files_are_found_beside_the_file_that_names_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "parent.yaml").write_text(HEAD + "roster_file: members.csv\n")
    (tmp_path / "deep" / "members.csv").write_text(MEMBERS)
    (tmp_path / "child.yaml").write_text("extends: deep/parent.yaml\n")
    monkeypatch.chdir("/")
    assert load_scenario(str(tmp_path / "child.yaml")).roster.ids == ("Ann", "Bo", "Cy", "Di")


def test_overrides_reach_every_depth() -> None:
    scenario = load_scenario(
        "moving-forward",
        ["cycles=11", "interventions.briefing.roles=[lay, clinical]", "shocks.covid=null", "costs.lay_payment_hour=20",
         "interventions.task_led={dose: 0.5}"],
    )  # fmt: skip
    assert scenario.settings.cycles == 11
    assert scenario.resolved["interventions"]["briefing"]["roles"] == ["lay", "clinical"]
    assert scenario.resolved["interventions"]["briefing"]["dose"] == 1.0
    assert "covid" not in scenario.resolved["shocks"]
    assert scenario.parameters == {"cost_lay_payment_hour": 20}
    assert BUILT_IN["task_led"](dose=0.5) in scenario.interventions
    assert scenario.name == "moving-forward"


def test_removing_what_is_not_there_is_allowed() -> None:
    assert load_scenario("base", ["shocks.covid=null"]).hash == load_scenario("base").hash


def test_a_roster_file_gives_traits_flags_and_labels(tmp_path: Path) -> None:
    setup = compile_scenario(written(tmp_path, scenario_yaml=HEAD + "roster_file: members.csv\n", members_csv=MEMBERS))
    assert setup.roles.tolist() == [0, 0, 1, 3]
    assert setup.labels == ("carer", "lay", "GP", "knowledge broker")
    confidence, workload = setup.traits[:, TRAITS.index("confidence")], setup.traits[:, TRAITS.index("workload")]
    np.testing.assert_array_equal(confidence, [0.2, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(workload, [np.nan, np.nan, 0.9, np.nan])
    np.testing.assert_array_equal(setup.flags, [[1, np.nan], [0, np.nan], [np.nan, 1], [np.nan, np.nan]])
    np.testing.assert_array_equal(setup.talkativeness, [np.nan, -1.5, np.nan, np.nan])


def test_one_more_member_changes_nobodys_stable_id() -> None:
    before, after = small(), small(roster={"lay": 3, "clinical": 3, "commissioner": 1, "facilitator": 1})
    ids = dict(zip(after.roster.ids, after.roster.stable_ids, strict=True))
    assert [ids[member] for member in before.roster.ids] == list(before.roster.stable_ids)
    assert len(set(ids.values())) == len(ids)
    assert before.roster.stable_ids.dtype == np.uint64


def test_stable_ids_do_not_change_between_releases() -> None:
    assert small().roster.ids[0] == "lay-1"
    assert small().roster.stable_ids[0] == 2914840882671055828


def test_an_edge_list_gives_trust_of_source_in_target(tmp_path: Path) -> None:
    scenario = HEAD + "roster_file: members.csv\ngraph_file: ties.csv\n"
    edges = "source,target,weight\nAnn,Bo,0.9\nBo,Ann,0\nDi,Cy,1\n"
    ties = compile_scenario(written(tmp_path, scenario_yaml=scenario, members_csv=MEMBERS, ties_csv=edges)).ties
    assert ties[0, 1] == 0.9
    assert ties[1, 0] == 0
    assert ties[3, 2] == 1
    assert np.isnan(ties).sum() == 13


@pytest.mark.parametrize("directed", [True, False])
def test_graphml_gives_the_same_ties(tmp_path: Path, directed: bool) -> None:
    import networkx

    graph = networkx.DiGraph() if directed else networkx.Graph()
    graph.add_nodes_from(["Ann", "Bo", "Cy", "Di"])
    graph.add_edge("Ann", "Bo", weight=0.9)
    networkx.write_graphml(graph, tmp_path / "ties.graphml")
    scenario = HEAD + "roster_file: members.csv\ngraph_file: ties.graphml\n"
    ties = written(tmp_path, scenario_yaml=scenario, members_csv=MEMBERS).ties
    assert ties[0, 1] == 0.9
    assert np.isnan(ties[1, 0]) if directed else ties[1, 0] == 0.9


def test_ties_of_the_roster_reach_the_dynamics(tmp_path: Path) -> None:
    pairs = [(a, b) for a in ("Ann", "Bo", "Cy", "Di") for b in ("Ann", "Bo", "Cy", "Di") if a != b]
    text = HEAD + "cycles: 2\nroster_file: members.csv\ngraph_file: ties.csv\n"
    edges = "source,target,weight\n" + "".join(f"{a},{b},0.77\n" for a, b in pairs)
    setup = compile_scenario(written(tmp_path, scenario_yaml=text, members_csv=MEMBERS, ties_csv=edges))
    ties = simulate_batch(setup, run_seeds(1, 2), record="cycles").ties
    assert ties is not None
    assert np.allclose(ties[:, 0][:, ~np.eye(4, dtype=bool)], 0.77)


def test_the_hash_ignores_names_and_parameters_but_nothing_else() -> None:
    same = [
        small(name="other"), small(title="Another"), small(parameters={"learn_rate": 0.1}),
        small(costs={"lay_payment_hour": 20}),
        small(cycles=3, cycle_weeks=13), small(interventions={}), small(roster={**SMALL["roster"], "lay": 2}),
        small(distributions=["numpy"]),
    ]  # fmt: skip
    different = [
        small(cycles=4), small(cycle_weeks=12), small(lay_diversity=0.1), small(priorities=["b", "a"]),
        small(roster={"lay": 3, "clinical": 3, "commissioner": 1, "facilitator": 1}),
        small(interventions={"icebreakers": {}}), small(interventions={"icebreakers": {"dose": 0.5}}),
        small(shocks={"covid": {"at": 2}}),
    ]  # fmt: skip
    assert {each.hash for each in same} == {small().hash}
    hashes = {each.hash for each in different}
    assert len(hashes) == len(different)
    assert small().hash not in hashes


def test_defaults_written_out_or_left_out_are_the_same_scenario() -> None:
    written_out = BUILT_IN["breakouts"]().model_dump(mode="json", exclude_none=True)
    assert small(interventions={"breakouts": {}}).hash == small(interventions={"breakouts": written_out}).hash


def test_the_hash_follows_the_content_of_files_and_not_their_place(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
    one = written(first, scenario_yaml=HEAD + "roster_file: members.csv\n", members_csv=MEMBERS)
    moved = written(second, scenario_yaml=HEAD + "roster_file: others.csv\n", others_csv=MEMBERS)
    assert moved.hash == one.hash
    (second / "others.csv").write_text(MEMBERS.replace("0.2", "0.3"))
    assert load_scenario(str(second / "scenario.yaml")).hash != one.hash


def test_the_order_of_keys_does_not_matter() -> None:
    forwards = {"breakouts": {"size": 3}, "task_led": {}, "balanced_agenda": {}}
    backwards = dict(reversed(forwards.items()))
    a, b = small(interventions=forwards), small(interventions=backwards)
    assert a.hash == b.hash
    assert compile_scenario(a).contributions == compile_scenario(b).contributions


def test_outside_the_plausible_range_is_allowed_and_said() -> None:
    high = PARAMETERS["learn_rate"].prior[1] * 1.5
    scenario = small(parameters={"learn_rate": high}, costs={"lay_payment_hour": 999})
    assert compile_scenario(scenario).parameters == {"learn_rate": high, "cost_lay_payment_hour": 999}
    assert len(scenario.warnings) == 2
    assert "parameters.learn_rate" in scenario.warnings[0]
    assert "plausible range" in scenario.warnings[0]
    assert not small(parameters={"learn_rate": PARAMETERS["learn_rate"].default}).warnings


def test_two_scenarios_with_one_seed_meet_the_same_people() -> None:
    a, b = small(), small(interventions={"task_led": {}})
    first = [simulate_batch(compile_scenario(each), run_seeds(1, 3), record="cycles") for each in (a, b)]
    assert first[0].ties is not None
    assert first[1].ties is not None
    assert first[0].ties[:, 0].tobytes() == first[1].ties[:, 0].tobytes()
    present = list(OUTCOMES).index("attendance")
    assert np.array_equal(first[0].cycles[:, 0, present], first[1].cycles[:, 0, present])


def test_resolved_is_plain_and_belongs_to_the_caller() -> None:
    scenario = load_scenario("moving-forward")
    assert yaml.safe_load(yaml.safe_dump(scenario.resolved)) == scenario.resolved
    scenario.resolved["interventions"].clear()
    scenario.resolved["priorities"].clear()
    assert load_scenario("moving-forward").resolved["priorities"]


@pytest.mark.parametrize(
    ("text", "value"),
    [("1e-1", 0.1), (".5", 0.5), ("5.", 5.0), ("+0.5", 0.5), ("1E0", 1.0), ("0", 0.0), ("1", 1.0)],
)
def test_numbers_are_read_as_people_write_them(tmp_path: Path, text: str, value: float) -> None:
    body = f"extends: base\ncosts: {{lay_payment_hour: {text}}}\n"
    assert written(tmp_path, scenario_yaml=body).parameters["cost_lay_payment_hour"] == value


def test_short_anchors_are_allowed(tmp_path: Path) -> None:
    body = HEAD + "roster: {lay: &n 3, clinical: *n}\n"
    assert len(written(tmp_path, scenario_yaml=body).roster.ids) == 6
