"""What every database must do: keep each run once, unchanged, and give it back to the last bit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from copsim.errors import InputError
from copsim.model.parameters import PARAMETERS
from copsim.model.results import Record, Results
from copsim.store import (
    Plugin,
    ResultsDifferError,
    RunBatch,
    RunEntry,
    ScenarioRecord,
    Store,
    store_info,
)
from copsim.store.identity import parameter_hash, to_seeds, to_signed
from tests.store.conftest import Opener
from tests.store.fakes import FIRST, OUTCOMES, fake_batch, fake_setup, fake_simulate, put

BIG = 2**64 - 1


def _with(results: Results, name: str, value: float) -> Results:
    """The same results with one outcome more, of one value."""
    cycles = results.cycles
    if cycles is not None:
        cycles = np.concatenate([cycles, np.full((*cycles.shape[:2], 1), value)], axis=2)
    summary = np.column_stack([results.summary, np.full(len(results), value)])
    return replace(results, outcomes=(*results.outcomes, name), summary=summary, cycles=cycles)


def _ids(store: Store, scenario: ScenarioRecord, seeds: list[int]) -> list[int]:
    found = store.find(scenario.hash, [(scenario.parameter_hash, seed) for seed in seeds])
    return [found[scenario.parameter_hash, seed].run_id for seed in seeds]


@pytest.mark.parametrize("record", ["summary", "cycles", "turns"])
def test_gives_back_what_was_stored_to_the_last_bit(store: Store, record: Record) -> None:
    seeds = [5, BIG, 2**63]
    scenario, batch = fake_batch(seeds, record=record)
    assert put(store, scenario, batch) == 3
    back = store.load(_ids(store, scenario, [2**63, 5]), record)
    np.testing.assert_array_equal(back.summary, batch.results.summary[[2, 0]])
    if record == "summary":
        assert back.cycles is None
        return
    assert back.cycles is not None
    assert batch.results.cycles is not None
    assert batch.results.ties is not None
    np.testing.assert_array_equal(back.cycles, batch.results.cycles[[2, 0]])
    assert back.ties is not None
    np.testing.assert_array_equal(back.ties, batch.results.ties[:1])
    assert back.tied.tolist() == [1], "ties are kept for replicate 0 alone"
    if record == "turns":
        assert back.turns is not None
        assert batch.results.turns is not None
        mine = batch.results.turns[batch.results.turns["run"] == 2].copy()
        mine["run"] = 0
        assert back.turns[back.turns["run"] == 0].tobytes() == mine.tobytes()


def test_a_run_is_stored_once(store: Store) -> None:
    scenario, batch = fake_batch([1, 2, 3])
    assert put(store, scenario, batch) == 3
    before = store.summary_frame()
    assert put(store, scenario, batch) == 0
    assert put(store, *fake_batch([2, 3, 1])) == 0, "the order does not matter"
    assert store.summary_frame().equals(before)


def test_another_result_for_a_stored_run_is_refused_and_changes_nothing(store: Store) -> None:
    scenario, batch = fake_batch([1, 2])
    put(store, scenario, batch)
    wrong = batch.results.summary.copy()
    wrong[1, 0] = np.nextafter(wrong[1, 0], 2.0)
    results = Results(OUTCOMES, batch.results.seeds, wrong)
    before = store.runs_hash()
    with pytest.raises(ResultsDifferError, match="seed 2: the run repeated"):
        store.add(RunBatch(batch.scenario_hash, batch.runs, results, "summary"))
    assert store.runs_hash() == before


def test_a_missing_value_that_becomes_a_number_is_a_difference(store: Store) -> None:
    scenario, batch = fake_batch([1])
    put(store, scenario, batch)
    results = Results(OUTCOMES, batch.results.seeds, np.nan_to_num(batch.results.summary))
    with pytest.raises(ResultsDifferError):
        store.add(RunBatch(batch.scenario_hash, batch.runs, results, "summary"))


def test_deeper_recording_adds_rows_and_shallower_takes_none_away(store: Store) -> None:
    put(store, *fake_batch([1, 2]))
    assert put(store, *fake_batch([1, 2, 3], record="turns")) == 3
    assert put(store, *fake_batch([1, 2, 3], record="cycles")) == 0
    assert len(store.cycle_frame()) == 3 * 4
    assert len(store.turn_frame()) == 3 * 5
    fresh = store.runs_hash()
    store.delete(["alpha"])
    put(store, *fake_batch([1, 2, 3], record="turns"))
    assert store.runs_hash() == fresh, "recorded in two goes or in one, the same is stored"


def test_cycles_then_turns(store: Store) -> None:
    put(store, *fake_batch([1], record="cycles"))
    assert put(store, *fake_batch([1], record="turns")) == 1
    assert (len(store.cycle_frame()), len(store.turn_frame())) == (4, 5)


def test_a_failed_run_keeps_its_error_until_it_succeeds(store: Store) -> None:
    scenario, batch = fake_batch([1, 2])
    store.register([scenario])
    store.add_failed(scenario.hash, batch.runs[0], 1, "summary", "boom")
    store.add_failed(scenario.hash, batch.runs[0], 1, "summary", "boom again")
    assert store.failures() == [("alpha", 0, "boom again")]
    assert len(store.summary_frame()) == 0
    assert store.add(batch) == 2
    assert store.failures() == []
    store.add_failed(scenario.hash, batch.runs[0], 1, "summary", "too late")
    assert store.failures() == []


def test_frames_say_which_run_each_row_is(store: Store) -> None:
    put(store, *fake_batch([BIG, 7], record="turns"))
    put(store, *fake_batch([7], fake_setup("beta"), {FIRST: 0.25}))
    frame = store.summary_frame()
    assert frame["scenario"].tolist() == ["alpha", "alpha", "beta"]
    assert frame["seed"].tolist() == [BIG, 7, 7]
    assert frame["seed"].dtype == np.uint64
    assert frame["replicate"].tolist() == [0, 1, 0]
    assert frame["parameter_hash"].nunique() == 2
    assert frame["confidence_lay"].isna().all()
    assert frame["confidence_lay"].dtype == np.float64
    expected = fake_simulate(fake_setup("beta"), np.array([7], np.uint64), {FIRST: 0.25}).summary[0]
    np.testing.assert_array_equal(frame.loc[2, list(OUTCOMES)].to_numpy(float), expected)
    assert store.summary_frame(["beta"])["scenario"].tolist() == ["beta"]
    assert store.cycle_frame()["cycle"].tolist() == [1, 2, 3, 4] * 2


def test_turn_frame_names_people_and_codes(store: Store) -> None:
    _, batch = fake_batch([4], record="turns")
    put(store, *fake_batch([4], record="turns"))
    frame, turns = store.turn_frame(), batch.results.turns
    assert turns is not None
    assert frame["speaker"].tolist() == [f"member-{i}" for i in turns["speaker"]]
    assert set(frame["phase"]) == {"breakout"}
    assert set(frame["priority"]) == {"hips"}
    assert frame["listener"].isna().all()
    assert frame["cycle"].tolist() == [1, 2, 3, 4, 1]
    np.testing.assert_array_equal(frame["reception"], turns["reception"])


def test_two_names_of_one_content_share_their_runs(store: Store) -> None:
    put(store, *fake_batch([1, 2], fake_setup("alpha", scenario_hash="same")))
    assert put(store, *fake_batch([1, 2], fake_setup("omega", scenario_hash="same"))) == 0
    assert store.summary_frame()["scenario"].tolist() == ["alpha", "alpha"], "no row twice"
    assert store.summary_frame(["omega"])["scenario"].tolist() == ["omega", "omega"]
    assert store.summary_frame(["omega", "alpha"])["scenario"].tolist() == ["alpha", "alpha", "omega", "omega"]


def test_unknown_names_are_refused_with_the_nearest(store: Store) -> None:
    put(store, *fake_batch([1]))
    with pytest.raises(InputError, match="did you mean 'alpha'"):
        store.summary_frame(["alpah"])
    with pytest.raises(InputError, match="unknown study 'x'"):
        store.summary_frame(study="x")


def test_outcomes_that_the_store_does_not_know_get_columns(store: Store) -> None:
    put(store, *fake_batch([1, 2], record="cycles"))
    scenario, batch = fake_batch([1, 2], record="cycles", plugin=Plugin("noise", "abc"))
    put(store, scenario, replace(batch, results=_with(batch.results, "laughter", 7.5)))
    summary, cycles = store.summary_frame(plugin=None), store.cycle_frame(plugin="abc")
    assert summary["laughter"].tolist()[2:] == [7.5, 7.5]
    assert summary["laughter"].isna().tolist() == [True, True, False, False]
    assert cycles["laughter"].tolist() == [7.5] * 8
    assert "laughter" not in store.summary_frame().columns
    with pytest.raises(InputError, match="outcome 'run_id'"):
        put(store, scenario, replace(batch, results=_with(batch.results, "run_id", 1.0)))


def test_runs_of_a_plugin_stay_apart(store: Store) -> None:
    put(store, *fake_batch([1]))
    assert put(store, *fake_batch([1], plugin=Plugin("noise", "abc"))) == 1
    assert len(store.summary_frame()) == 1
    assert store.summary_frame(plugin="abc")["plugin"].tolist() == ["noise"]
    assert len(store.summary_frame(plugin=None)) == 2


def test_results_of_an_older_model_stay_and_never_mix(url: str, opener: Opener) -> None:
    old = opener(url, model_version=1)
    put(old, *fake_batch([1, 2]))
    new = opener(url, model_version=2)
    assert len(new.summary_frame()) == 0
    assert put(new, *fake_batch([1])) == 1
    assert new.summary_frame(all_versions=True)["model_version"].tolist() == [1, 1, 2]
    assert [(one.model_version, one.done) for one in new.listing()] == [(1, 2), (2, 1)]


def test_a_study_keeps_its_name_for_its_content(store: Store) -> None:
    store.add_study("sweep", {"levels": [1, 2], "design": "grid"})
    store.add_study("sweep", {"design": "grid", "levels": [1, 2]})
    with pytest.raises(InputError, match="stored with other content"):
        store.add_study("sweep", {"design": "grid", "levels": [1, 3]})
    assert store.study("sweep") == {"levels": [1, 2], "design": "grid"}
    assert store.studies() == ["sweep"]


def test_runs_by_study_and_deletion(store: Store) -> None:
    store.add_study("sweep", {"a": 1})
    scenario, batch = fake_batch([1], parameters={FIRST: 0.5})
    store.register([scenario], study="sweep")
    store.add(batch)
    put(store, *fake_batch([1, 2]))
    assert len(store.summary_frame(study="sweep")) == 1
    assert store.delete(study="sweep") == 1
    assert store.studies() == []
    assert len(store.summary_frame()) == 2
    assert store.parameter_sets() == {parameter_hash({}): {}}


def test_deletion_by_scenario_leaves_nothing_behind(store: Store) -> None:
    put(store, *fake_batch([1, 2], record="turns"))
    put(store, *fake_batch([1], fake_setup("beta")))
    assert store.delete(["alpha"]) == 2
    assert store_info(store.url.render_as_string(hide_password=False))["rows"] == {
        "scenario": 1, "parameter_set": 1, "study": 0, "run": 1, "run_summary": 1, "run_cycle": 0, "turn": 0
    }  # fmt: skip
    assert [one.scenario for one in store.listing()] == ["beta"]


def test_deletion_of_failed_runs_only(store: Store) -> None:
    scenario, batch = fake_batch([1])
    put(store, scenario, batch)
    store.add_failed(scenario.hash, RunEntry(scenario.parameter_hash, 1), 2, "summary", "boom")
    assert store.delete(failed=True) == 1
    assert len(store.summary_frame()) == 1


def test_listing_counts(store: Store) -> None:
    put(store, *fake_batch([1, 2], record="cycles", seconds=3.0))
    put(store, *fake_batch([3], parameters={FIRST: 0.5}))
    one = store.listing()[0]
    assert (one.done, one.failed, one.cycles, one.turns, one.parameter_sets) == (3, 0, 2, 0, 2)
    assert one.seconds == pytest.approx(3.0)


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_export_can_be_read_back(store: Store, tmp_path: Path, suffix: str) -> None:
    import pandas as pd

    put(store, *fake_batch([BIG, 2], record="cycles"))
    path = tmp_path / f"cycles{suffix}"
    assert store.export("cycles", path) == 8
    back = pd.read_csv(path) if suffix == ".csv" else pd.read_parquet(path)
    frame = store.cycle_frame()
    assert list(back.columns) == list(frame.columns)
    assert back["seed"].tolist() == frame["seed"].tolist()
    for name in OUTCOMES:
        np.testing.assert_array_equal(back[name].to_numpy(float), frame[name].to_numpy())


def test_seeds_and_parameter_hashes() -> None:
    seeds = np.array([0, 1, 2**63, BIG], np.uint64)
    np.testing.assert_array_equal(to_seeds(to_signed(seeds)), seeds)
    default = PARAMETERS[FIRST].default
    assert parameter_hash({}) == parameter_hash({FIRST: default})
    assert parameter_hash({FIRST: default}) != parameter_hash({FIRST: np.nextafter(default, 9.0)})


def test_the_hash_is_the_same_on_every_database_in_any_order(tmp_path: Path, postgres_url: str, opener: Opener) -> None:
    lite, server = opener(f"sqlite:///{tmp_path}/copsim.db"), opener(postgres_url)
    put(lite, *fake_batch([1, 2, BIG], record="turns", started="2020-01-01", seconds=9.0))
    put(lite, *fake_batch([8], fake_setup("beta")))
    put(server, *fake_batch([8], fake_setup("beta")))
    for seed in (BIG, 2, 1):
        put(server, *fake_batch([seed], record="turns"))
    assert lite.runs_hash() == server.runs_hash()
    server.delete(["beta"])
    assert lite.runs_hash() != server.runs_hash()
    assert lite.runs_hash(["alpha"]) == server.runs_hash()


def test_turns_of_the_real_kernels_count_cycles_as_the_cycle_frame_does(tmp_path: Path) -> None:
    from copsim.execution import Job, run_jobs
    from copsim.model.trial import small_setup
    from copsim.store import open_store

    with open_store(f"sqlite:///{tmp_path}/copsim.db") as real:
        run_jobs([Job.of(small_setup((2, 2, 1, 1), 3), 2)], record="turns", workers=1, store=real)
        assert set(real.turn_frame()["cycle"]) == set(real.cycle_frame()["cycle"]) == {1, 2, 3}
        assert not real.turn_frame()["speaker"].isna().any()


def test_the_hash_of_the_same_runs_stays_the_same(store: Store) -> None:
    for seeds, record in (([1, 2, 3, 2**63 + 5], "turns"), ([4, 5], "cycles"), (range(10, 1300), "summary")):
        put(store, *fake_batch(list(seeds), record=record))  # type: ignore[arg-type]
    assert store.runs_hash() == "a22c858897aef154664f51ccf59bba8b8c6df4629540f167a2de6cb1d61c5ca3"
    before = store.runs_hash()
    put(store, *fake_batch([1, 2], fake_setup("shorter", cycles=3), record="cycles"))
    assert store.runs_hash() != before, "scenarios of other lengths are read in blocks of their own"
