"""Lesson files: those that ship are in order, and what is wrong with others is said in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from copsim.errors import InputError
from copsim.evidence import claims
from copsim.lessons import lesson_path, lessons, load_lesson, write_new

INVITATION = lesson_path("invitation").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", lessons())
def test_a_shipped_lesson_is_in_order(name: str) -> None:
    file = load_lesson(lesson_path(name))
    document = file.document
    assert len(file.combinations) == max(1, 2 ** len(document.switches))
    assert {code.count("1") for code in file.combinations} == set(range(len(document.switches) + 1))
    assert sum(note.minutes for note in document.notes) == 50
    assert all(len(quote.text.split()) <= 60 for quote in document.quotes)
    assert all(claims()[quote.evidence].grade in ("quoted", "observed") for quote in document.quotes)
    assert "in order" not in document.title


@pytest.mark.parametrize("name", lessons())
def test_every_switch_changes_the_scenario_that_is_run(name: str) -> None:
    file = load_lesson(lesson_path(name))
    hashes = {(each.hash, tuple(sorted(each.parameters.items()))) for each in file.combinations.values()}
    assert len(hashes) == len(file.combinations)
    base, *others = file.removed or [(None, {})]
    for scenario, parameters in others:
        assert (scenario.hash, dict(parameters)) != (base[0].hash, dict(base[1]))


WRONG = [
    ("kind: line", "kind: lime", "predict.kind", "did you mean 'line'"),
    ("outcome: influence_parity_lay", "outcome: influence_parity_ley", "predict.outcome", "influence_parity_lay"),
    ("  plan: plan made", "  plann: plan made", "outcomes.plann", "did you mean 'plan'"),
    ("evidence: Q32", "evidence: Q322", "quotes[0].evidence", "did you mean"),
    ("scenario: merely-invited", "scenario: merely-invitedd", "communities[0].scenario", "merely-invited"),
    ("interventions.neutral_venue:", "interventions.neutral_venu:", "switches[2].set", "neutral_venue"),
    ("{talk_power: 0, talk_standing: 0}", "{talk_powr: 0}", "mechanisms.items[0].parameters.talk_powr", "talk_power"),
    ("{status_weight: 0}", "{status_weight: 7}", "mechanisms.items[1].parameters.status_weight", "from 0 to 1"),
    ("meeting: 9 ", "meeting: 13 ", "meeting", "from 1 to 12"),
    ("range: [0, 2]", "range: [2, 0]", "predict.range", "lower one first"),
    ('hint: "100', 'hnt: "100', "predict.hnt", "did you mean 'hint'"),
    ("kind: line", "kind: choose", "predict.options", "2 to 5"),
    ("{minutes: 5, text: \"Read", "{minutes: 0, text: \"Read", "notes[0].minutes", "from 1 to 180"),
    ("copsim_lesson: 1", "copsim_lesson: 2", "copsim_lesson", "give 1"),
    ("title: An invitation is not enough", "title:", "title", "give text"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "where", "hint"), WRONG)
def test_what_is_wrong_is_one_line_that_names_the_key(
    old: str, new: str, where: str, hint: str, tmp_path: Path
) -> None:
    assert old in INVITATION
    path = tmp_path / "mine.yaml"
    path.write_text(INVITATION.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as found:
        load_lesson(path)
    message = str(found.value)
    assert "\n" not in message
    assert "mine.yaml:" in message
    assert where in message
    assert hint in message


def test_two_rooms_need_the_same_people(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(INVITATION.replace("scenario: moving-forward", "scenario: large-online-cop"), encoding="utf-8")
    with pytest.raises(InputError, match=r"communities\[1\].scenario: has other members"):
        load_lesson(path)


def test_a_scenario_of_ones_own_is_found_beside_the_lesson(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text("copsim: 1\nextends: moving-forward\n", encoding="utf-8")
    path = tmp_path / "mine.yaml"
    path.write_text(INVITATION.replace("scenario: moving-forward", "scenario: ./ours.yaml"), encoding="utf-8")
    assert load_lesson(path).communities[1].name == "ours"


def test_a_copy_is_in_order_and_nothing_is_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_lesson(write_new("mine", "invitation")).name == "mine"
    with pytest.raises(InputError, match="exists already"):
        write_new("mine", "invitation")
    with pytest.raises(InputError, match="did you mean 'invitation'"):
        write_new("other", "invitaton")
