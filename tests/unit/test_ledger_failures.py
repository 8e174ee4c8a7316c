"""What a ledger says and keeps when it cannot be written, read or opened."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from time import sleep

import pytest

from marsad.errors import LedgerError, UsageError, VerificationError
from marsad.ledger.entries import Anchor, EntryKind, NewEntry, chain_hash, recorded_text
from marsad.ledger.rows import SCHEMA
from marsad.ledger.store import Ledger
from marsad.ledger.verify import verify
from marsad.model.ids import Json, canonical_bytes, sha256_hex

NOON = datetime(2017, 2, 6, 12, tzinfo=UTC)
NOBODY = 65_534


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


def filled(path: Path, entries: int = 3) -> Path:
    with Ledger.create(path) as ledger:
        ledger.append_all([NewEntry(EntryKind.REPORT, {"text": f"report {n}"}, NOON) for n in range(entries)])
    return path


def test_the_hash_written_out_is_that_of_the_canonical_form() -> None:
    form: dict[str, Json] = {
        "seq": 12,
        "recorded_at": recorded_text(NOON),
        "kind": "report",
        "body_hash": "a" * 64,
    }
    form["previous_hash"] = "b" * 64
    assert chain_hash(12, recorded_text(NOON), "report", "a" * 64, "b" * 64) == sha256_hex(canonical_bytes(form))


def test_moments_of_early_years_keep_their_order() -> None:
    early = recorded_text(datetime(3, 1, 1, tzinfo=UTC))
    assert early == "0003-01-01T00:00:00.000000Z"
    assert early < recorded_text(NOON)


def test_an_anchor_is_read_back_and_anything_else_is_refused() -> None:
    anchor = Anchor(3, "0" * 64)
    assert Anchor.parse(f" {anchor}\n") == anchor
    for wrong in ("", "3", "3:abc", f"0:{'0' * 64}", f"-1:{'0' * 64}", f"٣:{'0' * 64}"):
        with pytest.raises(UsageError):
            Anchor.parse(wrong)


def test_a_second_writer_is_refused_and_readers_are_not(path: Path) -> None:
    filled(path)
    with Ledger.open(path, writable=True) as writer:
        with pytest.raises(LedgerError, match="written to by another"):
            Ledger.open(path, writable=True)
        with Ledger.open(path) as reader:
            assert reader.head() == writer.head()
            entry = writer.append(EntryKind.REPORT, {}, NOON)
            assert reader.head() == entry
    with Ledger.open(path, writable=True) as freed:
        assert freed.head() == entry


def test_a_writer_in_another_process_is_refused(path: Path) -> None:
    filled(path)
    with Ledger.open(path, writable=True):
        code = (
            "import sys; from pathlib import Path; from marsad.ledger.store import Ledger\n"
            "Ledger.open(Path(sys.argv[1]), writable=True)"
        )
        command = [sys.executable, "-c", code, str(path)]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert "is being written to by another marsad" in answer.stderr


def test_a_writer_waits_while_a_reader_puts_the_index_of_the_log_right(path: Path) -> None:
    filled(path)
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as reader:

        def let_go() -> None:
            sleep(0.3)
            reader.execute("ROLLBACK")

        def held_for_a_moment() -> Thread:
            reader.execute("BEGIN IMMEDIATE")  # the lock that SQLite takes for it
            ending = Thread(target=let_go)
            ending.start()
            return ending

        ending = held_for_a_moment()
        with Ledger.open(path, writable=True) as writer:
            ending.join()
            before = writer.head()
            ending = held_for_a_moment()
            entry = writer.append(EntryKind.REPORT, {}, NOON)
            ending.join()
            assert before is not None and entry.seq == before.seq + 1


def test_a_full_disk_loses_nothing_that_was_accepted(path: Path) -> None:
    with Ledger.create(path) as ledger:
        accepted = ledger.append(EntryKind.REPORT, {"text": "small"}, NOON)
        with ledger._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 12")
        with pytest.raises(LedgerError, match=r"the disk is full; nothing of this was recorded"):
            ledger.append_all(
                [NewEntry(EntryKind.REPORT, {}, NOON), NewEntry(EntryKind.REPORT, {"text": "x" * 100_000}, NOON)]
            )
        assert list(ledger.entries()) == [accepted]
        with ledger._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 100000")
        assert ledger.append(EntryKind.REPORT, {}, NOON).seq == 2
        assert ledger.verify().whole


def test_a_ledger_that_could_not_be_made_leaves_the_place_free(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SCHEMA, "entries", "CREATE TABLE entries (")
    with pytest.raises(LedgerError, match="cannot be used"):
        Ledger.create(path)
    monkeypatch.undo()
    with Ledger.create(path) as ledger:
        assert ledger.head() is None


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may write anywhere, so a test of permissions steps down for a moment."""
    if not hasattr(os, "geteuid"):
        pytest.skip("no permissions of this kind on this system")
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that another user can reach, which pytest's own are not."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def test_a_ledger_that_may_not_be_written_to_can_be_read(open_folder: Path) -> None:
    path = filled(open_folder / "ledger.sqlite")
    path.chmod(0o444)
    Path(f"{path}.lock").chmod(0o444)
    open_folder.chmod(0o555)
    with as_nobody():
        with pytest.raises(LedgerError, match="cannot be written to"):
            Ledger.open(path, writable=True)
        with Ledger.open(path) as ledger:
            assert ledger.verify().entries == 3
    open_folder.chmod(0o755)


