"""Whatever is wrong with an input is said in one line: the file, the key, what is allowed or what is near."""

from __future__ import annotations

from pathlib import Path

import pytest

from copsim.errors import InputError
from copsim.files import SCENARIO_BYTES
from copsim.scenario import compile_scenario, load_scenario, make_scenario

HEAD = "copsim: 1\npriorities: [a, b]\n"
ROSTER = "roster: {lay: 2, clinical: 3, commissioner: 1, facilitator: 1}\n"
BASE = HEAD + ROSTER

BODIES = [
    # (id, body of scenario.yaml after the head and roster, parts that the message must hold)
    ("unknown key", "cycle: 12", ["scenario.yaml:4: cycle", "unknown key 'cycle'", "did you mean 'cycles'"]),
    ("unknown key set to null", "shock: null", ["scenario.yaml:4: shock", "did you mean 'shocks'"]),
    ("seed does not belong here", "seed: 1", ["scenario.yaml:4: seed", "allowed:", "cycles"]),
    ("replicates do not belong here", "replicates: 100", ["scenario.yaml:4: replicates", "allowed:"]),
    ("cycles as text", "cycles: twelve", ["scenario.yaml:4: cycles", "'twelve'", "a whole number from 1 to 200"]),
    ("cycles as a fraction", "cycles: 2.5", ["scenario.yaml:4: cycles", "2.5", "a whole number from 1 to 200"]),
    ("cycles as true", "cycles: true", ["scenario.yaml:4: cycles", "true", "a whole number from 1 to 200"]),
    ("cycles as a list", "cycles: [12]", ["scenario.yaml:4: cycles", "a whole number from 1 to 200"]),
    ("no cycles", "cycles: 0", ["scenario.yaml:4: cycles", "0", "from 1 to 200"]),
    ("negative cycles", "cycles: -3", ["scenario.yaml:4: cycles", "-3", "from 1 to 200"]),
    ("too many cycles", "cycles: 201", ["scenario.yaml:4: cycles", "201", "from 1 to 200"]),
    ("cycles beyond any integer", "cycles: 1" + "0" * 400, ["scenario.yaml:4: cycles", "from 1 to 200"]),
    ("cycles beyond any reading", "cycles: 1" + "0" * 5000, ["scenario.yaml:4: cycles", "give a plain int"]),
    ("weeks not above nothing", "cycle_weeks: 0", ["scenario.yaml:4: cycle_weeks", "above 0, up to 104"]),
    ("weeks not a number", "cycle_weeks: .nan", ["scenario.yaml:4: cycle_weeks", "nan", "a number"]),
    ("weeks infinite", "cycle_weeks: .inf", ["scenario.yaml:4: cycle_weeks", "inf", "a number"]),
    ("weeks as a date", "cycle_weeks: 2020-03-23", ["scenario.yaml:4: cycle_weeks", "'2020-03-23'", "a number"]),
    ("another schema version", "lay_diversity: 0\n---\ncopsim: 2", ["scenario.yaml:5", "one YAML mapping"]),
    ("diversity out of bounds", "lay_diversity: 1.5", ["scenario.yaml:4: lay_diversity", "a number from 0 to 1"]),
    ("distribution that is missing", "distributions: [copsim-nowhere]",
     ["scenario.yaml:4: distributions", "'copsim-nowhere'", "install"]),
    ("distributions as text", "distributions: copsim-nowhere", ["scenario.yaml:4: distributions", "a list"]),
    ("parameter unknown", "parameters: {lern_rate: 0.1}", ["parameters.lern_rate", "did you mean 'learn_rate'"]),
    ("parameter as text", "parameters: {learn_rate: high}", ["parameters.learn_rate", "'high'", "a number"]),
    ("parameter not a number", "parameters: {learn_rate: .nan}", ["parameters.learn_rate", "nan", "a number"]),
    ("parameter infinite", "parameters: {learn_rate: -.inf}", ["parameters.learn_rate", "inf", "a number"]),
    ("parameter out of bounds", "parameters: {learn_rate: 1.5}", ["parameters.learn_rate", "a number from 0 to 1"]),
    ("an outcome as a parameter", "parameters: {confidence_gain: 1}", ["parameters.confidence_gain", "did you mean"]),
    ("cost unknown", "costs: {lay_hours: 20}", ["scenario.yaml:4: costs.lay_hours", "did you mean 'lay_payment_hour'"]),
    (
        "cost negative",
        "costs: {lay_payment_hour: -1}",
        ["scenario.yaml:4: costs.lay_payment_hour", "a number from 0 to 1000"],
    ),
    (
        "cost twice",
        "costs: {lay_payment_hour: 20}\nparameters: {cost_lay_payment_hour: 20}",
        ["costs.lay_payment_hour", "allowed: one of"],
    ),
    ("intervention unknown", "interventions: {brefing: {}}", ["interventions.brefing", "did you mean 'briefing'"]),
    ("intervention unknown, null", "interventions: {brefing: null}",
     ["interventions.brefing", "did you mean 'briefing'"]),
    ("interventions as a list", "interventions: [briefing]", ["scenario.yaml:4: interventions", "a mapping"]),
    ("settings as a number", "interventions: {briefing: 1}",
     ["interventions.briefing", "the keys roles, cycles, dose"]),
    ("settings as true", "interventions: {icebreakers: true}", ["interventions.icebreakers", "true", "a mapping"]),
    ("setting unknown", "interventions:\n  briefing: {doze: 1}",
     ["scenario.yaml:5: interventions.briefing.doze", "'dose'"]),
    ("setting out of bounds", "interventions: {briefing: {dose: 1.5}}", ["interventions.briefing.dose", "from 0 to 1"]),
    ("setting not a number", "interventions: {briefing: {dose: .nan}}", ["interventions.briefing.dose", "from 0 to 1"]),
    ("setting as text", 'interventions: {briefing: {dose: "1"}}', ["interventions.briefing.dose", "'1'", "a number"]),
    ("role unknown", "interventions: {briefing: {roles: [ley]}}", ["interventions.briefing.roles[0]", "mean 'lay'"]),
    ("role instead of a list", "interventions: {briefing: {roles: lay}}", ["interventions.briefing.roles", "a list"]),
    ("no roles", "interventions: {briefing: {roles: []}}", ["interventions.briefing.roles", "at least 1"]),
    ("cycle beyond the end", "interventions: {briefing: {cycles: [13]}}", ["briefing.cycles", "13", "from 1 to 12"]),
    ("cycle nought", "interventions: {briefing: {cycles: [0]}}", ["briefing.cycles[0]", "from 1 to 200"]),
    ("choice unknown", "interventions: {breakouts: {grouping: by-role}}", ["breakouts.grouping", "mean 'by_role'"]),
    ("yes is text", "interventions: {online: {chat: yes}}", ["interventions.online.chat", "'yes'", "true or false"]),
    ("breakouts too large", "interventions: {breakouts: {size: 8}}", ["breakouts.size", "8 is larger", "from 2 to 7"]),
    ("too many chairs", "interventions: {lay_chair: {chairs: 3}}", ["lay_chair.chairs", "from 0 to 2"]),
    (
        "withdrawn before the start",
        "interventions: {task_led: {start: 3, withdrawn_at: 2}}",
        ["task_led.withdrawn_at", "a cycle from 4"],
    ),
    ("shock among interventions", "interventions: {covid: {at: 3}}", ["interventions.covid", "under shocks"]),
    ("intervention among shocks", "shocks: {briefing: {}}", ["shocks.briefing", "under interventions"]),
    ("shock unknown", "shocks: {covid19: {at: 3}}", ["shocks.covid19", "did you mean 'covid'"]),
    ("shock without a time", "shocks: {covid: {chat: true}}", ["shocks.covid.at", "is missing", "from 1 to 200"]),
    ("shock beyond the end", "shocks: {covid: {at: 13}}", ["shocks.covid.at", "cycle 13 is beyond", "from 1 to 12"]),
    ("suspended beyond the end", "shocks: {covid: {at: 12, suspend: 2}}", ["shocks.covid.suspend", "from 0 to 1"]),
    ("online before the shock", "shocks: {covid: {at: 5, online_from: 4}}", ["covid.online_from", "from 5 to 12"]),
    ("shock for an unknown role", "shocks: {covid: {at: 5, fear: {patients: 1}}}", ["covid.fear", "patients", "lay"]),
    ("shock too strong", "shocks: {covid: {at: 5, fear: {lay: 2}}}", ["covid.fear.lay", "from 0 to 1"]),
    ("nobody of that id", "shocks: {key_member_leaves: {at: 2, member: lay-3}}", ["member", "mean 'lay-"]),
    ("priorities twice", "priorities: [a, b]", ["scenario.yaml:4: priorities", "twice", "line 2"]),
    ("duplicate key", "cycles: 3\ncycles: 4", ["scenario.yaml:5: cycles", "twice", "line 4"]),
    ("duplicate key deep down", "shocks:\n  covid: {at: 1, at: 2}",
     ["scenario.yaml:5: shocks.covid.at", "allowed: once"]),
    ("hostile tag", "title: !!python/object/apply:os.system ['echo hi']",
     ["scenario.yaml:4: title", "!!python", "refused"]),
    ("foreign tag", "title: !secret x", ["scenario.yaml:4: title", "!secret", "allowed: plain text"]),
    ("binary tag", "title: !!binary aGk=", ["scenario.yaml:4: title", "!!binary", "allowed: plain text"]),
    ("key that is a number", "12: cycles", ["scenario.yaml:4", "the key 12", "give a name"]),
    ("key that is a list", "? [a, b]\n: 1", ["scenario.yaml:4", "a list or mapping", "give a name"]),
    ("merge key", "<<: {cycles: 3}", ["scenario.yaml:4: <<", "unknown key", "allowed:"]),
    ("broken YAML", "cycles: [1, 2", ["scenario.yaml:5", "not valid YAML", "allowed: one YAML mapping"]),
    ("tabs", "\tcycles: 3", ["scenario.yaml:4", "not valid YAML", "allowed: one YAML mapping"]),
    ("unknown alias", "cycles: *many", ["scenario.yaml:4", "not valid YAML", "many"]),
    ("nested too deeply", "title: " + "[" * 30 + "]" * 30, ["scenario.yaml:4", "nested too deeply", "20 levels"]),
    ("nested beyond recursion", "title: " + "[" * 20000 + "]" * 20000,
     ["scenario.yaml", "nested too deeply", "20 levels"]),
    ("control characters", "title: a\x07b", ["scenario.yaml", "not valid YAML", "allowed: one YAML mapping"]),
    ("alias of itself", "title: &a [*a]", ["scenario.yaml:4", "nested too deeply", "20 levels"]),
    ("a path that is none", 'graph_file: "a\\0b.csv"', ["scenario.yaml:4: graph_file", "is not a path", "give a path"]),
    ("graph file as a number", "graph_file: 3", ["scenario.yaml:4: graph_file", "3", "text"]),
    ("roster and roster file", "roster_file: members.csv", ["scenario.yaml:4: roster_file", "allowed: one of the two"]),
    ("graph missing", "graph_file: ties.csv", ["scenario.yaml:4: graph_file", "ties.csv: no such file", "existing"]),
    ("graph of another kind", "graph_file: ties.gexf", ["graph_file", "ties.gexf", ".gexf", ".csv or .graphml"]),
    ("title too long", "title: " + "x" * 201, ["scenario.yaml:4: title", "text of 0 to 200 characters"]),
    ("name of two lines", 'name: "a\\nb"', ["scenario.yaml:4: name", "text of 1 to 100 characters"]),
    ("parent missing", "extends: ./nowhere.yaml", ["scenario.yaml:4: extends", "nowhere.yaml: no such file"]),
    ("parent unknown", "extends: moving-foward",
     ["scenario.yaml:4: extends", "did you mean 'moving-forward'", ".yaml"]),
    ("parents in a list", "extends: [base, no-covid]", ["scenario.yaml:4: extends", "give one library name or path"]),
    ("its own parent", "extends: ./scenario.yaml",
     ["scenario.yaml:4: extends", "parents loop", "allowed: a chain that ends"]),
]  # fmt: skip


