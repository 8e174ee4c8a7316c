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


def seconds_to_map(address: str) -> Iterator[tuple[str, float]]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = perf_counter()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        yield "start of headless Chromium", perf_counter() - started
        started = perf_counter()
        page.goto(address)
        while page.evaluate("document.documentElement.dataset.map") != "drawn":
            sleep(0.01)
        yield "map drawn, from opening the page (software GL)", perf_counter() - started
        browser.close()


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
                shown = 0.0
                for what, seconds in seconds_to_map(address):
                    shown += seconds
                    yield what, seconds, "s", None, False
                yield "marsad demo, command to map on screen", served + shown, "s", 5, False
        finally:
            demo.terminate()
            demo.wait()
