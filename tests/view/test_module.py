"""The joined module is one module: no import left, no name twice; and the widget hands it over."""

import re

import pytest
from view import synthetic

from copsim.view import module, style, widget


def test_no_import_is_left_and_no_name_stands_twice() -> None:
    text = module()
    assert not re.search(r"^import ", text, re.MULTILINE)
    names = re.findall(r"^(?:export )?(?:const|let|class|function) (\w+)", text, re.MULTILINE)
    names += re.findall(r"^const \[(\w+)", text, re.MULTILINE)
    assert len(names) == len(set(names))
    assert {"mount", "render", "WatchPicture", "CourseChart"} <= set(names)


def test_the_style_touches_nothing_else() -> None:
    rules = re.sub(r"/\*.*?\*/", "", style(), flags=re.DOTALL)
    selectors = re.findall(r"^\s*([^@{}\n][^{}]*)\{", rules, re.MULTILINE)
    assert len(selectors) > 100
    assert all(part.strip().startswith(".copsim") for each in selectors for part in each.split(","))


def test_the_view_never_reads_text_as_markup_nor_asks_a_network() -> None:
    never = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "fetch(", "XMLHttp", "import(")
    for word in never:
        assert word not in module()


def test_the_widget_carries_data_and_module() -> None:
    pytest.importorskip("anywidget")
    made = widget(synthetic.watch())
    assert made.data["form"] == "copsim.watch/1"
    assert made.meeting == 1
    assert "export default { render }" in made._esm
    assert "export function render(" not in made._esm
