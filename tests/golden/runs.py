"""What golden runs are: a few replicates of library scenarios, to the last bit."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np

from copsim.model.batch import run_seeds, simulate_batch
from copsim.model.outcomes import HEADLINE, OUTCOMES
from copsim.model.version import MODEL_VERSION
from copsim.scenario import compile_scenario, load_scenario

FILE = Path(__file__).parent / "runs.json"
SCENARIOS = ("moving-forward", "merely-invited", "by-role-groups", "restart-after-covid", "online-only")
REPLICATES = 3


def run() -> dict[str, object]:
    """Hash of every turn and outcome, and the headline outcomes in hexadecimal for a look at what moved."""
    runs: dict[str, object] = {}
    for name in SCENARIOS:
        batch = simulate_batch(compile_scenario(load_scenario(name)), run_seeds(2023, REPLICATES), record="turns")
        digest = hashlib.sha256()
        for array in (batch.cycles, batch.ties, batch.turns):
            digest.update(np.ascontiguousarray(array).tobytes())
        columns = [list(OUTCOMES).index(outcome) for outcome in HEADLINE]
        headline = {o: [float(x).hex() for x in batch.summary[:, c]] for o, c in zip(HEADLINE, columns, strict=True)}
        runs[name] = {"sha256": digest.hexdigest(), "headline": headline}
    return {"model_version": MODEL_VERSION, "outcomes": len(OUTCOMES), "runs": runs}


def stored() -> dict[str, object]:
    """The golden runs as they were when last updated."""
    content: dict[str, object] = json.loads(FILE.read_text())
    return content
