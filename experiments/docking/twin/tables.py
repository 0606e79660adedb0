"""What the twin reads: the table of parameters in docs/parameters.md and the scenarios in scenarios/*.yaml."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[3]
ROLES = ("lay", "clinical", "commissioner", "facilitator")
KINDS = ("research", "clinical", "lived", "service")
_ROW = re.compile(r"^\| `(?P<name>\w+)` \| .*? \| (?P<default>[^|]+) \| [^|]* to [^|]* \| [^|]* to [^|]* \|")
# Section 2, "Scales": shares per quarter and other amounts per quarter, by name.
SHARES = ("unease_decay", "anchor_pull", "forget_rate", "trust_fade", "audit_view", "chair_standing", "stale")
SHARES += ("own_fade", "wear", "leave_rate", "spread", "relapse")
AMOUNTS = ("informal_contacts", "chair_contacts", "uptake_rate", "involve_rate", "cost_fte_quarter", "cost_device")


@cache
def defaults() -> dict[str, float]:
    """Every default of docs/parameters.md, as written there."""
    text = (ROOT / "docs" / "parameters.md").read_text(encoding="utf-8").split("## Levers")[0]
    rows = (_ROW.match(line) for line in text.splitlines())
    return {row["name"]: float(row["default"]) for row in rows if row}


def per_cycle(weeks: float) -> dict[str, float]:
    """The parameters with those per quarter turned into amounts per cycle of some weeks."""
    values, w = dict(defaults()), weeks / 13
    for name in SHARES:
        values[name] = 1 - (1 - values[name]) ** w
    for name in AMOUNTS:
        values[name] *= w
    return values


@cache
def scenario(name: str) -> dict[str, Any]:
    """A scenario of the library with all that it extends; callers must not change it."""
    own: dict[str, Any] = yaml.safe_load((ROOT / "scenarios" / f"{name}.yaml").read_text(encoding="utf-8"))
    if "extends" not in own:
        return own
    whole = dict(scenario(own["extends"]))
    for key, value in own.items():
        whole[key] = _merged(whole.get(key) or {}, value) if key in ("interventions", "shocks") else value
    return whole


def _merged(old: dict[str, Any], new: dict[str, Any] | None) -> dict[str, Any]:
    """Interventions or shocks, setting by setting; null takes one away."""
    out = dict(old)
    for name, settings in (new or {}).items():
        if settings is None:
            out.pop(name, None)
        else:
            out[name] = {**(out.get(name) or {}), **settings}
    return out