def refused(tmp_path: Path, text: str | bytes, **others: str | bytes) -> str:
    """The message with which scenario.yaml is refused; `others` are files that lie beside it, with _ for a dot."""
    for name, content in {"scenario_yaml": text, **others}.items():
        path = tmp_path / ".".join(name.rsplit("_", 1))
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError) as caught:
        load_scenario(str(tmp_path / "scenario.yaml"))
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 900
    return message


@pytest.mark.parametrize(("body", "parts"), [each[1:] for each in BODIES], ids=[each[0] for each in BODIES])
def test_scenario(tmp_path: Path, body: str, parts: list[str]) -> None:
    message = refused(tmp_path, BASE + body + "\n")
    for part in parts:
        assert part in message


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (b"", ["scenario.yaml", "is empty", "give a file"]),
        (b"  \n\n", ["scenario.yaml", "is empty"]),
        (b"# only a comment\n", ["scenario.yaml", "not a mapping", "copsim: 1"]),
        (b"- a\n- b\n", ["scenario.yaml:1", "not a mapping", "copsim: 1"]),
        (b"just text\n", ["scenario.yaml:1", "not a mapping"]),
        (BASE.encode("utf-16"), ["scenario.yaml", "UTF-16", "allowed: UTF-8"]),
        (BASE.encode("utf-32"), ["scenario.yaml", "UTF-32", "allowed: UTF-8"]),
        (BASE.encode() + "title: Café\n".encode("latin-1"), ["scenario.yaml:4", "not UTF-8", "allowed: UTF-8"]),
        (b"\x89PNG\r\n\x1a\n\x00\x00", ["scenario.yaml", "binary", "allowed: text"]),
        (BASE.replace("copsim: 1", "copsim: 2").encode(), ["scenario.yaml:1: copsim", "2 is not allowed", "give 1"]),
        (ROSTER.encode() + b"priorities: [a]\n", ["scenario.yaml: copsim", "is missing", "give 1"]),
        (HEAD.encode(), ["scenario.yaml: roster", "is missing", "roster_file"]),
        (b"copsim: 1\n" + ROSTER.encode(), ["scenario.yaml: priorities", "is missing", "a list of 1 to 8"]),
        (b"copsim: 1\npriorities: []\n" + ROSTER.encode(), ["scenario.yaml:2: priorities", "a list of 1 to 8"]),
        (b"copsim: 1\npriorities: [a, a]\n" + ROSTER.encode(), ["scenario.yaml:2: priorities[1]", "'a' stands twice"]),
        (b"copsim: 1\npriorities: [1, 2]\n" + ROSTER.encode(), ["scenario.yaml:2: priorities[0]", "text"]),
        (b"copsim: 1\npriorities: [a,b,c,d,e,f,g,h,i]\n" + ROSTER.encode(), ["priorities", "1 to 8"]),
        (HEAD.encode() + b"roster: {lay: 2, nurse: 3}\n", ["scenario.yaml:3: roster.nurse", "unknown role", "lay"]),
        (HEAD.encode() + b"roster: {lay: 1, clinical: 2}\n", ["scenario.yaml:3: roster", "3 members", "4 to 500"]),
        (HEAD.encode() + b"roster: {lay: 300, clinical: 300}\n", ["roster", "600 members", "4 to 500"]),
        (HEAD.encode() + b"roster: {lay: -1, clinical: 9}\n", ["scenario.yaml:3: roster.lay", "from 0 to 500"]),
        (HEAD.encode() + b"roster: {lay: 2.0, clinical: 9}\n", ["roster.lay", "a whole number from 0 to 500"]),
        (HEAD.encode() + b"roster: 21\n", ["scenario.yaml:3: roster", "21", "a mapping of names"]),
    ],
)
def test_file(tmp_path: Path, text: bytes, parts: list[str]) -> None:
    message = refused(tmp_path, text)
    for part in parts:
        assert part in message


