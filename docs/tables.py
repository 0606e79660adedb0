"""Write parameters.md, outcomes.md and interventions.md from the tables that the program itself reads.

Run `python docs/tables.py` after a change to parameters, levers, outcomes or interventions; a test says when that was
forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

from copsim.interventions import CATALOGUE, Intervention
from copsim.model.levers import LEVERS, Lever
from copsim.model.outcomes import HEADLINE, OUTCOMES, Outcome
from copsim.model.parameters import PARAMETERS, Parameter

FOLDER = Path(__file__).parent
GENERATED = "<!-- Written by `python docs/tables.py`; change the tables in the code instead. -->"
COMBINED = {"sum": "sum", "product": "product", "maximum": "largest", "minimum": "smallest", "last": "last"}


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def span(low: float, high: float) -> str:
    """A range as text."""
    return f"{low:g} to {high:g}"


def parameter_row(one: Parameter) -> tuple[str, ...]:
    """Cells of one parameter."""
    cells = (f"`{one.name}`", one.meaning, f"{one.default:g}", span(*one.prior), span(*one.bounds), one.unit)
    return (*cells, one.source, ", ".join(one.cites))


def lever_row(one: Lever) -> tuple[str, ...]:
    """Cells of one lever."""
    return f"`{one.name}`", one.meaning, one.shape, f"{one.neutral:g}", COMBINED[one.rule], span(one.low, one.high)


def outcome_row(one: Outcome) -> tuple[str, ...]:
    """Cells of one outcome."""
    name = f"**`{one.name}`**" if one.name in HEADLINE else f"`{one.name}`"
    better = "" if one.better == "none" else one.better
    cells = (name, one.label, one.plain, one.meaning, one.unit, span(one.low, one.high), one.totals, better)
    return (*cells, ", ".join(one.cites))


def parameters_page() -> str:
    """parameters.md."""
    head = ("name", "meaning", "default", "prior", "allowed", "unit", "source", "evidence")
    parts = [
        "# Parameters and levers",
        GENERATED,
        f"{len(PARAMETERS)} parameters. The prior is uniform over its range; values outside it are allowed and said,"
        " values outside the last range are refused. *Source* says where the number comes from; nearly all are"
        " `assumed`. *Evidence* names the claims behind the mechanism that the number belongs to: they say that it acts"
        " and in which direction, not how strongly. What is given per quarter is turned into amounts per cycle by the"
        " scenario's `cycle_weeks`.",
    ]
    for group, members in groupby(PARAMETERS.values(), key=lambda one: one.group):
        parts += [f"## {group}", table(head, map(parameter_row, members))]
    parts += [
        "## Levers",
        "What interventions and shocks can set: one value per cycle, or one per role, kind of knowledge, kind of cost"
        " or member. Contributions to one lever combine by its rule and are held in its range.",
        table(("name", "meaning", "shape", "neutral", "rule", "range"), map(lever_row, LEVERS.values())),
    ]
    return page(parts)


def outcomes_page() -> str:
    """outcomes.md."""
    head = ("name", "label", "in plain words", "meaning", "unit", "range", "of a run", "better", "evidence")
    parts = [
        "# Outcomes",
        GENERATED,
        f"{len(OUTCOMES)} outcomes, taken after every cycle. Of a run they give the value of the last cycle in which"
        " they are defined, the mean or the sum over cycles. Headline outcomes are bold.",
    ]
    groups: dict[str, list[Outcome]] = {}
    for one in OUTCOMES.values():
        groups.setdefault(one.group, []).append(one)
    for group, members in groups.items():
        parts += [f"## {group}", table(head, map(outcome_row, members))]
    return page(parts)


def interventions_page() -> str:
    """interventions.md."""
    parts = [
        "# Interventions and shocks",
        GENERATED,
        "A scenario names them under `interventions` or `shocks`; what is left out takes its default.",
    ]
    for one in CATALOGUE:
        rows = [
            (f"`{name}`", field.description or "", "needed" if field.is_required() else _shown(field.default))
            for name, field in one.model_fields.items()
        ]
        parts += [f"## `{one.key}`", _about(one), table(("setting", "meaning", "default"), rows)]
    return page(parts)


def _about(one: type[Intervention]) -> str:
    summary = (one.__doc__ or "").split("\n\n")[0].replace("\n    ", " ")
    return f"{one.title} ({one.kind}). {summary} Evidence: {', '.join(one.cites)}."


def _shown(default: object) -> str:
    if isinstance(default, dict):
        return ", ".join(f"{key}: {value:g}" for key, value in default.items()) or "none"
    if isinstance(default, tuple):
        return ", ".join(map(str, default)) or "none"
    if isinstance(default, bool):
        return "true" if default else "false"
    return "left out" if default is None else str(default)


def page(parts: list[str]) -> str:
    """Paragraphs as one page."""
    return "\n\n".join(parts) + "\n"


def pages() -> Mapping[str, str]:
    """Text of every generated page by file name."""
    return {
        "parameters.md": parameters_page(),
        "outcomes.md": outcomes_page(),
        "interventions.md": interventions_page(),
    }


if __name__ == "__main__":
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
