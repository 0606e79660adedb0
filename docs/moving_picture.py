"""Make the README's moving picture and its screenshot of the page anew: `python docs/moving_picture.py`.

The moving picture is the meeting of the lesson in docs/lessons, frame by frame; the screenshot is `copsim dashboard`
with one support taken away. Needs Playwright and Chromium as the browser tests do, NiceGUI, and `img2webp`.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu"]
DOCS = Path(__file__).parent
LESSON = DOCS / "lessons" / "invitation.html"
MOVING = DOCS / "images" / "meeting.webp"
SHOT = DOCS / "images" / "explore.png"
FRAMES = 72
MILLISECONDS = 110
MOST_BYTES = 2_000_000
CHANGE = "/?set=interventions.collaborative_facilitation%3Dnull"


def main() -> None:
    """Make both pictures."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        moving_picture(browser)
        screenshot(browser)
        browser.close()


def moving_picture(browser: Any) -> None:
    """The first meeting of the lesson, after a guess that is drawn."""
    page = browser.new_page(viewport={"width": 1040, "height": 720}, reduced_motion="reduce")
    page.goto(LESSON.as_uri())
    for height in (0.35, 0.6):
        guess(page, height)
    scene = page.locator("#scene-3 .stage")
    scene.wait_for()
    page.add_style_tag(content="#scene-3 .stage { background: #fbfaf7; padding: 0.5rem }")
    scene.evaluate("node => node.scrollIntoView({ block: 'start' })")
    box = scene.bounding_box()
    longest = float(page.locator("#scene-3 .scrub").get_attribute("max") or 0)
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for frame in range(FRAMES):
            page.locator("#scene-3 .scrub").fill(f"{longest * frame / (FRAMES - 1):.2f}")
            page.wait_for_timeout(40)
            names.append(str(Path(folder) / f"{frame:03}.png"))
            page.screenshot(path=names[-1], clip=box)
        command = ["img2webp", "-loop", "0", "-lossy", "-q", "60", "-m", "4", "-d", str(MILLISECONDS), *names[:-1]]
        subprocess.run([*command, "-d", "2500", names[-1], "-o", str(MOVING)], check=True, capture_output=True)
    if MOVING.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{MOVING}: {MOVING.stat().st_size} bytes; allowed: {MOST_BYTES}")
    page.close()


def guess(page: Page, height: float) -> None:
    """Draw a level line for one community and keep it."""
    holder = page.locator(".chart-holder.draw")
    holder.scroll_into_view_if_needed()
    box = holder.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 0.5 * box["width"], box["y"] + height * box["height"])
    page.get_by_role("button", name="Keep this line").click()


def screenshot(browser: Any) -> None:
    """The page with one support taken away, in the middle of a meeting."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    command = [sys.executable, "-m", "copsim", "dashboard", "--no-browser", "--port", str(port)]
    server = subprocess.Popen(command, env=os.environ, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                urlopen(f"http://127.0.0.1:{port}/runs", timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)
        page = browser.new_page(viewport={"width": 1440, "height": 860})
        page.goto(f"http://127.0.0.1:{port}{CHANGE}")
        page.locator(".view .stage.rooms-2").wait_for()
        page.get_by_role("slider", name="Time in the meeting").fill("40")
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        page.wait_for_timeout(800)
        page.screenshot(path=SHOT)
        page.close()
    finally:
        server.kill()
        server.wait()


if __name__ == "__main__":
    main()
