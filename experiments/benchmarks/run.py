"""How fast is copsim, against what it could be? Every bar of README.md, asked and measured.

    python experiments/benchmarks/run.py                 table, speed.json and speed.svg
    python experiments/benchmarks/run.py --quick --json  one JSON object within a minute, on a machine that is warm

Times are of the processor, in paired repetitions, and ratios are medians; what is by the clock says so. Absolute times
belong to the machine: quote ratios.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import measures

from copsim.model.warmup import warm_up
from copsim.scenario import compile_scenario, load_scenario

HERE = Path(__file__).parent
DOCKING = HERE.parent / "docking"
# What is asked: name, "at least" or "at most", number, words.
BARS: tuple[tuple[str, str, float, str], ...] = (
    ("batch_over_plain_mesa", "at least", 80, "a batch against the twin in plain Mesa"),
    ("c_over_batch", "at most", 1.2, "the conversation in C against the kernel"),
    ("batch_over_previous", "at least", 1 / 0.45, "a run of the first edition against one of today"),
    ("ms_one_run", "at most", 5, "ms of one run alone"),
    ("compiled_share", "at least", 0.85, "share of a batch inside compiled code"),
    ("cycles_over_summary", "at most", 1.15, "recording cycles"),
    ("turns_over_summary", "at most", 2, "recording turns"),
    ("stored_over_computed", "at least", 0.8, "throughput of a study that is stored"),
    ("two_workers_over_one", "at least", 1.85, "two workers, by the clock"),
    ("update_500_over_20", "at most", 1.25, "a listener's update among 500 against among 20"),
    ("s_cold", "at most", 15, "s of the first compilation, by the clock"),
    ("s_one_run", "at most", 1.2, "s of `copsim run` of one replicate, by the clock"),
    ("s_help", "at most", 0.25, "s of `copsim --help`, by the clock"),
    ("ms_build", "at most", 5, "ms of building a Community"),
    ("mesa_over_batch_of_one", "at most", 2, "a run stepped through Mesa against a batch of one"),
)


def main() -> int:
    """Measure, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions; no cold start, no sizes")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    asked = parser.parse_args()
    warm_up(lambda line: print(line, file=sys.stderr))
    found = measured(asked.quick)
    if asked.json:
        print(json.dumps(found))
        return 0
    for name, side, bar, words in BARS:
        value = found.get(name)
        said = "not measured" if value is None else f"{value:8.3g}"
        met = "" if value is None else "met" if (value >= bar) == (side == "at least") else "NOT MET"
        print(f"{words:58s} {side} {bar:6.3g}   {said:>12s}   {met}")
    for name, reason in found["reasons"].items():
        print(f"{name}: {reason}")
    if not asked.quick:
        (HERE / "speed.json").write_text(json.dumps(found, indent=1) + "\n")
        draw(found, HERE / "speed.svg")
    return 0


def measured(quick: bool) -> dict[str, Any]:
    """All numbers by name; None, with its reason, for what cannot be had here."""
    setup = compile_scenario(load_scenario(measures.SCENARIO))
    some, runs = (3, 200) if quick else (9, 400)
    found: dict[str, Any] = {"reasons": {}, **measures.batches(setup, 200, some)}
    found["compiled_share"] = measures.compiled_share(setup, runs)
    found |= measures.mesa_path(setup, 3 * some)
    found |= measures.stored(setup, 4 * runs, some)
    found |= measures.workers(setup, 4 * runs, some)
    found |= measures.starts(cold=not quick)
    attempt(found, ("batch_over_previous", "ms_per_run_previous"), lambda: measures.against_previous(100, 3 * some))
    attempt(found, ("c_over_batch", "ns_per_listener_update", "update_500_over_20"), lambda: _translated(setup, some))
    attempt(found, ("batch_over_plain_mesa",), lambda: _plain_mesa(found["ms_per_run"]))
    if not quick:
        found["sizes"] = measures.sizes((20, 50, 100, 200, 500), (3, 6, 24, 48))
    return found


def attempt(found: dict[str, Any], names: tuple[str, ...], measure: Callable[[], dict[str, float]]) -> None:
    """Add what a measure gives, or None and the reason."""
    try:
        found |= measure()
    except (RuntimeError, ImportError, AttributeError) as error:
        found |= dict.fromkeys(names)
        found["reasons"] |= dict.fromkeys(names, str(error))


def _translated(setup: Any, repetitions: int) -> dict[str, float]:
    import translation

    times = translation.measure(setup, repetitions)
    small, large = min(translation.SIZES), max(translation.SIZES)
    update = translation.update_times(repetitions)
    return {
        "c_over_batch": max(times["ratio"].values()),
        "ns_per_listener_update": times["ns_per_listener_update"][large],
        "ns_per_listener_update_small_group": times["ns_per_listener_update"][small],
        "update_500_over_20": update[500] / update[20],
    }


def _plain_mesa(ms_per_run: float) -> dict[str, float]:
    if not (DOCKING / "speed.py").exists():
        raise RuntimeError("no experiments/docking/speed.py yet; it gives `ms_per_run(scenario)` of the twin")
    sys.path.insert(0, str(DOCKING))
    twin: float = importlib.import_module("speed").ms_per_run(measures.SCENARIO)
    return {"batch_over_plain_mesa": twin / ms_per_run, "ms_per_run_plain_mesa": twin}


def draw(found: dict[str, Any], path: Path) -> None:
    """Time and memory of a run against members and against cycles."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(2, 2, figsize=(8, 6), constrained_layout=True)
    of_members = [one for one in found["sizes"] if one["cycles"] == 12]
    of_cycles = sorted((one for one in found["sizes"] if one["members"] == 20), key=lambda one: one["cycles"])
    for column, (by, points) in enumerate((("members", of_members), ("cycles", of_cycles))):
        for row, (what, words) in enumerate((("ms", "ms a run"), ("mb", "MB at most"))):
            axis = axes[row][column]
            axis.plot([one[by] for one in points], [one[what] for one in points], "o-", color="#0072B2")
            axis.set(xlabel=by, ylabel=words, xscale="log", yscale="log" if what == "ms" else "linear")
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    sys.exit(main())
