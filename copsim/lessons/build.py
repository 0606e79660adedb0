"""From a checked lesson to its form: every combination is run, and one typical run is recorded to be watched."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from copsim import __version__
from copsim.errors import InputError
from copsim.evidence import claim
from copsim.lessons.file import LessonDocument, LessonFile
from copsim.lessons.form import CommunityForm, Fives, Lesson, Mechanisms, Part, Provenance, Quote, Removed
from copsim.model.batch import run_seeds, simulate_batch
from copsim.model.setup import Setup
from copsim.model.version import MODEL_VERSION
from copsim.scenario import Scenario, compile_scenario
from copsim.view import Measure, Recording, Replay, Room, Watch, bands_of, measure_of, recorded, replay, typical_run
from copsim.view.bands import five_of

Array = NDArray[np.float64]
Record = Callable[[Setup, int], Recording]
Tell = Callable[[str], None]
REPLICATES = 200
SEED = 1
SIDES = ("left", "right")


def build_lesson(
    file: LessonFile,
    replicates: int = REPLICATES,
    seed: int = SEED,
    tell: Tell = lambda _: None,
    record: Record = recorded,
) -> Lesson:
    """Run a lesson.

    Args:
        file: The checked lesson.
        replicates: Runs of every combination.
        seed: Seed of the study; the same in all combinations, so that runs are paired.
        tell: Called with what is being done.
        record: Records one run.

    Returns:
        The lesson, ready for a page.
    """
    return _Builder(file, replicates, seed, tell, record).lesson()


class _Builder:
    """Runs kept by scenario and parameters, so that what stands in two places is run once."""

    def __init__(self, file: LessonFile, replicates: int, seed: int, tell: Tell, record: Record) -> None:
        self.file, self.document = file, file.document
        self.seed, self.tell, self.record = seed, tell, record
        self.seeds = run_seeds(seed, replicates)
        self.outcomes = tuple(self.document.outcomes)
        self.kept: dict[tuple[object, ...], Mapping[str, Array]] = {}
        self.measures = {name: measure_of(name, short=words) for name, words in self.document.outcomes.items()}

    def lesson(self) -> Lesson:
        """All parts of the lesson, in the order in which they are run."""
        document = self.document
        courses = {side: self.courses(each) for side, each in zip(SIDES, self.file.communities, strict=True)}
        combos = self.combinations()
        mechanisms = self.mechanisms()
        followed = dict.fromkeys((document.predict.outcome, *document.compare))
        run = typical_run(courses[side][name] for side in SIDES for name in followed)
        rooms = tuple(
            Room(key=side, name=part.name, sentence=part.sentence, replay=self.replay(scenario, run))
            for side, part, scenario in zip(SIDES, document.communities, self.file.communities, strict=True)
        )
        parts = {code: self.part(each, run) for code, each in self.file.combinations.items() if "1" in code}
        names = {side: part.name for side, part in zip(SIDES, document.communities, strict=True)}
        return Lesson(
            name=self.file.name,
            title=document.title,
            finding=document.finding,
            quotes=_quotes(document),
            communities=_communities(document),
            watch=Watch(rooms=rooms, measures=self._came_measures(), came=document.came),
            bands=bands_of(courses, names, self.measures, self.seed),
            predict=document.predict,
            meeting=document.meeting,
            compare=document.compare,
            why=document.why,
            switches=document.switches,
            combos=combos,
            combo_replays=parts,
            mechanisms=mechanisms,
            questions=document.questions,
            limits=document.limits,
            notes=document.notes,
            provenance=self.provenance(run),
        )

    def courses(self, scenario: Scenario, parameters: Mapping[str, float] | None = None) -> Mapping[str, Array]:
        """(R, C) course of each outcome of the lesson."""
        key = (scenario.hash, *sorted({**scenario.parameters, **(parameters or {})}.items()))
        if key not in self.kept:
            self.tell(f"{scenario.name}: {len(self.seeds)} runs")
            results = simulate_batch(compile_scenario(scenario), self.seeds, parameters, record="cycles")
            self.kept[key] = {name: results.course(name) for name in self.outcomes}
        return self.kept[key]

    def fives(self, courses: Mapping[str, Array]) -> Fives:
        """Quantiles of what is compared, at the meeting named for it."""
        at = self.document.meeting - 1
        return {name: five_of(courses[name][:, at]) for name in self.document.compare}

    def combinations(self) -> dict[str, Fives]:
        """The same for every combination of switches; each must have what is compared."""
        found = {code: self.fives(self.courses(each)) for code, each in self.file.combinations.items()}
        for name in self.document.compare:
            if any(fives[name][2] is None for fives in found.values()):
                meeting = self.document.meeting
                raise InputError(f"{self.file.name}: meeting {meeting} has no {name}; give a meeting that is held")
        return found

    def mechanisms(self) -> Mechanisms:
        """The community as it is, and with one thing off each."""
        part = self.document.mechanisms
        if part is None:
            return Mechanisms(title="", sentence="", start="", base={}, items=())
        base, *others = (self.fives(self.courses(scenario, given)) for scenario, given in self.file.removed)
        items = tuple(
            Removed(label=item.label, sentence=item.sentence, five=five)
            for item, five in zip(part.items, others, strict=True)
        )
        return Mechanisms(title=part.title, sentence=part.sentence, start=part.start, base=base, items=items)

    def replay(self, scenario: Scenario, run: int) -> Replay:
        """The typical run of a scenario."""
        self.tell(f"{scenario.name}: run {run} to watch")
        recording = self.record(compile_scenario(scenario), int(self.seeds[run]))
        return replay(recording, dict.fromkeys((self.document.predict.outcome, *self.document.came)), run)

    def part(self, scenario: Scenario, run: int) -> Part:
        """What differs of the typical run under a combination of switches."""
        made = self.replay(scenario, run)
        return Part(scenario=made.scenario, courses=made.courses, cycles=made.cycles)

    def _came_measures(self) -> dict[str, Measure]:
        return {name: self.measures[name] for name in self.document.came}

    def provenance(self, run: int) -> Provenance:
        """What produced the figures."""
        names = tuple(dict.fromkeys(f"{each.name} ({each.hash[:12]})" for each in self.file.communities))
        return Provenance(
            version=__version__,
            model_version=MODEL_VERSION,
            replicates=len(self.seeds),
            seed=self.seed,
            run=run,
            scenarios=names,
        )


def _quotes(document: LessonDocument) -> tuple[Quote, ...]:
    return tuple(
        Quote(text=each.text, who=each.who, key=each.evidence, locator=claim(each.evidence).locator)
        for each in document.quotes
    )


def _communities(document: LessonDocument) -> tuple[CommunityForm, ...]:
    pairs = zip(SIDES, document.communities, strict=True)
    return tuple(CommunityForm(key=side, name=each.name, sentence=each.sentence) for side, each in pairs)
