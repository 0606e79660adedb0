"""Load on the page: `python experiments/benchmarks/page.py` serves it on 127.0.0.1 and lets visitors flip a switch.

Visitors are pages of one headless Chromium, each in a context of its own, so browser and server share the processors:
the times are those of a class whose browsers all run on the machine that serves, more than the server alone needs. With
many visitors a flip is answered when the headline says what was changed; with one, when the picture of the new run
stands in the page. Bounded: at most 60 visitors, 300 s.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.request import urlopen

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu"]
MOST_VISITORS, MOST_SECONDS = 60, 300
SWITCH = "Briefing before meetings"
# The flip is timed in the page: from the click to the headline that the server's answer brings.
FLIP = """(name) => new Promise((done) => {
  const line = document.querySelector(".headline"), was = line.textContent, began = performance.now();
  const watch = new MutationObserver(() => {
    if (line.textContent === was) return;
    watch.disconnect();
    done(performance.now() - began);
  });
  watch.observe(line, { childList: true, characterData: true, subtree: true });
  document.querySelector(`[role=switch][aria-label="${name}"]`).click();
  setTimeout(() => { watch.disconnect(); done(-1); }, 20000);
})"""
# The picture has been drawn anew when the name above the second room comes or goes.
DRAWN = """(name) => new Promise((done) => {
  const rooms = () => document.querySelectorAll(".view .stage.rooms-2").length;
  const was = rooms(), began = performance.now();
  document.querySelector(`[role=switch][aria-label="${name}"]`).click();
  const look = () => rooms() !== was ? done(performance.now() - began)
    : performance.now() - began > 20000 ? done(-1) : setTimeout(look, 5);
  look();
})"""
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1"


def resident(process: int) -> float:
    """Megabytes that a process holds in memory."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return float(line.split()[1]) / 1024.0
    return float("nan")


def served(folder: str) -> tuple[subprocess.Popen[bytes], str]:
    """A server on a free port of 127.0.0.1, waited for."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    command = [sys.executable, "-m", "copsim", "dashboard", "--no-browser", "--port", str(port)]
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL)
    for _ in range(600):
        try:
            urlopen(f"http://127.0.0.1:{port}/runs", timeout=5).close()
            break
        except OSError:
            time.sleep(0.2)
    return process, f"http://127.0.0.1:{port}/?scenario=merely-invited"


async def visitor(page: Any, script: str, pace: float, until: float) -> list[float]:
    """Flip one switch again and again; a flip begins `pace` seconds after the one before, or when that is answered."""
    times = []
    while time.monotonic() < until:
        began = time.monotonic()
        times.append(await page.evaluate(script, SWITCH))
        await asyncio.sleep(max(0.0, pace - (time.monotonic() - began)))
    return times


async def opened(browser: Any, address: str) -> Any:
    """A page in a context of its own, with its picture drawn."""
    context = await browser.new_context(viewport={"width": 800, "height": 600}, reduced_motion="reduce")
    page = await context.new_page()
    page.set_default_timeout(120_000)
    await page.goto(address)
    await page.locator(".view .stage").wait_for()
    return page


async def measured(visitors: int, seconds: float, pace: float) -> None:
    """Measure one visitor alone, then all at once, and print."""
    from playwright.async_api import async_playwright

    with tempfile.TemporaryDirectory() as folder:
        server, address = served(folder)
        try:
            async with async_playwright() as play:
                browser = await play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                first = await opened(browser, address)
                await first.reload()
                await first.locator(".view .stage").wait_for()
                print(f"first paint on the second visit: {await first.evaluate(PAINT):.0f} ms")
                said("one visitor, picture drawn", await visitor(first, DRAWN, pace, time.monotonic() + 10))
                before = resident(server.pid)
                pages = [first, *[await opened(browser, address) for _ in range(visitors - 1)]]
                joined = resident(server.pid)
                until = time.monotonic() + seconds
                found = await asyncio.gather(*(visitor(page, FLIP, pace, until) for page in pages))
                said(f"{visitors} visitors, answer", [one for times in found for one in times])
                print(f"flips a second in all: {sum(map(len, found)) / seconds:.1f} (asked: {visitors / pace:.0f})")
                print(f"memory: {before:.0f} MB, all joined {joined:.0f} MB, after {resident(server.pid):.0f} MB")
                print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
                await browser.close()
        finally:
            server.kill()
            server.wait()


def said(what: str, times: list[float]) -> None:
    """Print median and 95th percentile, in milliseconds."""
    answered = sorted(one for one in times if one >= 0)
    if not answered:
        print(f"{what}: none of {len(times)} flips answered")
        return
    last = answered[min(len(answered) - 1, int(0.95 * len(answered)))]
    middle, lost = statistics.median(answered), len(times) - len(answered)
    print(f"{what}: median {middle:.0f} ms, 95th percentile {last:.0f} ms, {len(times)} flips, {lost} not answered")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, choices=range(1, MOST_VISITORS + 1), default=30, metavar="1..60")
    parser.add_argument("--seconds", type=int, choices=range(1, MOST_SECONDS + 1), default=60, metavar="1..300")
    parser.add_argument("--pace", type=float, default=0.5, help="seconds from flip to flip")
    given = parser.parse_args()
    asyncio.run(measured(given.visitors, given.seconds, given.pace))
