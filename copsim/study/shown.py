"""What a study returns, which shows itself: a table and drawings in a notebook, one page on request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copsim.analysis import Comparison, results_hash
from copsim.errors import unknown
from copsim.files import check_page
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

    def figure(self, name: str, **settings: Any) -> Figure:
        """A figure of the catalogue by name, such as "voice" or "trajectories"; see `copsim.figure`."""
        from copsim.report import figure

        return figure(name, self, **settings)

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

    def figure(self, name: str, **settings: Any) -> Figure:
        """A figure of the catalogue by name, such as "voice" or "trajectories"; see `copsim.figure`."""
        from copsim.report import figure

        return figure(name, self, **settings)

    def _repr_html_(self) -> str:
        from copsim.report import results_fragment

        return results_fragment(self.scenarios)


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
        orders = [one.order for one in self.scenarios if isinstance(one, StudyResults)]
        names = tuple(one.name for one in self.scenarios)
        known = orders[0] if orders else Order((), self.scenarios[0].replicates)
        return known if len(known.scenarios) == len(names) else replace(known, scenarios=names)

    def report(
        self,
        path: str | Path,
        title: str = "",
        introduction: Sequence[str] = (),
        verb: str = "compare",
        names: bool = False,
    ) -> Path:
        """Write the page with figures: one HTML file that needs nothing else.

        Args:
            path: Where to, ending in .html.
            title: Heading; made from the scenarios' titles when not given.
            introduction: Paragraphs below it.
            verb: The command that makes the page again.
            names: Whether members are called by their own names; else by role and number.

        Raises:
            InputError: When the path cannot be a page.
            OutsideError: When the file cannot be written.
        """
        from copsim.report import Provenance, comparison_page, write_page

        path, order = Path(path), self.order
        check_page(path)
        provenance = Provenance(order.command(verb, path.name), order.seed, order.replicates, order.overrides)
        notes = [f"Note: {note}." for note in self.notes]
        write_page(path, comparison_page(self, provenance, title, [*introduction, *notes], names))
        return path

    def figure(self, name: str, **settings: Any) -> Figure:
        """A figure of the catalogue by name, such as "voice" or "trajectories"; see `copsim.figure`."""
        from copsim.report import figure

        return figure(name, self, **settings)

    def _repr_html_(self) -> str:
        from copsim.report import html_fragment

        return html_fragment(self)
