"""Build the lesson files that stand in this folder: python docs/lessons.py [NAME …]."""

import sys
from pathlib import Path

from copsim.lessons import build_lesson, lesson_page, lesson_path, load_lesson

READY = ("invitation", "being-heard")
FOLDER = Path(__file__).parent / "lessons"


def main(names: list[str]) -> None:
    """Build the named lessons, or those that stand in the repository."""
    FOLDER.mkdir(exist_ok=True)
    for name in names or READY:
        page = lesson_page(build_lesson(load_lesson(lesson_path(name))))
        (FOLDER / f"{name}.html").write_text(page, encoding="utf-8")
        print(f"{name}: {len(page.encode()) / 1e6:.2f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