@pytest.mark.parametrize(
    ("roster", "intervention", "role"),
    [
        ("{clinical: 5, facilitator: 1}", "briefing: {}", "lay"),
        ("{clinical: 5, facilitator: 1}", "lay_chair: {chairs: 1}", "lay"),
        ("{clinical: 5, facilitator: 1}", "group_task: {}", "lay"),
        ("{clinical: 5, facilitator: 1}", "knowledge_brokering: {}", "lay"),
        ("{clinical: 5, lay: 2}", "collaborative_facilitation: {}", "facilitator"),
        ("{clinical: 5, lay: 2}", "breakouts: {prepared: 1.0}", "facilitator"),
        ("{clinical: 5, lay: 2}", "briefing: {roles: [commissioner]}", "commissioner"),
        ("{clinical: 5, lay: 2}", "invitation: {roles_left_out: [commissioner]}", "commissioner"),
    ],
)
def test_nobody_of_a_role_that_is_needed(tmp_path: Path, roster: str, intervention: str, role: str) -> None:
    message = refused(tmp_path, f"{HEAD}roster: {roster}\ninterventions:\n  {intervention}\n")
    assert f"scenario.yaml:5: interventions.{intervention.split(':')[0]}" in message
    assert f"at least one {role} member" in message


MEMBERS = "id,role\na,lay\nb,lay\nc,clinical\nd,facilitator\n"


