"""Damaged files, really damaged: found, named, and what is left is saved into a new file."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import create_engine, text

from copsim.errors import CopsimError, InputError
from copsim.store import DamagedError, SchemaError, Store, check_store, open_store, salvage_store, upgrade_store
from copsim.store.engine import PAGE_BYTES
from tests.store.conftest import Opener
from tests.store.fakes import FIRST, OUTCOMES, fake_batch, put

RUNS = 600


def _filled(path: Path) -> str:
    """A store of runs by summary, cycles and turns under two parameter sets."""
    with open_store(f"sqlite:///{path}", outcomes=OUTCOMES, model_version=1) as store:
        put(store, *fake_batch(list(range(RUNS)), record="cycles"))
        put(store, *fake_batch(list(range(RUNS)), parameters={FIRST: 0.75}))
        put(store, *fake_batch(list(range(RUNS, RUNS + 20)), record="turns"))
    return f"sqlite:///{path}"


def _open(url: str) -> Store:
    return open_store(url, False, outcomes=OUTCOMES, model_version=1)


def _true_to(saved: str, whole: str) -> int:
    """How many runs were saved; each equals that of the whole store."""
    keys = ["scenario_hash", "parameter_hash", "seed"]
    with _open(saved) as left, _open(whole) as right:
        for name in ("summary_frame", "cycle_frame", "turn_frame"):
            some, every = getattr(left, name)(), getattr(right, name)().set_index(keys)
            same_runs = every.loc[every.index.isin(some.set_index(keys).index)].reset_index()
            order = [*keys, *(["cycle"] if "cycle" in some else [])]
            both = [one.sort_values(order, kind="stable").reset_index(drop=True) for one in (some, same_runs)]
            assert len(both[0]) == len(both[1])
            assert not len(some) or both[0].equals(both[1][both[0].columns]), name
        assert len(left.runs_hash()) == 64
        assert sum(listed.done for listed in left.listing()) == len(left.summary_frame())
        return len(left.summary_frame())


def test_a_sound_store(url: str, opener: Opener) -> None:
    put(opener(url), *fake_batch([1, 2, 3], record="turns"))
    assert check_store(url) == []


def test_a_sound_store_is_saved_whole(tmp_path: Path) -> None:
    url = _filled(tmp_path / "old.db")
    before = (tmp_path / "old.db").read_bytes()
    told = salvage_store(url, str(tmp_path / "new.db"))
    assert (told.runs, told.lost, told.shortened, told.gaps) == (2 * RUNS + 20, 0, 0, {})
    with _open(url) as old, _open(f"sqlite:///{tmp_path}/new.db") as new:
        assert old.runs_hash() == new.runs_hash()
    assert (tmp_path / "old.db").read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["new.db", "old.db"]


def test_a_store_that_lost_its_last_page(tmp_path: Path) -> None:
    whole, path = _filled(tmp_path / "whole.db"), tmp_path / "old.db"
    content = Path(whole.removeprefix("sqlite:///")).read_bytes()
    path.write_bytes(content[:-PAGE_BYTES])
    url = f"sqlite:///{path}"
    with pytest.raises(DamagedError, match=r"copsim db salvage --to NEW\.db"):
        _open(url).summary_frame()
    assert "malformed" in check_store(url)[0]
    with pytest.raises(DamagedError):
        upgrade_store(url)
    told = salvage_store(url, str(tmp_path / "new.db"))
    assert path.read_bytes() == content[:-PAGE_BYTES]
    assert 0 < told.lost < PAGE_BYTES / 40, "no more than a page of short rows"
    assert _true_to(f"sqlite:///{tmp_path}/new.db", whole) == told.runs == 2 * RUNS + 20 - told.lost
    assert check_store(f"sqlite:///{tmp_path}/new.db") == []


@pytest.mark.parametrize("page", range(2, 40, 3))
def test_pages_that_were_overwritten(tmp_path: Path, page: int) -> None:
    whole, path = _filled(tmp_path / "whole.db"), tmp_path / "old.db"
    content = bytearray(Path(whole.removeprefix("sqlite:///")).read_bytes())
    pages = len(content) // PAGE_BYTES
    start = (page % pages) * PAGE_BYTES
    content[start : start + PAGE_BYTES] = np.random.default_rng(page).bytes(PAGE_BYTES)
    path.write_bytes(bytes(content))
    url = f"sqlite:///{path}"
    assert check_store(url), "damage is found"
    told = salvage_store(url, str(tmp_path / "new.db"))
    assert path.read_bytes() == bytes(content)
    assert check_store(f"sqlite:///{tmp_path}/new.db") == []
    assert _true_to(f"sqlite:///{tmp_path}/new.db", whole) == told.runs


@pytest.mark.parametrize("seed", range(8))
def test_flipped_bytes_end_in_one_line(tmp_path: Path, seed: int) -> None:
    url, rng = _filled(tmp_path / "old.db"), np.random.default_rng(seed)
    content = np.frombuffer((tmp_path / "old.db").read_bytes(), np.uint8).copy()
    at = rng.integers(100, len(content), 40)
    content[at] ^= rng.integers(1, 256, 40).astype(np.uint8)
    (tmp_path / "old.db").write_bytes(content.tobytes())
    said = []
    for step in (
        lambda: check_store(url),
        lambda: put(_open(url), *fake_batch(list(range(RUNS + 20, RUNS + 60)))),
        lambda: _open(url).cycle_frame(),
    ):
        try:
            step()
        except CopsimError as error:
            said.append(str(error))
    assert not any("\n" in one for one in said)
    try:
        told = salvage_store(url, str(tmp_path / "new.db"))
    except DamagedError:
        assert not (tmp_path / "new.db").exists()
        return
    assert check_store(f"sqlite:///{tmp_path}/new.db") == []
    with _open(f"sqlite:///{tmp_path}/new.db") as new:
        assert len(new.summary_frame()) == told.runs
        assert len(new.runs_hash()) == 64
        assert put(new, *fake_batch([10**6])) == 1


def test_an_index_that_lies_is_damage_and_not_a_constraint(tmp_path: Path) -> None:
    url = _filled(tmp_path / "old.db")
    with sqlite3.connect(tmp_path / "old.db") as connection:
        connection.execute("PRAGMA writable_schema = ON")
        roots = dict(connection.execute("SELECT name, rootpage FROM sqlite_master WHERE tbl_name = 'run'"))
        one, other = "sqlite_autoindex_run_1", "run"
        assert {one, other} <= roots.keys()
        connection.execute("DELETE FROM run_summary WHERE run_id > 1000")
        connection.execute("UPDATE sqlite_master SET rootpage = ? WHERE name = 'run'", (roots[one],))
    connection.close()
    with pytest.raises(DamagedError, match="damaged"):
        put(_open(url), *fake_batch([10**6]))
    assert check_store(url)


@pytest.mark.parametrize("lost", ["plan", "uptake"])
def test_a_missing_column(url: str, opener: Opener, lost: str, tmp_path: Path) -> None:
    store = opener(url)
    put(store, *fake_batch([1, 2, 3], record="cycles"))
    store.close()
    _execute(url, f'ALTER TABLE run_summary DROP COLUMN "{lost}"')
    with pytest.raises(DamagedError, match=f"the column {lost} of the table run_summary is missing"):
        upgrade_store(url)
    assert check_store(url) == [f"the column {lost} of the table run_summary is missing, which runs are said to hold"]
    if url.startswith("postgresql"):
        with pytest.raises(InputError, match="only SQLite files"):
            salvage_store(url, str(tmp_path / "new.db"))
        return
    told = salvage_store(url, str(tmp_path / "new.db"))
    assert (told.runs, told.lost) == (3, 0)
    new = opener(f"sqlite:///{tmp_path}/new.db")
    assert new.summary_frame()["uptake" if lost == "plan" else "plan"].notna().all()
    assert put(new, *fake_batch([1, 2, 3], record="cycles")) == 3, "what was lost is filled again"
    assert new.summary_frame()[lost].notna().all()


def _execute(url: str, statement: str) -> None:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_rows_that_are_missing_are_found(url: str, opener: Opener) -> None:
    put(opener(url), *fake_batch([1, 2, 3, 4, 5], record="cycles"))
    _execute(url, "DELETE FROM run_summary WHERE run_id = 1")
    _execute(url, "DELETE FROM run_cycle WHERE run_id IN (2, 3) AND cycle = 2")
    _execute(url, "UPDATE run SET outcome_set_id = 77 WHERE id = 4")
    assert check_store(url) == [
        "1 finished runs have lost their results",
        "1 runs do not say which outcomes they hold",
        "2 runs have lost some of their cycles",
    ]


def test_runs_that_lost_cycles_or_turns_stay_with_what_is_left(tmp_path: Path, opener: Opener) -> None:
    url = f"sqlite:///{tmp_path}/old.db"
    put(opener(url), *fake_batch([1, 2, 3, 4, 5], record="turns"))
    for statement in (
        "DELETE FROM run_summary WHERE run_id = 1",
        "DELETE FROM run_cycle WHERE run_id = 2 AND cycle = 4",
        "DELETE FROM turn WHERE run_id = 3 AND ordinal = 1",
        "DELETE FROM run WHERE id = 4",
    ):
        _execute(url, statement)
    told = salvage_store(url, f"sqlite:///{tmp_path}/new.db")
    assert (told.runs, told.lost, told.shortened) == (3, 2, 2)
    new = opener(f"sqlite:///{tmp_path}/new.db")
    assert new.summary_frame()["seed"].tolist() == [2, 3, 5]
    assert new.cycle_frame()["seed"].unique().tolist() == [3, 5]
    assert new.turn_frame()["seed"].unique().tolist() == [5]
    assert check_store(f"sqlite:///{tmp_path}/new.db") == []


def test_what_salvage_refuses(tmp_path: Path) -> None:
    url = _filled(tmp_path / "old.db")
    (tmp_path / "there.db").write_text("mine")
    with pytest.raises(InputError, match="exists; name a new file"):
        salvage_store(url, str(tmp_path / "there.db"))
    assert (tmp_path / "there.db").read_text() == "mine"
    with pytest.raises(InputError, match="there is no folder"):
        salvage_store(url, str(tmp_path / "no" / "new.db"))
    with pytest.raises(InputError, match="no such file"):
        salvage_store(f"sqlite:///{tmp_path}/nothing.db", str(tmp_path / "new.db"))
    golden = Path(__file__).parent / "golden" / "schema-0001.sqlite"
    with pytest.raises(SchemaError, match="older"):
        salvage_store(f"sqlite:///{golden}", str(tmp_path / "new.db"))
    assert not (tmp_path / "new.db").exists()


def test_the_commands(tmp_path: Path) -> None:
    url = _filled(tmp_path / "old.db")
    assert _command("check", "--db", url) == (0, "The database is sound.\n", "")
    content = (tmp_path / "old.db").read_bytes()
    (tmp_path / "old.db").write_bytes(content[:-PAGE_BYTES])
    code, out, err = _command("check", "--db", url)
    assert (code, out) == (3, "")
    assert err.startswith("the file: ")
    assert err.endswith("copsim db salvage --to NEW.db\n")
    code, out, err = _command("salvage", "--to", str(tmp_path / "new.db"), "--db", url)
    assert (code, err) == (0, "")
    assert out.splitlines()[0].endswith("lost, 0 kept without cycles or turns.")
    assert _command("check", "--db", f"sqlite:///{tmp_path}/new.db", "--json")[1] == '{"sound": true, "problems": []}\n'
    assert _command("salvage", "--to", str(tmp_path / "new.db"), "--db", url)[0] == 2


def _command(*words: str) -> tuple[int, str, str]:
    done = subprocess.run([sys.executable, "-m", "copsim", "db", *words], text=True, capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr
