"""The shell completes names of scenarios."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("verb", ["run", "compare", "scenario show", "scenario check"])
def test_scenario_names_complete(verb: str) -> None:
    typed = f"copsim {verb} merely"
    wanted = {"_COPSIM_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": str(len(typed.split()) - 1)}
    code = "from copsim.cli.app import app; app(prog_name='copsim')"
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, **wanted}, capture_output=True, text=True)
    assert done.stdout.split() == ["merely-invited"], done.stderr
