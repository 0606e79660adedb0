"""The command line: one thin command per verb."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; errors that a user can mend are one line on stderr, with the exit code they call for."""
    from copsim.cli.app import run

    sys.exit(run(sys.argv[1:]))
