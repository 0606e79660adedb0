"""What a study returns, which shows itself: a table and drawings in a notebook, one page on request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from copsim.analysis import Comparison, results_hash
from copsim.analysis.numbers import amount, digits_for, percent
from copsim.errors import unknown
from copsim.files import check_target
from copsim.model.outcomes import HEADLINE, OUTCOMES
from copsim.model.results import Results
from copsim.study.order import Order

if TYPE_CHECKING:
    import pandas as pd

    from copsim.report.figures.parts import Figure

COST = "cost_total"
_NOT_KNOWN = Order(())


@dataclass(frozen=True, eq=False)
class StudyResults(Results):
    """Results of one scenario, with the order that made them."""

    order: Order = _NOT_KNOWN

    @classmethod
    def made(cls, results: Results, order: Order) -> StudyResults:
        """The same results, able to show themselves."""
        return cls(**vars(results), order=order)

    @property
    def hash(self) -> str:
        """Hash of the outcomes of all runs; the same whatever workers and batches made them."""
        return results_hash([self])

    def _repr_html_(self) -> str:
        return ResultSet((self,))._repr_html_()


@dataclass(frozen=True)
class ResultSet(Mapping[str, StudyResults]):
    """Results of several scenarios by name, in the order given."""

    scenarios: tuple[StudyResults, ...]

    def __getitem__(self, name: str) -> StudyResults:
        """The results of a scenario by its name."""
        for one in self.scenarios:
            if one.name == name:
                return one
        raise KeyError(str(unknown("scenario", name, self.names)))

    def __iter__(self) -> Iterator[str]:
        """Names of the scenarios."""
        return iter(self.names)

    def __len__(self) -> int:
        """Number of scenarios."""
        return len(self.scenarios)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the scenarios."""
        return tuple(one.name for one in self.scenarios)

    @property
    def hash(self) -> str:
        """Hash of the outcomes of all runs; the same whatever workers and batches made them."""
        return results_hash(self.scenarios)

    def to_frame(self) -> pd.DataFrame:
        """One row per run: scenario, replicate, seed, and every outcome."""
        import pandas as pd

        return pd.concat([one.to_frame() for one in self.scenarios], ignore_index=True)

    def course_frame(self) -> pd.DataFrame:
        """One row per run and cycle; see `Results.course_frame`."""
        import pandas as pd

        return pd.concat([one.course_frame() for one in self.scenarios], ignore_index=True)

    def _repr_html_(self) -> str:
        from copsim.report.figures.voice import voice_figure

        head = ("Mean (s.d. between runs)", *(f"{one.name}, {len(one)} runs" for one in self.scenarios))
        names = [name for name in (*HEADLINE, COST) if all(name in one.outcomes for one in self.scenarios)]
        rows = [(OUTCOMES[name].label, *(_spread(one, name) for one in self.scenarios)) for name in names]
        failed = sum(len(one.failures) for one in self.scenarios)
        note = f"<p>{failed} runs failed; see <code>failures</code>.</p>" if failed else ""
        drawn = _drawn(voice_figure(Comparison(self.scenarios, OUTCOMES, ())))
        return _titles(self.scenarios) + _table(head, rows) + note + drawn


@dataclass(frozen=True)
class StudyComparison(Comparison):
    """A comparison that shows itself and writes its page."""

    @classmethod
    def made(cls, comparison: Comparison) -> StudyComparison:
        """The same comparison, able to show itself."""
        return cls(**vars(comparison))

    @property
    def order(self) -> Order:
        """What was asked for, as far as it is known."""
        orders = [one.order for one in self.arms if isinstance(one, StudyResults)]
        names = tuple(one.name for one in self.arms)
        known = orders[0] if orders else Order((), self.arms[0].replicates)
        return known if len(known.scenarios) == len(names) else replace(known, scenarios=names)

    def report(
        self, path: str | Path, title: str = "", introduction: Sequence[str] = (), verb: str = "compare"
    ) -> Path:
        """Write the page with figures: one HTML file that needs nothing else.

        Raises:
            InputError: When the path cannot be a page.
            OutsideError: When the file cannot be written.
        """
        from copsim.report import Provenance, comparison_page, write_page

        path, order = check_page(path), self.order
        provenance = Provenance(order.command(verb, path.name), order.seed, order.replicates, order.overrides)
        notes = [f"Note: {note}." for note in self.notes]
        write_page(path, comparison_page(self, provenance, title, [*introduction, *notes]))
        return path

    def _repr_html_(self) -> str:
        from copsim.report.figures.differences import differences_figure

        names = [name for name in (*HEADLINE, COST) if name in self.outcomes]
        head = ("Outcome", "Option", f"Baseline: {self.baseline}", "Option", "Difference (95 % interval)", "Better in")
        rows = []
        for pair in (self.pair(name, option) for name in names for option in self.options):
            of, digits = pair.outcome, digits_for(pair)
            low, high = (amount(end, of, digits, signed=True) for end in (pair.low, pair.high))
            difference = f"{amount(pair.difference, of, digits, signed=True)} ({low} to {high})"
            means = amount(pair.mean_baseline, of, digits), amount(pair.mean_option, of, digits)
            better = percent(pair.share_better) if pair.side != "none" else ""
            rows.append((of.label, pair.option, *means, difference, better))
        notes = "".join(f"<p>Note: {escape(note)}.</p>" for note in self.notes)
        drawn = _drawn(differences_figure(self, [name for name in HEADLINE if name in self.outcomes]))
        return _titles(self.arms) + notes + _table(head, rows) + drawn


def check_page(path: str | Path) -> Path:
    """Refuse a page that could not be written, before anything runs.

    Raises:
        InputError: Unless it is a new or a regular file ending in .html, in a folder where files can be made.
    """
    check_target(Path(path), "--report", (".html", ".htm"))
    return Path(path)


def _spread(results: Results, name: str) -> str:
    values = results.outcome(name)
    values = values[np.isfinite(values)]
    if not len(values):
        return "–"
    of, digits = OUTCOMES[name], 0 if OUTCOMES[name].money else 2
    spread = f" ({amount(float(values.std(ddof=1)), of, digits)})" if len(values) > 1 else ""
    return amount(float(values.mean()), of, digits) + spread


def _titles(scenarios: Sequence[Results]) -> str:
    items = "".join(f"<li><b>{escape(one.name)}</b>: {escape(one.title)}</li>" for one in scenarios)
    return f"<ul>{items}</ul><p>In this model, under these assumptions:</p>"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    cells = "".join(f"<th>{escape(text)}</th>" for text in head)
    lines = "".join(f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{lines}</tbody></table>"


def _drawn(figure: Figure) -> str:
    keys = " ".join(f"{key} {escape(text)}" for key, text in figure.legend)
    panels = [panel for group in figure.groups for panel in group.panels]
    drawings = "".join(
        f'<figure style="display:inline-block;max-width:26em;margin:.5em"><figcaption>{escape(panel.heading)}'
        f"</figcaption>{panel.svg}</figure>"
        for panel in panels
    )
    return f"<p>{escape(figure.title)} {keys}</p>{drawings}"
