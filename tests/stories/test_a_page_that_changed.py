"""A page is received, changes at its address, and is received again: both stay, and what changed can be shown."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from marsad.cli import app
from marsad.errors import UsageError
from marsad.ledger.reports import kept_report
from marsad.observatory import Observatory
from marsad.reports.arrival import Arrival, Location, address
from marsad.reports.versions import changes, own_address

URL = "https://monitor.example/tadef?id=7"
FIRST = "The army took Tadef on Sunday, a monitor said.\n\nTwo civilians were killed when a shell hit a house."
SECOND = FIRST.replace("Two", "Twelve")


def record(path: Path, text: str, url: str = URL) -> Path:
    said = {"text": text, "publisher": "Northern Monitor", "published": "2017-02-06", "url": url, "id": path.stem}
    path.write_text(json.dumps(said))
    return path


@pytest.fixture
def observatory(tmp_path: Path) -> Observatory:
    clock = iter(datetime(2017, 2, 6, hour, tzinfo=UTC) for hour in range(1, 24))
    return Observatory.create(tmp_path / "o", clock=lambda: next(clock))


def test_the_changed_page_is_a_new_version_and_says_what_changed(observatory: Observatory, tmp_path: Path) -> None:
    observatory.add([record(tmp_path / "one.json", FIRST, f"{URL}&utm_source=mail")])
    assert len(observatory.add([record(tmp_path / "one.json", FIRST)]).known_already) == 1
    observatory.add([record(tmp_path / "two.json", SECOND), record(tmp_path / "other.json", "Else.", f"{URL}8")])
    one, two, other = observatory.reports()
    with observatory.ledger() as ledger:
        found = kept_report(ledger, "two")
        assert found.versions == kept_report(ledger, one.id).versions == (one.id, two.id)
        assert kept_report(ledger, other.id[:12]).versions == (other.id,)
        with pytest.raises(UsageError, match="no report"):
            kept_report(ledger, "rep")
    assert found.changed == (
        "- Two civilians were killed when a shell hit a house.",
        "+ Twelve civilians were killed when a shell hit a house.",
    )
    assert found.arrival is not None
    assert (found.arrival.by, found.arrival.url) == ("record 1", URL)
    shown = CliRunner().invoke(app, ["show", one.id, "-o", str(observatory.path), "--text"])
    assert f"version    1 of 2; after it {two.id}" in shown.output
    assert FIRST in shown.output
    assert all(len(line) <= 80 for line in shown.output.splitlines() if line not in FIRST)
    form = json.loads(CliRunner().invoke(app, ["show", "two", "-o", str(observatory.path), "--json"]).output)
    assert form["changed"] == list(found.changed)
    assert form["arrival"]["locations"] == [[0, len(SECOND), "field text"]]


def test_each_format_is_counted_and_a_mixed_report_noted(observatory: Observatory, tmp_path: Path) -> None:
    english = (
        "The army took the town on Sunday and the road to it was cut, a monitor said, as the men had left by then."
    )
    arabic = "قطعت قوات النظام الطريق الأخير المؤدي إلى مدينة الباب ليلة الأحد بحسب شبكة رصد محلية"
    (tmp_path / "a.txt").write_text(f"{english}\n\n{arabic}")
    record(tmp_path / "b.json", FIRST)
    ran = CliRunner().invoke(
        app, ["add", str(tmp_path / "a.txt"), str(tmp_path / "b.json"), "-o", str(observatory.path)]
    )
    assert "By format: record 1, text 1." in ran.output
    text = observatory.reports()[0] if observatory.reports()[0].ref is None else observatory.reports()[1]
    with observatory.ledger() as ledger:
        arrival = kept_report(ledger, text.id).arrival
    assert arrival is not None and arrival.notes == ("in several languages: en, ar",)


def test_the_help_lists_every_format_that_is_installed() -> None:
    said = " ".join(CliRunner().invoke(app, ["add", "--help"]).output.split())
    assert "PDF with a text layer (.pdf)" in said and "mailbox of many mails (.mbox .mbx)" in said


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        (URL, URL),
        ("HTTPS://user:pw@Monitor.example:443/a?b=1&token=x&utm_medium=y#z", "https://monitor.example/a?b=1"),
        ("http://[::1]:8080", "http://[::1]:8080/"),
        ("ftp://a.example/", None),
        ("javascript:alert(1)", None),
        ("https://a.example/\x1b[2J", None),
        ("https://a.example:99999/", None),
        ("https://a.example/" + "x" * 3_000, None),
        ("", None),
    ],
)
def test_an_address_has_nothing_of_its_visitor(url: str, clean: str | None) -> None:
    assert address(url) == clean


def test_front_pages_and_rows_of_tables_have_no_address_of_their_own() -> None:
    assert own_address(Arrival(url="https://a.example/")) is None
    assert own_address(Arrival(url=URL, locations=(Location(0, 3, "row 17, column Notes"),))) is None
    assert own_address(Arrival(url=URL, locations=(Location(0, 3, 5),))) == URL


def test_changes_leave_out_what_stayed() -> None:
    assert list(changes("a\n\nb\n c", "a\nx\nc\nd")) == ["- b", "+ x", "+ d"]
    assert list(changes("a", "a")) == []
