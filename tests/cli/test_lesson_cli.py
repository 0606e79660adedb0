"""`copsim lesson` as a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path


def copsim(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "copsim", *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "NO_COLOR": "1", "COLUMNS": "100"},
        check=False,
    )


def test_lessons_are_listed_written_checked_and_built(tmp_path: Path) -> None:
    listed = json.loads(copsim(tmp_path, "lesson", "list", "--json").stdout)
    assert "invitation" in {each["name"] for each in listed}
    made = copsim(tmp_path, "lesson", "new", "mine")
    assert made.returncode == 0, made.stderr
    text = (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    start, end = text.index("switches:"), text.index("mechanisms:")
    (tmp_path / "mine.yaml").write_text(text[:start] + text[end:], encoding="utf-8")
    assert copsim(tmp_path, "lesson", "check", "mine.yaml").stdout.startswith("mine: in order (0 switches")
    done = copsim(tmp_path, "lesson", "build", "mine.yaml", "--out", "mine.html", "--replicates", "20")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "mine.html").read_text(encoding="utf-8")
    assert "An invitation is not enough" in page
    assert 'src="' not in page.split("<script type=\"application/json\"")[0]


def test_what_is_wrong_is_said_before_anything_runs(tmp_path: Path) -> None:
    for arguments, hint in (
        (("lesson", "build", "invitaton", "--out", "x.html"), "did you mean 'invitation'"),
        (("lesson", "build", "invitation", "--out", "x.txt"), "ends in .html"),
        (("lesson", "build", "invitation", "--out", "no/x.html"), "does not exist"),
        (("lesson", "check", "absent.yaml"), "no such file"),
    ):
        done = copsim(tmp_path, *arguments)
        assert done.returncode == 2
        assert hint in done.stderr
        assert done.stderr.strip().count("\n") == 0
        assert not list(tmp_path.glob("x.*"))
