"""Running and comparing scenarios: what the command line, a notebook and a page share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from pathlib import Path
from typing import Any, overload

from copsim.analysis import check_names
from copsim.analysis import compare as compare_results
from copsim.errors import InputError
from copsim.execution import Job, ProgressListener, run_jobs
from copsim.execution.runner import Status
from copsim.model.results import Record, Results
from copsim.scenario import Scenario, compile_scenario, load_scenario, make_scenario
from copsim.store import NO_PLUGIN, Plugin, open_store
from copsim.study.order import DEFAULT_REPLICATES, DEFAULT_SEED, Order, overrides_of
from copsim.study.shown import ResultSet, StudyComparison, StudyResults

Given = str | Path | Scenario
Settings = Mapping[str, Any] | Sequence[str] | None


def load(scenario: Given, set: Settings = None) -> Scenario:  # noqa: A002 - named as on the command line
    """A scenario from the library or a file, checked.

    Args:
        scenario: Library name such as "moving-forward", or a path that ends in .yaml; one that is loaded already may
            be changed.
        set: Settings by key path, such as `{"interventions.briefing.dose": 0.5, "shocks.covid": None}`.

    Raises:
        InputError: For the first thing that is wrong, in one line.
    """
    overrides = overrides_of(set)
    if not isinstance(scenario, Scenario):
        return load_scenario(str(scenario), overrides)
    return make_scenario(scenario.resolved, scenario.name, set_=overrides) if overrides else scenario


@overload
def run(scenario: Given, /, **settings: Any) -> StudyResults: ...
@overload
def run(first: Given, second: Given, /, *more: Given, **settings: Any) -> ResultSet: ...


def run(  # type: ignore[misc]
    *scenarios: Given,
    replicates: int = DEFAULT_REPLICATES,
    seed: int = DEFAULT_SEED,
    set: Settings = None,  # noqa: A002
    record: Record = "summary",
    workers: int | None = None,
    executor: Executor | None = None,
    db: str | None = None,
    plugin: Any = None,
    progress: ProgressListener | None = None,
    status: Status | None = None,
) -> StudyResults | ResultSet:
    """Run replicates of scenarios; the same seed meets the same people, whatever the scenario and the workers.

    Args:
        scenarios: Library names, paths or loaded scenarios.
        replicates: Of each, 1 to 1,000,000.
        seed: Of the study.
        set: Settings of every scenario by key path, as `load` takes them.
        record: How much to keep: "summary", "cycles" (outcomes after each cycle, ties of the first replicate) or
            "turns" (every turn too).
        workers: That compute side by side; as many as processors when None.
        executor: Computes elsewhere, such as a process pool or a cluster's executor.
        db: Address of a store, such as "sqlite:///copsim.db", which keeps runs and gives back those it has; None
            keeps them in memory alone.
        plugin: A mechanism of your own: a function called with the `Community` after every cycle, or an object with
            methods `before(community)` or `after(community)`.
        progress: Told after each batch how far the work is.
        status: Told in one line what is being waited for.

    Returns:
        The results of one scenario, or of several by name. Runs that failed are among their `failures`.

    Raises:
        InputError: For what is wrong in a scenario or setting, before anything runs.
    """
    order = Order(tuple(map(_called, scenarios)), replicates, seed, overrides_of(set), workers, db)
    found = run_order(order, scenarios, record, executor, plugin, progress, status)
    return found[found.names[0]] if len(scenarios) == 1 else found


def run_order(
    order: Order,
    scenarios: Sequence[Given],
    record: Record = "summary",
    executor: Executor | None = None,
    plugin: Any = None,
    progress: ProgressListener | None = None,
    status: Status | None = None,
    check: Any = None,
) -> ResultSet:
    """Run what an order asks for; `check` sees the scenarios' names before anything runs."""
    loaded = [load(each, order.overrides) for each in scenarios]
    names = [each.name for each in loaded]
    (check or _check_several)(names)
    jobs = [Job.of(compile_scenario(each), order.replicates, order.seed, resolved=each.resolved) for each in loaded]
    simulate, known_as = _mechanism(plugin)
    with nullcontext() if order.db is None else open_store(order.db) as store:
        results = run_jobs(
            jobs, record=record, workers=order.workers, store=store, progress=progress, status=status,
            executor=executor, simulate=simulate, plugin=known_as,
        )  # fmt: skip
    return ResultSet(tuple(StudyResults.made(one, order) for one in results))


def compare(
    *scenarios: Given | Results | ResultSet,
    replicates: int = DEFAULT_REPLICATES,
    seed: int = DEFAULT_SEED,
    record: Record = "cycles",
    **settings: Any,
) -> StudyComparison:
    """Compare scenarios with the first of them, the baseline, replicate by replicate with the same seeds.

    Args:
        scenarios: Two to twelve names, paths or loaded scenarios, which are run; or results that are at hand.
        replicates: Of each.
        seed: Of the study.
        record: How much to keep; figures of courses need "cycles".
        settings: Otherwise as `run` takes them.

    Returns:
        Every outcome of each option against the baseline.

    Raises:
        InputError: When they cannot be compared.
    """
    at_hand = [one for each in scenarios if isinstance(each, Results | ResultSet) for one in _each(each)]
    if at_hand and all(isinstance(each, Results | ResultSet) for each in scenarios):
        results: Sequence[Results] = at_hand
    elif at_hand:
        raise InputError("compare: give scenarios, or results, not both")
    else:
        overrides = overrides_of(settings.pop("set", None))
        given = [each for each in scenarios if not isinstance(each, Results | ResultSet)]
        names, workers, db = tuple(map(_called, given)), settings.pop("workers", None), settings.pop("db", None)
        order = Order(names, replicates, seed, overrides, workers, db)
        results = list(run_order(order, given, record, check=check_names, **settings).values())
    return StudyComparison.made(compare_results(results))


def _each(given: Results | ResultSet) -> Sequence[Results]:
    return [given] if isinstance(given, Results) else list(given.values())


def _called(scenario: Given) -> str:
    return scenario.name if isinstance(scenario, Scenario) else str(scenario)


def _check_several(names: Sequence[str]) -> None:
    if not names:
        raise InputError("run: no scenario given; allowed: one or more")
    repeated = next((name for name in names if names.count(name) > 1), None)
    if repeated is not None:
        raise InputError(f"run: two scenarios are called '{repeated}'; allowed: different names")


def _mechanism(plugin: Any) -> tuple[Any, Plugin]:
    if plugin is None:
        return None, NO_PLUGIN
    from copsim.community.mechanism import Mechanism

    found = Mechanism.of(plugin)
    return found, Plugin(found.name, found.hash)
