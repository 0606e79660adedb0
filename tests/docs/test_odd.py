"""The model description names everything that the code has, and nothing that it does not have."""

import re
from pathlib import Path

import pytest
from evidence.keys import keys_in

from copsim.evidence import cites
from copsim.interventions import CATALOGUE
from copsim.model import rng
from copsim.model.levers import LEVERS
from copsim.model.outcomes import OUTCOMES
from copsim.model.parameter_rows import GROUPS
from copsim.model.parameters import PARAMETERS, TRAITS
from copsim.model.phases import SCHEDULE
from copsim.model.roles import GROUPINGS, KINDS, ROLES
from copsim.model.state import COMMUNITY_DTYPE, MEMBER_DTYPE, PRIORITY_DTYPE, TALLY_DTYPE, TIE_DTYPE, VIEW_DTYPE

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
PROCESSES = sorted(path.stem for path in (ROOT / "copsim/model/processes").glob("*.py") if path.stem != "__init__")
RECORDS = (MEMBER_DTYPE, VIEW_DTYPE, TIE_DTYPE, PRIORITY_DTYPE, COMMUNITY_DTYPE, TALLY_DTYPE)
STATE = {name for dtype in RECORDS for name in dtype.names}
BLOCKS = re.findall(r"```text\n(.*?)```", TEXT, re.DOTALL)
QUOTED = set(re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL)))
SETTINGS = {"lay_diversity", "cycle_weeks", "interventions", "shocks", "extends", "null"}
KNOWN = (
    STATE
    | {*PARAMETERS, *LEVERS, *OUTCOMES, *TRAITS, *GROUPS, *PROCESSES, *ROLES, *KINDS, *GROUPINGS, *SETTINGS}
    | {intervention.key for intervention in CATALOGUE}
    | {name for name in vars(rng) if name.isupper()}
)
CONCEPTS = (
    "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing", "Interaction",
    "Stochasticity", "Collectives", "Observation",
)  # fmt: skip


def test_the_schedule_is_that_of_the_code_in_its_order() -> None:
    section = TEXT.split("## 3. ")[1].split("## 4. ")[0]
    rows = re.findall(r"^\| ([^|]+?) \| `(\w+)` \|", section, re.MULTILINE)
    assert rows == [(name, phase.__module__.rsplit(".", 1)[1]) for name, phase, *_ in SCHEDULE]


@pytest.mark.parametrize("process", PROCESSES)
def test_every_process_has_a_section(process: str) -> None:
    assert re.search(rf"^### 7\.\d+ `{process}`$", TEXT, re.MULTILINE)


def test_every_design_concept_is_addressed_in_order() -> None:
    section = TEXT.split("## 4. ")[1].split("## 5. ")[0]
    assert tuple(re.findall(r"^\*\*([A-Z][a-z ]+)\.\*\*", section, re.MULTILINE)) == CONCEPTS


@pytest.mark.parametrize("name", sorted(STATE | set(GROUPS)))
def test_every_state_variable_and_parameter_group_appears(name: str) -> None:
    assert f"`{name}`" in TEXT


def test_every_parameter_stands_in_an_equation_or_table() -> None:
    by_role = {f"{trait}_{role}" for trait in TRAITS if f"`{trait}`" in TEXT for role in ROLES}
    named = set(re.findall(r"\bp\.([a-z]\w*)", TEXT)) | by_role
    assert set(PARAMETERS) - named == set()


@pytest.mark.parametrize("name", sorted(LEVERS))
def test_every_lever_appears(name: str) -> None:
    assert re.search(rf"(?:lever\.|`){name}\b", TEXT)


def test_every_intervention_is_listed() -> None:
    assert {one.key for one in CATALOGUE} <= QUOTED


@pytest.mark.parametrize("key", sorted(keys_in(TEXT)))
def test_every_evidence_key_resolves(key: str) -> None:
    assert cites(key) == (key,)


def test_no_name_is_invented() -> None:
    assert set(re.findall(r"\bp\.([a-z]\w*)", TEXT)) - set(PARAMETERS) == set()
    assert set(re.findall(r"\blever\.([a-z]\w*)", TEXT)) - set(LEVERS) == set()
    words = {name for name in QUOTED if re.fullmatch(r"[a-z]\w*", name)}
    assert words - KNOWN == set()
    in_equations = {word for block in BLOCKS for word in re.findall(r"(?<![\w.])[a-z]+(?:_[a-z\d]+)+", block)}
    assert in_equations - KNOWN == set()


def test_every_equation_names_only_what_is_used_in_that_process() -> None:
    sections = re.split(r"^### 7\.\d+ ", TEXT.split("## 7. ")[1].split("## 8. ")[0], flags=re.MULTILINE)[1:]
    for section in sections:
        process = section.split("`")[1] if section.startswith("`") else ""
        if process not in PROCESSES:
            continue
        used = set(re.findall(r"\bp\.([a-z]\w*)", "".join(re.findall(r"```text\n(.*?)```", section, re.DOTALL))))
        code = (ROOT / "copsim/model/processes" / f"{process}.py").read_text(encoding="utf-8")
        assert used - set(re.findall(r"\bp\.([a-z]\w*)", code)) == set(), process
        levers = set(re.findall(r"\blever\.([a-z]\w*)", section))
        beside = {"invited", "chair", "cost", "briefing", "levelling", "persuasion"}
        assert levers - beside - set(re.findall(r"\blv\.([a-z]\w*)", code)) == set(), process
