"""Who is in the CoP: by numbers of each role, or by a CSV with one row per member.

Columns of the CSV: `id`, `role`, and if wanted `label` (GP, manager, …), any first trait by its name in the parameter
table, `digitally_excluded`, `boundary_spanner` (0 or 1) and `talkativeness`. An empty cell leaves it to the defaults.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from copsim.errors import InputError, shorten, unknown
from copsim.files import label_of
from copsim.model.parameters import TRAITS
from copsim.model.roles import ROLES
from copsim.scenario.schema import FEWEST, MOST
from copsim.scenario.tables import Row, alike, read_table

REQUIRED = ("id", "role")
FLAGS = ("digitally_excluded", "boundary_spanner")
COLUMNS = (*REQUIRED, "label", *TRAITS, *FLAGS, "talkativeness")
MOST_TALKATIVE = 5.0
LONGEST_ID = 64


@dataclass(frozen=True)
class Roster:
    """Members in order; arrays as in `Setup`, NaN where nothing is given.

    Attributes:
        roles: (n,) role codes.
        ids: Names of members.
        labels: Sub-labels; the role when there is none.
        traits: (n, traits) first traits in the order of `TRAITS`.
        flags: (n, 2) digitally_excluded and boundary_spanner.
        talkativeness: (n,) log odds.
    """

    roles: NDArray[np.int64]
    ids: tuple[str, ...]
    labels: tuple[str, ...]
    traits: NDArray[np.float64]
    flags: NDArray[np.float64]
    talkativeness: NDArray[np.float64]

    @property
    def stable_ids(self) -> NDArray[np.uint64]:
        """(n,) keys of the members' draws: a hash of the id, so one more member changes nobody else's."""
        digests = [blake2b(alike(member).encode(), digest_size=8).digest() for member in self.ids]
        return np.array([int.from_bytes(digest, "little") for digest in digests], np.uint64)


def roster_by_counts(counts: Mapping[str, int], where: str) -> Roster:
    """Members lay-1, lay-2, …, clinical-1, …, with nothing but defaults.

    Raises:
        InputError: For too few or too many members.
    """
    members = [(role, f"{role}-{number + 1}") for role in ROLES for number in range(counts.get(role, 0))]
    _check_size(len(members), where)
    n = len(members)
    return Roster(
        roles=np.array([ROLES.index(role) for role, _ in members], np.int64),
        ids=tuple(member for _, member in members),
        labels=tuple(role for role, _ in members),
        traits=np.full((n, len(TRAITS)), np.nan),
        flags=np.full((n, len(FLAGS)), np.nan),
        talkativeness=np.full(n, np.nan),
    )


def roster_from_file(path: Path, where: str) -> Roster:
    """Members of a CSV file, in its order.

    Raises:
        InputError: For a file, column or cell that does not fit, ids that repeat, too few or too many members.
    """
    rows = list(islice(read_table(path, COLUMNS, REQUIRED, where), MOST + 1))
    if len(rows) > MOST:
        raise InputError(f"{rows[-1].where}: more than {MOST} members; give {FEWEST} to {MOST} members")
    _check_size(len(rows), label_of(path))
    seen: dict[str, str] = {}
    for row in rows:
        _check_member(row, seen)
    return Roster(
        roles=np.array([ROLES.index(_role(row)) for row in rows], np.int64),
        ids=tuple(row.cells["id"] for row in rows),
        labels=tuple(row.cells.get("label") or _role(row) for row in rows),
        traits=np.array([[row.number(trait, 0, 1) for trait in TRAITS] for row in rows]),
        flags=np.array([[_flag(row, flag) for flag in FLAGS] for row in rows]),
        talkativeness=np.array([row.number("talkativeness", -MOST_TALKATIVE, MOST_TALKATIVE) for row in rows]),
    )


def _check_member(row: Row, seen: dict[str, str]) -> None:
    """Refuse an id that is empty, too long or taken, and a role that is not known; notes the id in `seen`."""
    member = row.cells["id"]
    if not 1 <= len(member) <= LONGEST_ID:
        raise InputError(f"{row.where}: id: '{shorten(member)}' is not allowed; give 1 to {LONGEST_ID} characters")
    same = alike(member)
    if not same or same in seen:
        taken = f"is taken by {seen[same]}" if same else "cannot be seen"
        raise InputError(f"{row.where}: id: '{shorten(member)}' {taken}; give each member an id of their own")
    seen[same] = row.where
    if _role(row) not in ROLES:
        raise unknown("role", row.cells["role"], ROLES, f"{row.where}: role")


def _role(row: Row) -> str:
    """The role in a row; capitals do not matter."""
    return row.cells["role"].lower()


def _flag(row: Row, column: str) -> float:
    value = row.number(column, 0, 1)
    if not (math.isnan(value) or value in (0.0, 1.0)):
        raise InputError(f"{row.where}: {column}: {value:g} is not allowed; give 0 or 1")
    return value


def _check_size(members: int, where: str) -> None:
    if not FEWEST <= members <= MOST:
        raise InputError(f"{where}: {members} members is not allowed; give {FEWEST} to {MOST} members")
