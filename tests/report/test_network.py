from __future__ import annotations

import re

import numpy as np
import pytest

import copsim
from copsim.report.network import member_labels, network_svg, salient_ties, sector_positions
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


def test_each_member_shows_the_strongest_within_and_the_two_strongest_between() -> None:
    roles = ("lay", "lay", "lay", "clinical", "clinical", "commissioner")
    trust = np.zeros((6, 6))
    for i, j, both in ((0, 1, 0.9), (0, 2, 0.8), (0, 3, 0.3), (0, 4, 0.2), (0, 5, 0.1), (1, 5, 0.6), (2, 5, 0.5)):
        trust[i, j] = trust[j, i] = both
    found = salient_ties(trust, roles)
    # (0, 5) is the weakest of three bridges of both its ends; all others are somebody's strongest.
    assert [pair for _, *pair in found] == [[0, 4], [0, 3], [2, 5], [1, 5], [0, 2], [0, 1]]
    assert [weight for weight, *_ in found] == pytest.approx([0.2, 0.3, 0.5, 0.6, 0.8, 0.9])


def test_close_and_loose_communities_have_as_many_lines_and_large_ones_few() -> None:
    rng = np.random.default_rng(0)
    trust = rng.random((200, 200))
    roles = ("lay", "clinical") * 100
    svg, loose = network_svg(roles, trust), network_svg(roles, 0.3 * trust)
    assert len(lines(svg)) == len(lines(loose)) <= 600
    assert sum(width for _, width in lines(loose)) < sum(width for _, width in lines(svg))
    assert len(svg) < 200_000


def test_members_are_numbered_within_their_role() -> None:
    assert member_labels(ROLES) == ("Lay 1", "Clinical 1", "Lay 2", "Facilitator 1", "Commissioner 1", "Clinical 2")
    assert "<title>Clinical 2</title>" in network_svg(ROLES, np.zeros((6, 6)))


def test_a_community_is_drawn_as_it_stands() -> None:
    cop = copsim.Community("merely-invited", seed=1)
    before = copsim.network(cop)
    cop.step()
    after = copsim.network(cop)
    assert "before the first meeting" in before.svg
    assert "after cycle 1" in after.svg
    assert lines(before.svg) != lines(after.svg)
    assert "<title>Clinical 8</title>" in after.svg
    assert f"<title>{cop.setup.ids[0]}</title>" in copsim.network(cop, names=True)._repr_html_()