def test_a_read_only_file_is_found_when_it_is_opened_for_writing(open_folder: Path) -> None:
    path = filled(open_folder / "ledger.sqlite")
    path.chmod(0o444)
    Path(f"{path}.lock").unlink(missing_ok=True)
    open_folder.chmod(0o777)
    with as_nobody():
        with pytest.raises(LedgerError, match="may not be written to; change its permissions"):
            Ledger.open(path, writable=True)
        with Ledger.open(path) as ledger:
            assert ledger.verify().whole


def test_opening_for_writing_writes_nothing(path: Path) -> None:
    before = filled(path).read_bytes()
    with Ledger.open(path, writable=True):
        pass
    assert path.read_bytes() == before


def test_a_ledger_cannot_be_made_where_one_may_not_write(open_folder: Path) -> None:
    open_folder.chmod(0o555)
    with as_nobody(), pytest.raises(LedgerError, match="cannot be written to"):
        Ledger.create(open_folder / "ledger.sqlite")
    open_folder.chmod(0o755)


def test_reading_does_not_write(path: Path) -> None:
    filled(path)
    with Ledger.open(path) as ledger, pytest.raises(LedgerError, match="opened for reading only"):
        ledger.append(EntryKind.REPORT, {}, NOON)


def test_what_is_no_ledger_is_refused(path: Path) -> None:
    with pytest.raises(LedgerError, match="is not there"):
        Ledger.open(path)
    path.write_bytes(b"this is a letter, not a database, and long enough to have a header of its own" * 20)
    with pytest.raises(LedgerError, match="not a ledger"):
        Ledger.open(path)
    path.unlink()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE entries (x)")
    with pytest.raises(LedgerError, match="not a ledger of Marsad"):
        Ledger.open(path)
    with pytest.raises(LedgerError, match="never overwritten"):
        Ledger.create(path)


def test_a_ledger_of_a_later_layout_is_left_alone(path: Path) -> None:
    filled(path)
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA user_version = 99")
    with pytest.raises(LedgerError, match="layout 99"):
        Ledger.open(path, writable=True)


def test_an_altered_entry_is_never_given_out(path: Path) -> None:
    filled(path)
    with closing(sqlite3.connect(path)) as other:
        other.execute("DROP TRIGGER entries_no_update")
        other.execute("UPDATE entries SET body = replace(body, 'report 1', 'report 7') WHERE seq = 2")
        other.commit()
    with Ledger.open(path) as ledger, pytest.raises(VerificationError, match="entry 2"):
        list(ledger.entries())


def test_the_file_itself_refuses_updates_and_deletions(path: Path) -> None:
    filled(path)
    with closing(sqlite3.connect(path)) as other:
        for statement in ("UPDATE entries SET kind = 'area'", "DELETE FROM entries"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                other.execute(statement)
    assert verify(path).whole


INTERRUPTED = """
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from marsad.ledger.entries import EntryKind, NewEntry
from marsad.ledger.store import Ledger

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
with Ledger.create(Path(sys.argv[1])) as ledger:
    at = datetime(2017, 2, 6, tzinfo=UTC)
    while True:
        entries = ledger.append_all([NewEntry(EntryKind.REPORT, {"text": "x" * 2000}, at)] * 3)
        print(entries[-1].seq, flush=True)
"""


@pytest.mark.parametrize("how", ["SIGINT", "SIGKILL"])
def test_an_interrupted_writer_loses_nothing_accepted_and_leaves_nothing_half(path: Path, how: str) -> None:
    import signal

    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as writer:
        assert writer.stdout is not None
        for _ in range(5):
            writer.stdout.readline()
        writer.send_signal(getattr(signal, how))
        printed = [line for line in writer.stdout.read().split() if line]
    last_accepted = int(printed[-1]) if printed else 15
    with Ledger.open(path, writable=True) as ledger:
        found = ledger.verify()
        assert found.whole
        assert found.entries >= last_accepted
        assert found.entries % 3 == 0
        assert ledger.append(EntryKind.REPORT, {}, NOON).seq == found.entries + 1
