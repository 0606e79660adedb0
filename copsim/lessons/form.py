"""The JSON form of a built lesson: what `lesson.js` reads."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from copsim.lessons.file import NotePart, PredictPart, SwitchPart, WhyPart
from copsim.view.forms import Bands, Course, CycleForm, Five, Form, Watch

Fives = dict[str, Five]


class Quote(Form):
    """A short quotation with its key and place in the paper."""

    text: str
    who: str
    key: str
    locator: str


class CommunityForm(Form):
    """Left, then right."""

    key: str
    name: str
    sentence: str


class Part(Form):
    """What differs between the replay of a combination and that of the left community."""

    scenario: str
    courses: dict[str, Course]
    cycles: tuple[CycleForm, ...]


class Removed(Form):
    """The community with one thing off: quantiles by outcome."""

    label: str
    sentence: str
    five: Fives


class Mechanisms(Form):
    """The community as it is, and with one thing off each."""

    title: str
    sentence: str
    start: str
    base: Fives
    items: tuple[Removed, ...]


class Provenance(Form):
    """What produced the figures."""

    version: str
    model_version: int
    replicates: int
    seed: int
    run: int
    scenarios: tuple[str, ...]


class Lesson(Form):
    """A built lesson.

    `combos` holds quantiles at `meeting` for every combination of switches, "0110" meaning the two in the middle.
    """

    form: Literal["copsim.lesson/1"] = "copsim.lesson/1"
    name: str
    title: str
    finding: tuple[str, ...]
    quotes: tuple[Quote, ...]
    communities: Annotated[tuple[CommunityForm, ...], Field(min_length=2, max_length=2)]
    watch: Watch
    bands: Bands
    predict: PredictPart
    meeting: int
    compare: tuple[str, ...]
    why: WhyPart
    switches: tuple[SwitchPart, ...]
    combos: dict[str, Fives]
    combo_replays: dict[str, Part]
    mechanisms: Mechanisms
    questions: tuple[str, ...]
    limits: tuple[str, ...]
    notes: tuple[NotePart, ...]
    provenance: Provenance
