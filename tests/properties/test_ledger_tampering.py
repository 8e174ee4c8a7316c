"""Whatever is changed in a ledger, verification finds it, or nothing that the ledger says has changed.

The ledger is attacked through SQL, by somebody who knows its layout, and through the bytes of its file.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marsad.errors import MarsadError, VerificationError
from marsad.ledger.bodies import report_body
from marsad.ledger.entries import Entry, EntryKind, NewEntry, chain_hash
from marsad.ledger.rows import SCHEMA, TEXT_COLUMNS
from marsad.ledger.standalone_verify import Check, check_file
from marsad.ledger.store import Ledger
from marsad.ledger.verify import Verification, verify
from marsad.model import Report
from marsad.model.ids import Json, sha256_hex
from marsad.reports.originals import Originals

NOON = datetime(2017, 2, 6, 12, tzinfo=UTC)
ENTRIES = 12
SHOTS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small ledger with reports of different lengths, one of them longer than a page of the file."""
    path = tmp_path_factory.mktemp("untouched") / "ledger.sqlite"
    with Ledger.create(path) as ledger:
        for n in range(ENTRIES):
            kind = EntryKind.REPORT if n % 3 else EntryKind.READING
            body: dict[str, Json] = {
                "text": f"Al-Bab الباب {n} " * (500 if n == 5 else n + 1),
                "n": n,
                "none": None,
            }
            ledger.append(kind, body, NOON + timedelta(minutes=n))
    return path


@pytest.fixture
def copy(untouched: Path, tmp_path: Path) -> Callable[[], Path]:
    def fresh() -> Path:
        path = tmp_path / "ledger.sqlite"
        for each in tmp_path.glob("ledger.sqlite*"):
            each.unlink()
        shutil.copyfile(untouched, path)
        return path

    return fresh


def told_by(path: Path) -> list[Entry]:
    with Ledger.open(path) as ledger:
        return list(ledger.entries())


def alter(path: Path, *statements: str, keep_tail: bool = False) -> Verification:
    """Run SQL past the triggers, put them back as a careful forger would, and verify."""
    with closing(sqlite3.connect(path)) as connection:
        for trigger in ("entries_no_update", "entries_no_delete"):
            connection.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            connection.execute(statement)
        if not keep_tail:
            connection.execute("UPDATE sqlite_sequence SET seq = (SELECT max(seq) FROM entries)")
        for trigger in ("entries_no_update", "entries_no_delete"):
            connection.execute(SCHEMA[trigger])
        connection.commit()
    return verified(path)


def verified(path: Path) -> Verification:
    """What verification finds; the standalone file must find as much, and at the same entries."""
    found = verify(path)
    check = Check()
    check_file(path, check)
    assert bool(check.faults) == bool(found.faults)
    if found.entries == check.entries == ENTRIES:
        assert {seq for seq, _ in check.faults} == {fault.seq for fault in found.faults}
    return found


def test_an_untouched_copy_is_whole(copy: Callable[[], Path]) -> None:
    found = verify(copy())
    assert (found.entries, found.faults) == (ENTRIES, ())
    assert alter(copy()).whole


@pytest.mark.parametrize(
    ("statement", "seq"),
    [
        ("UPDATE entries SET body = replace(body, 'Al-Bab', 'Tadef') WHERE seq = 4", 4),
        ("UPDATE entries SET body = body || ' ' WHERE seq = 4", 4),
        ("UPDATE entries SET body = CAST(body AS BLOB) WHERE seq = 4", 4),
        ("UPDATE entries SET kind = 'judgement' WHERE seq = 4", 4),
        ("UPDATE entries SET kind = 'rumour' WHERE seq = 4", 4),
        ("UPDATE entries SET recorded_at = '2017-02-06T12:03:00.000001Z' WHERE seq = 4", 4),
        ("UPDATE entries SET recorded_at = '2017-02-06T12:03:00Z' WHERE seq = 4", 4),
        ("UPDATE entries SET body_hash = upper(body_hash) WHERE seq = 4", 4),
        ("UPDATE entries SET hash = previous_hash WHERE seq = 4", 4),
        ("UPDATE entries SET previous_hash = hash WHERE seq = 4", 4),
        ("DELETE FROM entries WHERE seq = 4", 5),
        ("DELETE FROM entries WHERE seq <= 4", 5),
        ("UPDATE entries SET seq = 99 WHERE seq = 12", 99),
        (f"INSERT INTO entries SELECT 13, {', '.join(TEXT_COLUMNS)} FROM entries WHERE seq = 4", 13),
    ],
)
def test_sql_that_changes_an_entry_is_found_at_its_number(
    copy: Callable[[], Path], statement: str, seq: int
) -> None:
    assert seq in {fault.seq for fault in alter(copy(), statement).faults}


def test_swapped_entries_are_found(copy: Callable[[], Path]) -> None:
    swapped = alter(
        copy(),
        "UPDATE entries SET seq = -1 WHERE seq = 4",
        "UPDATE entries SET seq = 4 WHERE seq = 5",
        "UPDATE entries SET seq = 5 WHERE seq = -1",
    )
    assert {4, 5} <= {fault.seq for fault in swapped.faults}


def test_a_tail_cut_by_sql_is_found_without_an_anchor(copy: Callable[[], Path]) -> None:
    cut = alter(copy(), "DELETE FROM entries WHERE seq > 8", keep_tail=True)
    assert "8 is the last, 12 were given" in str(cut.faults[0])


