"""`copsim scenario`: list, show, check and write scenarios, and the JSON Schema for editors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copsim.cli import screen
from copsim.cli.options import AsJson, Set, scenario_names
from copsim.cli.screen import say

if TYPE_CHECKING:
    from copsim.scenario import Scenario

scenario_app = typer.Typer(
    help="List, show, check and write scenarios.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_REFERENCE = "Library name, or a path that ends in .yaml."


@scenario_app.command("list")
def list_scenarios(as_json: AsJson = False) -> None:
    """List the scenarios of the library.

    Example: copsim scenario list
    """
    from copsim.scenario import library, load_scenario
    from copsim.scenario.shipped import question_of

    found = [load_scenario(name) for name in library()]
    if as_json:
        _print_json([{**_summary(each), "asks": question_of(each.name)} for each in found])
        return
    for each in found:
        _print_wrapped(f"{each.name} ({len(each.roster.ids)} members, {each.settings.cycles} cycles)", "")
        for text in (each.title, question_of(each.name)):
            _print_wrapped(text)
        say()
    _print_wrapped("In full: copsim scenario show NAME. To start one of your own: copsim scenario new my-cop.", "")


@scenario_app.command()
def show(
    reference: Annotated[str, typer.Argument(metavar="SCENARIO", help=_REFERENCE, autocompletion=scenario_names)],
    overrides: Set = None,
    as_json: AsJson = False,
) -> None:
    """Show a scenario in full, with everything it inherits, and the evidence behind each setting.

    Example: copsim scenario show moving-forward
    """
    from copsim.scenario import load_scenario

    scenario = load_scenario(reference, overrides or ())
    if as_json:
        _print_json(
            {
                **_summary(scenario),
                "resolved": scenario.resolved,
                "parameters": dict(scenario.parameters),
                "evidence": {path: _claims(keys) for path, _, keys in _grounds(scenario)},
            }
        )
        return
    import yaml

    say(yaml.safe_dump(scenario.resolved, sort_keys=False, allow_unicode=True).rstrip("\n"))
    _show_evidence(scenario)
    _print_warnings(scenario)


@scenario_app.command()
def check(
    references: Annotated[
        list[str], typer.Argument(metavar="SCENARIO...", help=_REFERENCE, autocompletion=scenario_names)
    ],
    overrides: Set = None,
    as_json: AsJson = False,
) -> None:
    """Check scenarios without running them: a line for each that is right, and one for each that is wrong.

    Example: copsim scenario check my-cop.yaml
    """
    from copsim.errors import InputError
    from copsim.scenario import compile_scenario, load_scenario

    found: list[Scenario] = []
    for reference in references:
        try:
            each = load_scenario(reference, overrides or ())
            compile_scenario(each)
        except InputError as error:
            say(f"copsim: {error}", err=True)
            continue
        found.append(each)
        if not as_json:
            size = f"{len(each.roster.ids)} members, {each.settings.cycles} cycles"
            say(f"{each.name}: in order ({size}, hash {each.hash[:12]})")
            _print_warnings(each)
    if as_json:
        _print_json([_summary(each) for each in found])
    if len(found) < len(references):
        raise typer.Exit(InputError.exit_code)


@scenario_app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the scenario, or the path of its file.")],
    extends: Annotated[str, typer.Option("--extends", help="Library scenario that it changes.")] = "moving-forward",
) -> None:
    """Write a commented scenario file to start from; a file that exists is left alone.

    Example: copsim scenario new my-cop
    """
    import shlex

    from copsim.scenario.shipped import write_template

    path = write_template(name, extends)
    say(f"Wrote {path}. Edit it, then: copsim scenario check {shlex.quote(str(path))}")


@scenario_app.command()
def schema(
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE.json", help="Write it to a file.")] = None,
) -> None:
    """Print the JSON Schema of scenario files, with which an editor checks and completes them.

    In VS Code or any editor with a YAML language server, put this on a scenario file's first line:
    # yaml-language-server: $schema=copsim.schema.json

    Example: copsim scenario schema --to copsim.schema.json
    """
    import json

    from copsim.files import check_target, write_text
    from copsim.scenario import json_schema

    text = json.dumps(json_schema(), indent=2, ensure_ascii=False)
    if to is None:
        say(text)
        return
    check_target(to, "--to")
    write_text(to, text + "\n", "--to")
    say(f"Wrote {to}")


def _grounds(scenario: Scenario) -> list[tuple[str, str, tuple[str, ...]]]:
    """(key path, what it is, evidence keys) of each part of a scenario."""
    from copsim.scenario.schema import EVIDENCE, SECTIONS, ScenarioFile

    section = {kind: name for name, kind in SECTIONS.items()}
    grounds = [
        (key, str(ScenarioFile.model_fields[key].description), keys)
        for key, keys in EVIDENCE.items()
        if key in scenario.resolved
    ]
    return grounds + [(f"{section[each.kind]}.{each.key}", each.title, each.cites) for each in scenario.interventions]


def _claims(keys: tuple[str, ...]) -> dict[str, str]:
    from copsim.evidence import claim

    return {key: claim(key).statement for key in keys}


def _show_evidence(scenario: Scenario) -> None:
    from rich.table import Table

    table = Table("Setting", "Evidence", "What it says", title="Evidence", show_lines=False)
    for column in table.columns:
        column.overflow = "fold"
    for path, title, keys in _grounds(scenario):
        for index, (key, statement) in enumerate(_claims(keys).items()):
            table.add_row(f"{path}\n{title}" if index == 0 else "", key, statement)
        table.add_section()
    _console().print(table)


def _summary(scenario: Scenario) -> dict[str, Any]:
    return {
        "name": scenario.name,
        "title": scenario.title,
        "hash": scenario.hash,
        "members": len(scenario.roster.ids),
        "cycles": scenario.settings.cycles,
        "interventions": [each.key for each in scenario.interventions],
        "warnings": list(scenario.warnings),
    }


def _print_warnings(scenario: Scenario) -> None:
    for warning in scenario.warnings:
        say(f"note: {warning}", err=True)


def _print_wrapped(text: str, indent: str = "    ") -> None:
    """Print text in lines as wide as the terminal; words are never cut."""
    import shutil
    import textwrap

    width = max(shutil.get_terminal_size().columns, 40)
    wrapper = textwrap.TextWrapper(width, indent, indent, break_long_words=False, break_on_hyphens=False)
    for line in wrapper.wrap(text):
        say(line)


def _print_json(value: Any) -> None:
    import json

    say(json.dumps(value, indent=2, ensure_ascii=False))


def _console() -> Any:

    return screen.console(highlight=False)
