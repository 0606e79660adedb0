from __future__ import annotations

import re

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from copsim.analysis import LEAD_IN, clause, paired_difference, sentence, tally
from copsim.analysis.numbers import amount, number, percent
from copsim.analysis.paired import PairedDifference
from copsim.model.outcomes import OUTCOMES

NAMES = ("plan", "unease_lay", "airtime_parity_lay", "questions", "cost_total")
CLAIMS = re.compile(r"\b(higher|lower|better|worse|more|less|improves?|raises?|increases?|reduces?|nearer)\b")
values = st.floats(-1e3, 1e3) | st.floats(-1e-4, 1e-4) | st.just(0.0) | st.just(float("nan"))


@st.composite
def differences(draw: st.DrawFn) -> PairedDifference:
    """Any pair, with shifts that make clear, unclear and degenerate ones about equally common."""
    n = draw(st.integers(1, 12))
    base = np.array(draw(st.lists(values, min_size=n, max_size=n)))
    noise = np.array(draw(st.lists(values, min_size=n, max_size=n))) * draw(st.sampled_from([0, 1e-6, 0.01, 1]))
    other = base + noise + draw(st.sampled_from([0, 0, 1e-5, -0.003, 0.5, -40]))
    return paired_difference(OUTCOMES[draw(st.sampled_from(NAMES))], "alpha", "beta", other, base)


def numbers_in(text: str) -> list[float]:
    """Numbers as printed, without percentages and counts of replicates."""
    text = text.replace("95 %", "").replace("−", "-").replace(",", "").replace("£", "")
    return [float(found) for found in re.findall(r"(?<![\w.])[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?", text)]


@settings(max_examples=400)
@given(differences())
def test_a_direction_is_claimed_exactly_when_the_interval_leaves_out_zero(pair: PairedDifference) -> None:
    text = sentence(pair)
    clear = pair.low > 0 or pair.high < 0
    assert bool(CLAIMS.search(text)) == clear
    if clear:
        assert f"is {'higher' if pair.low > 0 else 'lower'} in alpha" in text
    else:
        assert pair.favours == "neither"


@settings(max_examples=400)
@given(differences())
def test_the_printed_numbers_say_the_same_as_the_words(pair: PairedDifference) -> None:
    text = sentence(pair)
    found = re.search(r"95 % interval ([^ ]+) to ([^,) ]+)", text)
    if pair.verdict in ("higher", "lower"):
        assert found
        near, far = numbers_in(f"{found[1]} {found[2]}")
        assert 0 < near <= far
    elif pair.verdict == "not told apart":
        assert found
        low, high = numbers_in(f"{found[1]} {found[2]}")
        assert low <= 0 <= high
        assert "includes zero" in text
    else:
        assert not found


@settings(max_examples=400)
@given(differences())
def test_better_and_worse_follow_the_better_side(pair: PairedDifference) -> None:
    text = sentence(pair)
    gains = {"higher": pair.low > 0, "lower": pair.high < 0}
    if "counts as better" in text:
        assert pair.favours == "option"
        assert gains.get(pair.side, True)
    if "counts as worse" in text:
        assert pair.favours == "baseline"
        assert not gains.get(pair.side, False)
    if pair.side == "none":
        assert "counts as" not in text
        assert "better" not in text


@given(differences())
def test_every_sentence_speaks_of_the_model(pair: PairedDifference) -> None:
    assert sentence(pair).startswith(LEAD_IN)
    assert LEAD_IN not in clause(pair)
    assert " will " not in sentence(pair)
    assert sentence(pair).endswith(".")
    assert "nan" not in sentence(pair)


@given(st.lists(differences(), min_size=1, max_size=6))
def test_the_tally_counts_what_the_pairs_favour(pairs: list[PairedDifference]) -> None:
    text = tally(pairs)
    assert text.startswith(LEAD_IN)
    first = sum(pair.favours == "option" and not pair.slight for pair in pairs)
    other = sum(pair.favours == "baseline" and not pair.slight for pair in pairs)
    assert f"of {len(pairs)} outcomes alpha " in text
    assert ("better on " in text) == (first > 0)
    assert first == 0 or f"comes out better on {first}" in text
    assert ("worse on " in text) == (other > 0)
    assert other == 0 or f"worse on {other}" in text
    unclear = sum(not pair.clear for pair in pairs)
    assert ("cannot be told apart" in text) == (unclear > 0)
    assert unclear == 0 or f"cannot be told apart on {unclear}" in text
    assert " on 0" not in text
    assert text.endswith("compared with beta.")
    assert ("only slightly" in text) == any(pair.slight for pair in pairs)


@given(differences())
def test_a_difference_is_called_slight_only_when_it_is(pair: PairedDifference) -> None:
    small = abs(pair.effect) < 0.2 or (pair.outcome.unit == "1" and abs(pair.difference) < 0.01)
    assert ("slight" in sentence(pair)) == (pair.clear and small)


@given(differences())
def test_the_share_printed_belongs_to_the_scenario_named(pair: PairedDifference) -> None:
    found = re.search(r"(alpha|beta) is (?:better|higher|nearer to an equal footing) in ([0-9.]+) %", sentence(pair))
    if found:
        share = pair.share_better if found[1] == "alpha" else 1 - pair.share_better
        assert abs(float(found[2]) / 100 - share) <= 0.005 + 1e-12
    elif pair.clear:
        assert pair.outcome.money


def test_an_example_reads_as_intended() -> None:
    first, other = np.array([0.8, 0.9, 0.85, 0.95]), np.array([0.5, 0.62, 0.51, 0.66])
    text = sentence(paired_difference(OUTCOMES["confidence_lay"], "supported", "invited", first, other))
    assert text == (
        "In this model, under these assumptions, confidence (lay members) is higher in supported (0.88) than in "
        "invited (0.57), by 0.30 (95 % interval 0.26 to 0.34), which counts as better; supported is better in 100 % "
        "of 4 replicates."
    )


def test_titles_are_read_where_there_are_some() -> None:
    worse = np.array([0.5, 0.62, 0.51, 0.66]), np.array([0.8, 0.9, 0.85, 0.95])
    pair = paired_difference(OUTCOMES["confidence_lay"], "invited", "supported", *worse)
    titles = {"invited": "Merely invited, 2018", "supported": "supported"}
    assert "is lower in “Merely invited, 2018” (0.57) than in supported (0.88)" in clause(pair, titles)
    assert "supported is better in 100 % of 4 replicates" in clause(pair, titles)
    assert tally([pair, pair], "headline outcomes", titles) == (
        "In this model, under these assumptions, of 2 headline outcomes “Merely invited, 2018” comes out worse on 2, "
        "compared with supported."
    )


def test_numbers_for_people() -> None:
    assert number(-1234.5, 1) == "−1,234.5"
    assert number(-0.001, 2) == "0.00"
    assert number(0.3, signed=True) == "+0.30"
    assert number(float("nan")) == "–"
    assert amount(-1200.0, OUTCOMES["cost_total"], signed=True) == "−£1,200"
    assert percent(0.9996) == "99.96 %"
    assert (percent(1.0), percent(0.0), percent(0.374)) == ("100 %", "0 %", "37 %")
