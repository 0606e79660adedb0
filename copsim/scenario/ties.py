"""First trust between members, from an edge list (CSV with `source,target,weight`) or a GraphML file.

An edge is the trust of its source in its target, in [0, 1]; the edges of an undirected graph count both ways. Pairs
without an edge are left to the defaults.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copsim.errors import InputError, nearest, shorten
from copsim.files import TABLE_BYTES, label_of, read_text
from copsim.scenario.tables import alike, read_table

EDGE_COLUMNS = ("source", "target", "weight")
Edge = tuple[str, str, str, Any]


def ties_from_file(path: Path, ids: tuple[str, ...], where: str) -> NDArray[np.float64]:
    """(n, n) first trust of row in column; NaN where the file says nothing.

    Raises:
        InputError: For a file that cannot be read, an edge to nobody or to oneself, a weight outside [0, 1].
    """
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".graphml"):
        raise InputError(f"{where}: {label_of(path)}: '{suffix}' is not allowed; give a .csv or .graphml file")
    positions = {alike(member): index for index, member in enumerate(ids)}
    ties = np.full((len(ids), len(ids)), np.nan)
    for place, source, target, weight in (_csv_edges if suffix == ".csv" else _graphml_edges)(path, where):
        for member in (source, target):
            if alike(member) not in positions:
                close = nearest(member, ids)
                hint = f" (did you mean '{close}'?)" if close else ""
                raise InputError(f"{place}: unknown member '{shorten(member)}'{hint}; allowed: an id of the roster")
        pair = positions[alike(source)], positions[alike(target)]
        if pair[0] == pair[1]:
            raise InputError(f"{place}: '{shorten(source)}' is tied to itself; allowed: ties between two members")
        if not math.isnan(ties[pair]):
            raise InputError(f"{place}: the tie {shorten(source)} to {shorten(target)} stands twice; allowed: once")
        ties[pair] = _weight(weight, place)
    return ties


def _weight(given: Any, place: str) -> float:
    try:
        value = float(given)
    except (TypeError, ValueError):
        value = math.nan
    if not 0 <= value <= 1:
        shown = "nothing" if given in (None, "") else f"'{shorten(given)}'"
        raise InputError(f"{place}: weight: {shown} is not allowed; give a number from 0 to 1")
    return value


def _csv_edges(path: Path, where: str) -> Iterator[Edge]:
    for row in read_table(path, EDGE_COLUMNS, EDGE_COLUMNS, where):
        yield row.where, row.cells["source"], row.cells["target"], row.cells["weight"]


def _graphml_edges(path: Path, where: str) -> Iterator[Edge]:
    label, text = label_of(path), read_text(path, TABLE_BYTES, where)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise InputError(f"{label}: declares a document type or entities; allowed: plain GraphML")
    graph = _parsed(text, label)
    for source, target, data in graph.edges(data=True):
        place = f"{label}: edge {shorten(source)} to {shorten(target)}"
        yield place, str(source), str(target), data.get("weight")
        if not graph.is_directed():
            yield place, str(target), str(source), data.get("weight")


def _parsed(text: str, label: str) -> Any:
    """The networkx graph in a GraphML text."""
    import networkx

    try:
        return networkx.parse_graphml(text)
    except Exception as error:
        reason = shorten(f"{type(error).__name__}: {error}", 100)
        raise InputError(f"{label}: is not valid GraphML ({reason}); allowed: a GraphML graph") from error
