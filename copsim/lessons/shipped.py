"""The lessons that come with copsim, and a file to start one's own from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from copsim.errors import InputError, unknown
from copsim.files import absolute, check_target, label_of, write_text

_FOLDER = Path(__file__).with_name("library")
_ENDINGS = (".yaml", ".yml")


@cache
def lessons() -> Mapping[str, Path]:
    """Path of each lesson by name, in the order of the paper's themes as far as they have one."""
    return {path.stem: path for path in sorted(_FOLDER.glob("*.yaml"))}


def lesson_path(reference: str) -> Path:
    """The file behind the name of a lesson, or behind a path that ends in .yaml.

    Raises:
        InputError: For a name that no lesson has.
    """
    if reference.endswith(_ENDINGS) or "/" in reference or "\\" in reference:
        return absolute(Path.cwd(), reference, "")
    if reference not in lessons():
        raise InputError(f"{unknown('lesson', reference, lessons())}; or a path that ends in .yaml")
    return lessons()[reference]


def write_new(name: str, source: str) -> Path:
    """Copy a lesson for editing; a file that exists is left alone.

    Raises:
        InputError: When the file exists or cannot be written.
    """
    path = Path(name if name.endswith(_ENDINGS) else f"{name}.yaml")
    if path.exists():
        raise InputError(f"{label_of(path)}: exists already; give another name")
    check_target(path, "lesson new", _ENDINGS)
    write_text(path, lesson_path(source).read_text(encoding="utf-8"))
    return path
