"""YAML text to plain values and the line of every key.

A small, safe subset of YAML 1.2: mappings with text keys, lists, text, numbers, true, false and null. Tags, repeated
keys and documents that grow when their aliases are expanded are refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import yaml

from copsim.errors import InputError, shorten

KeyPath = tuple[str | int, ...]
MOST_VALUES = 20_000
DEEPEST = 20
_TAG = "tag:yaml.org,2002:"


def dotted(path: KeyPath) -> str:
    """A key path as people write it: `interventions.briefing.roles[0]`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return shorten(text, 120)


@dataclass(frozen=True)
class Places:
    """Where each key was written.

    Attributes:
        label: Name of the file as a whole.
        lines: "file:line" by key path; a key without one is said to be where its nearest parent is.
    """

    label: str
    lines: Mapping[KeyPath, str] = field(default_factory=dict)

    def line(self, path: KeyPath) -> str:
        """The file and line of a key."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return self.label

    def where(self, path: KeyPath) -> str:
        """The file, line and key path, ready to stand in front of a message."""
        return f"{self.line(path)}: {dotted(path)}" if path else self.line(path)

    def covered_by(self, other: Places) -> Places:
        """These places where the other has none of its own."""
        return Places(other.label, {**self.lines, **other.lines})


class _Loader(yaml.SafeLoader):
    """Composes nodes with the scalars of YAML 1.2, so that `on` and `2020-01-01` stay text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


_Loader.add_implicit_resolver(_TAG + "null", re.compile(r"^(~|null|Null|NULL|)$"), None)
_Loader.add_implicit_resolver(_TAG + "bool", re.compile(r"^(true|True|TRUE|false|False|FALSE)$"), None)
_Loader.add_implicit_resolver(_TAG + "int", re.compile(r"^[-+]?[0-9]+$"), None)
_FLOAT = r"^([-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$"
_Loader.add_implicit_resolver(_TAG + "float", re.compile(_FLOAT), None)


@lru_cache(maxsize=256)
def parse(text: str, label: str) -> tuple[dict[str, Any], Places]:
    """The mapping in a YAML text, and where its keys are.

    Args:
        text: YAML.
        label: Name of the file, for messages.

    Returns:
        Plain values, which the caller must not change, and the places of keys.

    Raises:
        InputError: For text that is not one YAML mapping of the subset.
    """
    node = _compose(text, label)
    reader = _Reader(label)
    if not isinstance(node, yaml.MappingNode):
        raise InputError(f"{reader.at(node)}: is not a mapping; give keys and values such as 'copsim: 1'")
    return reader.read(node), Places(label, reader.lines)


def parse_value(text: str, label: str) -> Any:
    """The value in a short YAML text, such as what follows `=` on a command line."""
    node = _compose(text, label)
    return None if node is None else _Reader(label).read(node)


def _compose(text: str, label: str) -> yaml.Node | None:
    try:
        loader = _Loader(text)
        try:
            node: yaml.Node | None = loader.get_single_node()
        finally:
            loader.dispose()
        return node
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f":{mark.line + 1}" if mark else ""
        problem = shorten(error.problem or error.context, 120)
        raise InputError(f"{label}{line}: is not valid YAML ({problem}); allowed: one YAML mapping") from error
    except yaml.YAMLError as error:
        raise InputError(f"{label}: is not valid YAML ({shorten(error, 120)}); allowed: one YAML mapping") from error
    except RecursionError as error:
        raise InputError(f"{label}: is nested too deeply; allowed: {DEEPEST} levels") from error


@dataclass
class _Reader:
    """Turns one composed document into plain values, counting as it goes."""

    label: str
    lines: dict[KeyPath, str] = field(default_factory=dict)
    values: int = 0

    def at(self, node: yaml.Node | None) -> str:
        return self.label if node is None else f"{self.label}:{node.start_mark.line + 1}"

    def read(self, node: yaml.Node, path: KeyPath = ()) -> Any:
        self.values += 1
        if self.values > MOST_VALUES:
            problem = f"holds more than {MOST_VALUES} values once its aliases are expanded"
            raise InputError(f"{self.at(node)}: {problem}; allowed: up to {MOST_VALUES}")
        if len(path) > DEEPEST:
            raise InputError(f"{self.at(node)}: {dotted(path[:3])}… is nested too deeply; allowed: {DEEPEST} levels")
        if isinstance(node, yaml.MappingNode) and node.tag == _TAG + "map":
            return dict(self._pairs(node, path))
        if isinstance(node, yaml.SequenceNode) and node.tag == _TAG + "seq":
            return [self._item(value, (*path, index)) for index, value in enumerate(node.value)]
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, path)
        raise self._foreign(node, path)

    def _item(self, node: yaml.Node, path: KeyPath) -> Any:
        self.lines[path] = self.at(node)
        return self.read(node, path)

    def _pairs(self, node: yaml.MappingNode, path: KeyPath) -> Iterator[tuple[str, Any]]:
        seen: dict[str, yaml.Node] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag != _TAG + "str":
                given = shorten(
                    getattr(key_node, "value", "") if isinstance(key_node, yaml.ScalarNode) else "a list or mapping"
                )
                raise InputError(f"{self.at(key_node)}: the key {given} is not a name; give a name in letters")
            key = key_node.value
            if key in seen:
                before = seen[key].start_mark.line + 1
                where = f"{self.at(key_node)}: {dotted((*path, key))}"
                raise InputError(f"{where}: is written twice, first on line {before}; allowed: once")
            seen[key] = key_node
            yield key, self._item_of(key_node, value_node, (*path, key))

    def _item_of(self, key_node: yaml.Node, value_node: yaml.Node, path: KeyPath) -> Any:
        self.lines[path] = self.at(key_node)
        return self.read(value_node, path)

    def _scalar(self, node: yaml.ScalarNode, path: KeyPath) -> Any:
        kind, text = node.tag.removeprefix(_TAG), node.value
        try:
            if kind == "str":
                return unicodedata.normalize("NFC", text)
            if kind == "null":
                return None
            if kind == "bool":
                return {"true": True, "false": False}[text.lower()]
            if kind == "int":
                return int(text)
            if kind == "float":
                return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
        except (KeyError, ValueError) as error:
            where = f"{self.at(node)}: {dotted(path)}"
            raise InputError(f"{where}: {shorten(text)} is not a value of its kind; give a plain {kind}") from error
        raise self._foreign(node, path)

    def _foreign(self, node: yaml.Node, path: KeyPath) -> InputError:
        tag = shorten(node.tag.replace(_TAG, "!!"))
        where = f"{self.at(node)}: {dotted(path)}" if path else self.at(node)
        return InputError(f"{where}: the tag {tag} is refused; allowed: plain text, numbers, true, false, null")
