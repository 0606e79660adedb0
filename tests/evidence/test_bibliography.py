"""The bibliography is well-formed BibTeX of our subset and reads as plain one-line references."""

import re

import pytest

from copsim.errors import InputError
from copsim.evidence import reference, references
from copsim.evidence.bibliography import REFERENCES_FILE

NEEDED = {
    "article": {"author", "title", "journal", "volume", "pages", "year"},
    "inproceedings": {"author", "title", "booktitle", "pages", "year"},
    "misc": {"author", "title", "howpublished", "year", "url"},
}


def test_the_reader_takes_in_every_line() -> None:
    text = REFERENCES_FILE.read_text(encoding="utf-8")
    assert len(re.findall(r"^@", text, re.MULTILINE)) == len(references())
    assert text.count("{") == text.count("}")
    fields = len(re.findall(r"^\s+\w+\s*=", text, re.MULTILINE))
    assert fields == sum(len(entry) - 1 for entry in references().values())


@pytest.mark.parametrize("key", references())
def test_every_entry_is_well_formed(key: str) -> None:
    entry = references()[key]
    found_by_doi = {"volume", "pages"} if "doi" in entry else set()
    assert set(entry) >= NEEDED[entry["type"]] - found_by_doi
    assert re.fullmatch(r"(19|20)\d\d", entry["year"])
    assert not re.search(r"[{}\\]", "".join(entry.values()))
    if re.search(r"\d{4}$", key):
        assert key.endswith(entry["year"])
    if "doi" in entry:
        assert re.fullmatch(r"10\.\d{4,5}/\S+", entry["doi"])


def test_a_reference_reads_in_one_line() -> None:
    assert reference("degroot-1974") == (
        "DeGroot, Morris H. (1974). Reaching a consensus. Journal of the American Statistical Association 69(345), "
        "118\u2013121. https://doi.org/10.1080/01621459.1974.10480137"
    )
    assert reference("nihr-payment").startswith("National Institute for Health and Care Research (2023). Payment")


def test_many_authors_are_shortened_and_accents_are_plain_letters() -> None:
    assert reference("mueller-2013").startswith("Müller, Birgit et al. (2013).")
    assert reference("fisek-berger-norman-1991").startswith(
        "Fişek, M. Hamit and Berger, Joseph and Norman, Robert Z. (1991)."
    )


def test_an_unknown_reference_names_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'grimm-2020'"):
        reference("grim-2020")
