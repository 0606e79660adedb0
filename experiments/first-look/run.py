"""First look: every pattern written down beforehand, measured at the default parameters.

python experiments/first-look/run.py [--replicates 200] [--only P04,P05] [--json FILE] [--seed 1]
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from math import isfinite
from pathlib import Path
from time import perf_counter

import aims  # noqa: F401 - importing a family registers its patterns
import heard  # noqa: F401
import knowing  # noqa: F401
import meetings  # noqa: F401
import minds  # noqa: F401
import outside  # noqa: F401
import purse  # noqa: F401
import support  # noqa: F401
import talk  # noqa: F401
from arms import Look
from asks import PATTERNS, Ask
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from copsim.analysis.numbers import number
from copsim.errors import InputError, unknown
from copsim.model.version import MODEL_VERSION

ORDER = sorted(PATTERNS, key=lambda key: ("CPT".index(key[0]), int(key[1:])))
WIDE = 150
_STYLE = {"yes": "green", "no": "bold red", "not expressible": "yellow", "shown only": "dim"}


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; the exit code is 0 whether or not patterns hold, and 2 for wrong arguments."""
    try:
        options = _options(arguments)
    except InputError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    look, found, started = Look(options.replicates, options.seed), {}, perf_counter()
    for key in options.only:
        found[key] = PATTERNS[key].look(look)
    _print(found, look, perf_counter() - started)
    if options.json:
        options.json.write_text(json.dumps(_plain(found, look), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure every pattern at the default parameters.")
    parser.add_argument("--replicates", type=int, default=200, help="paired replicates of each variant (200)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the study (1)")
    parser.add_argument("--only", default=",".join(ORDER), help="keys of patterns, such as P04,P05")
    parser.add_argument("--json", type=Path, help="also write the results to this file")
    options = parser.parse_args(arguments)
    if options.replicates < 2:
        raise InputError(f"--replicates: {options.replicates} is not allowed; give 2 or more")
    options.only = [key.strip() for key in options.only.split(",")]
    for key in options.only:
        if key not in PATTERNS:
            raise unknown("pattern", key, ORDER, "--only")
    return options


def holds(asks: list[Ask]) -> str:
    """Whether all that was asked of a pattern is so."""
    judged = [ask.holds for ask in asks if ask.holds in ("yes", "no")]
    return "not expressible" if not judged else "yes" if set(judged) == {"yes"} else "no"


def _print(found: dict[str, list[Ask]], look: Look, seconds: float) -> None:
    console = Console(width=None if sys.stdout.isatty() else WIDE, highlight=False)
    title = f"First look: {look.replicates} paired replicates, seed {look.seed}, model version {MODEL_VERSION}"
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("Key")
    table.add_column("Measure (first minus other)", ratio=1)
    for heading in ("Effect", "95 % interval", "Asked", "Holds"):
        table.add_column(heading, justify="left" if heading in ("Asked", "Holds") else "right", no_wrap=True)
    for key, asks in found.items():
        each = PATTERNS[key]
        verdict = holds(asks)
        heading = f"[bold]{escape(each.claim)}[/bold] ({escape(each.evidence)})\n[dim]{escape(each.contrast)}[/dim]"
        table.add_row(f"[bold]{key}[/bold]", heading, "", "", "", f"[{_STYLE[verdict]}]{verdict.upper()}[/]")
        for ask in asks:
            table.add_row("", *_cells(ask))
    console.print(table)
    count = sum(holds(asks) == "yes" for asks in found.values())
    failed = [key for key, asks in found.items() if holds(asks) == "no"]
    console.print(f"{count} of {len(found)} patterns hold at the defaults ({seconds:.0f} s).")
    if failed:
        console.print(f"Not so: {', '.join(failed)}.")


def _cells(ask: Ask) -> tuple[str, ...]:
    digits = 1 if abs(ask.effect) >= 10 else 4 if abs(ask.effect) < 0.01 else 3
    note = f"\n  [dim]{escape(ask.note)}[/dim]" if ask.note else ""
    interval = f"{number(ask.low, digits, True)} to {number(ask.high, digits, True)}" if isfinite(ask.low) else "–"
    verdict = f"[{_STYLE[ask.holds]}]{ask.holds}[/]"
    return f"• {escape(ask.measure)}{note}", number(ask.effect, digits, True), interval, escape(ask.ask), verdict


def _plain(found: dict[str, list[Ask]], look: Look) -> dict[str, object]:
    """Results as plain values; a number that is missing is null."""
    patterns = []
    for key, asks in found.items():
        each = PATTERNS[key]
        rows = [{name: _value(value) for name, value in asdict(ask).items()} for ask in asks]
        patterns.append(
            {"key": key, "family": each.family, "claim": each.claim, "evidence": each.evidence,
             "contrast": each.contrast, "holds": holds(asks), "asks": rows}
        )  # fmt: skip
    return {"replicates": look.replicates, "seed": look.seed, "model_version": MODEL_VERSION, "patterns": patterns}


def _value(value: object) -> object:
    return None if isinstance(value, float) and not isfinite(value) else value


if __name__ == "__main__":
    sys.exit(main())
