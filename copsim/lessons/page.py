"""A lesson as one HTML file that needs no server, no network and no installation."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

from copsim.lessons.form import Lesson
from copsim.view import module_with, style

_FOLDER = Path(__file__).parent
_SHELL = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="generator" content="copsim {version}">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<div id="lesson"><noscript><p>This lesson draws moving pictures and needs JavaScript.</p></noscript></div>
<script type="application/json" id="data">{data}</script>
<script type="module">{module}
lesson(document.getElementById("lesson"), JSON.parse(document.getElementById("data").textContent));
</script>
</body>
</html>
"""
# Nothing is fetched, and the file says so to the browser.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"


def lesson_page(lesson: Lesson) -> str:
    """The whole file."""
    return _SHELL.format(
        policy=_POLICY,
        version=escape(lesson.provenance.version),
        title=escape(lesson.title),
        style=style() + "\n" + (_FOLDER / "lesson.css").read_text(encoding="utf-8"),
        data=embedded(lesson.plain()),
        module=module_with(_FOLDER / "lesson.js"),
    )


def embedded(value: object) -> str:
    """JSON that can stand in a script element: no tag or comment can begin in it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
