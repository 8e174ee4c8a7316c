"""A headless Chromium and an edition to look at, over a loopback server and straight from the disk."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, sync_playwright

from marsad.publication import publish
from marsad.publication.serve import EditionServer

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STORY = Path(__file__).parents[1] / "publication" / "story.py"


@pytest.fixture(scope="session")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an edition of the story of Al-Bab."""
    spec = importlib.util.spec_from_file_location("publication_story", STORY)
    assert spec is not None and spec.loader is not None
    story = importlib.util.module_from_spec(spec)
    sys.modules["publication_story"] = story
    spec.loader.exec_module(story)
    folder = tmp_path_factory.mktemp("browser") / "edition"
    publish(story.content(), folder)
    return folder


@pytest.fixture(scope="session")
def served(edition: Path) -> Iterator[str]:
    """The address of that edition on this machine, without its last slash."""
    with EditionServer(edition, 0) as server:
        Thread(target=server.serve_until_interrupted, daemon=True).start()
        yield server.address.rsplit("/", 1)[0]
        server.shutdown()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a screen; skipped where it is not installed."""
    if not CHROMIUM.exists():
        pytest.skip(f"needs {CHROMIUM} (apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()
