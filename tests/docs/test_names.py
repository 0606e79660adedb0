"""What guides and README name is there: commands with their options, outcomes, names of the code, rooms, files."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path

import pytest
import typer

import copsim
from copsim.cli.app import app
from copsim.model.outcomes import OUTCOMES
from copsim.model.parameters import PARAMETERS
from tests.test_architecture import ROOMS

ROOT = Path(__file__).parents[2]
PACKAGE = Path(copsim.__file__).parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMANDS = typer.main.get_command(app)
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SHELL = re.compile(r"(?:^|[\s/;&`])copsim((?: +(?:'[^'\n]*'|[^\s`'#;&|]+))+)")
OUTCOME_OF = re.compile(r"""\.(?:outcome|course|pair)\(["'](\w+)["']""")


def commands(text: str) -> list[str]:
    """Words after `copsim` in blocks of shell and in quoted commands."""
    shell = [code for kind, code in BLOCK.findall(text) if kind in ("bash", "sh", "")]
    quoted = re.findall(r"`(copsim [^`\n]+)`", BLOCK.sub("", text))
    return [found.strip() for piece in (*shell, *quoted) for found in SHELL.findall(piece)]


def check(words: list[str]) -> None:
    """Walk down to the command and see that it has the options."""
    command = COMMANDS
    while hasattr(command, "commands") and words and not words[0].startswith("-"):
        assert words[0] in command.commands, f"there is no command {words[0]}"
        command, words = command.commands[words[0]], words[1:]
    known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)} | {"--help", "-h"}
    if command is COMMANDS:
        known |= {"--install-completion", "--show-completion"}
    named = {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)}
    assert named <= known, f"{command.name} has no {named - known}"


SAID = [(page.name, said) for page in PAGES for said in commands(page.read_text("utf-8"))]


@pytest.mark.parametrize(("page", "said"), SAID, ids=lambda value: value)
def test_every_command_is_there_with_its_options(page: str, said: str) -> None:
    check(shlex.split(said))


def test_commands_are_found_and_wrong_ones_are_seen() -> None:
    assert len(SAID) > 30
    assert commands("`copsim runs hash`\n```bash\n.venv/bin/copsim demo --seed 3  # first\n```\n") == [
        "demo --seed 3",
        "runs hash",
    ]
    for wrong in (["patterns"], ["runs", "shew"], ["demo", "--sede", "3"]):
        with pytest.raises(AssertionError, match="no"):
            check(wrong)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_outcome_that_an_example_takes_is_there(page: Path) -> None:
    assert set(OUTCOME_OF.findall(page.read_text("utf-8"))) <= set(OUTCOMES)


def names_of_the_code() -> set[str]:
    """Identifiers, attributes, arguments, texts without blanks, and files of the package and of what surrounds it."""
    known = {*OUTCOMES, *PARAMETERS, *(name.removeprefix("cost_") for name in PARAMETERS)}
    for folder in ("copsim", "tests", "docs", "experiments"):
        for path in (ROOT / folder).rglob("*.py"):
            known.add(path.stem)
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                known |= {getattr(node, field, None) or "" for field in ("id", "attr", "arg", "name")} - {None}
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    known |= set(re.findall(r"\w+", node.value)) if len(node.value) < 2000 else set()
    return {str(name) for name in known}


def test_every_quoted_name_is_one_of_the_code() -> None:
    known = names_of_the_code()
    for page in PAGES:
        text = BLOCK.sub("", page.read_text("utf-8"))
        quoted = " ".join(re.findall(r"`([^`\n]+)`", text))
        named = set(re.findall(r"\b[a-z]+(?:_[a-z0-9]+)+\b", quoted))
        assert named <= known, f"{page.name} names {sorted(named - known)}"


def test_every_file_that_a_guide_links_or_quotes_is_there() -> None:
    for page in PAGES:
        text = page.read_text("utf-8")
        for link in re.findall(r"\]\(([^)#\s]+)\)", text):
            assert "://" in link or (page.parent / link).exists(), f"{page.name} links {link}"
        for path in re.findall(r"`((?:copsim|tests|docs|experiments|scenarios|notebooks)/[\w./-]+)`", text):
            assert (ROOT / path).exists(), f"{page.name} names {path}"


def test_the_rooms_are_those_that_are_described() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8").split("## Rooms")[1].split("## Adding")[0]
    order = re.findall(r"\w+", BLOCK.findall(text)[0][1])
    rows = {room for row in re.findall(r"^\| (`.+?) \|", text, re.MULTILINE) for room in re.findall(r"`(\w+)`", row)}
    there = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert tuple(order) == ROOMS
    assert set(order) == rows == {name for name in there if not name.startswith("__")}
