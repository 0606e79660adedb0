"""The interaction graph as a networkx DiGraph."""

from __future__ import annotations

import networkx as nx
import numpy as np

from copsim.errors import printable
from copsim.model.roles import KINDS, ROLES
from copsim.model.setup import Setup
from copsim.model.state import State

_SHOWN = ("confidence", "standing", "formal_power", "language", "clarity", "unease", "footing", "uptake", "present")


def interaction_graph(setup: Setup, state: State, replicate: int = 0) -> nx.DiGraph[str]:
    """Directed graph of trust.

    Args:
        setup: Compiled scenario.
        state: State of a batch.
        replicate: Which replicate.

    Returns:
        Nodes by member id with role, label and state; an edge from i to j carries i's trust in j as `weight`.
    """
    ids = [printable(member) for member in setup.ids]
    graph: nx.DiGraph[str] = nx.DiGraph(name=printable(setup.name))
    for row, name in enumerate(ids):
        member = state.members[replicate, row]
        attributes: dict[str, str | float] = {"role": ROLES[setup.roles[row]], "label": printable(setup.labels[row])}
        attributes |= {field: float(member[field]) for field in _SHOWN}
        attributes |= {f"knowledge_{kind}": float(member["knowledge"][k]) for k, kind in enumerate(KINDS)}
        attributes["turns"] = float(state.total["turns"][replicate, row])
        graph.add_node(name, **attributes)
    trust = state.trust[replicate]
    for i, j in np.argwhere(trust > 0):
        graph.add_edge(ids[i], ids[j], weight=float(trust[i, j]))
    return graph
