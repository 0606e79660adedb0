"""Replay: what turns moved adds up to the parity, columns decode, and characters give way to numbers in a crowd."""

import json

import numpy as np
import pytest
from view import synthetic

from copsim.model.state import ASK
from copsim.view import replay
from copsim.view.encode import ALPHABET, decoded, levels, members
from copsim.view.forms import Replay


@pytest.fixture(scope="module")
def made() -> Replay:
    return replay(synthetic.recording(), synthetic.OUTCOMES)


def sums(form: Replay, cycle: int) -> np.ndarray:
    out = np.zeros(len(form.members))
    for group in (*form.cycles[cycle - 1].tables, *form.cycles[cycle - 1].plenary):
        for speaker, moved in zip(decoded(group.speaker), group.moved, strict=True):
            out[speaker] += moved / 1000
    return out


@pytest.mark.parametrize("cycle", [1, 3])
def test_what_turns_moved_is_everybodys_share_to_rounding(made: Replay, cycle: int) -> None:
    recording = synthetic.recording()
    found = sums(made, cycle)
    for member in range(recording.setup.n_members):
        turns = sum(turn.cycle == cycle and turn.speaker == member for turn in recording.turns)
        assert found[member] == pytest.approx(synthetic.share_of(recording, cycle, member), abs=0.0005 * turns)


def test_the_shares_of_those_counted_have_mean_one(made: Replay) -> None:
    counted = [row for row, member in enumerate(made.members) if member.role != "facilitator" and row != 3]
    assert sums(made, 1)[counted].mean() == pytest.approx(1.0, abs=0.003)


def test_an_absent_member_sits_nowhere(made: Replay) -> None:
    first = made.cycles[0]
    assert first.present[3] == "0"
    assert all(3 not in decoded(group.who) for group in (*first.tables, *first.plenary))


def test_a_suspended_meeting_has_nobody_and_no_talk(made: Replay) -> None:
    second = made.cycles[1]
    assert not second.held
    assert (second.tables, second.plenary, second.met) == ((), (), "")
    assert made.courses["plan"] == (0.3, None, 0.6)


def test_listeners_stand_in_the_order_of_the_table_without_the_speaker(made: Replay) -> None:
    recording = synthetic.recording()
    group = made.cycles[0].tables[1]
    turns = [turn for turn in recording.turns if turn.cycle == 1 and turn.phase == 1 and turn.group == 1]
    expected = [turn.got[row] for turn in turns if turn.act != ASK for row in decoded(group.who) if row != turn.speaker]
    assert len(group.got) == len(expected)
    assert np.abs(np.array(decoded(group.got)) / 63 - expected).max() <= 0.5 / 63 + 1e-9


def test_trust_is_the_mean_both_ways_pair_by_pair(made: Replay) -> None:
    trust = synthetic.recording().looks[2].trust
    n = len(made.members)
    assert len(made.cycles[2].trust) == n * (n - 1) // 2
    found = decoded(made.cycles[2].trust)[n - 1] / 63
    assert found == pytest.approx((trust[1, 2] + trust[2, 1]) / 2, abs=0.5 / 63 + 1e-9)


def test_levels_and_members_are_characters_that_decode() -> None:
    assert levels([0.0, 1.0, 0.5, -1.0, 2.0]) == "0_w0_"
    assert members([0, 35, 36, 63, -1], 64) == "0zA_-"
    assert decoded("0zA_-") == [0, 35, 36, 63, -1]
    assert len(set(ALPHABET)) == 64


def test_a_crowd_is_written_as_numbers() -> None:
    assert members([0, 64, -1], 65) == (0, 64, -1)
    crowd = replay(synthetic.recording(counts=(20, 30, 10, 10)), ("plan",))
    assert crowd.cycles[0].tables[0].who[:3] == (0, 2, 4)


def test_the_form_goes_through_json_unchanged(made: Replay) -> None:
    assert Replay.model_validate_json(json.dumps(made.plain())) == made
    assert int(made.seed) == 2**63 + 11
