"""Community works as a Mesa user expects: AgentSet, DataCollector, plugins, the graph and its measures."""

import gc
import math
import weakref

import networkx as nx
import numpy as np
import pytest
from mesa import DataCollector

from copsim.community import Community
from copsim.errors import InputError
from copsim.model.outcomes.ties import TIE
from copsim.model.trial import small_setup


@pytest.fixture
def community() -> Community:
    return Community(small_setup((6, 8, 3, 4), 4), seed=5)


def test_agent_sets_select_aggregate_group_and_set(community: Community) -> None:
    community.step()
    lay = community.agents.select(lambda member: member.role == "lay")
    assert len(lay) == 6
    assert lay.agg("confidence", np.mean) == pytest.approx(community.outcome("confidence_lay"))
    assert set(community.agents.groupby("role").groups) == {"lay", "clinical", "commissioner", "facilitator"}
    lay.set("confidence", 0.9)
    assert (community.state.members["confidence"][0, :6] == 0.9).all()
    assert len(community.of_role("commissioner")) == 3


def test_what_is_written_to_a_member_changes_the_run() -> None:
    runs = []
    for confidence in (0.05, 0.95):
        community = Community(small_setup((6, 8, 3, 4), 1), seed=5)
        community.of_role("lay").set("confidence", confidence)
        community.step()
        runs.append(community.outcome("airtime_parity_lay"))
    assert runs[0] < runs[1]


def test_data_collector_collects(community: Community) -> None:
    collector = DataCollector(
        model_reporters={"plan": lambda model: model.outcome("plan")}, agent_reporters={"confidence": "confidence"}
    )
    while community.running:
        community.step()
        collector.collect(community)
    plan = collector.get_model_vars_dataframe()["plan"]
    assert len(plan) == 4
    assert plan.is_monotonic_increasing
    assert len(collector.get_agent_vars_dataframe()) == 4 * 21


def test_plugins_run_before_and_after_every_cycle() -> None:
    seen: list[tuple[str, int]] = []

    def lift(model: Community) -> None:
        seen.append(("before", model.cycle))
        model.of_role("lay").set("confidence", 1.0)

    def note(model: Community) -> None:
        seen.append(("after", model.cycle))

    changed = Community(small_setup((6, 8, 3, 4), 2), 5, before=[lift], after=[note])
    plain = Community(small_setup((6, 8, 3, 4), 2), 5)
    for model in (changed, plain):
        while model.running:
            model.step()
    assert seen == [("before", 0), ("after", 1), ("before", 1), ("after", 2)]
    assert changed.outcome("airtime_parity_lay") > plain.outcome("airtime_parity_lay")


def test_stepping_beyond_the_end_is_refused(community: Community) -> None:
    while community.running:
        community.step()
    with pytest.raises(InputError, match="all 4 cycles"):
        community.step()


def test_unknown_names_are_refused_with_the_nearest(community: Community) -> None:
    with pytest.raises(InputError, match="confidence_lay"):
        community.outcome("confidense_lay")
    with pytest.raises(AttributeError, match="confidence"):
        _ = community.members[0].confidance
    with pytest.raises(AttributeError, match="cannot be set"):
        community.members[0].role = "clinical"


def test_graph_outcomes_equal_those_of_networkx(community: Community) -> None:
    for _ in range(3):
        community.step()
    everything = community.graph
    ties = nx.DiGraph()
    ties.add_nodes_from(everything.nodes(data=True))
    ties.add_edges_from((a, b) for a, b, w in everything.edges(data="weight") if w >= TIE)
    assert 0 < ties.number_of_edges() < everything.number_of_edges()
    assert community.outcome("tie_density") == pytest.approx(nx.density(ties))
    assortativity = nx.attribute_assortativity_coefficient(ties, "role")
    assert community.outcome("role_assortativity") == pytest.approx(assortativity)
    role = nx.get_node_attributes(everything, "role")
    outside = sum(role[a] != role[b] for a, b in ties.edges)
    inside = ties.number_of_edges() - outside
    assert community.outcome("e_i_index") == pytest.approx((outside - inside) / (outside + inside))
    weights = [w for a, b, w in everything.edges(data="weight") if role[a] != role[b]]
    assert community.outcome("trust_across") == pytest.approx(np.mean(weights))


def test_graphml_can_be_read_back(community: Community, tmp_path) -> None:
    community.step()
    path = tmp_path / "ties.graphml"
    community.write_graphml(path)
    back = nx.read_graphml(path)
    assert back.nodes["lay-1"]["role"] == "lay"
    weight = community.graph["lay-1"]["lay-2"]["weight"]
    assert math.isclose(back["lay-1"]["lay-2"]["weight"], weight)


def test_communities_let_go_are_gone() -> None:
    setup = small_setup((2, 2, 1, 1), 1)
    last = []
    for seed in range(20):
        community = Community(setup, seed)
        community.step()
        assert sorted(member.unique_id for member in community.members) == list(range(1, 7))
        last.append(weakref.ref(community))
        del community
    gc.collect()
    assert [one for one in last if one() is not None] == []
