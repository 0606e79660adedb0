"""A lesson file: YAML that a lecturer can copy and edit, checked as a whole before anything runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from copsim.errors import InputError, shorten, unknown
from copsim.evidence import claims
from copsim.files import SCENARIO_BYTES, label_of, read_text
from copsim.model.outcomes import OUTCOMES
from copsim.model.parameters import PARAMETERS
from copsim.scenario.document import KeyPath, Places, parse
from copsim.scenario.layers import laid_over, load_draft, locate
from copsim.scenario.messages import validated
from copsim.scenario.scenario import Scenario, checked

MOST_SWITCHES = 4
MOST_REMOVED = 16


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


Words = Annotated[str, Field(min_length=1, max_length=600)]
Short = Annotated[str, Field(min_length=1, max_length=120)]
Settings = Mapping[str, Any]
Range = Annotated[tuple[float, float], BeforeValidator(_as_tuple)]


def _listed(kind: Any, least: int, most: int) -> Any:
    return Annotated[tuple[kind, ...], BeforeValidator(_as_tuple), Field(min_length=least, max_length=most)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class QuotePart(_Part):
    """A short quotation of the paper."""

    text: Annotated[str, Field(min_length=1, max_length=300, description="the words of the paper")]
    who: Annotated[Short, Field(description="who said it")]
    evidence: Annotated[str, Field(description="key of the claim, as copsim evidence lists them")]


class CommunityPart(_Part):
    """One of the two communities that are compared."""

    name: Annotated[Short, Field(description="name above its room")]
    scenario: Annotated[str, Field(description="library name, or a path that ends in .yaml")]
    sentence: Annotated[Words, Field(description="one sentence on what it has and has not")]
    set: Annotated[Settings, Field(description="settings laid over the scenario, by key path")] = {}


class PredictPart(_Part):
    """What the reader guesses before anything is shown."""

    kind: Literal["line", "slider", "choose"]
    outcome: Annotated[str, Field(description="name of the outcome")]
    question: Words
    hint: str = ""
    range: Annotated[Range, Field(description="ends of the axis, symmetric about no answer")] = (0.0, 2.0)
    options: _listed(Words, 0, 5) = ()  # type: ignore[valid-type]


class SwitchPart(_Part):
    """One support or shock that the reader can switch on in the left community."""

    label: Short
    short: Annotated[Short, Field(description="two or three words, as in 'with …'")]
    sentence: Words
    evidence: _listed(str, 1, 6)  # type: ignore[valid-type]
    set: Annotated[Settings, Field(min_length=1, description="settings laid over the left scenario, by key path")]


class RemovedPart(_Part):
    """One mechanism or support that is taken away, or put in, while all else stays."""

    label: Short
    sentence: str = ""
    set: Settings = {}
    parameters: Mapping[str, float] = {}


class MechanismsPart(_Part):
    """The same community with one thing off."""

    of: Literal["left", "right"] = "left"
    title: Words
    sentence: Words
    start: Annotated[Short, Field(description="name of the community as it is")]
    items: _listed(RemovedPart, 1, MOST_REMOVED)  # type: ignore[valid-type]


class WhyPart(_Part):
    """The question behind the switches."""

    question: Words
    start: Annotated[Short, Field(description="name of the left community without any switch")]
    range: Range = (0.0, 1.2)


class NotePart(_Part):
    """One step of the lecturer's plan."""

    minutes: Annotated[int, Field(ge=1, le=180)]
    text: Words


class LessonDocument(_Part):
    """The keys of a lesson file."""

    copsim_lesson: Literal[1]
    title: Short
    summary: Annotated[Words, Field(description="one line for the list of lessons")]
    finding: _listed(Words, 1, 4)  # type: ignore[valid-type]
    quotes: _listed(QuotePart, 1, 3)  # type: ignore[valid-type]
    communities: _listed(CommunityPart, 2, 2)  # type: ignore[valid-type]
    predict: PredictPart
    meeting: Annotated[int, Field(ge=1, description="the meeting at which combinations are compared")]
    outcomes: Annotated[Mapping[str, str], Field(description="short words for each outcome that is shown, by its name")]
    compare: _listed(str, 1, 3)  # type: ignore[valid-type]
    came: _listed(str, 0, 6) = ()  # type: ignore[valid-type]
    why: WhyPart
    switches: _listed(SwitchPart, 0, MOST_SWITCHES) = ()  # type: ignore[valid-type]
    mechanisms: MechanismsPart | None = None
    questions: _listed(Words, 1, 8)  # type: ignore[valid-type]
    limits: _listed(Words, 1, 8)  # type: ignore[valid-type]
    notes: _listed(NotePart, 1, 12)  # type: ignore[valid-type]


Run = tuple[Scenario, Mapping[str, float]]


@dataclass(frozen=True)
class LessonFile:
    """A lesson that has passed every check.

    Attributes:
        name: Name of the file without its ending.
        document: Its keys.
        communities: Left and right scenario.
        combinations: The left scenario under each combination of switches, by "0110".
        removed: The scenario of each item of `mechanisms`, with its parameters; the one as it is stands first.
    """

    name: str
    document: LessonDocument
    communities: tuple[Scenario, Scenario]
    combinations: Mapping[str, Scenario]
    removed: tuple[Run, ...]


