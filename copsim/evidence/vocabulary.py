"""The words in which evidence is described: themes, i-PARIHS constructs, grades, recommendations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

THEMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Identifying and interpreting knowledge": (
            "Types of knowledge",
            "Knowledge creation and use",
            "Negotiating knowledge",
        ),
        "Practical implementation of a CoP": (
            "Infrastructure and support",
            "Clarity of aims and purpose",
            "CoP membership",
        ),
        "Culture and relationship building": (
            "Relationships and opportunities",
            "Power balance",
            "Enabling co-production",
        ),
        "Responding to external context": (),
    }
)
"""The four themes of the paper's Table 1, each with its sub-themes."""

CONSTRUCTS: tuple[str, ...] = ("innovation", "recipients", "context", "facilitation")
"""The constructs of i-PARIHS (Harvey & Kitson 2016)."""

GRADES: Mapping[str, str] = MappingProxyType(
    {
        "quoted": "told by a participant: word for word in Table 1, or reported in the running text",
        "observed": "in the researcher's field notes, or reported by the authors as what happened",
        "inferred": "the authors' interpretation or recommendation",
        "other literature": "not from the paper; its reference is named",
    }
)
"""How near a claim is to what people said and did, with the meaning of each grade."""

RECOMMENDATIONS: tuple[str, ...] = tuple(f"R{number}" for number in range(1, 12))
"""Keys of the eleven recommendations of Table 2, in the order printed."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that the model takes from the paper or from other literature.

    Attributes:
        key: Name by which mechanisms, parameters and patterns cite it, such as "Q36" or "S-venue".
        theme: One of `THEMES`, or "" for a source taken as a whole.
        subtheme: A sub-theme of that theme, or "" where the theme has none.
        constructs: The `CONSTRUCTS` it speaks to.
        locator: Where in the source it stands.
        statement: What it says, in one sentence of our own.
        grade: One of `GRADES`.
        reference: Key in the bibliography, or None for a claim of the paper itself.
    """

    key: str
    theme: str
    subtheme: str
    constructs: tuple[str, ...]
    locator: str
    statement: str
    grade: str
    reference: str | None = None
