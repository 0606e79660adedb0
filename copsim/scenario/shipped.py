"""The library of scenarios that comes with copsim, and a commented file to start one's own from."""

from __future__ import annotations

import json
import shlex
from functools import cache
from pathlib import Path

from copsim.errors import InputError, shorten, unknown
from copsim.files import write_text

_PACKAGED = Path(__file__).with_name("library")
_CHECKOUT = Path(__file__).parents[2] / "scenarios"
_TEMPLATE = Path(__file__).with_name("template.yaml")


def question_of(name: str) -> str:
    """What a library scenario asks, from the comment that opens its file; empty when it does not say."""
    words: list[str] = []
    for line in library()[name].read_text(encoding="utf-8").splitlines():
        if not line.startswith("#") or line.startswith("# The paper:"):
            break
        if words or line.startswith("# Asks: "):
            words += line.removeprefix("#").removeprefix(" Asks:").split()
    return " ".join(words)


def library_names() -> tuple[str, ...]:
    """Names of the scenarios that come with copsim."""
    return tuple(library())


@cache
def library() -> dict[str, Path]:
    """Path of each library scenario by name: from the installed package, or from the checkout.

    Raises:
        InputError: The library is missing, so copsim is not installed in full.
    """
    folder = _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT
    found = {path.stem: path for path in sorted(folder.glob("*.yaml"))}
    if not found:
        raise InputError(f"{folder}: the scenario library is missing; install copsim again")
    return found


def write_template(name: str, extends: str) -> Path:
    """Write a scenario file that changes a library scenario.

    Args:
        name: Name of the scenario, or path of its file.
        extends: Library scenario that it changes.

    Returns:
        The file that was written.

    Raises:
        InputError: For a name that cannot be a file or is in the library, a folder that does not exist, or a file
            that does.
    """
    if extends not in library():
        raise unknown("scenario", extends, library(), "--extends")
    path = Path(name) if name.endswith((".yaml", ".yml")) else Path(f"{name}.yaml")
    if not name.strip() or any(not letter.isprintable() for letter in name) or path.stem.startswith("."):
        raise InputError(f"'{shorten(name)}' is not a name for a scenario; give letters, figures and dashes")
    if not path.parent.is_dir():
        raise InputError(f"{path}: the folder {path.parent} does not exist; give a path in an existing folder")
    if path.stem in library():
        raise InputError(f"'{path.stem}' is the name of a library scenario; give another name")
    if path.exists() or path.is_symlink():
        raise InputError(f"{path}: exists already and is left alone; give another name")
    write_text(path, _filled(path, extends))
    return path


def _filled(path: Path, extends: str) -> str:
    """The template's text for one file, its name quoted for YAML and its path for a shell."""
    text = _TEMPLATE.read_text(encoding="utf-8").replace("$extends", extends)
    text = (
        text.replace("$base", path.name)
        .replace("$file", shlex.quote(str(path)))
        .replace('"$name"', json.dumps(path.stem, ensure_ascii=False))
    )
    return text.replace("$name", path.stem)
