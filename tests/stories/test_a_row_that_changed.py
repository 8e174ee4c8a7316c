"""A row is received, edited in the table under its own id, and received again: a new version of one report."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from marsad.claims.coded import is_coded
from marsad.errors import UsageError
from marsad.ledger import bodies
from marsad.ledger.bodies import report_of
from marsad.ledger.entries import EntryKind
from marsad.ledger.reports import kept_report
from marsad.observatory import Observatory
from marsad.pipeline import Picture
from marsad.plugins import formats
from marsad.reports.tables.table import NAME
from marsad.reports.versions import FORMS, TABLE

EVENT = {
    "event_id_cnty": "SYR77", "event_date": "2017-02-06", "time_precision": "1", "event_type": "Battles",
    "sub_event_type": "Armed clash", "actor1": "Military Forces of Syria (2000-2024)", "inter1": "State forces",
    "actor2": "Islamic State (Syria)", "inter2": "Rebel group", "country": "Syria", "admin1": "Aleppo",
    "location": "Al-Bab", "latitude": "36.3705", "longitude": "37.5157", "geo_precision": "1",
    "source": "A monitor", "notes": "On 6 February the two fought at the silos.", "fatalities": "4",
}  # fmt: skip
SECOND = {**EVENT, "event_id_cnty": "SYR78"}
LOG = "Ref,Day,Town,What happened\nA-1,2017-02-06,Al-Bab,Shelling killed {} people in Al-Bab.\n"


@pytest.fixture
def desk(tmp_path: Path) -> Observatory:
    clock = iter(datetime(2017, 3, 1, hour, tzinfo=UTC) for hour in range(1, 24))
    return Observatory.create(tmp_path / "desk", clock=lambda: next(clock))


def table(folder: Path, *rows: Mapping[str, str], name: str = "events.csv") -> Path:
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return folder / name


def log(folder: Path, killed: str, name: str = "log.csv") -> Path:
    (folder / name).write_text(LOG.format(killed), encoding="utf-8")
    return folder / name


def dead(picture: Picture) -> int:
    return next(toll.killed_low for toll in picture.tolls if toll.scope == "all")


def test_of_an_edited_coded_event_the_newest_version_counts_and_the_earlier_one_did(
    desk: Observatory, tmp_path: Path
) -> None:
    desk.add([table(tmp_path, EVENT, SECOND)], publisher="Coders")
    assert len(desk.knowledge().claims) == len(desk.picture().fusion.events) == 2  # alike, and two all the same
    assert dead(desk.picture()) == 8
    with desk.ledger() as ledger:
        before = max(entry.recorded_at for entry in ledger.entries())
    edited = table(tmp_path, {**EVENT, "fatalities": "9"}, SECOND)
    assert len(desk.add([edited], publisher="Coders").known_already) == 1
    assert desk.add([edited], publisher="Coders").accepted == []
    assert (dead(desk.picture()), dead(desk.picture(before))) == (13, 8)
    assert len(desk.knowledge().reports) == 3
    desk.read_again()
    assert len(desk.knowledge().claims) == 2
    with desk.derived() as derived:
        derived.catch_up()
        assert derived.picture(derived.entry_at(before)) == desk.picture(before)
        assert derived.picture(derived.entry_at(None)) == desk.picture()
    with desk.ledger() as ledger:
        newest = kept_report(ledger, "SYR77")
        assert newest.report.row is not None and newest.report.row["fatalities"] == "9"
        assert newest.versions[-1] == newest.report.id and len(newest.versions) == 2
        assert kept_report(ledger, "SYR77", before).report.id == newest.versions[0]
    (toll,) = (change for change in desk.difference(before) if change.what == "toll")
    assert {cause.kind for cause in toll.because} == {"report", "reading"}


def test_of_an_edited_row_of_ones_own_the_newest_version_counts(desk: Observatory, tmp_path: Path) -> None:
    fields = {"text": "What happened"}
    desk.add([log(tmp_path, "three")], columns=fields, publisher="North Desk")
    desk.add([log(tmp_path, "five")], columns=fields, publisher="North Desk")
    with desk.ledger() as ledger:
        found = kept_report(ledger, "A-1")
        assert len(found.versions) == 2
        assert found.changed == (
            "- Shelling killed three people in Al-Bab.", "+ Shelling killed five people in Al-Bab.",
        )  # fmt: skip
    assert {claim.report for claim in desk.knowledge().claims} == {found.versions[-1]}
    assert [each.killed and each.killed.low for each in found.withdrawn] == [3]


def test_a_row_that_stands_twice_in_its_table_has_versions_still(desk: Observatory, tmp_path: Path) -> None:
    fields = {"text": "What happened"}
    for killed in ("three", "five"):
        twice = LOG.format(killed) + LOG.format(killed).splitlines(keepends=True)[1]
        (tmp_path / "log.csv").write_text(twice)
        desk.add([tmp_path / "log.csv"], columns=fields, publisher="North Desk")
    assert len(desk.reports()) == 2
    assert {claim.report for claim in desk.knowledge().claims} == {desk.reports()[1].id}


def test_rows_of_one_table_that_bear_one_id_are_all_said(desk: Observatory, tmp_path: Path) -> None:
    fields = {"text": "What happened"}
    two = LOG.format("three") + "A-1,2017-02-07,Tadef,Shelling killed seven people in Tadef.\n"
    (tmp_path / "log.csv").write_text(two)
    for _ in range(2):
        desk.add([tmp_path / "log.csv"], columns=fields, publisher="North Desk")
    assert len({claim.report for claim in desk.knowledge().claims}) == len(desk.reports()) == 2
    (tmp_path / "log.csv").write_text(two + "A-1,2017-02-08,Tadef,Shelling killed nine people in Tadef.\n")
    desk.add([tmp_path / "log.csv"], columns=fields, publisher="North Desk")
    assert len({claim.report for claim in desk.knowledge().claims}) == len(desk.reports()) == 3
    assert Observatory(desk.path).intake().newest.replaced == {}


def test_a_row_that_another_of_its_table_seemed_to_replace_is_said_again(
    desk: Observatory, tmp_path: Path
) -> None:
    fields = {"text": "What happened"}
    first = LOG.format("three")
    other = "A-1,2017-02-07,Tadef,Shelling killed seven people in Tadef.\n"
    head, row = first.splitlines(keepends=True)
    for table_ in (first, head + other + row, head + other + row):  # the new row stands before the known one
        (tmp_path / "log.csv").write_text(table_)
        desk.add([tmp_path / "log.csv"], columns=fields, publisher="North Desk")
    assert len(desk.reports()) == 2
    assert {claim.report for claim in desk.knowledge().claims} == {report.id for report in desk.reports()}
    with desk.ledger() as ledger:
        assert sum(bodies.is_returned(entry.body) for entry in ledger.entries([EntryKind.REPORT])) == 1


@pytest.mark.parametrize(("one", "other"), [("North Desk", "South Desk"), (None, None)])
def test_rows_of_others_or_of_nobody_named_are_no_versions(
    desk: Observatory, tmp_path: Path, one: str | None, other: str | None
) -> None:
    for publisher, killed in ((one, "three"), (other, "five")):
        desk.add([log(tmp_path, killed)], columns={"text": "What happened"}, publisher=publisher)
    with desk.ledger() as ledger:
        assert [entry.body.get("supersedes") for entry in ledger.entries([EntryKind.REPORT])] == [None, None]
        with pytest.raises(UsageError, match="several reports"):
            kept_report(ledger, "A-1")


def test_a_submission_edited_on_the_server_is_a_new_version(desk: Observatory, tmp_path: Path) -> None:
    said = {"_uuid": "a", "_xform_id_string": "incidents", "meta/instanceID": "uuid:a", "today": "2017-02-06"}
    edit = {**said, "_uuid": "b", "meta/instanceID": "uuid:b", "meta/rootUuid": "uuid:a"}
    for form, words in (
        (said, "Two shells hit the bakery in Tadef."),
        (edit, "Six shells hit the bakery in Tadef."),
    ):
        (tmp_path / "form.json").write_text(json.dumps([{**form, "what_happened": words}]))
        assert len(desk.add([tmp_path / "form.json"]).accepted) == 1
    with desk.ledger() as ledger:
        first, second = (entry.body for entry in ledger.entries([EntryKind.REPORT]))
    assert second["supersedes"] == first["id"]
    assert not is_coded(report_of(second))


def test_the_formats_with_ids_are_called_so() -> None:
    assert TABLE == NAME
    assert {each.name for each in formats()} >= {TABLE, *FORMS}
