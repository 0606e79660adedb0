"""Tutorials run top to bottom."""

import json
import os
import warnings
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs_top_to_bottom(path: Path, monkeypatch) -> None:
    monkeypatch.setitem(os.environ, "MPLBACKEND", "agg")
    names: dict[str, object] = {"__name__": "__main__"}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            code = "".join(cell["source"])
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                exec(compile(code, f"{path.name}:{cell['id']}", "exec"), names)
            assert "from copsim" not in code, "notebooks use the public face alone"
            assert not cell["outputs"], "commit notebooks without outputs"
