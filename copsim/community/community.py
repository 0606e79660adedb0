"""A community: a Mesa model whose step is one cycle of the same phases that batches run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from mesa import Model

from copsim.community.graph import interaction_graph
from copsim.community.member import Member
from copsim.errors import InputError, unknown
from copsim.files import whole
from copsim.model.outcomes import OUTCOMES, Observation
from copsim.model.phases import Watch, advance
from copsim.model.roles import ROLES
from copsim.model.run import begin
from copsim.model.setup import Setup
from copsim.model.warmup import warm_up
from copsim.scenario import Scenario, compile_scenario, load_scenario

Plugin = Callable[["Community"], None]


def _compiled(scenario: Setup | Scenario | str) -> Setup:
    if isinstance(scenario, Setup):
        return scenario
    return compile_scenario(load_scenario(scenario) if isinstance(scenario, str) else scenario)


class Community(Model):  # type: ignore[misc]
    """One run of a scenario, to be stepped, looked at and, by plugins, changed.

    Attributes:
        setup: The compiled scenario.
        state: State arrays with one replicate.
        frame: What the run is given.
        cycle: Cycles finished so far.
        members: The members by row.
    """

    def __init__(
        self,
        scenario: Setup | Scenario | str,
        seed: int = 0,
        parameters: Mapping[str, float] | None = None,
        before: Iterable[Plugin] = (),
        after: Iterable[Plugin] = (),
        watch: Watch | None = None,
    ) -> None:
        """Set up a community.

        Args:
            scenario: Name of a scenario or path, a `Scenario`, or one that is compiled.
            seed: Seed of the run, as in `run_seeds`; the same seed in a batch gives the same bits.
            parameters: Overrides on top of the scenario's.
            before: Plugins called with the community before every cycle.
            after: Plugins called after every cycle.
            watch: Called after every phase, see `copsim.model.phases.advance`.

        Raises:
            InputError: For a scenario or parameter that is not allowed.
        """
        super().__init__(seed=int(seed) % 2**32)
        warm_up()
        setup = self.setup = _compiled(scenario)
        self.state, self.frame = begin(setup, np.array([seed], np.uint64), parameters)
        self.cycle = 0
        self._look: Observation | None = None
        self._outcomes: dict[str, float] = {}
        self._before, self._after, self._watch = tuple(before), tuple(after), watch
        self.members = tuple(Member(self, row) for row in range(setup.n_members))

    def step(self) -> None:
        """Run one cycle, then stop being `running` after the last.

        Raises:
            InputError: When all cycles of the scenario have been run.
        """
        if self.cycle >= self.setup.n_cycles:
            raise InputError(f"{self.setup.name}: all {self.setup.n_cycles} cycles have been run")
        for plugin in self._before:
            plugin(self)
        advance(self.state, self.frame, self.cycle, self._watch)
        self._look = Observation(self.state, self.frame, self.cycle).kept()
        self._outcomes = {}
        self.cycle += 1
        for plugin in self._after:
            plugin(self)
        self.running = self.cycle < self.setup.n_cycles

    def outcome(self, name: str) -> float:
        """One outcome after the last cycle; NaN before the first.

        Raises:
            InputError: Naming the nearest known outcome.
        """
        if name not in OUTCOMES:
            raise unknown("outcome", name, OUTCOMES)
        if self._look is None:
            return float("nan")
        if name not in self._outcomes:
            self._outcomes[name] = float(OUTCOMES[name].function(self._look)[0])
        return self._outcomes[name]

    @property
    def outcomes(self) -> dict[str, float]:
        """Outcomes after the last cycle, by name; worked out when asked for."""
        return {} if self._look is None else {name: self.outcome(name) for name in OUTCOMES}

    def of_role(self, role: str) -> Any:
        """AgentSet of the members of one role."""
        if role not in ROLES:
            raise unknown("role", role, ROLES)
        return self.agents.select(lambda member: member.role == role)

    @property
    def graph(self) -> nx.DiGraph[str]:
        """The interaction graph as it stands: nodes by member id with role and state, edges with trust."""
        return interaction_graph(self.setup, self.state)

    def write_graphml(self, path: str | Path) -> None:
        """Write the interaction graph as GraphML, whole or not at all."""
        with whole(Path(path)) as file:
            nx.write_graphml(self.graph, file)
