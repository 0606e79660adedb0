"""The Typer application and how it ends: exit codes, one-line errors, Ctrl-C.

Exit codes: 0 done; 1 ran and found something wrong; 2 bad usage or input; 3 stopped by trouble outside, resumable;
130 Ctrl-C.
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer

from copsim import __version__
from copsim.cli.analyse import analyse
from copsim.cli.compare import compare
from copsim.cli.dashboard import dashboard
from copsim.cli.db import db_app
from copsim.cli.demo import demo
from copsim.cli.evidence import evidence
from copsim.cli.lesson import lesson_app
from copsim.cli.run import run as run_command
from copsim.cli.runs import runs_app
from copsim.cli.scenario import scenario_app
from copsim.cli.screen import complain, prepare, say
from copsim.cli.sweep import sweep
from copsim.errors import CopsimError, InputError, shorten

INTERRUPTED = 130
_OUTSIDE = 3
_ASK = "please report it, with what --debug before the verb shows"

app = typer.Typer(
    name="copsim",
    help="Simulate how a healthcare Community of Practice shares knowledge and power.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from copsim.model.version import MODEL_VERSION

        say(f"copsim {__version__} (model version {MODEL_VERSION})")
        raise typer.Exit


@app.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Options before the verb."""


app.command()(demo)
app.command(name="run")(run_command)
app.command()(compare)
app.command()(sweep)
app.command()(analyse)
app.command()(evidence)
app.command()(dashboard)
app.add_typer(scenario_app, name="scenario")
app.add_typer(lesson_app, name="lesson")
app.add_typer(runs_app, name="runs")
app.add_typer(db_app, name="db")


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    debug = "--debug" in arguments
    prepare()
    try:
        result = app(args=[a for a in arguments if a != "--debug"], standalone_mode=False)
        if result == INTERRUPTED:
            complain("stopped by Ctrl-C")
        return result if isinstance(result, int) else 0
    except CopsimError as error:
        if debug:
            say(traceback.format_exc(), err=True)
        complain(error)
        return error.exit_code
    except typer.TyperException as error:
        if str(error):
            complain(_usage(error))
        return getattr(error, "exit_code", 2)
    except (KeyboardInterrupt, typer.Abort) as stop:
        complain(str(stop) or "stopped")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if debug:
            raise
        what = "the disk is full" if error.errno == errno.ENOSPC else (error.strerror or str(error))
        where = f" ({error.filename})" if error.filename else ""
        complain(f"{what}{where}; nothing that was stored is lost")
        return _OUTSIDE
    except UnicodeEncodeError as error:
        complain(f"'{shorten(error.object)}' holds bytes that are no text; give text in UTF-8")
        return InputError.exit_code
    except Exception as error:
        if debug:
            raise
        complain(f"a fault of copsim, not yours: {type(error).__name__}: {error}; {_ASK}")
        return CopsimError.exit_code


def _usage(error: typer.TyperException) -> str:
    """What was wrong with the words of the command, in one line."""
    message = error.format_message() if hasattr(error, "format_message") else str(error)
    context = getattr(error, "ctx", None)
    hint = f" (see '{context.command_path} --help')" if context is not None else ""
    return f"{message}{hint}"
