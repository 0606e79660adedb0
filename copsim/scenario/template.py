"""A commented scenario file to start from."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

from copsim.errors import InputError, shorten, unknown
from copsim.files import write_text
from copsim.scenario.shipped import library

_TEMPLATE = Path(__file__).with_name("template.yaml")


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
