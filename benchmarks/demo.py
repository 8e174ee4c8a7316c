"""``marsad demo`` as a newcomer sees it: from the command to the edition served, and to the map on screen."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, sleep

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
DEMO = "from marsad.cli import main; main()"


def address_printed(demo: subprocess.Popen[str]) -> str:
    assert demo.stdout is not None
    for line in demo.stdout:
        if "http://127.0.0.1:" in line:
            return "http://" + line.split("http://")[1].split()[0]
    raise RuntimeError("the demonstration ended without an address")


def seconds_to_map(address: str) -> tuple[float, float, float]:
    """Seconds to start the browser; from then to the still map on screen; and to the map that can be moved."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = perf_counter()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        ready = perf_counter()
        page.goto(address, wait_until="commit")
        while page.evaluate("document.documentElement.dataset.map") != "drawn":
            sleep(0.01)
        drawn = perf_counter()
        painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        browser.close()
    return ready - started, float(painted) / 1000, drawn - ready


def measure() -> Iterator[tuple[str, float, str, float | None, bool]]:
    with tempfile.TemporaryDirectory() as folder:
        started = perf_counter()
        demo = subprocess.Popen(
            [sys.executable, "-c", DEMO, "demo", "--no-open", "--port", "0", "--out", str(Path(folder) / "demo")],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            address = address_printed(demo)
            served = perf_counter() - started
            yield "marsad demo, command to edition served", served, "s", None, False
            if Path(CHROMIUM).exists():
                browser, still, moving = seconds_to_map(address)
                yield "start of headless Chromium", browser, "s", None, False
                yield "opening the page to the still map painted", still, "s", None, False
                yield "opening the page to the map that moves (software GL)", moving, "s", None, False
                yield "marsad demo, command to map on screen (still)", served + browser + still, "s", 5, False
                yield "marsad demo, command to map that moves", served + browser + moving, "s", None, False
        finally:
            demo.terminate()
            demo.wait()
