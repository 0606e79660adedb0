"""The references behind the claims, read from `references.bib`.

The file keeps to a subset of BibTeX (one field a line, values in braces), so a few lines read it and no library is
needed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from copsim.errors import unknown

REFERENCES_FILE = Path(__file__).with_name("references.bib")

_ENTRY = re.compile(r"^@(\w+)\{([^,\s]+),\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r"^  (\w+) = \{(.*)\},$", re.MULTILINE)
_ACCENT = re.compile(r"\\([`'\"c])\{?(\w)\}?")
_COMBINING = {"`": "\u0300", "'": "\u0301", '"': "\u0308", "c": "\u0327"}


@cache
def references() -> Mapping[str, Mapping[str, str]]:
    """The fields of every reference by key, with TeX accents and braces turned into plain text."""
    text = REFERENCES_FILE.read_text(encoding="utf-8")
    return MappingProxyType(
        {
            key: MappingProxyType({name: _plain(value) for name, value in _FIELD.findall(body)} | {"type": kind})
            for kind, key, body in _ENTRY.findall(text)
        }
    )


def reference(key: str) -> str:
    """The reference as one line: authors (year). Title. Where it was published. DOI or address.

    Raises:
        InputError: No reference has this key; the message names the nearest one.
    """
    if key not in references():
        raise unknown("reference", key, references())
    entry = references()[key]
    link = f"https://doi.org/{entry['doi']}" if "doi" in entry else entry.get("url", "")
    parts = (f"{_names(entry['author'])} ({entry['year']})", entry["title"], _published(entry))
    return ". ".join(parts) + "." + (f" {link}" if link else "")


def cite() -> str:
    """What to cite when copsim was used, as BibTeX: the model in its version, and the study that it is built on."""
    from copsim import __version__

    text = REFERENCES_FILE.read_text(encoding="utf-8")
    study = next(found[0] for found in _ENTRY.finditer(text) if found[2] == "swaithes-2023")
    model = (
        "@software{copsim,\n  author = {{The copsim developers}},\n"
        "  title = {copsim: an agent-based model of how a healthcare Community of Practice "
        "shares knowledge and power},\n"
        f"  version = {{{__version__}}},\n  license = {{MIT}},\n}}"
    )
    return f"{model}\n\n{study}\n"


def _names(author: str) -> str:
    """Up to three authors in full; of more, the first and "et al."."""
    names = author.split(" and ")
    if len(names) > 3 or "others" in names:
        return f"{names[0]} et al."
    return " and ".join(names)


def _published(entry: Mapping[str, str]) -> str:
    """Journal, volume (number) and pages, or the proceedings, or how it was published."""
    where = entry.get("journal") or entry.get("booktitle") or entry["howpublished"]
    number = f"({entry['number']})" if "number" in entry else ""
    volume = f" {entry['volume']}{number}" if "volume" in entry else ""
    pages = f", {entry['pages']}" if "pages" in entry else ""
    return f"{where}{volume}{pages}"


def _plain(value: str) -> str:
    """The value without TeX accents, dashes and braces."""
    accented = _ACCENT.sub(lambda found: found[2] + _COMBINING[found[1]], value.replace(r"{\ss}", "ß"))
    bare = re.sub(r"[{}]", "", accented).replace("--", "\u2013")
    return unicodedata.normalize("NFC", bare)
