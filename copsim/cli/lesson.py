"""`copsim lesson`: lessons as one HTML file each, for a lecture or a phone; no server and no network."""

from __future__ import annotations

import tempfile
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copsim.cli.options import AsJson
from copsim.cli.screen import complain, console, say, say_json

if TYPE_CHECKING:
    from copsim.lessons import LessonFile

lesson_app = typer.Typer(
    help="List, open, build, check and write lessons.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_REFERENCE = "Name of a lesson, or a path that ends in .yaml."

Replicates = Annotated[
    int, typer.Option("--replicates", "-n", min=20, max=2000, help="Runs of every combination of switches.")
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Seed of the study.")]
Reference = Annotated[str, typer.Argument(metavar="LESSON", help=_REFERENCE)]


@lesson_app.command("list")
def list_lessons(as_json: AsJson = False) -> None:
    """List the lessons that come with copsim.

    Example: copsim lesson list
    """
    from copsim.lessons import lessons, load_lesson

    found = [load_lesson(path) for path in lessons().values()]
    if as_json:
        say_json([_summary(each) for each in found])
        return
    for each in found:
        say(f"{each.name}: {each.document.title}")
        say(f"    {each.document.summary}")
    say("\nTo see one: copsim lesson open NAME. To write your own: copsim lesson new my-lesson")


@lesson_app.command("open")
def open_lesson(
    reference: Reference = "invitation",
    replicates: Replicates = 200,
    seed: Seed = 1,
) -> None:
    """Build a lesson into a temporary file and open it in the browser.

    Example: copsim lesson open invitation
    """
    target = Path(tempfile.mkdtemp(prefix="copsim-lesson-")) / "lesson.html"
    _build(reference, target, replicates, seed)
    if not webbrowser.open(target.as_uri()):
        say(f"No browser was found; open this file: {target}")


@lesson_app.command("build")
def build_lesson_file(
    reference: Reference,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.html", help="Where it goes.")] = Path("lesson.html"),
    replicates: Replicates = 200,
    seed: Seed = 1,
) -> None:
    """Build a lesson as one HTML file that works from a mail, a stick or a course site, without a network.

    Example: copsim lesson build invitation --out lesson.html
    """
    from copsim.files import check_page

    check_page(out, "--out")
    _build(reference, out, replicates, seed)


@lesson_app.command("check")
def check(
    references: Annotated[list[str], typer.Argument(metavar="LESSON...", help=_REFERENCE)],
    as_json: AsJson = False,
) -> None:
    """Check lessons without running them: a line for each that is right, and one for each that is wrong.

    Example: copsim lesson check my-lesson.yaml
    """
    from copsim.errors import InputError
    from copsim.lessons import lesson_path, load_lesson

    found: list[LessonFile] = []
    for reference in references:
        try:
            each = load_lesson(lesson_path(reference))
        except InputError as error:
            complain(error)
            continue
        found.append(each)
        if not as_json:
            size = f"{len(each.document.switches)} switches, {len(each.combinations)} combinations"
            say(f"{each.name}: in order ({size})")
    if as_json:
        say_json([_summary(each) for each in found])
    if len(found) < len(references):
        raise typer.Exit(InputError.exit_code)


@lesson_app.command("new")
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the lesson, or the path of its file.")],
    copy_of: Annotated[str, typer.Option("--from", metavar="LESSON", help="Lesson to start from.")] = "invitation",
) -> None:
    """Write a copy of a lesson to edit; a file that exists is left alone.

    Example: copsim lesson new my-lesson
    """
    import shlex

    from copsim.lessons import write_new

    path = shlex.quote(str(write_new(name, copy_of)))
    say(f"Wrote {path}. Edit it, then: copsim lesson check {path}")


def _build(reference: str, out: Path, replicates: int, seed: int) -> None:
    from copsim.files import write_text
    from copsim.lessons import build_lesson, lesson_page, lesson_path, load_lesson

    file = load_lesson(lesson_path(reference))
    with console(stderr=True).status(f"Building {file.name}") as status:
        page = lesson_page(build_lesson(file, replicates, seed, lambda what: status.update(f"Building: {what}")))
    write_text(out, page, "--out")
    say(f"Wrote {out} ({len(page.encode()) / 1e6:.2f} MB): {file.document.title}")


def _summary(file: LessonFile) -> dict[str, object]:
    document = file.document
    return {
        "name": file.name,
        "title": document.title,
        "summary": document.summary,
        "predict": document.predict.kind,
        "switches": [each.label for each in document.switches],
        "combinations": len(file.combinations),
    }