@pytest.mark.parametrize(
    ("members", "parts"),
    [
        ("", ["members.csv", "is empty"]),
        (MEMBERS.encode("utf-16"), ["members.csv", "UTF-16"]),
        (b"id,role\n\xff,lay\n", ["members.csv:2", "not UTF-8"]),
        (b"PK\x03\x04\x00\x00", ["members.csv", "binary"]),
        ("id,role\na,lay\n", ["members.csv", "1 members", "4 to 500"]),
        ("id\na\nb\nc\nd\n", ["members.csv:1", "the column 'role' is missing"]),
        ("id,role,confidense\n", ["members.csv:1", "unknown column 'confidense'", "did you mean 'confidence'"]),
        ("id,role,id\n", ["members.csv:1", "'id' stands twice"]),
        (MEMBERS + "a,lay\n", ["members.csv:6: id", "'a' is taken", "members.csv:2"]),
        (MEMBERS + ",lay\n", ["members.csv:6: id", "1 to 64 characters"]),
        (MEMBERS + "e,patient\n", ["members.csv:6: role", "unknown role 'patient'", "allowed: clinical"]),
        (MEMBERS + "e,lay,extra\n", ["members.csv:6", "3 cells", "give 2"]),
        ("id,role,confidence\na,lay,2\nb,lay,\nc,lay,\nd,lay,\n", ["members.csv:2: confidence", "'2'", "from 0 to 1"]),
        ("id,role,confidence\na,lay,nan\nb,lay,\nc,lay,\nd,lay,\n", ["members.csv:2: confidence", "'nan'"]),
        ("id,role,workload\na,lay,busy\nb,lay,\nc,lay,\nd,lay,\n", ["members.csv:2: workload", "'busy'", "a number"]),
        ("id,role,boundary_spanner\na,lay,0.5\nb,lay,\nc,lay,\nd,lay,\n", ["boundary_spanner", "give 0 or 1"]),
        ("id,role,talkativeness\na,lay,9\nb,lay,\nc,lay,\nd,lay,\n", ["talkativeness", "from -5 to 5"]),
        ("id;role\na;lay\n", ["members.csv:1", "'id;role' is one column", "separate by commas"]),
        ('id,role\n"a,lay\n', ["members.csv", "not valid CSV", "comma-separated"]),
    ],
)  # fmt: skip
def test_roster_file(tmp_path: Path, members: str | bytes, parts: list[str]) -> None:
    message = refused(tmp_path, HEAD + "roster_file: members.csv\n", members_csv=members)
    for part in parts:
        assert part in message


