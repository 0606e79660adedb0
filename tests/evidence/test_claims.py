"""The register of claims is complete, uses its own vocabulary only, and refuses citations that lead nowhere."""

import re
import tomllib
from dataclasses import FrozenInstanceError

import pytest

from copsim.errors import InputError
from copsim.evidence import CONSTRUCTS, GRADES, RECOMMENDATIONS, THEMES, Claim, cites, claim, claims, references
from copsim.evidence.register import CLAIMS_FILE

QUOTES = [f"Q{number}" for number in range(1, 55)]
OBSERVATIONS = [f"Obs{label}" for label in ("1", "2", "3", "4", "5a", "5b", *map(str, range(6, 13)))]
SHAPES = (
    ("quoted", re.compile(r"Q\d+"), r"Table 1, {key} \(P\d\d-(PC|PNC|L)\)"),
    ("observed", re.compile(r"Obs\d+[ab]?"), r"Table 1, {key} \(.*meeting.*\)"),
    ("inferred", re.compile(r"R\d+"), r"Table 2, recommendation {key} \((before the CoP|ongoing)\)"),
)

# Where the running text cites each quote and observation: the check on Table 1, whose printed rows shift.
CITED_UNDER = {
    "Types of knowledge": ["Q1", "Obs1"],
    "Knowledge creation and use": ["Q2", "Q3"],
    "Negotiating knowledge": ["Q4", "Q5", "Q6", "Q7", "Obs2"],
    "Infrastructure and support": ["Q8", "Q9", "Q10", "Q11", "Obs3"],
    "Clarity of aims and purpose": [*QUOTES[11:19], "Obs4", "Obs5a"],
    "CoP membership": [*QUOTES[19:24], "Obs5b"],
    "Relationships and opportunities": [*QUOTES[24:28], "Obs6"],
    "Power balance": [*QUOTES[28:43], "Obs7", "Obs8", "Obs9"],
    "Enabling co-production": [*QUOTES[43:49], "Obs10"],
    "": [*QUOTES[49:54], "Obs11", "Obs12"],
}


def of_the_paper() -> list[Claim]:
    return [entry for entry in claims().values() if entry.reference is None]


def test_every_quote_observation_and_recommendation_is_there_and_no_other() -> None:
    tables = [key for key in claims() if re.fullmatch(r"(Q|Obs|R)\d+\w?", key)]
    assert sorted(tables) == sorted([*QUOTES, *OBSERVATIONS, *RECOMMENDATIONS])
    assert RECOMMENDATIONS == ("R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10", "R11")


def test_no_key_is_listed_twice() -> None:
    sections = tomllib.loads(CLAIMS_FILE.read_text(encoding="utf-8"))["section"]
    listed = [entry["key"] for section in sections for entry in section["claim"]]
    assert len(listed) == len(set(listed)) == len(claims())


def test_keys_are_of_a_known_kind() -> None:
    for key, entry in claims().items():
        if entry.reference is None:
            assert re.fullmatch(r"Q\d+|Obs\d+[ab]?|R\d+|S-[a-z]+(-[a-z]+)*", key), key
        else:
            assert re.fullmatch(r"[a-z]+(-[a-z]+)*(-\d{4})?", key), key


@pytest.mark.parametrize(("subtheme", "keys"), CITED_UNDER.items())
def test_quotes_stand_under_the_subtheme_whose_text_cites_them(subtheme: str, keys: list[str]) -> None:
    tabled = {entry.key for entry in of_the_paper() if entry.subtheme == subtheme and entry.key[0] in "QO"}
    assert tabled == set(keys)


def test_themes_and_subthemes_are_those_of_the_paper_and_all_are_used() -> None:
    used = {(entry.theme, entry.subtheme) for entry in of_the_paper()}
    named = {(theme, subtheme) for theme, subthemes in THEMES.items() for subtheme in subthemes or ("",)}
    assert used == named


