"""What is beyond any sense is refused in one line, at once, with little memory, and before anything is written."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from copsim.cli.app import run
from copsim.errors import InputError
from copsim.scenario import load_scenario, make_scenario


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


COUNTS = ["1" + "0" * 19, "1" + "0" * 30, "1" + "0" * 12, "9223372036854775808", "1000000000", "0", "-1", "1e3"]


@pytest.mark.parametrize("verb", [["run", "base"], ["compare", "base", "no-covid"], ["demo"]], ids=lambda verb: verb[0])
@pytest.mark.parametrize("count", [*COUNTS, "1" * 5000])
def test_numbers_of_replicates(capsys: pytest.CaptureFixture[str], verb: list[str], count: str) -> None:
    begun = time.monotonic()
    assert run([*verb, "-n", count]) == 2
    captured = capsys.readouterr()
    assert captured.err.count("\n") == 1
    assert len(captured.err) < 820
    assert "'--replicates' / '-n'" in captured.err
    if count.isdigit() and len(count) < 100 and count != "0":
        assert "1000000" in captured.err
    assert time.monotonic() - begun < 1
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(
    ("options", "part"),
    [
        (["--workers", "0"], "'--workers'"),
        (["--workers", "1000000000000"], "'--workers'"),
        (["--workers", "two"], "'--workers'"),
        (["--record", "everything"], "'everything' is not one of"),
        (["--record", ""], "is not one of"),
        (["--seed", "-1"], "'--seed'"),
        (["--seed", "18446744073709551616"], "'--seed'"),
        (["--set", "cycles="], "--set cycles=: is not allowed; give key.path=value"),
        (["--set", "cycles= "], "is not allowed; give key.path=value"),
        (["--set", "cycles"], "give key.path=value"),
        (["--set", "copsim=true"], "copsim: true is not allowed; give 1"),
        (["--set", "cycles=1e300"], "from 1 to 200"),
        (["--set", "roster.lay=99999999999999999999"], "from 0 to 500"),
        (["--set", "parameters.learn_rate=" + "9" * 300], "from 0 to 1"),
        (["--set", "title=" + "x" * 100_000], "text of 0 to 200 characters"),
        (["--set", "x" * 100_000 + "=1"], "unknown key"),
        (["--set", "a." * 1000 + "b=1"], "unknown key"),
    ],
)
def test_settings_are_checked_before_a_database_is_made(
    capsys: pytest.CaptureFixture[str], options: list[str], part: str
) -> None:
    assert run(["run", "base", "-n", "1", *options]) == 2
    captured = capsys.readouterr()
    assert captured.err.count("\n") == 1
    assert part in captured.err
    assert len(captured.err) < 820
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("version", [True, 1.0, "1", 2, None])
def test_the_version_of_the_format_is_the_number_1(version: object) -> None:
    with pytest.raises(InputError, match=r"copsim: .* is not allowed; give 1|copsim: is missing"):
        make_scenario({**load_scenario("base").resolved, "copsim": version})


def child(code: str, megabytes: int) -> subprocess.CompletedProcess[str]:
    """Run copsim in a process that may take no more memory than that."""

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))

    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, preexec_fn=bound, check=False,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip


PEAK = """
import resource, sys
from copsim.cli.app import run
run(["scenario", "check", "base"])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
code = run(["scenario", "check", "mine.yaml"])
print("MB", (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
sys.exit(code)
"""


@pytest.mark.parametrize("member", ["m{},lay\n", '"m{}",lay\n'])
def test_a_roster_of_a_million_rows_is_refused_early_with_little_memory(member: str) -> None:
    with Path("members.csv").open("w") as file:
        file.write("id,role\n")
        file.writelines(member.format(number) for number in range(1_000_000))
    Path("mine.yaml").write_text("copsim: 1\npriorities: [a]\nroster_file: members.csv\n")
    result = child(PEAK, 4000)
    assert result.returncode == 2, result.stderr
    assert "members.csv:502: more than 500 members; give 4 to 500 members" in result.stderr
    assert result.stderr.count("\n") == 1
    assert int(result.stdout.split("MB")[1]) < 120


def test_a_roster_of_too_many_rows_names_the_first_that_is_too_many() -> None:
    Path("members.csv").write_text("id,role\n" + "".join(f"m{n},lay\n" for n in range(501)))
    Path("mine.yaml").write_text("copsim: 1\npriorities: [a]\nroster_file: members.csv\n")
    with pytest.raises(InputError, match=r"members\.csv:502: more than 500 members"):
        load_scenario("mine.yaml")
    Path("members.csv").write_text("id,role\n" + "".join(f"m{n},lay\n" for n in range(500)))
    assert len(load_scenario("mine.yaml").roster.ids) == 500


@pytest.mark.parametrize("path", ["/proc/kmsg", "/dev/zero", "/dev/stdin", "/proc/self/mem", "./pipe", "/", "/proc"])
@pytest.mark.parametrize("key", ["", "extends", "roster_file", "graph_file"])
def test_files_that_never_end(path: str, key: str) -> None:
    os.mkfifo("pipe")
    if key:
        suffix = ".csv" if key == "graph_file" else ""
        Path(f"link{suffix}").symlink_to(path)
        roster = "roster: {lay: 4}\n" if key != "roster_file" else ""
        Path("mine.yaml").write_text(f"copsim: 1\npriorities: [a]\n{roster}{key}: ./link{suffix}\n")
    reference = "./mine.yaml" if key else path if path != "/" else "//"
    result = subprocess.run(
        [sys.executable, "-m", "copsim", "scenario", "check", reference],
        capture_output=True, text=True, timeout=30, stdin=subprocess.PIPE, check=False,
    )  # fmt: skip
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    parts = ("is not a file", "is empty", "no such file", "give a .csv or .graphml file")
    assert any(part in result.stderr for part in parts)
