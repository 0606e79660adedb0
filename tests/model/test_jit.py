"""The cache of compiled kernels sees every edit and survives what happens to caches."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import copsim.model
from copsim.model import jit

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
import numpy as np
from copsim.model import trial, warmup
from copsim.model.outcomes.reductions import gini
trial.tiny_run = lambda: print(gini(np.array([[1.0, 3.0]]), np.ones((1, 2)))[0])
trial.tiny_run_but_talk = lambda: None
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
    (tmp_path / f"kernels-{jit.source_hash()}").mkdir()
    (tmp_path / f"kernels-{jit.source_hash()}" / "complete").touch()
    code = "from copsim.model import trial, warmup; trial.tiny_run = lambda: None; warmup.warm_up(print)"
    assert python(code, COPSIM_CACHE_DIR=str(tmp_path)).stdout == ""


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
