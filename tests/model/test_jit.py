"""The cache of compiled kernels sees every edit and survives what happens to caches."""

import os
import pickle
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from numba.core.errors import NumbaError

import copsim.model
from copsim.model import jit
from copsim.model.phases import SCHEDULE

MODEL = Path(copsim.model.__file__).parent
QUICK = """
import numpy as np
from copsim.model.jit import cache_folder
from copsim.model.outcomes.reductions import gini
print(gini(np.array([[1.0, 3.0]]), np.ones((1, 2)))[0], cache_folder())
"""


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, **environment}, check=False
    )


def test_the_folder_is_named_after_the_sources() -> None:
    assert jit.cache_folder().name == f"kernels-{jit.source_hash()}"


@pytest.mark.parametrize("edited", ["processes/hearing.py", "parameter_rows.py", "outcomes/ties.py"])
def test_an_edit_anywhere_in_the_model_changes_the_hash(tmp_path: Path, monkeypatch, edited: str) -> None:
    copy = tmp_path / "model"
    shutil.copytree(MODEL, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(jit, "_MODEL", copy)
    jit.source_hash.cache_clear()
    try:
        before = jit.source_hash()
        with (copy / edited).open("a") as file:
            file.write("# edited\n")
        jit.source_hash.cache_clear()
        assert jit.source_hash() != before
    finally:
        jit.source_hash.cache_clear()


def test_kernels_cannot_allocate() -> None:
    """Counting references costs a fifth of a run; it is off, so scratch has to come from the caller."""

    @jit.kernel
    def allocates(n):
        return np.zeros(n)

    with pytest.raises(NumbaError):
        allocates(3)
    kernels = [phase for _, phase, *_ in SCHEDULE if hasattr(phase, "targetoptions")]
    assert len(kernels) > 5
    assert not any(phase.targetoptions["_nrt"] for phase in kernels)


def test_nothing_writable_falls_back_to_a_temporary_folder(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    result = python(QUICK, COPSIM_CACHE_DIR=str(blocked / "below"), TMPDIR=str(temporary))
    assert result.returncode == 0, result.stderr
    assert str(temporary) in result.stdout


def test_a_truncated_cache_is_made_again(tmp_path: Path) -> None:
    code = """
import contextlib
import numpy as np
from copsim.model import trial, warmup
warmup._second_compiler = contextlib.nullcontext
from copsim.model.outcomes.reductions import gini
trial.tiny_run = lambda: print(gini(np.array([[1.0, 3.0]]), np.ones((1, 2)))[0])
trial.tiny_run_but_talk = lambda *_: None
warmup.warm_up(print)
"""
    first = python(code, COPSIM_CACHE_DIR=str(tmp_path))
    assert first.returncode == 0, first.stderr
    files = [f for f in tmp_path.rglob("*.nb?") if "ginis" in f.name]
    assert files
    for file in files:
        file.write_bytes(file.read_bytes()[:40])
    second = python(code, COPSIM_CACHE_DIR=str(tmp_path))
    assert second.returncode == 0, second.stderr
    assert second.stdout.splitlines()[-1] == first.stdout.splitlines()[-1]
    assert "Compiling" in second.stdout


def test_a_warm_cache_is_silent(tmp_path: Path) -> None:
    folder = tmp_path / f"kernels-{jit.source_hash()}"
    folder.mkdir(mode=0o700)
    (folder / "complete").touch()
    code = "from copsim.model import trial, warmup; trial.tiny_run = lambda: None; warmup.warm_up(print)"
    assert python(code, COPSIM_CACHE_DIR=str(tmp_path)).stdout == ""


def chosen(monkeypatch: pytest.MonkeyPatch, cache: Path, temporary: Path) -> Path:
    """The folder that a process with these settings would choose."""
    monkeypatch.setenv("COPSIM_CACHE_DIR", str(cache))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    return jit.cache_folder.__wrapped__()


def name() -> str:
    return f"kernels-{jit.source_hash()}"


def open_to_all(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o777)
    return folder


def readable_by_all(folder: Path) -> None:
    folder.mkdir(parents=True)
    folder.chmod(0o755)


def below_a_folder_open_to_all(folder: Path) -> None:
    open_to_all(folder.parent)
    folder.mkdir(mode=0o700)


def a_link(folder: Path) -> None:
    folder.parent.mkdir(parents=True)
    folder.symlink_to(open_to_all(folder.parent.parent / "elsewhere"))


def a_link_to_a_private_folder(folder: Path) -> None:
    (folder.parent.parent / "elsewhere").mkdir(mode=0o700)
    folder.parent.mkdir(parents=True)
    folder.symlink_to(folder.parent.parent / "elsewhere")


def of_somebody_else(folder: Path) -> None:
    folder.mkdir(parents=True, mode=0o700)
    os.chown(folder, 65534, 65534)


def below_a_folder_of_somebody_else(folder: Path) -> None:
    folder.mkdir(parents=True, mode=0o700)
    os.chown(folder.parent, 65534, 65534)


PLANTED = [open_to_all, readable_by_all, below_a_folder_open_to_all, a_link, a_link_to_a_private_folder]
PLANTED += [of_somebody_else, below_a_folder_of_somebody_else] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def test_the_folder_is_made_for_this_user_alone(tmp_path: Path, monkeypatch) -> None:
    before = os.umask(0)
    try:
        folder = chosen(monkeypatch, tmp_path, tmp_path)
    finally:
        os.umask(before)
    assert folder == tmp_path / name()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert chosen(monkeypatch, tmp_path, tmp_path) == folder


@pytest.mark.parametrize("plant", PLANTED)
def test_a_folder_that_others_may_write_is_left_alone(tmp_path: Path, monkeypatch, plant) -> None:
    plant(tmp_path / "cache" / name())
    (tmp_path / "temporary").mkdir()
    folder = chosen(monkeypatch, tmp_path / "cache", tmp_path / "temporary")
    assert folder == tmp_path / "temporary" / f"copsim-{jit._user()}" / name()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("plant", [open_to_all, a_link])
def test_nothing_safe_leaves_a_private_folder_that_goes_with_the_process(tmp_path: Path, plant) -> None:
    plant(tmp_path / "cache" / name())
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    plant(shared / f"copsim-{jit._user()}" / name())
    code = f"""
import os, subprocess, sys
sys.path.insert(0, {str(MODEL.parents[1])!r})
from copsim.model.jit import cache_folder
print(cache_folder(), oct(cache_folder().stat().st_mode))
ask = "from copsim.model.jit import cache_folder; print(cache_folder())"
print(subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout)
"""
    result = python(code, COPSIM_CACHE_DIR=str(tmp_path / "cache"), TMPDIR=str(shared))
    assert result.returncode == 0, result.stderr
    folder, mode, of_a_child = result.stdout.split()
    assert mode == "0o40700"
    assert Path(folder).parent.parent == shared
    assert Path(folder).parent.name != f"copsim-{jit._user()}"
    assert of_a_child == folder
    assert not Path(folder).parent.exists()


class Payload:
    """What a stranger would put into the cache: run when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self):
        return os.mkdir, (str(self.mark),)


@pytest.mark.parametrize("mode", [0o777, 0o700])
def test_what_others_put_into_a_shared_temporary_folder_is_never_loaded(tmp_path: Path, mode: int) -> None:
    (tmp_path / "file").touch()
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    settings = {"COPSIM_CACHE_DIR": str(tmp_path / "file" / "below"), "TMPDIR": str(temporary)}
    first = python(QUICK, **settings)
    folder = Path(first.stdout.split()[1])
    assert folder.parent == temporary / f"copsim-{jit._user()}"
    indices = list(folder.rglob("*.nbi"))
    assert indices
    for index in indices:
        index.write_bytes(pickle.dumps(Payload(tmp_path / "entered")))
    folder.chmod(mode)
    again = python(QUICK, **settings)
    assert (tmp_path / "entered").exists() == (mode == 0o700), "the payload works where only this user may write"
    assert again.stdout.split()[:1] == first.stdout.split()[:1] or mode == 0o700


@pytest.mark.slow
def test_two_first_starts_and_a_killed_one(tmp_path: Path) -> None:
    code = "from copsim.model.warmup import warm_up; warm_up(print); print('ready')"
    environment = {**os.environ, "COPSIM_CACHE_DIR": str(tmp_path)}
    command = [sys.executable, "-c", code]
    killed = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        killed.wait(timeout=6)
    except subprocess.TimeoutExpired:
        killed.kill()
    starts = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    printed = [start.communicate(timeout=200)[0] for start in starts]
    assert all("ready" in text for text in printed)
    assert any("waiting" in text for text in printed)
    again = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert again.stdout.strip() == "ready"
