"""A real browser without a network, a page to mount the view on, and what must never happen on it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from copsim.view import module, style

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
SHELL = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>View</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>body {{ margin: 0 }}{style}</style></head>
<body><main><h1>View</h1><h2>Watch</h2><div id="here"></div></main>
<script type="module">{module}
window.view = {{ mount, complaint, meetingOf, clockOf, sumsOf, stateAt, homes, seating }};</script></body></html>"""


@contextmanager
def launched() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as runner:
        browser = runner.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Watched:
    """A page whose console and requests are written down."""

    def __init__(self, browser: Any, path: Path, width: int = 1280, height: int = 720, **more: Any) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": height}, offline=True, **more)
        self.page = self.context.new_page()
        self.trouble: list[str] = []
        self.page.on("console", lambda message: self.trouble.append(message.text) if message.type != "log" else None)
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.goto(path.as_uri())

    def _asked(self, url: str) -> None:
        if not url.startswith(("file:", "data:", "blob:")):
            self.trouble.append(f"asked for {url}")

    def violations(self) -> list[str]:
        """What axe finds, in the whole page."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        return [f"{each['id']}: {[node['html'][:120] for node in each['nodes'][:3]]}" for each in found]

    def close(self) -> None:
        self.context.close()


def shell(folder: Path) -> Path:
    """A page with the view and nothing on it."""
    path = folder / "shell.html"
    path.write_text(SHELL.format(style=style(), module=module()), encoding="utf-8")
    return path


def mounted(page: Any, data: Any, options: Any = None) -> None:
    """Mounts data on the shell as `handle`."""
    script = "([data, options]) => { window.handle = view.mount(document.getElementById('here'), data, options ?? {}) }"
    page.evaluate(script, [json.loads(json.dumps(data)), options])