def test_capitals_of_roles_do_not_matter(tmp_path: Path) -> None:
    (tmp_path / "members.csv").write_text(MEMBERS.replace(",lay", ",Lay").replace("clinical", "CLINICAL"))
    (tmp_path / "scenario.yaml").write_text(HEAD + "roster_file: members.csv\n")
    setup = compile_scenario(load_scenario(str(tmp_path / "scenario.yaml")))
    assert setup.labels == ("lay", "lay", "clinical", "facilitator")


def test_roster_file_missing(tmp_path: Path) -> None:
    message = refused(tmp_path, HEAD + "roster_file: membres.csv\n", members_csv=MEMBERS)
    assert "scenario.yaml:3: roster_file" in message
    assert "membres.csv: no such file" in message


@pytest.mark.parametrize(
    ("edges", "parts"),
    [
        ("", ["ties.csv", "is empty"]),
        ("source,target\na,b\n", ["ties.csv:1", "'weight' is missing"]),
        ("source,target,wieght\n", ["ties.csv:1", "unknown column 'wieght'", "did you mean 'weight'"]),
        ("source,target,weight\na,z,0.5\n", ["ties.csv:2", "unknown member 'z'", "an id of the roster"]),
        ("source,target,weight\na,a,0.5\n", ["ties.csv:2", "tied to itself"]),
        ("source,target,weight\na,b,0.5\na,b,0.4\n", ["ties.csv:3", "a to b stands twice"]),
        ("source,target,weight\na,b,1.5\n", ["ties.csv:2: weight", "'1.5'", "from 0 to 1"]),
        ("source,target,weight\na,b,-0.5\n", ["ties.csv:2: weight", "'-0.5'", "from 0 to 1"]),
        ("source,target,weight\na,b,nan\n", ["ties.csv:2: weight", "'nan'", "from 0 to 1"]),
        ("source,target,weight\na,b,\n", ["ties.csv:2: weight", "nothing", "from 0 to 1"]),
        ("source,target,weight\na,b,strong\n", ["ties.csv:2: weight", "'strong'", "a number"]),
    ],
)
def test_edge_list(tmp_path: Path, edges: str, parts: list[str]) -> None:
    scenario = HEAD + "roster_file: members.csv\ngraph_file: ties.csv\n"
    message = refused(tmp_path, scenario, members_csv=MEMBERS, ties_csv=edges)
    for part in parts:
        assert part in message


