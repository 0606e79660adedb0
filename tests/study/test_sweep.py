"""Sweeps: every point and replicate once, in memory and in a store, resumed, refused, and the same by any executor."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from copsim.errors import InputError
from copsim.execution import Interrupted, Progress, SerialExecutor
from copsim.model.rng import run_seeds
from copsim.store import open_store
from copsim.study.design import Design
from copsim.study.results import SweepResults
from copsim.study.stored import analysed_study
from copsim.study.sweep import Workers, run_study
from copsim.study.variants import Variants
from tests.study.fakes import TALK, quick, raising, values_of

KEYS: dict[str, Any] = {
    "name": "small",
    "scenarios": ["moving-forward", "no-covid"],
    "factors": {f"parameters.{TALK}": {"values": [1.5, 2.0, 3.0]}, "roster.lay": {"values": [4, 6]}},
    "design": {"method": "grid"},
    "replicates": 5,
    "seed": 3,
}
SERIAL = Workers(1, executor=SerialExecutor())


def ran(keys: dict[str, Any] = KEYS, url: str | None = None, simulate: Any = quick, **more: Any) -> SweepResults:
    design = Design(**keys)
    workers = more.pop("workers", SERIAL)
    if url is None:
        return run_study(design, Variants(design), workers=workers, simulate=simulate, **more)
    with open_store(url) as store:
        return run_study(design, Variants(design), workers=workers, simulate=simulate, store=store, **more)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/copsim.db"


def hash_of(url: str, study: str | None = None) -> str:
    with open_store(url, create=False) as store:
        return store.runs_hash(study=study)


def test_every_run_is_what_its_point_and_seed_say() -> None:
    results, design = ran(), Design(**KEYS)
    variants, seeds = Variants(design), run_seeds(3, 5).tolist()
    for point in design.points():
        setup, parameters = variants.of(point).setup, variants.of(point).parameters
        for replicate, seed in enumerate(seeds):
            assert results.values[point.number, replicate].tolist() == values_of(setup, seed, parameters).tolist()
    assert results.complete
    assert results.state == "60 of 60 runs"


def test_in_memory_and_from_a_store_are_the_same(url: str) -> None:
    one, other = ran(), ran(url=url)
    assert np.array_equal(one.values, other.values)
    assert one.scenarios == other.scenarios == ("moving-forward", "no-covid")
    frame, again = one.to_frame(), other.to_frame()
    assert frame.equals(again)
    assert frame.columns[:6].tolist() == ["point", "scenario", "replicate", "seed", f"parameters.{TALK}", "roster.lay"]
    assert len(frame) == 60


def test_points_tell_means_and_their_monte_carlo_error() -> None:
    results = ran()
    points = results.points()
    assert len(points) == 12
    assert points["uptake"].tolist() == pytest.approx(results.outcome("uptake").mean(axis=1).tolist())
    error = results.outcome("uptake").std(axis=1, ddof=1) / np.sqrt(5)
    assert points["uptake_mc"].tolist() == pytest.approx(error.tolist())


def test_a_second_time_nothing_is_computed(url: str) -> None:
    ran(url=url)

    def never(*_: Any) -> Any:
        raise AssertionError("computed again")

    told: list[Progress] = []
    assert ran(url=url, simulate=never, progress=told.append).complete
    assert told[-1].reused == told[-1].total == 60


def test_another_study_reuses_what_both_ask_for(url: str) -> None:
    ran(url=url)
    larger = {**KEYS, "name": "larger", "replicates": 7}
    computed: list[int] = []

    def counting(setup: Any, seeds: Any, *more: Any) -> Any:
        computed.append(len(seeds))
        return quick(setup, seeds, *more)

    assert ran(larger, url, counting).complete
    assert sum(computed) == 12 * 2


def test_a_name_with_other_content_is_refused_before_anything_runs(url: str) -> None:
    ran(url=url)
    with pytest.raises(InputError, match="stored with other content"):
        ran({**KEYS, "seed": 4}, url)
    with pytest.raises(InputError, match="stored with other content"):
        ran({**KEYS, "scenarios": ["moving-forward"]}, url)
    with open_store(url) as store:
        assert [(one.name, one.points, one.wanted, one.done, one.left) for one in store.listed_studies()] == [
            ("small", 12, 60, 60, 0)
        ]


def test_points_that_contradict_themselves_stop_it_before_anything_is_stored(url: str) -> None:
    keys = {**KEYS, "factors": {"interventions.breakouts.size": {"values": [3, 20]}, "roster.lay": {"values": [3, 6]}}}
    with pytest.raises(InputError, match="at point 3 of scenario"):
        ran(keys, url)
    with open_store(url) as store:
        assert store.studies() == []
        assert store.listing() == []


def test_stopped_in_the_middle_it_goes_on_to_the_same_hash(tmp_path: Path) -> None:
    whole, parts = f"sqlite:///{tmp_path}/whole.db", f"sqlite:///{tmp_path}/parts.db"
    keys = {**KEYS, "replicates": 400}
    ran(keys, whole)

    class Stops(SerialExecutor):
        left = 3

        def submit(self, function: Any, /, *args: Any, **kwargs: Any) -> Any:
            Stops.left -= 1
            if Stops.left < 0:
                raise KeyboardInterrupt
            return super().submit(function, *args, **kwargs)

    with pytest.raises(Interrupted) as stopped:
        ran(keys, parts, workers=Workers(1, executor=Stops()))
    assert 0 < stopped.value.done < stopped.value.total == 4800
    with open_store(parts) as store:
        [listed] = store.listed_studies()
        assert listed.done == stopped.value.done
        assert listed.left == 4800 - listed.done
        results, studied = analysed_study(store, "small", ["uptake"])
    assert not studied.complete
    assert studied.sentences()[0].startswith("The study is not complete")
    assert int(results.done.sum()) == listed.done
    ran(keys, parts)
    assert hash_of(parts) == hash_of(whole)


def test_a_run_that_raises_is_stored_as_failed_and_tried_again_when_asked(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COPSIM_TEST_RAISE", str(run_seeds(3, 5)[2]))
    results = ran(url=url, simulate=raising)
    assert results.failed == 4
    assert set(results.errors) == {(point, 2) for point in (4, 5, 10, 11)}
    assert all("ArithmeticError: a run that raises" in error for error in results.errors.values())
    monkeypatch.delenv("COPSIM_TEST_RAISE")
    assert ran(url=url, simulate=raising).failed == 4
    assert ran(url=url, simulate=raising, retry_failed=True).failed == 0
    ran(url=f"sqlite:///{tmp_path}/whole.db")
    assert hash_of(url) == hash_of(f"sqlite:///{tmp_path}/whole.db")


def test_workers_and_blocks_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hashes = set()
    for number, runs in enumerate((4000, 7, 1)):
        monkeypatch.setattr("copsim.study.sweep.RUNS_AT_ONCE", runs)
        url = f"sqlite:///{tmp_path}/{number}.db"
        with ThreadPoolExecutor(3) as pool:
            ran(url=url, workers=Workers(3, executor=pool))
        hashes.add(hash_of(url, "small"))
    assert len(hashes) == 1


def test_the_manifest_rebuilds_the_study(url: str, tmp_path: Path) -> None:
    import json

    rows = [{f"parameters.{TALK}": 2.0, "roster.lay": 5}, {f"parameters.{TALK}": 1.0, "roster.lay": 3}]
    keys = {**KEYS, "design": {"method": "list", "rows": rows}, "factors": {}}
    ran(keys, url)
    with open_store(url) as store:
        manifest = store.study_manifest("small")
    assert {"design_hash", "points_hash", "copsim", "model_version", "platform", "command", "begun"} <= set(manifest)
    (tmp_path / "again.json").write_text(json.dumps(manifest))
    again = Design.load(tmp_path / "again.json")
    other = f"sqlite:///{tmp_path}/other.db"
    with open_store(other) as store:
        run_study(again, Variants(again), workers=SERIAL, simulate=quick, store=store)
    assert hash_of(other) == hash_of(url)


def test_two_scenarios_of_a_grid_are_a_factor_like_any_other() -> None:
    varied = ran().varied("uptake")
    assert varied.factors == ("scenario", TALK, "lay members")
    assert varied.levels[0] == ("moving-forward", "no-covid")
    assert ran().varied("uptake", "no-covid").means.tolist() == varied.means[6:].tolist()
    effects = {
        row.factor: row.value for row in ran().analyse("uptake").to_frame().query("what == 'effect'").itertuples()
    }
    assert effects[TALK] == pytest.approx(3 * 1.5)


def test_it_shows_itself() -> None:
    html = ran()._repr_html_()
    assert "60 of 60 runs" in html
    assert "parameters.talk_power" in html