def test_what_only_an_anchor_finds_a_forged_end_and_a_tail_cut_with_care(copy: Callable[[], Path]) -> None:
    path = copy()
    noted = told_by(path)[-1].anchor
    assert alter(path, "DELETE FROM entries WHERE seq > 8").whole
    assert not verify(path, anchor=noted).whole

    path = copy()
    last = told_by(path)[-1]
    body = json.dumps({"n": 11, "none": None, "text": "forged"}, separators=(",", ":"))
    body_hash = sha256_hex(body.encode())
    recorded = last.recorded_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    forged = chain_hash(last.seq, recorded, last.kind.value, body_hash, last.previous_hash)
    values = f"body = '{body}', body_hash = '{body_hash}', hash = '{forged}'"
    assert alter(path, f"UPDATE entries SET {values} WHERE seq = {last.seq}").whole
    assert last.seq in {fault.seq for fault in verify(path, anchor=noted).faults}


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER entries_no_update",
        "DROP INDEX entries_by_kind",
        "CREATE TRIGGER late AFTER INSERT ON entries BEGIN SELECT 1; END",
        "CREATE TABLE more (x)",
    ],
)
def test_a_changed_schema_is_found(copy: Callable[[], Path], statement: str) -> None:
    path = copy()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()
    assert [fault.seq for fault in verified(path).faults] == [None]


def found_or_harmless(path: Path, before: list[Entry]) -> bool:
    """Whether verification finds a fault; where it finds none, the ledger must say what it said."""
    if not verified(path).whole:
        return True
    try:
        assert told_by(path) == before
        with Ledger.open(path) as ledger:
            reports = list(ledger.entries(kinds=[EntryKind.REPORT]))
        assert reports == [entry for entry in before if entry.kind is EntryKind.REPORT]
    except MarsadError as error:
        pytest.fail(f"verified as whole, but cannot be read: {error}")
    return False


@SHOTS
@given(st.data())
def test_changed_bytes_of_the_file_are_found_or_change_nothing(
    copy: Callable[[], Path], untouched: Path, data: st.DataObject
) -> None:
    path = copy()
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    found_or_harmless(path, told_by(untouched))


@SHOTS
@given(st.data())
def test_cut_inserted_and_moved_bytes_of_the_file_are_found_or_change_nothing(
    copy: Callable[[], Path], untouched: Path, data: st.DataObject
) -> None:
    path = copy()
    content = path.read_bytes()
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(content))] * 2)))
    altered = {
        "cut": content[:start] + content[end:],
        "cut end": content[:start],
        "insert": content[:start] + b"\0" * (end - start) + content[start:],
        "repeat": content[:end] + content[start:],
        "blank": content[:start] + b"\0" * (end - start) + content[end:],
    }[data.draw(st.sampled_from(["cut", "cut end", "insert", "repeat", "blank"]))]
    path.write_bytes(altered)
    found_or_harmless(path, told_by(untouched))


def test_every_byte_of_the_text_of_an_entry_is_guarded(copy: Callable[[], Path], untouched: Path) -> None:
    """The whole stretch of one row in the file, byte by byte: nothing there can change unseen."""
    content = untouched.read_bytes()
    body = b'{"n":3,"none":null,'
    start = content.index(body) - 40  # the row's header, its moment and its kind lie before its body
    with Ledger.open(untouched) as ledger:
        entry = next(each for each in ledger.entries() if each.body["n"] == 3)
    end = content.index(entry.hash.encode(), start) + 64
    before = told_by(untouched)
    missed = []
    for at in range(start, end):
        path = copy()
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        if not found_or_harmless(path, before):
            missed.append(at)
    assert missed == []


def test_a_lost_or_altered_original_is_found_at_its_report(tmp_path: Path) -> None:
    originals = Originals(tmp_path / "originals")
    kept = [originals.keep(f"report {n}".encode()) for n in range(3)]
    with Ledger.create(tmp_path / "ledger.sqlite") as ledger:
        ledger.append_all(
            NewEntry(EntryKind.REPORT, report_body(Report(f"rep_{n}", "text", original_sha256=sha256)), NOON)
            for n, sha256 in enumerate(kept)
        )
    found = verify(tmp_path / "ledger.sqlite", originals)
    assert (found.faults, found.originals) == ((), 3)
    (tmp_path / "originals" / kept[0][:2] / kept[0]).unlink()
    altered = tmp_path / "originals" / kept[2][:2] / kept[2]
    altered.write_bytes(altered.read_bytes() + b" ")
    faults = verify(tmp_path / "ledger.sqlite", originals).faults
    assert [(fault.seq, "lost" in fault.what, "altered" in fault.what) for fault in faults] == [
        (1, True, False),
        (3, False, True),
    ]
    check = Check(tmp_path / "originals")
    check_file(tmp_path / "ledger.sqlite", check)
    assert [(seq, "lost" in what, "altered" in what) for seq, what in check.faults] == [
        (1, True, False),
        (3, False, True),
    ]


@pytest.mark.parametrize(
    ("column", "forged"),
    [("body", "{not JSON"), ("recorded_at", "2017-13-40T12:00:00.000000Z"), ("body", '["a list"]')],
)
def test_a_forged_entry_that_no_reader_could_read_is_found(
    copy: Callable[[], Path], column: str, forged: str
) -> None:
    path = copy()
    last = told_by(path)[-1]
    recorded, body_hash = last.recorded_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), last.body_hash
    if column == "body":
        body_hash = sha256_hex(forged.encode())
    else:
        recorded = forged
    chained = chain_hash(last.seq, recorded, last.kind.value, body_hash, last.previous_hash)
    values = f"{column} = '{forged}', body_hash = '{body_hash}', hash = '{chained}'"
    found = alter(path, f"UPDATE entries SET {values} WHERE seq = {last.seq}")
    assert [fault.seq for fault in found.faults] == [last.seq]
    with Ledger.open(path) as ledger, pytest.raises(VerificationError, match="forged"):
        list(ledger.entries())
