"""Who trusts whom: the strongest ties before the first meeting and after the last, and trust by pair of roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from copsim.analysis.numbers import number
from copsim.model.results import Results
from copsim.model.roles import PEOPLE, ROLES
from copsim.report.figures.parts import Figure, Group, Panel, Table, arms_of, courses, headings, role_legend, roles_of
from copsim.report.network import member_labels, network_svg

_BEFORE, _AFTER = 0, 1
_HEAD = ("Between", "Scenario", "Before", "After", "Change")
Trust = tuple[NDArray[np.float64], NDArray[np.float64]]


def ties_figure(source: object, names: bool = False) -> Figure:
    """One drawing of each beginning that differs, and one of the end of each scenario.

    Args:
        source: A comparison or results, of which those count whose ties were kept.
        names: Whether members are called by their own names instead of role and number.
    """
    arms = [(place, arm) for place, arm in enumerate(arms_of(source)) if arm.ties is not None and arm.roles]
    titles = headings(arms_of(source))
    trust = {place: (_mean(arm, _BEFORE), _mean(arm, _AFTER)) for place, arm in arms}
    panels: list[Panel] = []
    for place, arm in arms:
        if not any(np.array_equal(trust[place][_BEFORE], trust[seen][_BEFORE]) for seen, _ in arms if seen < place):
            panels.append(_panel(arm, _first(titles[place], trust, place), trust[place], _BEFORE, place, names))
    for place, arm in arms:
        heading = f"After the last meeting: {titles[place]}" if len(arms) > 1 else "After the last meeting"
        panels.append(_panel(arm, heading, trust[place], _AFTER, place, names))
    rows = [row for place, arm in arms for row in _rows(titles[place], arm, trust[place])]
    return Figure(
        "ties", "Who trusts whom",
        "Of each member the strongest tie within the role, in the role's colour, and the two strongest to other "
        "roles, dark; the wider a line, the more mutual trust, on the same scale in all drawings. The area of a member "
        f"follows the role's share of talk at the first and at the last held meeting. {_which(arms)}",
        role_legend(roles_of([arm for _, arm in arms])), (Group("", "", tuple(panels)),),
        Table("Mean trust (0 to 1) by pair of roles", _HEAD, tuple(rows)),
    )  # fmt: skip


def _first(title: str, trust: Mapping[int, Trust], place: int) -> str:
    """What the drawing of a beginning is called: the scenario is named where not all begin alike."""
    alike = all(np.array_equal(trust[place][_BEFORE], other[_BEFORE]) for other in trust.values())
    who = "" if len(trust) == 1 else ", the same in all" if alike else f": {title}"
    return f"Before the first meeting{who}"


def _mean(arm: Results, moment: int) -> NDArray[np.float64]:
    """(n, n) mean trust over the replicates whose ties were kept."""
    assert arm.ties is not None
    mean: NDArray[np.float64] = np.nanmean(arm.ties[:, moment], axis=0)
    return mean


def _which(arms: Sequence[tuple[int, Results]]) -> str:
    """Which replicates the ties are of."""
    shown = max((len(arm.ties) for _, arm in arms if arm.ties is not None), default=0)
    ties = "those of the first replicate" if shown == 1 else f"means over {shown} replicates"
    return f"Ties are {ties}, shares of talk means over all."


def _panel(arm: Results, heading: str, trust: Trust, moment: int, place: int, names: bool) -> Panel:
    within, across = _means(trust[moment], arm.roles)
    note = f"mean trust {within} within roles, {across} between roles"
    labels = arm.ids if names and arm.ids else member_labels(arm.roles)
    prefix, said = f"ties-{place}-{'late' if moment else 'early'}", f"{heading}: {note}"
    drawing = network_svg(arm.roles, trust[moment], talk_shares(arm, moment), labels, said, prefix)
    return Panel(heading, drawing, note)


def talk_shares(arm: Results, moment: int) -> NDArray[np.float64] | None:
    """(n,) mean share of talk of a member of each role at the first (0) or last (1) held meeting; None when unknown."""
    shares = np.zeros(len(arm.roles))
    for role in set(arm.roles):
        values = courses(arm, f"airtime_share_{role}")
        if values is None:
            return None
        held = np.flatnonzero(np.isfinite(values).any(axis=0))
        if not len(held):
            return None
        members = np.array([other == role for other in arm.roles])
        shares[members] = np.nanmean(values[:, held[-1 if moment else 0]]) / members.sum()
    return shares


def _means(trust: NDArray[np.float64], roles: Sequence[str]) -> tuple[str, str]:
    """Mean trust within and between roles, as text."""
    names = np.array(roles)
    same = names[:, None] == names[None, :]
    apart = ~np.eye(len(names), dtype=bool)
    return number(_over(trust, same & apart)), number(_over(trust, ~same))


def _rows(title: str, arm: Results, trust: Trust) -> list[tuple[str, ...]]:
    """Mean trust of each pair of roles, both directions together, before and after."""
    roles = np.array(arm.roles)
    rows: list[tuple[str, ...]] = []
    apart = ~np.eye(len(roles), dtype=bool)
    for a, b in combinations_with_replacement([role for role in ROLES if role in arm.roles], 2):
        one, two = roles == a, roles == b
        pairs = (one[:, None] & two[None, :] | two[:, None] & one[None, :]) & apart
        before, after = (_over(mean, pairs) for mean in trust)
        who = PEOPLE[a] if a == b else f"{PEOPLE[a]} and {PEOPLE[b]}"
        rows.append((who.capitalize(), title, number(before), number(after), number(after - before, signed=True)))
    return rows


def _over(trust: NDArray[np.float64], pairs: NDArray[np.bool_]) -> float:
    return float(np.nanmean(trust[pairs])) if pairs.any() else float("nan")
