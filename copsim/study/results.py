"""What a study came to: every run, every point with its Monte Carlo error, and the way to its analysis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from copsim.analysis.varied import Varied
from copsim.errors import InputError, unknown
from copsim.model.rng import run_seeds
from copsim.scenario.messages import shown
from copsim.study.design import Design
from copsim.study.points import MORRIS_LEVELS

if TYPE_CHECKING:
    import pandas as pd

    from copsim.analysis.studied import StudyAnalysis
    from copsim.store import Store

SCENARIO = "scenario"


@dataclass(frozen=True, eq=False)
class SweepResults:
    """Results of a study, complete or not.

    Attributes:
        design: What was asked for.
        scenarios: Names of its scenarios.
        outcomes: Names of the O outcomes that are held.
        values: (P, R, O) outcomes by point and replicate; NaN where undefined or missing.
        done: (P, R) whether the run is there.
        errors: Errors of failed runs by point and replicate.
    """

    design: Design
    scenarios: tuple[str, ...]
    outcomes: tuple[str, ...]
    values: NDArray[np.float64]
    done: NDArray[np.bool_]
    errors: dict[tuple[int, int], str]

    @property
    def name(self) -> str:
        """Name of the study."""
        return self.design.name

    @property
    def failed(self) -> int:
        """Runs that failed."""
        return len(self.errors)

    @property
    def left(self) -> int:
        """Runs that have not been tried."""
        return int((~self.done).sum()) - self.failed

    @property
    def complete(self) -> bool:
        """Whether every run is there or has failed."""
        return self.left == 0

    @property
    def state(self) -> str:
        """How far the study is, in one line."""
        runs = self.design.runs
        parts = [f"{int(self.done.sum()):,} of {runs:,} runs"]
        parts += [f"{self.failed:,} failed"] if self.failed else []
        parts += [f"{self.left:,} left"] if self.left else []
        return ", ".join(parts)

    def outcome(self, name: str) -> NDArray[np.float64]:
        """(P, R) an outcome by point and replicate.

        Raises:
            InputError: When it is not held, naming the nearest that is.
        """
        if name not in self.outcomes:
            raise unknown("outcome", name, self.outcomes)
        return self.values[:, :, self.outcomes.index(name)]

    def to_frame(self) -> pd.DataFrame:
        """One row per finished run: point, scenario, replicate, seed, each factor and each outcome."""
        import pandas as pd

        points, replicates = np.nonzero(self.done)
        heads = self._heads().iloc[points].reset_index(drop=True)
        heads.insert(2, "replicate", replicates)
        heads.insert(3, "seed", run_seeds(self.design.file.seed, self.design.file.replicates)[replicates])
        return pd.concat([heads, pd.DataFrame(self.values[points, replicates], columns=list(self.outcomes))], axis=1)

    def points(self) -> pd.DataFrame:
        """One row per point: scenario, factors, runs, and of each outcome mean and Monte Carlo error (`_mc`)."""
        import pandas as pd

        columns: dict[str, Any] = {"runs": self.done.sum(axis=1)}
        for name in self.outcomes:
            one = self._whole(name)
            columns |= {name: one.means, f"{name}_mc": one.errors}
        return pd.concat([self._heads(), pd.DataFrame(columns)], axis=1)

    def varied(self, outcome: str, scenario: str | None = None) -> Varied:
        """An outcome over the points, for analysis.

        Args:
            outcome: Its name.
            scenario: Points of this scenario alone; when left out, the scenario is a factor among the others.
        """
        whole, several = self._whole(outcome), len(self.scenarios) > 1
        if scenario is not None:
            if scenario not in self.scenarios:
                raise unknown("scenario", scenario, self.scenarios)
            at, size = self.scenarios.index(scenario), self.design.per_scenario
            return whole.take(np.arange(at * size, (at + 1) * size))
        if not several:
            return whole
        place = (np.repeat(np.arange(len(self.scenarios)), self.design.per_scenario) + 0.5) / len(self.scenarios)
        return Varied(
            outcome, (SCENARIO, *whole.factors), (self.scenarios, *whole.levels), ((0.0, 1.0), *whole.bounds),
            np.column_stack([place, whole.units]), whole.runs, whole.method,
        )  # fmt: skip

    def analyse(self, *outcomes: str) -> StudyAnalysis:
        """What drives each outcome, on means over seeds with their Monte Carlo error; partial results say so.

        Args:
            outcomes: Names; those of the design when left out, or the headline outcomes.
        """
        from copsim.study.analysed import analyse

        return analyse(self, outcomes)

    @property
    def grid_levels(self) -> int:
        """Levels of a Morris design."""
        return self.design.file.design.levels or MORRIS_LEVELS

    def _whole(self, outcome: str) -> Varied:
        factors = self.design.factors
        return Varied(
            outcome,
            self.design.labels,
            tuple(None if f.levels is None else tuple(str(_plain(level)) for level in f.levels) for f in factors),
            tuple((factor.low, factor.high) for factor in factors),
            np.tile(self.design.units, (len(self.scenarios), 1)),
            self.outcome(outcome),
            self.design.method,
        )

    def _heads(self) -> pd.DataFrame:
        import pandas as pd

        size, design = self.design.per_scenario, self.design
        columns: dict[str, Any] = {
            "point": np.arange(design.size),
            SCENARIO: np.repeat(np.array(self.scenarios, object), size),
        }
        for at, factor in enumerate(design.factors):
            values = [factor.value(unit) for unit in design.units[:, at].tolist()]
            columns[factor.name] = values * len(self.scenarios)
        return pd.DataFrame(columns)

    def _repr_html_(self) -> str:
        """The points as a table, in Jupyter."""
        from html import escape

        shown_outcomes = list(self.design.file.outcomes)[:6] or _headline(self.outcomes)
        frame = self.points()[["point", SCENARIO, *(f.name for f in self.design.factors), "runs", *shown_outcomes]]
        head = f"<p><b>{escape(self.design.file.title or self.name)}</b>: {escape(self.state)}</p>"
        return head + frame.head(12).to_html(index=False, float_format=lambda number: f"{number:.3g}", na_rep="–")


def _headline(outcomes: tuple[str, ...]) -> list[str]:
    from copsim.model.outcomes import HEADLINE

    return [name for name in HEADLINE if name in outcomes][:6]


def _plain(level: Any) -> str:
    """A level as people read it; null takes away what its key sets."""
    if isinstance(level, dict):
        return ", ".join(f"{key} {_plain(value)}" for key, value in level.items()) or "default"
    if level is None:
        return "none"
    return level if isinstance(level, str) else f"{level:g}" if isinstance(level, float) else shown(level)


def stored_results(design: Design, scenarios: tuple[str, ...], store: Store) -> SweepResults:
    """What a store holds of a study.

    Raises:
        InputError: When the store does not hold a study of this name.
    """
    outcomes = tuple(name for name in design.outcomes if name in store.outcomes)
    shape = (design.size, design.file.replicates)
    values, done, errors = np.full((*shape, len(outcomes)), np.nan), np.zeros(shape, bool), {}
    place = {seed: at for at, seed in enumerate(run_seeds(design.file.seed, design.file.replicates).tolist())}
    for rows in store.study_rows(design.name, outcomes):
        inside = [at for at, seed in enumerate(rows.seeds.tolist()) if seed in place]
        points, replicates = rows.points[inside], np.array([place[seed] for seed in rows.seeds[inside].tolist()], int)
        values[points, replicates] = rows.values[inside]
        done[points, replicates] = True
    for point, seed, error in store.study_failures(design.name):
        if seed in place and not done[point, place[seed]]:
            errors[point, place[seed]] = error
    if design.size and not len(scenarios):
        raise InputError(f"study '{design.name}': has no scenarios")
    return SweepResults(design, scenarios, outcomes, values, done, errors)
