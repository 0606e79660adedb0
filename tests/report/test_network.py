from __future__ import annotations

import re

import numpy as np
import pytest

from copsim.report import network_svg, sector_positions
from copsim.report.theme import INK, ROLE_COLOURS

ROLES = ("lay", "clinical", "lay", "facilitator", "commissioner", "clinical")


def test_places_are_on_the_circle_apart_and_by_role() -> None:
    places = sector_positions(ROLES)
    assert np.hypot(*places.T) == pytest.approx(1)
    gaps = [np.hypot(*(places[i] - places[j])) for i in range(6) for j in range(i)]
    assert min(gaps) > 0.3
    angles = np.unwrap(np.arctan2(places[:, 1], places[:, 0]))
    order = [ROLES[i] for i in np.argsort(np.mod(angles - angles[0] + 0.01, 2 * np.pi))]
    assert order == ["lay", "lay", "clinical", "clinical", "commissioner", "facilitator"]


def test_lay_members_stand_on_top_and_places_do_not_change() -> None:
    lay = sector_positions(ROLES)[[0, 2]].mean(axis=0)
    assert lay[0] == pytest.approx(0, abs=1e-12)
    assert lay[1] < 0
    assert np.array_equal(sector_positions(ROLES), sector_positions(ROLES))


def lines(svg: str) -> list[tuple[str, float]]:
    return [(c, float(w)) for c, w in re.findall(r'<line [^>]*stroke="([^"]+)" stroke-width="([^"]+)"', svg)]


def test_wider_lines_are_stronger_trust_and_colours_tell_within_from_between() -> None:
    trust = np.zeros((3, 3))
    trust[0, 1] = trust[1, 0] = 0.9
    trust[0, 2] = trust[2, 0] = 0.5
    trust[1, 2] = 0.3  # one way only: 0.15 both ways, too weak to draw
    drawn = lines(network_svg(("lay", "lay", "clinical"), trust))
    assert [colour for colour, _ in drawn] == [INK, ROLE_COLOURS["lay"]]
    assert drawn[0][1] < drawn[1][1]


def test_area_follows_talk() -> None:
    svg = network_svg(("lay", "lay"), np.zeros((2, 2)), np.array([0.2, 0.8]))
    small, large = (float(r) for r in re.findall(r' r="([^"]+)"', svg))
    assert large / small == pytest.approx(2, rel=0.02)


def test_names_are_escaped_and_ids_prefixed() -> None:
    svg = network_svg(("lay",), np.zeros((1, 1)), labels=("A & <B>",), title="T < U", prefix="x")
    assert "A &amp; &lt;B&gt;" in svg
    assert 'aria-labelledby="x-title"' in svg
    assert "<B>" not in svg


def test_large_communities_keep_to_the_strongest_ties() -> None:
    rng = np.random.default_rng(0)
    svg = network_svg(("lay", "clinical") * 100, rng.random((200, 200)))
    assert len(lines(svg)) == 600
    assert len(svg) < 200_000
