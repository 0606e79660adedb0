"""The JSON forms that the view draws: what one run was (`Replay`), what many were (`Bands`), and a whole lesson.

A form is versioned by its `form`. Strings of single characters are columns, one character a row, in the alphabet of
`encode`; where a roster has more than 64 members, lists of numbers stand in their place.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Column = Annotated[str, Field(pattern=r"^[0-9A-Za-z._-]*$")]
Members = Column | tuple[Annotated[int, Field(ge=-1)], ...]
Role = Literal["lay", "clinical", "commissioner", "facilitator"]
Number = float | None
Course = tuple[Number, ...]
Five = tuple[Number, Number, Number, Number, Number]
"""Quantiles at 5, 25, 50, 75 and 95 per cent; null where nothing is defined, as in a suspended meeting."""


class Form(BaseModel):
    """What all forms have in common: frozen, strict about their keys, written without what is not set."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    def plain(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return self.model_dump(mode="json", exclude_none=False)


class MemberForm(Form):
    """One member of a roster."""

    id: str
    role: Role
    label: str = ""


class GroupForm(Form):
    """A table or the plenary: who sat there, and every turn.

    Attributes:
        who: Members who sat there, in the order of the roster.
        speaker: Who had each turn.
        act: t (tells), q (asks) or a (answers), a character a turn.
        to: Who was asked or answered; - for nobody.
        kind: Kind of knowledge: r (research), c (clinical), l (lived), s (service).
        got: What each listener let through, 0 to 1 in 64 steps: for every turn but questions, one character per
            listener in the order of `who` without the speaker.
        moved: What each turn moved, in thousandths of one member's equal share: 500 N (k/K + v/V), where k and v are
            the knowledge and the view that it moved, K and V their sums over the meeting's turns of members who are
            not facilitators, and N how many of these were present. The mean over a role's members of their sums is
            the influence parity of the role.
    """

    who: Members
    speaker: Members
    act: Annotated[str, Field(pattern="^[tqa]*$")]
    to: Members
    kind: Annotated[str, Field(pattern="^[rcls]*$")]
    got: Column
    moved: tuple[Annotated[int, Field(ge=0)], ...]


class CycleForm(Form):
    """One meeting and the time until the next.

    Attributes:
        n: Number of the meeting, from 1.
        held: Whether it was held.
        online: Whether it was online.
        present: 0 or 1 per member.
        confidence: Confidence of each member at the end of the cycle, 0 to 1 in 64 steps.
        tables: Breakout groups.
        plenary: The plenary, if there was one.
        met: Who met in the break: pairs, seeker first, in order.
        trust: Mean of the trust both ways at the end of the cycle, for each pair (0, 1), (0, 2), … (1, 2), ….
    """

    n: Annotated[int, Field(ge=1)]
    held: bool
    online: bool
    present: Annotated[str, Field(pattern="^[01]*$")]
    confidence: Column
    tables: tuple[GroupForm, ...]
    plenary: Annotated[tuple[GroupForm, ...], Field(max_length=1)]
    met: Members
    trust: Column


class Replay(Form):
    """One run of one scenario.

    Attributes:
        scenario: Its name.
        seed: Seed of the run; text, since it does not fit a JavaScript number.
        run: Index of the run among the replicates.
        members: The roster.
        courses: The run's own course of each outcome, null where it is not defined.
        cycles: The meetings.
    """

    form: Literal["copsim.replay/1"] = "copsim.replay/1"
    scenario: str
    seed: Annotated[str, Field(pattern="^[0-9]+$")]
    run: Annotated[int, Field(ge=0)]
    members: tuple[MemberForm, ...]
    courses: dict[str, Course]
    cycles: tuple[CycleForm, ...]


class Quantiles(Form):
    """Quantiles over replicates after each cycle."""

    q5: Course
    q25: Course
    q50: Course
    q75: Course
    q95: Course


class Measure(Form):
    """How an outcome is named and written."""

    label: str
    short: str
    format: Literal["share", "level", "count"]
    high: float = 1.0
    mark: float | None = None
    mark_label: str = ""


class Bands(Form):
    """What many runs were: quantiles by scenario and outcome."""

    form: Literal["copsim.bands/1"] = "copsim.bands/1"
    replicates: Annotated[int, Field(ge=1)]
    seed: int
    cycles: Annotated[int, Field(ge=1)]
    measures: dict[str, Measure]
    names: dict[str, str]
    scenarios: dict[str, dict[str, Quantiles]]


class Room(Form):
    """One of the rooms that the moving picture shows."""

    key: str
    name: str
    sentence: str = ""
    replay: Replay


class Watch(Form):
    """What the moving picture shows: one room, or two side by side.

    Attributes:
        rooms: One or two.
        measures: Words for the outcomes named in `came`.
        came: Outcomes shown between the meetings: what came of it.
    """

    form: Literal["copsim.watch/1"] = "copsim.watch/1"
    rooms: Annotated[tuple[Room, ...], Field(min_length=1, max_length=2)]
    measures: dict[str, Measure] = {}
    came: tuple[str, ...] = ()
