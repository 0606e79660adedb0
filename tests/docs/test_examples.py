"""The examples of the guides run, block after block, in one namespace per page."""

import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

from copsim.errors import InputError
from copsim.scenario import compile_scenario, load_scenario

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
TEMPLATE = (ROOT / "copsim/scenario/template.yaml").read_text(encoding="utf-8")
OFFERED = re.findall(r"^# ((?:cycles|roster|priorities|parameters|costs): .*)$", TEMPLATE, re.MULTILINE)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(page: str, language: str) -> list[str]:
    return [code for kind, code in BLOCK.findall((DOCS / page).read_text(encoding="utf-8")) if kind == language]


@pytest.fixture(scope="module")
def extending() -> dict[str, object]:
    space: dict[str, object] = {"__name__": "extending"}
    for number, code in enumerate(blocks("extending.md", "python"), 1):
        exec(compile(code, f"extending.md, block {number}", "exec"), space)
    return space


def test_the_quiet_lose_heart(extending: dict[str, object]) -> None:
    differences = extending["differences"]
    assert isinstance(differences, np.ndarray)
    assert differences.max() < 0.0


def test_walks_ease_and_their_neutral_setting_does_nothing(extending: dict[str, object]) -> None:
    walked, plain, unease = extending["walked"], extending["plain"], extending["unease"]
    assert (walked - plain)[:, unease].mean() < 0.0  # type: ignore[index, operator]


def test_the_entry_point_names_the_class_by_its_key(extending: dict[str, object]) -> None:
    project = tomllib.loads(blocks("extending.md", "toml")[0])
    (name,) = project["project"]["entry-points"]["copsim.interventions"]
    assert name == extending["Walks"].key  # type: ignore[attr-defined]


class Offered:
    """An entry point as an installed distribution would offer it."""

    name, value, dist = "walks", "copsim_walks:Walks", None

    def __init__(self, target: object) -> None:
        self.target = target

    def load(self) -> object:
        return self.target


def test_a_scenario_names_it_once_it_is_installed(
    extending: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "with-walks.yaml"
    file.write_text(blocks("extending.md", "yaml")[0])
    with pytest.raises(InputError, match="walks"):
        load_scenario(str(file))
    monkeypatch.setattr("copsim.interventions.installed.offered", lambda: {"walks": (Offered(extending["Walks"]),)})
    monkeypatch.setattr("copsim.interventions.installed.version", lambda name: "0.1.0")
    levers = {item.lever for item in compile_scenario(load_scenario(str(file))).contributions}
    assert "comfort" in levers


def test_the_template_offers_prices_and_parameters() -> None:
    assert {line.split(":")[0] for line in OFFERED} == {"cycles", "roster", "priorities", "parameters", "costs"}


@pytest.mark.parametrize("line", OFFERED, ids=lambda line: line.split(":")[0])
def test_what_the_template_offers_can_be_uncommented(line: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(f"copsim: 1\nname: mine\ntitle: mine\nextends: moving-forward\n{line}\n")
    assert compile_scenario(load_scenario(str(file))).name == "mine"