def graphml(edges: str, keys: str = '<key id="w" for="edge" attr.name="weight" attr.type="double"/>') -> str:
    nodes = "".join(f'<node id="{each}"/>' for each in "abcd")
    head = '<?xml version="1.0"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    return f'{head}{keys}<graph edgedefault="directed">{nodes}{edges}</graph></graphml>'


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ["ties.graphml", "is empty"]),
        ("<graphml", ["ties.graphml", "not valid GraphML", "allowed: a GraphML graph"]),
        ("source,target,weight\n", ["ties.graphml", "not valid GraphML"]),
        ('<?xml version="1.0"?><html/>', ["ties.graphml", "not valid GraphML"]),
        (graphml('<edge source="a" target="b"/>'), ["ties.graphml: edge a to b", "weight: nothing", "from 0 to 1"]),
        (graphml('<edge source="a" target="b"><data key="w">2</data></edge>'), ["weight: '2.0'", "from 0 to 1"]),
        (graphml('<edge source="a" target="b"><data key="w">x</data></edge>'), ["ties.graphml", "not valid GraphML"]),
        (graphml('<node id="e"/><edge source="a" target="e"><data key="w">1</data></edge>'), ["unknown member 'e'"]),
        ('<!DOCTYPE x [<!ENTITY a "b">]>' + graphml(""), ["ties.graphml", "document type", "allowed: plain GraphML"]),
    ],
)
def test_graphml(tmp_path: Path, text: str, parts: list[str]) -> None:
    scenario = HEAD + "roster_file: members.csv\ngraph_file: ties.graphml\n"
    message = refused(tmp_path, scenario, members_csv=MEMBERS, ties_graphml=text)
    for part in parts:
        assert part in message


