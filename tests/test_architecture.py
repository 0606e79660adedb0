"""Imports point down only, heavy libraries wait, and the model knows nothing of storage, plots or the screen."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import copsim

ROOT = Path(copsim.__file__).parent
ROOMS = (
    "errors", "files", "evidence", "model", "interventions", "scenario", "community", "store", "execution",
    "analysis", "report", "study", "view", "lessons", "dashboard", "cli",
)  # fmt: skip
FORBIDDEN_IN_MODEL = {"pydantic", "mesa", "sqlalchemy", "matplotlib", "pandas", "yaml", "rich", "typer", "networkx"}
HEAVY = ("mesa", "alembic", "matplotlib", "pandas", "numba", "scipy", "pydantic", "sqlalchemy", "networkx")


def room_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "copsim" and parts[1] in ROOMS else None


def imports(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_down(path: Path) -> None:
    own = path.relative_to(ROOT).with_suffix("").parts[0]
    if own not in ROOMS:
        return
    for module in imports(path):
        room = room_of(module)
        if room is not None:
            assert ROOMS.index(room) <= ROOMS.index(own), f"{path}: {own} imports {module}, which is above it"
        if own == "model":
            frames = {"pandas"} if path.name == "results.py" else set()
            assert module.split(".")[0] not in FORBIDDEN_IN_MODEL - frames, f"{path}: the model imports {module}"


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_modules_stay_short(path: Path) -> None:
    lines = len(path.read_text().splitlines())
    assert lines <= 360, f"{path} has {lines} lines: is it one idea?"


def test_the_command_line_starts_without_heavy_libraries() -> None:
    code = f"import copsim.cli.app, sys; print([m for m in {HEAVY!r} if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize("path", sorted((ROOT / "cli").glob("*.py")), ids=lambda path: path.name)
def test_all_that_is_printed_goes_through_the_screen(path: Path) -> None:
    calls = [node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    used = {ast.unparse(call) for call in calls} & {"print", "typer.echo", "typer.secho", "Console", "click.echo"}
    assert not used or path.name == "screen.py", f"{path}: use copsim.cli.screen.say or .console instead of {used}"
