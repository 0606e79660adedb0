"""The register of claims: read once from `claims.toml`, looked up by key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from copsim.errors import unknown
from copsim.evidence.vocabulary import Claim

CLAIMS_FILE = Path(__file__).with_name("claims.toml")


@cache
def claims() -> Mapping[str, Claim]:
    """Every claim by key, in the order of the paper, other literature last."""
    sections = tomllib.loads(CLAIMS_FILE.read_text(encoding="utf-8"))["section"]
    listed = [
        Claim(
            key=entry["key"],
            theme=section["theme"],
            subtheme=section["subtheme"],
            constructs=tuple(section["constructs"]),
            locator=entry["locator"],
            statement=entry["statement"],
            grade=entry["grade"],
            reference=entry.get("reference"),
        )
        for section in sections
        for entry in section["claim"]
    ]
    return MappingProxyType({claim.key: claim for claim in listed})


def claim(key: str) -> Claim:
    """The claim with this key.

    Raises:
        InputError: No claim has this key; the message names the nearest one.
    """
    if key not in claims():
        raise unknown("evidence", key, claims())
    return claims()[key]


def cites(*keys: str) -> tuple[str, ...]:
    """The keys themselves, once each is known to name a claim.

    Mechanisms and interventions declare their evidence by this call, so a citation that leads nowhere fails on import.

    Raises:
        InputError: A key names no claim.
    """
    return tuple(claim(key).key for key in keys)
