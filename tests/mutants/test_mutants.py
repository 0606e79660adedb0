"""The list of wrong edits fits the code as it stands, and one of them is noticed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.mutants.run import ROOT, Mutant, mutants, noticed


@pytest.mark.parametrize("mutant", mutants(), ids=lambda mutant: mutant.name)
def test_a_wrong_edit_can_be_made(tmp_path: Path, mutant: Mutant) -> None:
    target = tmp_path / "copsim/model" / mutant.file
    target.parent.mkdir(parents=True)
    shutil.copy(ROOT / "copsim/model" / mutant.file, target)
    before = target.read_text()
    mutant.apply(tmp_path)
    assert target.read_text() != before
    compile(target.read_text(), mutant.file, "exec")


def test_names_are_their_own() -> None:
    names = [mutant.name for mutant in mutants()]
    assert len(set(names)) == len(names)


@pytest.mark.slow
def test_the_tests_pass_without_an_edit_and_notice_one() -> None:
    assert not noticed(None)
    assert noticed(mutants()[0])
