"""Trouble outside and wrong addresses: one clear line each, and the right exit code."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from copsim.errors import CopsimError, InputError, OutsideError
from copsim.store import RunBatch, Store, open_store
from copsim.store.records import ScenarioRecord
from tests.store.conftest import Opener, _free_port
from tests.store.fakes import OUTCOMES, fake_batch, fake_setup, put


def _refused(url: str, kind: type[CopsimError], *signs: str, create: bool = True) -> None:
    with pytest.raises(kind) as caught:
        open_store(url, create, outcomes=("plan",), model_version=1, timeout=1)
    said = str(caught.value)
    assert "\n" not in said
    for sign in signs:
        assert sign in said, said


def test_wrong_addresses_are_bad_input(tmp_path: Path) -> None:
    _refused("copsim.db", InputError, "no database address", "sqlite:///copsim.db")
    _refused("", InputError, "no database address")
    _refused("mysql://host/name", InputError, "'mysql'", "allowed: sqlite, postgresql")
    _refused("sqlite://", InputError, "name a file")
    _refused(f"sqlite:///{tmp_path}", InputError, "is a folder")
    _refused(f"sqlite:///{tmp_path}/no/copsim.db", InputError, "there is no folder")
    _refused(f"sqlite:///{tmp_path}/copsim.db", InputError, "there is no such file", create=False)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("These are my notes. " * 100)
    _refused(f"sqlite:///{path}", InputError, "no SQLite database")
    assert path.read_text().startswith("These are my notes.")


def test_an_empty_file_may_become_a_store(tmp_path: Path) -> None:
    (tmp_path / "copsim.db").touch()
    _refused(f"sqlite:///{tmp_path}/copsim.db", InputError, "no copsim store here", create=False)
    open_store(f"sqlite:///{tmp_path}/copsim.db", outcomes=("plan",), model_version=1).close()


def test_a_folder_that_may_not_be_written() -> None:
    _refused("sqlite:////proc/copsim.db", OutsideError, "cannot open the file")


@pytest.fixture
def ordinary_user() -> list[str]:
    """Command that steps down to an ordinary user, because root may write everywhere."""
    if os.geteuid() != 0:
        return []
    command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    environment = {"PYTHONPATH": str(Path(__file__).parents[2])}
    probe = [*command, sys.executable, "-c", "import copsim.store"]
    if subprocess.run(probe, env=environment, cwd="/", capture_output=True, check=False).returncode != 0:
        pytest.skip("an ordinary user may not read this checkout or its Python")
    return command


def test_a_database_that_may_not_be_written(ordinary_user: list[str]) -> None:
    folder = Path(tempfile.mkdtemp(prefix="copsim-read-only-", dir="/tmp"))
    open_store(f"sqlite:///{folder}/copsim.db", outcomes=("plan",), model_version=1).close()
    (folder / "copsim.db").chmod(0o444)
    folder.chmod(0o555)
    code = (
        "import sys; from copsim.errors import CopsimError; from copsim.store import open_store\n"
        "try:\n"
        f"    store = open_store('sqlite:///{folder}/copsim.db', outcomes=('plan',), model_version=1)\n"
        "    store.add_study('sweep', {})\n"
        "except CopsimError as error:\n"
        "    print(error); sys.exit(error.exit_code)"
    )
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [*ordinary_user, sys.executable, "-c", code], text=True, capture_output=True, env={"PYTHONPATH": root}, cwd="/"
    )
    folder.chmod(0o755)
    shutil.rmtree(folder)
    assert done.returncode == 3, done.stderr
    assert "permission" in done.stdout or "may be written" in done.stdout
    assert done.stdout.count("\n") == 1


def test_a_locked_database(tmp_path: Path, opener: Opener) -> None:
    url = f"sqlite:///{tmp_path}/copsim.db"
    store = opener(url, timeout=0.2)
    holder = sqlite3.connect(tmp_path / "copsim.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(OutsideError, match="keeps the database locked"):
        put(store, *fake_batch([1]))
    assert len(store.summary_frame()) == 0, "reading goes on"
    holder.execute("ROLLBACK")
    holder.close()
    assert put(store, *fake_batch([1])) == 1


def test_a_server_that_is_not_there() -> None:
    _refused(f"postgresql://u:secret@127.0.0.1:{_free_port()}/x", OutsideError, "cannot reach the server", "u:***@")


def test_a_database_that_the_server_does_not_know(postgres_server: str) -> None:
    _refused(f"{postgres_server}/nowhere", OutsideError, "create it first")


def test_a_missing_driver_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    _refused("postgresql://u@127.0.0.1/x", OutsideError, "pip install 'copsim[postgres]'")


def test_parquet_without_pyarrow_names_the_extra(
    tmp_path: Path, opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opener(f"sqlite:///{tmp_path}/copsim.db")
    put(store, *fake_batch([1]))
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(OutsideError, match=r"copsim\[export\]"):
        store.export("summary", tmp_path / "x.parquet")
    with pytest.raises(InputError, match=r"a name that ends in \.csv or \.parquet"):
        store.export("summary", tmp_path / "x.txt")
    with pytest.raises(InputError, match=r"the folder .* does not exist"):
        store.export("summary", tmp_path / "no" / "x.csv")


def test_an_export_to_a_full_disk_leaves_no_half_file(
    tmp_path: Path, opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opener(f"sqlite:///{tmp_path}/copsim.db")
    put(store, *fake_batch([1]))
    (tmp_path / "x.csv").write_text("old")

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutsideError, match=r"x\.csv: cannot be written: No space left"):
        store.export("summary", tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_text() == "old"
    assert list(tmp_path.glob(".*part")) == []


def test_a_damaged_file(tmp_path: Path, opener: Opener) -> None:
    path = tmp_path / "copsim.db"
    store = opener(f"sqlite:///{path}")
    put(store, *fake_batch(list(range(300)), record="cycles"))
    store.close()
    content = bytearray(path.read_bytes())
    content[8192:60000] = b"\xff" * (60000 - 8192)
    path.write_bytes(bytes(content))
    with pytest.raises(OutsideError, match="damaged") as caught:
        opener(f"sqlite:///{path}").cycle_frame()
    assert "\n" not in str(caught.value)


def test_two_writers_at_once_store_each_run_once(url: str, opener: Opener) -> None:
    stores = [opener(url), opener(url)]
    gate = threading.Barrier(2)
    batches = [fake_batch(list(range(start, start + 8)), fake_setup("alpha")) for start in range(0, 48, 4)]

    def write(which: int) -> int:
        gate.wait()
        return sum(_add(stores[which], *batch) for batch in batches)

    with ThreadPoolExecutor(2) as pool:
        added = list(pool.map(write, range(2)))
    assert sum(added) == len(stores[0].summary_frame()) == 52


def _add(store: Store, scenario: ScenarioRecord, batch: RunBatch) -> int:
    store.register([scenario])
    return store.add(batch)


def test_two_processes_may_make_the_same_store_at_once(url: str) -> None:
    code = f"from copsim.store import open_store; open_store({url!r}, outcomes=('plan',), model_version=1)"
    started = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(2)]
    assert [(process.communicate()[1], process.returncode) for process in started] == [(b"", 0)] * 2


@pytest.mark.parametrize("how", ["deleted", "moved", "replaced"])
def test_a_file_that_goes_while_runs_are_stored(tmp_path: Path, how: str) -> None:
    path = tmp_path / "copsim.db"
    store = open_store(f"sqlite:///{path}", outcomes=OUTCOMES, model_version=1)
    put(store, *fake_batch([1]))
    if how == "deleted":
        path.unlink()
    else:
        path.rename(tmp_path / "elsewhere.db")
    if how == "replaced":
        path.write_bytes((tmp_path / "elsewhere.db").read_bytes())
    with pytest.raises(OutsideError, match="put the one that was there back") as caught:
        put(store, *fake_batch([2]))
    assert caught.value.exit_code == 3
    with pytest.raises(OutsideError, match="while runs were being stored"):
        store.close()


def test_addresses_that_are_no_addresses(tmp_path: Path) -> None:
    _refused("postgresql+nope://host/name", InputError, "'postgresql+nope'")
    _refused(f"sqlite:///{tmp_path}/a\0b.db", InputError, "is no text")
    _refused(f"sqlite:///{tmp_path}/\udcff.db", InputError, "is no text")
    _refused(f"sqlite:///{tmp_path}/copsim.db?mode=ro", InputError, "SQLite takes no options such as ?mode=")


def test_a_file_of_one_byte_stays(tmp_path: Path) -> None:
    (tmp_path / "copsim.db").write_bytes(b"x")
    _refused(f"sqlite:///{tmp_path}/copsim.db", InputError, "no SQLite database")
    assert (tmp_path / "copsim.db").read_bytes() == b"x"


def test_the_hash_sees_cycles_and_turns(tmp_path: Path, opener: Opener) -> None:
    path, seen = tmp_path / "copsim.db", set()
    store = opener(f"sqlite:///{path}")
    put(store, *fake_batch([1, 2], record="turns"))
    seen.add(store.runs_hash())
    for change in ("UPDATE run_cycle SET plan = 9 WHERE cycle = 2 AND run_id = 1", "UPDATE turn SET act = act + 1"):
        connection = sqlite3.connect(path)
        connection.execute(change)
        connection.commit()
        connection.close()
        seen.add(store.runs_hash())
    assert len(seen) == 3
