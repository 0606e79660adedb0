"""The interaction graph of each scenario before the first meeting and after the last."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from copsim.analysis import Comparison
from copsim.analysis.numbers import number
from copsim.model.results import Results
from copsim.report.figures.parts import Figure, Group, Panel, Table, role_legend, roles_of
from copsim.report.network import network_svg

_MOMENTS = (("early", "Before the first meeting"), ("late", "After the last meeting"))


def graph_figure(comparison: Comparison) -> Figure:
    """Two drawings per scenario, of the replicates whose ties were kept."""
    groups, rows = [], []
    for position, arm in enumerate(comparison.arms):
        if arm.ties is None or not arm.roles:
            continue
        panels = []
        for moment, (key, heading) in enumerate(_MOMENTS):
            trust = np.nanmean(arm.ties[:, moment], axis=0)
            within, across = _means(trust, arm.roles)
            rows.append((arm.name, heading, within, across))
            drawing = _drawing(arm, trust, moment, f"graphs-{position}-{key}")
            panels.append(Panel(heading, drawing, f"mean trust {within} within roles, {across} between roles"))
        groups.append(Group(arm.name, "", tuple(panels)))
    return Figure(
        "graphs", "Who is linked with whom",
        "A line is mutual trust, the wider the stronger: in a role's colour within the role, dark between roles. The "
        "area of a member follows the role's share of talk at the first and at the last held meeting. Ties weaker than "
        f"0.25 are not drawn. {_which(comparison)}",
        role_legend(roles_of(comparison)), tuple(groups),
        Table("Mean trust (0 to 1)", ("Scenario", "Moment", "Within roles", "Between roles"), tuple(rows)),
    )  # fmt: skip


def _which(comparison: Comparison) -> str:
    """Which replicates the ties are of."""
    shown = max((len(arm.ties) for arm in comparison.arms if arm.ties is not None), default=0)
    ties = "those of the first replicate" if shown == 1 else f"means over {shown} replicates"
    return f"Ties are {ties}, shares of talk means over all."


def _drawing(arm: Results, trust: NDArray[np.float64], moment: int, prefix: str) -> str:
    within, across = _means(trust, arm.roles)
    title = f"{arm.name}, {_MOMENTS[moment][1].lower()}: mean trust {within} within roles, {across} between roles"
    return network_svg(arm.roles, trust, talk_shares(arm, moment), arm.ids or None, title, prefix)


def talk_shares(arm: Results, moment: int) -> NDArray[np.float64] | None:
    """(n,) mean share of talk of a member of each role at the first (0) or last (1) held meeting; None when unknown."""
    shares = np.zeros(len(arm.roles))
    for role in set(arm.roles):
        name = f"airtime_share_{role}"
        if arm.cycles is None or name not in arm.outcomes:
            return None
        values = arm.course(name)
        held = np.flatnonzero(np.isfinite(values).any(axis=0))
        if not len(held):
            return None
        members = np.array([other == role for other in arm.roles])
        shares[members] = np.nanmean(values[:, held[-1 if moment else 0]]) / members.sum()
    return shares


def _means(trust: NDArray[np.float64], roles: tuple[str, ...]) -> tuple[str, str]:
    """Mean trust within and between roles, as text."""
    names = np.array(roles)
    same = names[:, None] == names[None, :]
    apart = ~np.eye(len(names), dtype=bool)
    return tuple(  # type: ignore[return-value]
        number(float(np.nanmean(trust[mask])) if mask.any() else float("nan")) for mask in (same & apart, ~same)
    )
