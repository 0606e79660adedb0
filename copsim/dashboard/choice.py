"""What a visitor of the page has chosen, and the address that holds it: a link reproduces the view.

A choice is a scenario of the library with settings laid over it in the words of `--set`, checked as the command line
checks them. Keys that name files are refused: what is typed into an address never opens anything.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from copsim.errors import InputError, shorten, unknown
from copsim.scenario import Scenario, library, load_scenario

DEFAULT_SCENARIO = "moving-forward"
DEFAULT_SEED = 1
MOST_SETTINGS = 60
MOST_TEXT = 2_000
MOST_MEMBERS = 60
MOST_CYCLES = 40
OPEN = ("interventions", "shocks", "roster", "parameters", "costs", "cycles", "lay_diversity")
_MOST_LUCK = 100_000


@dataclass(frozen=True)
class Choice:
    """A scenario, what is changed in it, and which run is watched.

    Attributes:
        scenario: Name in the library; also the baseline that changes are held against.
        changes: Values by dotted key, such as `interventions.briefing`; None takes away.
        seed: Seed of the study.
        luck: Number of the run that is watched, from 0.
    """

    scenario: str = DEFAULT_SCENARIO
    changes: Mapping[str, Any] = field(default_factory=dict)
    seed: int = DEFAULT_SEED
    luck: int = 0

    def with_change(self, key: str, value: Any) -> Choice:
        """The same with one value laid over; later values of a key replace earlier ones."""
        return replace(self, changes={**self.changes, key: value})

    def without(self, key: str) -> Choice:
        """The same with the scenario's own value again."""
        return replace(self, changes={other: value for other, value in self.changes.items() if other != key})

    @property
    def settings(self) -> list[str]:
        """The changes in the words of `--set`."""
        return [f"{key}={json.dumps(value, ensure_ascii=False)}" for key, value in self.changes.items()]

    @property
    def address(self) -> str:
        """The query of an address that leads back here; empty for the default."""
        pairs: list[tuple[str, str]] = []
        if self.scenario != DEFAULT_SCENARIO:
            pairs.append(("scenario", self.scenario))
        pairs += [("set", setting) for setting in self.settings]
        pairs += [
            (name, str(value)) for name, value in (("seed", self.seed), ("luck", self.luck)) if value != _STANDARD[name]
        ]
        return urlencode(pairs)

    def load(self) -> Scenario:
        """The scenario with the changes laid over.

        Raises:
            InputError: In one line, as the command line says it.
        """
        for key in self.changes:
            if key.partition(".")[0] not in OPEN:
                raise unknown("setting of this page", key.partition(".")[0], OPEN)
        return _bounded(load_scenario(self.scenario, self.settings))

    def baseline(self) -> Scenario:
        """The scenario as the library has it."""
        return _bounded(load_scenario(self.scenario))


_STANDARD = {"seed": DEFAULT_SEED, "luck": 0}


def from_address(query: str) -> Choice:
    """The choice that an address holds.

    Args:
        query: What follows the question mark.

    Raises:
        InputError: For what cannot be understood, in one line; nothing is opened or run.
    """
    pairs = parse_qsl(query, keep_blank_values=True)
    if len(query) > MOST_SETTINGS * MOST_TEXT or len(pairs) > MOST_SETTINGS:
        raise InputError(f"address: holds more than {MOST_SETTINGS} settings")
    choice = Choice()
    for name, value in pairs:
        if name == "scenario":
            choice = replace(choice, scenario=_known(value))
        elif name == "set":
            key, given = _setting(value)
            choice = choice.with_change(key, given)
        elif name == "seed":
            choice = replace(choice, seed=_number(name, value, 2**63 - 1))
        elif name == "luck":
            choice = replace(choice, luck=_number(name, value, _MOST_LUCK))
    return choice


def _known(name: str) -> str:
    names = library()
    if name not in names:
        raise unknown("scenario", name, names, "address")
    return name


def _setting(text: str) -> tuple[str, Any]:
    key, equals, value = text.partition("=")
    if not equals or not key or len(text) > MOST_TEXT:
        raise InputError(f"address: set={shorten(text)} is not allowed; give key.path=value")
    try:
        return key, json.loads(value)
    except (ValueError, RecursionError):
        return key, value


def _number(name: str, text: str, most: int) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 19 or int(text) > most:
        raise InputError(f"address: {name}={shorten(text)} is not allowed; give a whole number from 0 to {most}")
    return int(text)


def _bounded(scenario: Scenario) -> Scenario:
    """Refuse what one visitor of a shared page may not ask of it."""
    members, cycles = len(scenario.roster.ids), scenario.settings.cycles
    if members > MOST_MEMBERS or cycles > MOST_CYCLES:
        raise InputError(
            f"{scenario.name}: {members} members and {cycles} cycles; allowed on this page: "
            f"{MOST_MEMBERS} members and {MOST_CYCLES} cycles (the command line takes more)"
        )
    return scenario


def changed_words(choice: Choice, titles: Mapping[str, str]) -> Sequence[str]:
    """One short line per change, for people."""
    lines = []
    for key, value in choice.changes.items():
        head, _, tail = key.partition(".")
        name = titles.get(tail, tail or head).replace("_", " ")
        lines.append(f"{name}: {'taken away' if value is None else _shown(value)}")
    return lines


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key.replace('_', ' ')} {_shown(each)}" for key, each in value.items()) or "added"
    if isinstance(value, list | tuple):
        return " and ".join(str(each) for each in value)
    return str(value)
