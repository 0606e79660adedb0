"""A stand-in for the kernels: results that depend on seed and parameters alone, made in microseconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from copsim.model.parameters import PARAMETERS
from copsim.model.results import TURN_DTYPE, Record, Results
from copsim.model.setup import Setup
from copsim.store import RunBatch, RunEntry, ScenarioRecord, Store

OUTCOMES = ("plan", "uptake", "confidence_lay", "airtime_parity_lay")
FIRST = next(iter(PARAMETERS))
Overrides = Mapping[str, float] | Sequence[Mapping[str, float]] | None


def fake_setup(name: str = "alpha", members: int = 3, cycles: int = 4, scenario_hash: str | None = None) -> Setup:
    """A setup of lay members and nothing else."""
    return Setup(
        name=name,
        scenario_hash=scenario_hash or f"hash-of-{name}",
        n_cycles=cycles,
        cycle_weeks=13.0,
        roles=np.arange(members, dtype=np.int64) % 4,
        stable_ids=np.arange(members, dtype=np.uint64),
        ids=tuple(f"member-{i}" for i in range(members)),
        labels=tuple("member" for _ in range(members)),
        traits=np.full((members, 1), np.nan),
        flags=np.full((members, 2), np.nan),
        talkativeness=np.full(members, np.nan),
        ties=np.full((members, members), np.nan),
        priorities=("hips", "knees"),
        contributions=(),
        title=f"Title of {name}",
    )


def fake_simulate(
    setup: Setup | Sequence[Setup],
    seeds: NDArray[np.uint64],
    parameters: Overrides = None,
    record: Record = "summary",
) -> Results:
    """Results by the contract of `simulate_batch`: each run depends on its own seed and parameters only."""
    setups = [setup] * len(seeds) if isinstance(setup, Setup) else setup
    sets = [parameters or {}] * len(seeds) if parameters is None or isinstance(parameters, Mapping) else parameters
    runs = list(zip(setups, seeds.tolist(), sets, strict=True))
    cycles = np.stack([_one(one, seed, {**one.parameters, **overrides}) for one, seed, overrides in runs])
    deep = record != "summary"
    turns = np.concatenate([_turns(one, seed, i) for i, (one, seed, _) in enumerate(runs)])
    ties = np.stack([_ties(one, seed) for one, seed, _ in runs]) if deep else None
    results = Results(
        OUTCOMES, seeds, cycles[:, -1].copy(), cycles if deep else None, turns if record == "turns" else None, ties
    )
    return results.of(setup) if isinstance(setup, Setup) else results


def _one(setup: Setup, seed: int, parameters: Mapping[str, float]) -> NDArray[np.float64]:
    base = np.random.default_rng(seed).random((setup.n_cycles, len(OUTCOMES))) + parameters.get(FIRST, 0.0)
    base[:, 2] = np.nan
    base[0, 0] = -0.0
    base[-1, 3] = 0.1 + 0.2
    return np.asarray(base)


def _turns(setup: Setup, seed: int, run: int) -> NDArray[np.void]:
    rng = np.random.default_rng(seed)
    turns = np.zeros(5, TURN_DTYPE)
    turns["run"], turns["cycle"] = run, np.arange(5) % setup.n_cycles + 1
    turns["speaker"], turns["listener"] = rng.integers(0, setup.n_members, 5), -1
    turns["phase"], turns["act"], turns["kind"] = 1, rng.integers(0, 3, 5), rng.integers(0, 4, 5)
    turns["priority"], turns["reception"] = 0, rng.random(5)
    turns["reception"][2] = np.nan
    return turns


def _ties(setup: Setup, seed: int) -> NDArray[np.float64]:
    return np.random.default_rng(seed).random((2, setup.n_members, setup.n_members)).round(3)


def fake_batch(
    seeds: Sequence[int],
    setup: Setup | None = None,
    parameters: Mapping[str, float] | None = None,
    record: Record = "summary",
    **more: object,
) -> tuple[ScenarioRecord, RunBatch]:
    """A scenario and a batch of it, ready to be stored; replicates count from 0 in the order of seeds."""
    setup = setup or fake_setup()
    scenario = ScenarioRecord.of(setup, parameters, resolved={"name": setup.name})
    results = fake_simulate(setup, np.array(seeds, np.uint64), parameters, record)
    runs = [RunEntry(scenario.parameter_hash, index) for index in range(len(seeds))]
    return scenario, RunBatch(setup.scenario_hash, runs, results, record, **more)  # type: ignore[arg-type]


def put(store: Store, scenario: ScenarioRecord, batch: RunBatch) -> int:
    """Register and add at once."""
    store.register([scenario])
    return store.add(batch)