def load_lesson(path: Path) -> LessonFile:
    """A lesson from its file.

    Raises:
        InputError: For the first thing that is wrong, in one line: file, line, key, what is allowed, the nearest name.
    """
    data, places = parse(read_text(path, SCENARIO_BYTES), label_of(path))
    document = validated(LessonDocument, data, places)
    _check_names(document, places)
    _check_guess(document, places)
    folder = path.resolve().parent

    def scenario(index: int, *more: tuple[KeyPath, Settings]) -> Scenario:
        return _scenario(document, index, more, places, folder)

    left, right = scenario(0), scenario(1)
    _check_fit(document, left, right, places)
    codes = [format(number, f"0{len(document.switches)}b") for number in range(2 ** len(document.switches))]
    combinations = {
        code: scenario(0, *((("switches", at), document.switches[at].set) for at, on in enumerate(code) if on == "1"))
        for code in (codes if document.switches else [""])
    }
    return LessonFile(path.stem, document, (left, right), combinations, _removed(document, scenario, places))


def _scenario(
    document: LessonDocument, index: int, more: tuple[tuple[KeyPath, Settings], ...], places: Places, folder: Path
) -> Scenario:
    """A community of the lesson with settings laid over it."""
    community = document.communities[index]
    key: KeyPath = ("communities", index)
    where = places.where((*key, "scenario"))
    draft = load_draft(str(locate(community.scenario, folder, where)))
    values: dict[tuple[str, ...], Any] = {}
    lines: dict[tuple[str, ...], str] = {}
    for at, settings in ((key, community.set), *more):
        for name, value in settings.items():
            path = tuple(str(name).split("."))
            values[path] = value
            lines[path] = places.where((*at, "set", name))
    return checked(laid_over(draft, values, lines, folder) if values else draft)


def _removed(document: LessonDocument, scenario: Any, places: Places) -> tuple[Run, ...]:
    part = document.mechanisms
    if part is None:
        return ()
    index = 0 if part.of == "left" else 1
    found: list[Run] = [(scenario(index), {})]
    for at, item in enumerate(part.items):
        path = ("mechanisms", "items", at)
        for name, value in item.parameters.items():
            _check_parameter(name, value, places.where((*path, "parameters", name)))
        found.append((scenario(index, (path, item.set)), item.parameters))
    return tuple(found)


def _check_parameter(name: str, value: float, where: str) -> None:
    if name not in PARAMETERS:
        raise unknown("parameter", name, PARAMETERS, where)
    low, high = PARAMETERS[name].bounds
    if not low <= value <= high:
        raise InputError(f"{where}: {shorten(value)} is not allowed; give a number from {low:g} to {high:g}")


def _check_names(document: LessonDocument, places: Places) -> None:
    """Every outcome and every claim that is named is known."""
    for name in document.outcomes:
        if name not in OUTCOMES:
            raise unknown("outcome", name, OUTCOMES, places.where(("outcomes", name)))
    named: list[tuple[KeyPath, str]] = [(("predict", "outcome"), document.predict.outcome)]
    named += [(("compare", at), name) for at, name in enumerate(document.compare)]
    named += [(("came", at), name) for at, name in enumerate(document.came)]
    for path, name in named:
        if name not in document.outcomes:
            raise unknown("outcome of this lesson", name, document.outcomes, places.where(path))
    cited = [(("quotes", at, "evidence"), quote.evidence) for at, quote in enumerate(document.quotes)]
    cited += [
        (("switches", at, "evidence"), key) for at, switch in enumerate(document.switches) for key in switch.evidence
    ]
    for path, key in cited:
        if key not in claims():
            raise unknown("evidence", key, claims(), places.where(path))


def _check_guess(document: LessonDocument, places: Places) -> None:
    predict = document.predict
    for path, (low, high) in ((("predict", "range"), predict.range), (("why", "range"), document.why.range)):
        if not low < high:
            given = f"[{low:g}, {high:g}]"
            raise InputError(f"{places.where(path)}: {given} is not allowed; give two numbers, the lower one first")
    if predict.kind == "choose" and len(predict.options) < 2:
        raise InputError(f"{places.where(('predict', 'options'))}: 2 to 5 statements to choose from are needed")
    if predict.kind != "choose" and predict.options:
        where = places.where(("predict", "options"))
        raise InputError(f"{where}: are for kind choose; leave them out, or write kind: choose")


def _check_fit(document: LessonDocument, left: Scenario, right: Scenario, places: Places) -> None:
    """Two rooms show the same people over the same meetings."""
    if left.roster.ids != right.roster.ids:
        where = places.where(("communities", 1, "scenario"))
        raise InputError(f"{where}: has other members than the first; give two scenarios of the same roster")
    if left.settings.cycles != right.settings.cycles:
        where = places.where(("communities", 1, "scenario"))
        raise InputError(
            f"{where}: has {right.settings.cycles} meetings and the first {left.settings.cycles}; give the same number"
        )
    if document.meeting > left.settings.cycles:
        where = places.where(("meeting",))
        last = left.settings.cycles
        raise InputError(f"{where}: {document.meeting} is beyond the end; give a meeting from 1 to {last}")
