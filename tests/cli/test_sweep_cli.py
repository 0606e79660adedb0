"""`copsim sweep` and `copsim analyse`, as a newcomer types them."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EIGHT_LINES = """\
copsim: 1
name: dose
scenarios: [no-covid]
factors:
  interventions.briefing.dose: {values: [0.0, 0.5, 1.0]}
  interventions.breakouts.grouping: {values: [mixed, by_role]}
design: {method: grid}
replicates: 3
"""


def copsim(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = "import sys; from copsim.cli import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=folder, text=True, capture_output=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the study has been run."""
    made = tmp_path_factory.mktemp("study")
    (made / "dose.yaml").write_text(EIGHT_LINES)
    done = copsim(made, "sweep", "dose.yaml", "--log", "dose.log", "--manifest", "dose.json", "--workers", "1")
    assert done.returncode == 0, done.stderr
    assert done.stderr == "", "quiet when stderr is no terminal"
    assert done.stdout == "dose: 18 of 18 runs, 6 points. Next: copsim analyse dose.yaml\n"
    return made


def test_two_commands_make_a_page_that_reads_by_itself(folder: Path) -> None:
    done = copsim(folder, "analyse", "dose.yaml", "--report", "dose.html", "--outcome", "plan", "--outcome", "uptake")
    assert done.returncode == 0, done.stderr
    assert "In this model, under these assumptions:" in done.stdout
    assert "briefing dose = 1 instead of" in done.stdout
    page = (folder / "dose.html").read_text()
    for words in ("briefing dose", "by_role", "95 % interval", "Co-produced plan", "Uptake in practice"):
        assert words in page
    assert 'http-equiv="Content-Security-Policy"' in page


def test_again_and_by_name_and_as_tables(folder: Path) -> None:
    again = copsim(folder, "sweep", "dose.yaml", "--json")
    assert json.loads(again.stdout) == {"study": "dose", "points": 6, "runs": 18, "done": 18, "failed": 0, "left": 0}
    done = copsim(folder, "analyse", "dose", "--outcome", "plan", "--table", "t.csv", "--points", "p.csv", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["complete"] is True
    assert {"design", "command", "platform"} <= set(told["provenance"])
    with (folder / "p.csv").open() as file:
        points = list(csv.DictReader(file))
    assert [row["interventions.briefing.dose"] for row in points] == ["0.0", "0.0", "0.5", "0.5", "1.0", "1.0"]
    assert all(row["runs"] == "3" and float(row["plan_mc"]) > 0 for row in points)
    with (folder / "t.csv").open() as file:
        effects = [row for row in csv.DictReader(file) if row["what"] == "effect"]
    assert {row["factor"] for row in effects} == {"briefing dose", "breakouts grouping"}
    numbers = [row["value"] for row in told["numbers"] if row["what"] == "effect"]
    assert [float(row["value"]) for row in effects] == pytest.approx(numbers)


def test_studies_are_listed(folder: Path) -> None:
    done = copsim(folder, "runs", "list", "--studies")
    rows = [line.split() for line in done.stdout.strip().split("\n")]
    assert rows[0] == ["study", "points", "runs", "done", "failed", "left"]
    assert rows[1] == ["dose", "6", "18", "18", "0", "0"]


def test_the_log_is_json_lines(folder: Path) -> None:
    lines = [json.loads(line) for line in (folder / "dose.log").read_text().strip().split("\n")]
    assert lines[0]["event"] == "started"
    assert lines[-1]["event"] == "finished"
    assert lines[-1]["done"] == 18
    progress = [line for line in lines if line["event"] == "progress"]
    assert progress[-1]["computed"] == progress[-1]["total"] == 18
    assert all(line["study"] == "dose" for line in lines)


def test_the_manifest_runs_the_same_study_elsewhere(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.json").write_text((folder / "dose.json").read_text())
    assert copsim(tmp_path, "sweep", "copy.json", "--workers", "1").returncode == 0
    hashes = [copsim(place, "runs", "hash").stdout for place in (folder, tmp_path)]
    assert hashes[0] == hashes[1] != ""


def test_a_dry_run_says_what_it_would_take_and_stores_nothing(folder: Path, tmp_path: Path) -> None:
    done = copsim(tmp_path, "sweep", str(folder / "dose.yaml"), "--dry-run", "--json")
    told = json.loads(done.stdout)
    assert (told["points"], told["runs"]) == (6, 18)
    assert told["seconds"] > 0
    assert 500 < told["bytes_per_run"] < 100_000
    assert list(tmp_path.iterdir()) == []


def test_other_content_under_the_name_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "dose.yaml").write_text(EIGHT_LINES.replace("replicates: 3", "replicates: 4"))
    done = copsim(folder, "sweep", str(tmp_path / "dose.yaml"))
    assert done.returncode == 2
    assert "study 'dose' is stored with other content" in done.stderr
    assert done.stderr.count("\n") == 1


def test_too_large_to_be_meant(tmp_path: Path) -> None:
    (tmp_path / "huge.yaml").write_text(EIGHT_LINES.replace("replicates: 3", "replicates: 1000000"))
    done = copsim(tmp_path, "sweep", "huge.yaml")
    assert done.returncode == 2
    assert "6,000,000 runs: about" in done.stderr
    assert "if that is meant, say --yes" in done.stderr
    assert not (tmp_path / "copsim.db").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("sweep", "missing.yaml"), "missing.yaml: no such file"),
        (("sweep", "dose.txt"), "give a file that ends in .yaml"),
        (("sweep", "dose.yaml", "--cluster", "nowhere"), "is no cluster; give tcp://HOST:PORT"),
        (("sweep", "dose.yaml", "--processes", "--cluster", "local"), "allowed: --cluster alone"),
        (("sweep", "dose.yaml", "--tls-ca", "a.pem"), "belong together"),
        (("analyse", "dose"), "there is no such file"),
    ],
)
def test_bad_usage_is_one_line(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    (tmp_path / "dose.yaml").write_text(EIGHT_LINES)
    done = copsim(tmp_path, *arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_analyse_names_what_is_there(folder: Path) -> None:
    done = copsim(folder, "analyse", "doze")
    assert done.returncode == 2
    assert "did you mean 'dose'" in done.stderr
    done = copsim(folder, "analyse", "dose", "--outcome", "plann")
    assert done.returncode == 2
    assert "did you mean 'plan'" in done.stderr
