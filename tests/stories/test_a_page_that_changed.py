"""A page is received, changes at its address, and is received again: both stay, and what changed can be shown."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from marsad.cli import app
from marsad.errors import UsageError
from marsad.ledger.bodies import is_returned
from marsad.ledger.entries import EntryKind
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


def test_what_a_page_says_no_more_counts_no_more_and_did_before(observatory: Observatory, tmp_path: Path) -> None:
    observatory.add([record(tmp_path / "one.json", FIRST)])
    (told,) = observatory.reports()
    before = observatory.claims()
    with observatory.ledger() as ledger:
        then = max(entry.recorded_at for entry in ledger.entries())
    observatory.add([record(tmp_path / "two.json", FIRST.replace("Tadef", "Qabasin"))])
    assert {claim.report for claim in observatory.claims()} == {observatory.reports()[1].id}
    assert observatory.claims(then) == before
    assert observatory.picture(then).claims.keys() == {claim.id for claim in before}
    with observatory.ledger() as ledger:
        old, new = kept_report(ledger, told.id), kept_report(ledger, "two")
    assert (old.claims, old.replaced_by) == (before, new.report.id)
    assert "capture" in {claim.type.value for claim in new.withdrawn} and new.replaced_by is None
    gone = [change for change in observatory.difference(then) if change.after == "not known"]
    assert gone and {cause.subject for change in gone for cause in change.because} == {new.report.id}
    shown = CliRunner().invoke(app, ["show", told.id, "-o", str(observatory.path)]).output
    assert "Said then, and no more counted" in shown and f"{new.report.id} counts in its" in " ".join(
        shown.split()
    )
    shown = CliRunner().invoke(app, ["show", "two", "-o", str(observatory.path)]).output
    assert "Said in the version before, and no more in this one" in shown


def test_a_page_that_says_again_what_it_said_first_says_it_again(observatory: Observatory, tmp_path: Path) -> None:
    one, two = record(tmp_path / "one.json", FIRST), record(tmp_path / "two.json", SECOND)
    observatory.add([one])
    observatory.add([two])
    assert len(observatory.add([one, two]).known_already) == 2  # old files, added once more
    first, second = observatory.reports()
    with observatory.ledger() as ledger:
        then = max(entry.recorded_at for entry in ledger.entries())
    assert observatory.add([one], as_newest=True).accepted == [first.id]
    assert observatory.add([one], as_newest=True).accepted == []
    assert observatory.reports() == (first, second)
    assert {claim.report for claim in observatory.claims()} == {first.id}
    assert {claim.report for claim in observatory.claims(then)} == {second.id}
    with observatory.ledger() as ledger:
        back = [entry for entry in ledger.entries([EntryKind.REPORT]) if is_returned(entry.body)]
        found = kept_report(ledger, first.id)
    assert [entry.body.get("text") for entry in back] == [None] and back[0].body["supersedes"] == second.id
    assert found.versions == (first.id, second.id, first.id) and found.said_again == (back[0].recorded_at,)
    assert observatory.verify().faults == ()
    with observatory.derived() as derived:
        derived.catch_up()
        for moment in (None, then):
            assert derived.picture(derived.entry_at(moment)) == observatory.picture(moment)
    assert observatory.copies_of(first.id)


def test_another_text_at_an_address_takes_nothing_back(observatory: Observatory, tmp_path: Path) -> None:
    other = "Islamic State fighters captured Qabasin on Monday and the road to it was closed by nightfall."
    observatory.add([record(tmp_path / "one.json", FIRST), record(tmp_path / "two.json", other)])
    assert {claim.report for claim in observatory.claims()} == {report.id for report in observatory.reports()}
    with observatory.ledger() as ledger:
        assert len(kept_report(ledger, "two").versions) == 1


def test_every_version_of_a_report_can_be_erased_and_none_comes_back(
    observatory: Observatory, tmp_path: Path
) -> None:
    one, two = (record(tmp_path / name, text) for name, text in (("a.json", FIRST), ("b.json", SECOND)))
    for path in (one, two):
        path.write_text(json.dumps({**json.loads(path.read_text()), "id": "ours"}))
        observatory.add([path])
    folder = ["-o", str(observatory.path), "--reason", "source in danger", "--yes"]
    refused = CliRunner().invoke(app, ["erase", "ours", *folder])
    assert isinstance(refused.exception, UsageError) and "--versions" in str(refused.exception)
    first, second = observatory.reports()
    done = CliRunner().invoke(app, ["erase", second.id, *folder])
    assert f"other versions of it stay as they are: {first.id}" in " ".join(done.output.split())
    assert not {claim.report for claim in observatory.claims()} & {first.id}  # what was taken back stays so
    assert observatory.add([two], as_newest=True).accepted == []
    done = CliRunner().invoke(app, ["erase", "ours", "--versions", *folder])
    assert done.exit_code == 0, done.output
    assert all(report.text.startswith("[erased]") for report in observatory.reports())
    assert (observatory.verify().faults, observatory.verify().erased) == ((), 2)
    assert observatory.add([one, two], as_newest=True).accepted == []


def test_reading_again_by_an_own_id_reads_the_newest_version(observatory: Observatory, tmp_path: Path) -> None:
    for name, text in (("a.json", FIRST), ("b.json", SECOND)):
        path = record(tmp_path / name, text)
        path.write_text(json.dumps({**json.loads(path.read_text()), "id": "ours"}))
        observatory.add([path])
    done = observatory.read_again(["ours"])
    assert done.same + done.recorded == 1
    every = observatory.read_again()
    assert every.same + every.recorded == 1


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
