"""A process that runs a study of the fake model; the tests kill, stop and starve it.

Arguments: URL, who computes (serial, threads, processes or a Dask scheduler file), which fake, name of the study,
replicates, further options: `retry` to try failed runs again, `timeout=SECONDS` to wait for a locked database.
"""

from __future__ import annotations

import sys

from copsim.errors import CopsimError
from copsim.execution import SerialExecutor
from copsim.store import open_store
from copsim.study.design import Design
from copsim.study.sweep import Workers, run_study
from copsim.study.variants import Variants
from tests.study import fakes

FACTORS = {
    "parameters.talk_power": {"values": [1.5, 2.0, 3.0]},
    "interventions.briefing.dose": {"values": [0.0, 1.0]},
    "roster.lay": {"values": [4, 6]},
}


def workers_of(who: str) -> Workers:
    if who == "serial":
        return Workers(1, executor=SerialExecutor())
    if who in ("threads", "processes"):
        return Workers(2, processes=who == "processes")
    return Workers(cluster=who)


def main(url: str, who: str, fake: str, name: str, replicates: int, options: list[str]) -> int:
    grid = {"method": "grid"}
    design = Design(name=name, scenarios=["no-covid"], factors=FACTORS, design=grid, replicates=replicates)
    timeout = next((float(each.partition("=")[2]) for each in options if each.startswith("timeout=")), 30.0)
    try:
        with open_store(url, timeout=timeout) as store:
            results = run_study(
                design, Variants(design), workers=workers_of(who), store=store, simulate=getattr(fakes, fake),
                retry_failed="retry" in options,
                progress=lambda now: print(f"done {now.reused + now.computed} of {now.total}", flush=True),
            )  # fmt: skip
            print("failed", results.failed, flush=True)
            print(store.runs_hash(study=name), flush=True)
    except CopsimError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5]), sys.argv[6:]))
