"""``marsad doctor``: whether everything that Marsad needs is here and works."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from marsad import __version__
from marsad.areas import bundled_areas, load_area
from marsad.areas.check import check
from marsad.errors import MarsadError

NEEDED = ("typer", "rich", "pydantic", "SQLAlchemy", "rfc8785", "rapidfuzz", "PyYAML", "filelock", "resvg-py",
          "PyNaCl")  # fmt: skip
FREE_BYTES_WANTED = 200_000_000
# SQLite before 3.51.3 can lose a WAL reset when two processes write at once; the ledger has one writer by lock.
SQLITE_OLDEST = (3, 37, 0)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing examined: what it is, what was found, and what to do where it is not well."""

    what: str
    found: str
    well: bool = True
    advice: str = ""


def examine(observatory: Path | None) -> Iterator[Finding]:
    """Examine this installation and, where one is given, an observatory."""
    yield Finding("Marsad", f"{__version__} on Python {platform.python_version()}, {platform.platform()}")
    yield from _libraries()
    yield _sqlite()
    yield _disk(observatory or Path())
    yield from _areas()
    yield _browser()
    if observatory is not None:
        yield from _observatory(observatory)


def _libraries() -> Iterator[Finding]:
    missing, found = [], []
    for name in NEEDED:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    advice = f"missing: {', '.join(missing)}. Install Marsad again: pip install marsad"
    yield Finding("Libraries", ", ".join(found), not missing, advice)


def _sqlite() -> Finding:
    well = sqlite3.sqlite_version_info >= SQLITE_OLDEST
    return Finding("SQLite", sqlite3.sqlite_version, well, "use a Python with SQLite 3.37 or later")


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder if folder.exists() else Path()).free
    try:
        with tempfile.TemporaryFile(dir=folder if folder.is_dir() else None) as probe:
            probe.write(b"marsad")
            os.fsync(probe.fileno())
    except OSError as error:
        return Finding("Disk", f"cannot write: {error.strerror}", False, "choose a folder that you may write to")
    return Finding("Disk", f"{free / 1e9:.1f} GB free, writable", free > FREE_BYTES_WANTED, "make room")


def _areas() -> Iterator[Finding]:
    for name in bundled_areas():
        try:
            area = load_area(name)
        except MarsadError as error:
            yield Finding(f"Area {name}", "cannot be loaded", False, str(error))
            continue
        faults = check(area)
        found = f"{len(area.places)} places, {len(area.links)} links, {len(area.actors)} actors, {area.hash[:12]}"
        yield Finding(f"Area {name}", found, not faults, "; ".join(str(fault) for fault in faults[:3]))


def _browser() -> Finding:
    names = ("chromium", "google-chrome", "firefox", "xdg-open", "open")
    found = next((name for name in names if shutil.which(name)), None)
    if found or sys.platform in {"win32", "darwin"}:
        return Finding("Browser", found or "the system's")
    return Finding("Browser", "none found here: open the printed address from another machine, or use --no-open")


def _observatory(folder: Path) -> Iterator[Finding]:
    from marsad.observatory import Observatory  # noqa: PLC0415  heavy

    try:
        observatory = Observatory(folder)
        answer = observatory.verify()
    except MarsadError as error:
        yield Finding("Observatory", str(folder), False, str(error))
        return
    found = f"{answer.entries} entries, {answer.originals} originals"
    yield Finding("Ledger", found, not answer.faults, "altered or damaged: run marsad verify")
