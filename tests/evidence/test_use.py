"""What uses the evidence: every key resolves, and nothing that the paper asks for is left without a use."""

import ast
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from evidence.keys import keys_in

from copsim.evidence import CONSTRUCTS, RECOMMENDATIONS, THEMES, claim, claims
from copsim.interventions import CATALOGUE
from copsim.model.outcomes import OUTCOMES
from copsim.model.parameters import ASSUMED, PARAMETERS

ROOT = Path(__file__).parents[2]
PROCESSES = sorted(
    path for path in (ROOT / "copsim/model/processes").glob("*.py") if path.stem not in ("__init__", "totals")
)
SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))


def docstrings(path: Path) -> tuple[str, str]:
    """Docstring of a module, and those of its functions."""
    module = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)]
    return ast.get_docstring(module) or "", "\n".join(ast.get_docstring(node) or "" for node in functions)


def comments(path: Path) -> str:
    return "\n".join(re.findall(r"(?:^|\s)#(.*)$", path.read_text(encoding="utf-8"), re.MULTILINE))


def uses() -> Mapping[str, frozenset[str]]:
    """Keys by the place that uses them."""
    return {
        **{f"intervention {one.key}": frozenset(one.cites) for one in CATALOGUE},
        **{f"process {path.stem}": keys_in("\n".join(docstrings(path))) for path in PROCESSES},
        **{f"parameter {one.name}": frozenset(one.cites) for one in PARAMETERS.values()},
        **{f"outcome {one.name}": frozenset(one.cites) for one in OUTCOMES.values()},
        **{f"scenario {path.stem}": keys_in(comments(path)) for path in SCENARIOS},
    }


USES = uses()
DYNAMICS = {key for place, keys in USES.items() if place.split()[0] in ("process", "parameter") for key in keys}
SUBTHEMES = [(theme, subtheme) for theme, subthemes in THEMES.items() for subtheme in subthemes or ("",)]


@pytest.mark.parametrize("place", USES)
def test_every_place_names_evidence_and_every_key_resolves(place: str) -> None:
    assert USES[place]
    assert USES[place] - set(claims()) == set()


@pytest.mark.parametrize("path", PROCESSES, ids=lambda path: path.stem)
def test_a_process_names_its_evidence_where_it_is_introduced(path: Path) -> None:
    assert keys_in(docstrings(path)[0])


def test_the_source_of_a_number_is_evidence_for_its_mechanism_too() -> None:
    for one in PARAMETERS.values():
        assert one.source == ASSUMED or one.source in one.cites, one.name


@pytest.mark.parametrize("key", RECOMMENDATIONS)
def test_every_recommendation_can_be_followed_by_an_intervention(key: str) -> None:
    assert [one.key for one in CATALOGUE if key in one.cites and one.kind == "intervention"]


@pytest.mark.parametrize(("theme", "subtheme"), SUBTHEMES)
def test_every_subtheme_bears_on_the_dynamics(theme: str, subtheme: str) -> None:
    assert [key for key in DYNAMICS if (claim(key).theme, claim(key).subtheme) == (theme, subtheme)]


@pytest.mark.parametrize("construct", CONSTRUCTS)
def test_every_construct_of_i_parihs_bears_on_the_dynamics_and_is_measured(construct: str) -> None:
    assert [key for key in DYNAMICS if construct in claim(key).constructs]
    assert f"iparihs_{construct}" in OUTCOMES


@pytest.mark.parametrize("text", ["Q36", "(Obs5a, S-silos)", "S-covid-exclusion", "custers-2010", "nihr-payment"])
def test_keys_are_found_in_text(text: str) -> None:
    assert keys_in(text) <= set(claims())
    assert keys_in(text)


def test_what_only_looks_like_a_key_would_be_found_too() -> None:
    assert keys_in("as Q99 and S-nowhere say (nobody-2001)") == {"Q99", "S-nowhere", "nobody-2001"}