def test_alias_bomb(tmp_path: Path) -> None:
    layers = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    layers += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    message = refused(tmp_path, BASE + "\n".join(layers) + "\n")
    assert "scenario.yaml" in message
    assert "20000 values once its aliases are expanded" in message


def test_many_values_without_aliases(tmp_path: Path) -> None:
    message = refused(tmp_path, BASE + "priority: [" + "1, " * 21_000 + "1]\n")
    assert "allowed: up to 20000" in message


@pytest.mark.parametrize("name", ["scenario.yaml", "members.csv", "ties.csv"])
def test_files_of_100_mb_are_refused_unread(tmp_path: Path, name: str) -> None:
    (tmp_path / "scenario.yaml").write_text(HEAD + "roster_file: members.csv\ngraph_file: ties.csv\n")
    (tmp_path / "members.csv").write_text(MEMBERS)
    with (tmp_path / name).open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(InputError, match=r"100\.0 MB is too large; allowed: up to") as caught:
        load_scenario(str(tmp_path / "scenario.yaml"))
    assert name in str(caught.value)


def test_a_file_just_too_large(tmp_path: Path) -> None:
    message = refused(tmp_path, BASE + "#" * (SCENARIO_BYTES - len(BASE) + 1))
    assert "too large" in message


def test_parents_that_loop(tmp_path: Path) -> None:
    message = refused(
        tmp_path, "extends: ./a.yaml\n", a_yaml="extends: ./b.yaml\n", b_yaml="extends: ./scenario.yaml\n"
    )
    assert "b.yaml:1: extends" in message
    assert "scenario extends a extends b extends scenario" in message


def test_parents_without_end(tmp_path: Path) -> None:
    others = {f"p{n}_yaml": f"extends: ./p{n + 1}.yaml\n" for n in range(30)}
    message = refused(tmp_path, "extends: ./p0.yaml\n", **others)
    assert "more than 20 parents; allowed: up to 20" in message


def test_what_is_wrong_in_a_parent_names_the_parent(tmp_path: Path) -> None:
    message = refused(tmp_path, "extends: ./parent.yaml\ncycles: 3\n", parent_yaml=BASE + "lay_diversity: 2\n")
    assert "parent.yaml:4: lay_diversity" in message


def test_what_contradicts_a_parent_names_the_own_file_and_the_line_of_the_parent(tmp_path: Path) -> None:
    parent = BASE + "shocks:\n  covid:\n    at: 10\n"
    message = refused(tmp_path, "extends: ./parent.yaml\ncycles: 6\n", parent_yaml=parent)
    assert "scenario.yaml: shocks.covid.at (inherited from " in message
    assert "parent.yaml:6): cycle 10 is beyond the end; give a cycle from 1 to 6; set it in " in message


def test_what_contradicts_the_library_names_the_own_file_and_no_library_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own.yaml").write_text("extends: moving-forward\ncycles: 2\n")
    with pytest.raises(InputError) as caught:
        load_scenario("own.yaml")
    message = str(caught.value)
    assert message.startswith("own.yaml: interventions.")
    assert "(inherited from moving-forward): cycle 4 is beyond the end" in message
    assert message.endswith("; set it in own.yaml")
    assert "moving-forward.yaml" not in message