def test_constructs_are_of_i_parihs_and_one_subtheme_has_one_set() -> None:
    by_subtheme: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    for entry in of_the_paper():
        assert entry.constructs, entry.key
        assert set(entry.constructs) <= set(CONSTRUCTS), entry.key
        assert len(set(entry.constructs)) == len(entry.constructs), entry.key
        by_subtheme.setdefault((entry.theme, entry.subtheme), set()).add(entry.constructs)
    assert all(len(sets) == 1 for sets in by_subtheme.values())
    assert {construct for entry in of_the_paper() for construct in entry.constructs} == set(CONSTRUCTS)


def test_grades_are_known_and_all_are_used() -> None:
    assert {entry.grade for entry in claims().values()} == set(GRADES)


@pytest.mark.parametrize(("grade", "key", "locator"), SHAPES)
def test_tabled_claims_have_the_grade_and_the_place_of_their_kind(
    grade: str, key: re.Pattern[str], locator: str
) -> None:
    for entry in claims().values():
        if key.fullmatch(entry.key):
            assert entry.grade == grade, entry.key
            printed = entry.key.rstrip("ab").lstrip("R")
            assert re.fullmatch(locator.format(key=printed), entry.locator), entry.locator


def test_section_findings_name_a_section_and_results_match_their_subtheme() -> None:
    for entry in of_the_paper():
        if entry.key.startswith("S-"):
            section, _, rest = entry.locator.partition(", ")
            assert section in ("Background", "Results", "Discussion"), entry.key
            assert re.search(r"paras? \d", rest), entry.key
            if section == "Results":
                assert rest.startswith(entry.subtheme or entry.theme), entry.key


def test_other_literature_has_a_reference_and_the_paper_does_not() -> None:
    for entry in claims().values():
        if entry.grade == "other literature":
            assert entry.reference is not None, entry.key
            assert (entry.theme, entry.subtheme, entry.constructs) == ("", "", ())
        elif entry.key != "swaithes-2023":
            assert entry.reference is None, entry.key


def test_every_reference_resolves_and_every_entry_of_the_bibliography_is_used() -> None:
    named = {entry.reference for entry in claims().values() if entry.reference is not None}
    assert named == set(references())


def test_statements_are_one_sentence_and_all_different() -> None:
    statements = [entry.statement for entry in claims().values()]
    assert len(statements) == len(set(statements))
    for statement in statements:
        assert re.fullmatch(r"[A-Z][^.?!\n]{20,}\.", statement), statement


def test_claims_cannot_be_edited() -> None:
    with pytest.raises(FrozenInstanceError):
        claim("Q1").grade = "observed"  # type: ignore[misc]
    with pytest.raises(TypeError):
        claims()["Q99"] = claim("Q1")  # type: ignore[index]


def test_claim_returns_what_the_file_says() -> None:
    found = claim("Q36")
    assert found.key == "Q36"
    assert found.theme == "Culture and relationship building"
    assert found.subtheme == "Power balance"
    assert found.constructs == ("recipients", "facilitation")
    assert found.locator == "Table 1, Q36 (P03-PNC)"
    assert found.grade == "quoted"


def test_cites_returns_its_keys_in_order() -> None:
    assert cites("R6", "Q36", "S-silos") == ("R6", "Q36", "S-silos")
    assert cites() == ()


@pytest.mark.parametrize(("wrong", "near"), [("S-venu", "S-venue"), ("q36", "Q36"), ("degroot-1947", "degroot-1974")])
def test_cites_fails_on_an_unknown_key_and_names_the_nearest(wrong: str, near: str) -> None:
    with pytest.raises(InputError, match=f"unknown evidence '{wrong}'.*did you mean '{near}'"):
        cites("Q1", wrong)


def test_obs5_alone_is_ambiguous_and_refused() -> None:
    with pytest.raises(InputError, match="Obs5"):
        claim("Obs5")
