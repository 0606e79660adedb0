"""A lesson to edit, made from one scenario as it is and as somebody has set it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from copsim.lessons.file import MOST_SWITCHES, LessonDocument
from copsim.lessons.shipped import lesson_path

TEMPLATE = "invitation"
# Two rooms show the same people over the same meetings: such settings are laid over both.
_SHARED = ("roster", "cycles")
_HEAD = (
    "# A lesson made of your settings. Finding, quotes, questions, limits and notes are still those of the lesson\n"
    "# 'An invitation is not enough': write your own. Then: copsim lesson check FILE, and copsim lesson build FILE.\n"
)


def lesson_draft(
    scenario: str, title: str, changes: Mapping[str, Any], switches: Sequence[Mapping[str, Any]], cycles: int
) -> str:
    """The text of a lesson file: on the left a scenario as it is, on the right with settings laid over it.

    Args:
        scenario: Name in the library.
        title: What the scenario is called for people.
        changes: Values by dotted key; None takes away.
        switches: One per support that is changed, in the keys of a lesson file; the first four are taken.
        cycles: Meetings of the scenario.
    """
    document = yaml.safe_load(lesson_path(TEMPLATE).read_text(encoding="utf-8"))
    shared = {key: value for key, value in changes.items() if key.partition(".")[0] in _SHARED}
    left = {"name": "As it was", "scenario": scenario, "sentence": f"{title}, as it stands.", "set": shared}
    right = {"name": "As set", "scenario": scenario, "sentence": "The same people with what was changed."}
    document |= {
        "title": f"{title[:90]}: what changes?",
        "summary": "The same people and the same chance events, as it was and as set.",
        "communities": [left, {**right, "set": dict(changes)}],
        "why": {**document["why"], "question": "Which one change does most?", "start": "As it was"},
        "switches": [dict(switch) for switch in switches[:MOST_SWITCHES]],
        "meeting": min(document["meeting"], cycles),
    }
    del document["mechanisms"]
    LessonDocument.model_validate(document)
    return _HEAD + yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=110)
