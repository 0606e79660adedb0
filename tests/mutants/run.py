"""Apply each wrong edit of `mutants.toml` to a copy of copsim and say which of them the tests of the model notice.

    python tests/mutants/run.py [WORD]...

Runs the tests below, golden runs not among them, one edit after the other; words choose edits by name. The kernels are
compiled anew for each edit, which takes longer than the tests.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
TESTS = ("test_equations.py", "test_chain.py", "test_hearing.py", "test_processes.py", "test_limits.py")
TOO_LONG = 600.0


@dataclass(frozen=True)
class Mutant:
    """A wrong edit: in a file below copsim/model, a text that stands there once, and what becomes of it."""

    name: str
    file: str
    old: str
    new: str

    def apply(self, root: Path) -> None:
        """Make the edit in a copy of the project."""
        path = root / "copsim/model" / self.file
        text = path.read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise ValueError(f"{self.name}: '{self.old}' stands {text.count(self.old)} times in {self.file}")
        path.write_text(text.replace(self.old, self.new), encoding="utf-8")


def mutants() -> list[Mutant]:
    """All edits of the list."""
    table = tomllib.loads(Path(__file__).with_name("mutants.toml").read_text(encoding="utf-8"))
    return [Mutant(**each) for each in table["mutant"]]


def noticed(mutant: Mutant | None) -> bool:
    """Whether a test fails with the edit; None tries the tests without any."""
    with tempfile.TemporaryDirectory(prefix="copsim-mutant-") as folder:
        copy = Path(folder)
        for name in ("copsim", "tests", "scenarios"):
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", copy)
        if mutant is not None:
            mutant.apply(copy)
        chosen = [f"tests/model/{name}" for name in TESTS if (copy / "tests/model" / name).exists()]
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *chosen]
        environment = {**os.environ, "PYTHONPATH": str(copy), "COPSIM_CACHE_DIR": folder}
        try:
            result = subprocess.run(
                command, cwd=copy, env=environment, capture_output=True, timeout=TOO_LONG, check=False
            )
        except subprocess.TimeoutExpired:
            return True
        return result.returncode != 0


def main(words: list[str]) -> int:
    """Print a line for each edit and the tally; 1 when one goes unnoticed."""
    if noticed(None):
        print("The tests fail without any edit, so nothing can be said.")
        return 2
    chosen = [each for each in mutants() if all(word in each.name for word in words)]
    unnoticed = 0
    for each in chosen:
        seen = noticed(each)
        unnoticed += not seen
        print(f"{'noticed  ' if seen else 'UNNOTICED'}  {each.name}", flush=True)
    print(f"{len(chosen) - unnoticed} of {len(chosen)} wrong edits were noticed")
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