@pytest.mark.parametrize(
    ("reference", "key", "parts"),
    [
        ("moving-forward", "roster.lay=0", ["moving-forward: interventions.briefing: needs at least one lay member"]),
        ("no-covid", "roster.lay=0", ["no-covid: interventions.briefing (inherited from moving-forward): needs"]),
        ("own.yaml", "roster.lay=0", ["own.yaml: interventions.briefing (inherited", "; set it in own.yaml; "]),
        ("own.yaml", "cycles=11", ["own.yaml:2: shocks.funding_cut.at: cycle 12 is beyond the end"]),
    ],
)
def test_what_contradicts_an_override_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reference: str, key: str, parts: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own.yaml").write_text("extends: moving-forward\nshocks: {funding_cut: {at: 12}}\n")
    with pytest.raises(InputError) as caught:
        load_scenario(reference, [key, "parameters.learn_rate=0.2"])
    for part in [*parts, f"it does not fit --set {key.partition('=')[0]}: change that, or set "]:
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("reference", "parts"),
    [
        ("moving-foward", ["unknown scenario 'moving-foward'", "did you mean 'moving-forward'", ".yaml"]),
        ("", ["unknown scenario ''", "allowed: base"]),
        ("nowhere.yaml", ["nowhere.yaml: no such file"]),
        ("./nowhere/", ["nowhere: no such file"]),
        ("../../../etc/passwd\0.yaml", ["is not a path", "give a path to a file"]),
        (".", ["unknown scenario '.'"]),
        ("./", ["is not a file"]),
    ],
)
def test_reference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reference: str, parts: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as caught:
        load_scenario(reference)
    for part in parts:
        assert part in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("cycles", ["--set cycles", "key.path=value"]),
        ("=3", ["--set =3", "key.path=value"]),
        ("a..b=3", ["--set a..b=3", "key.path=value"]),
        ("extends=base", ["--set extends=base", "a parent cannot be set"]),
        ("cycle=3", ["--set: cycle", "did you mean 'cycles'"]),
        ("cycles=many", ["--set: cycles: 'many' is not allowed", "from 1 to 200"]),
        ("cycles=[1", ["--set cycles=[1", "not valid YAML"]),
        ("shocks.covdi=null", ["--set: shocks.covdi", "did you mean 'covid'"]),
        ("interventions.briefing.doze=1", ["--set: interventions.briefing.doze", "'dose'"]),
        ("interventions.briefing.dose=2", ["--set: interventions.briefing.dose", "from 0 to 1"]),
        ("interventions.briefing.dose.x=2", ["--set: interventions.briefing.dose", "a number from 0 to 1"]),
        ("interventions.briefing=1", ["--set: interventions.briefing", "roles, cycles, dose"]),
        ("parameters.learn_rate=.inf", ["--set: parameters.learn_rate", "a number"]),
        ("cycles=!!python/name:os.system x", ["--set cycles", "the tag", "refused"]),
        ("roster_file=members.csv", ["--set: roster_file", "members.csv: no such file"]),
        ("shocks.covid.at=null", ["shocks.covid.at", "is missing"]),
    ],
)
def test_override(text: str, parts: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        load_scenario("moving-forward", [text])
    for part in parts:
        assert part in str(caught.value)
    assert "\n" not in str(caught.value)


def test_values_at_hand_are_checked_alike() -> None:
    with pytest.raises(InputError, match=r"notebook: interventions\.briefing\.dose: 2 is not allowed"):
        make_scenario({"extends": "base", "interventions": {"briefing": {"dose": 2}}}, label="notebook")


def test_a_file_that_begins_with_a_utf8_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + "roster_file: members.csv\n").encode())
    (tmp_path / "members.csv").write_bytes(b"\xef\xbb\xbf" + MEMBERS.encode())
    assert compile_scenario(load_scenario(str(path))).ids == ("a", "b", "c", "d")
