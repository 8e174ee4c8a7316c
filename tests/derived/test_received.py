"""What recording must know of earlier reports is the same from the derived tables as from the whole ledger."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from marsad import observatory as module
from marsad.derived.received import Before
from marsad.observatory import Observatory

TEXT = "The army took Tadef on Sunday, a monitor said.\n\nTwo civilians were killed when a shell hit a house."


@pytest.fixture
def observatory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Observatory:
    monkeypatch.setattr(module, "FUSED_ANEW", 0)
    made = Observatory.create(tmp_path / "o", clock=lambda: datetime(2017, 2, 6, tzinfo=UTC))
    sources = tmp_path / "sources.csv"
    sources.write_text("name,kind\nNorthern Monitor,monitor\nArmy Press,official\n")
    made.add_sources(sources)
    sources.write_text("name,kind,aliases\nNorthern Monitor,monitor,NM\n")
    made.add_sources(sources)
    return made


def page(folder: Path, text: str, url: str | None, own: str) -> Path:
    path = folder / "page.json"
    said = {"text": text, "publisher": "Northern Monitor", "published": "2017-02-05", "url": url, "id": own}
    path.write_text(json.dumps(said))
    return path


def table(folder: Path, *texts: str) -> Path:
    path = folder / "table.csv"
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "text", "publisher", "date"])
        rows.writerows([("17", text, "Northern Monitor", "2017-02-05") for text in texts])
    return path


def test_pages_rows_and_returns_are_known_as_they_are_from_the_ledger(
    observatory: Observatory, tmp_path: Path
) -> None:
    columns = {"id": "id", "text": "text", "source": "publisher", "published": "date"}
    for text, url in (
        (TEXT, "https://monitor.example/1"),
        (TEXT.replace("Two", "Twelve"), "https://monitor.example/1"),
        (TEXT, "https://monitor.example/1"),
        ("Shelling was heard.", None),
    ):
        observatory.add([page(tmp_path, text, url, "one")])
        same(observatory)
    for texts in (("Tadef was shelled.",), ("Tadef was shelled twice.",), ("Bzaah burns.", "Bzaah was taken.")):
        observatory.add([table(tmp_path, *texts)], columns=columns)
        same(observatory)
    gone = observatory.reports()[0]
    observatory.erase(gone.id, "a person is in danger")
    same(observatory)
    assert gone.id in observatory.received().erased


def same(observatory: Observatory) -> None:
    kept, read = observatory.received(), Before.of(observatory.knowledge())
    assert (kept.reports, kept.newest) == (read.reports, read.newest)
    assert kept.sources == read.sources
    assert (kept.erased, kept.erased_originals) == (read.erased, read.erased_originals)
    assert observatory.last_published() == max(r.published for r in observatory.reports() if r.published)


def test_a_folder_that_cannot_hold_tables_still_receives(
    observatory: Observatory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DERIVED_FILE", "no/such/folder/derived.sqlite")
    path = page(tmp_path, TEXT, None, "one")
    assert observatory.add([path]).formats.total() == 1
    assert len(observatory.add([path]).known_already) == 1
