"""A ledger on a PostgreSQL server: several desks, a server that goes away, rights, and what verification finds."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from nacl import pwhash

from marsad import Observatory
from marsad.demo import reports_folder
from marsad.errors import LedgerError, UsageError, VerificationError
from marsad.ledger import server
from marsad.ledger.entries import EntryKind, NewEntry
from marsad.ledger.layout import rights_for
from marsad.ledger.postgresql import PostgresLedger
from marsad.ledger.server import Address
from marsad.ledger.shared_originals import SharedOriginals
from marsad.vault.passphrase import SALT_BYTES, Cost, Derivation

NOON = datetime(2017, 2, 6, 12, tzinfo=UTC)
_numbers = count(1)


@pytest.fixture
def schema() -> str:
    return f"desk_{next(_numbers)}"


@pytest.fixture
def address(postgres: Any, schema: str) -> Address:
    return Address.parse(postgres.url(schema))


def filled(address: Address, entries: int = 5) -> None:
    with PostgresLedger.create(address) as ledger:
        ledger.append_all([NewEntry(EntryKind.REPORT, {"text": f"report {n}"}, NOON) for n in range(entries)])


DESK = """
import sys
from datetime import UTC, datetime
from marsad.ledger.entries import EntryKind, NewEntry
from marsad.ledger.postgresql import PostgresLedger
from marsad.ledger.server import Address
with PostgresLedger.open(Address.parse(sys.argv[1]), writable=True) as ledger:
    for n in range(30):
        new = NewEntry(EntryKind.REPORT, {"desk": sys.argv[2], "n": n}, datetime.now(UTC))
        entries = ledger.append_all([new] * 3)
        print(entries[-1].seq, flush=True)
"""


def test_several_desks_append_at_once_and_the_chain_is_one(address: Address, postgres: Any, schema: str) -> None:
    filled(address, 1)
    postgres.sql(*rights_for(schema, "desk2"), user="marsad")
    users = ("marsad", "desk2", "marsad")
    desks = [
        subprocess.Popen(
            [sys.executable, "-c", DESK, postgres.url(schema, user), str(n)], stdout=subprocess.PIPE, text=True
        )
        for n, user in enumerate(users)
    ]
    printed = [desk.communicate()[0].split() for desk in desks]
    assert [desk.returncode for desk in desks] == [0, 0, 0]
    with PostgresLedger.open(address) as ledger:
        found = ledger.verify()
        assert (found.whole, found.entries) == (True, 1 + 3 * 90)
        for number, seqs in enumerate(printed):
            mine = [entry for entry in ledger.entries() if entry.body.get("desk") == str(number)]
            assert [entry.body["n"] for entry in mine] == [n for n in range(30) for _ in range(3)]
            assert [str(entry.seq) for entry in mine[2::3]] == seqs


def test_readers_are_not_in_the_way_of_a_writer_nor_it_in_theirs(address: Address) -> None:
    filled(address)
    with PostgresLedger.open(address, writable=True) as writer, PostgresLedger.open(address) as reader:
        with writer.writing():  # holds the lock that orders appends
            assert len(list(reader.entries())) == 5
            assert reader.verify().whole
        rows = reader.rows()
        next(rows)
        assert writer.append(EntryKind.REPORT, {}, NOON).seq == 6
        assert len(list(rows)) == 4


def test_a_server_that_is_gone_for_a_while_loses_nothing_and_repeats_nothing(
    address: Address, postgres: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(address, 1)
    monkeypatch.setattr(server, "LONGEST_PAUSE_SECONDS", 1.0)
    accepted: list[int] = []
    with PostgresLedger.open(address, writable=True) as ledger:

        def append() -> None:
            for n in range(0, 400, 4):
                accepted.append(ledger.append(EntryKind.REPORT, {"n": n}, NOON).seq)
                new = [NewEntry(EntryKind.REPORT, {"n": n + more}, NOON) for more in (1, 2, 3)]
                accepted.extend(entry.seq for entry in ledger.append_all(new))

        desk = threading.Thread(target=append)
        desk.start()
        for _ in range(3):
            time.sleep(0.15)
            postgres.stop("immediate")
            time.sleep(0.3)
            postgres.start()
        desk.join(60)
        assert not desk.is_alive()
        assert ledger.verify().whole
        assert [entry.body["n"] for entry in ledger.entries(after=1)] == list(range(400))
    assert accepted == list(range(2, 402))


def test_a_question_to_a_server_that_is_gone_is_answered_at_once_and_plainly(
    address: Address, postgres: Any
) -> None:
    filled(address)
    with PostgresLedger.open(address) as ledger:
        postgres.stop("immediate")
        try:
            with pytest.raises(LedgerError, match="cannot be reached; check that it runs"):
                ledger.head()
            with pytest.raises(LedgerError, match="cannot be reached"):
                PostgresLedger.open(address)
        finally:
            postgres.start()
        assert len(list(ledger.entries())) == 5  # and it goes on by itself
        postgres.stop("fast")
        postgres.start()
        assert len(list(ledger.entries())) == 5


def test_patience_has_an_end(address: Address, postgres: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(address)
    with PostgresLedger.open(address, writable=True) as ledger:
        ledger.server.patience_s = 0.8
        postgres.stop("immediate")
        try:
            with pytest.raises(LedgerError, match="cannot be reached"):
                ledger.append(EntryKind.REPORT, {}, NOON)
        finally:
            postgres.start()
        assert ledger.append(EntryKind.REPORT, {}, NOON).seq == 6


@pytest.mark.parametrize(
    "statement",
    ["UPDATE {}.entries SET kind = 'area'", "DELETE FROM {}.entries", "TRUNCATE {}.entries",
     "DELETE FROM {}.originals", "INSERT INTO {}.entries SELECT 99, recorded_at, kind, body, body_hash, "
     "previous_hash, hash FROM {}.entries WHERE seq = 1"],
)  # fmt: skip
@pytest.mark.parametrize("user", ["marsad", "postgres"])
def test_the_server_itself_refuses_changes(
    address: Address, postgres: Any, schema: str, statement: str, user: str
) -> None:
    filled(address)
    SharedOriginals(address).keep(b"an original")
    with pytest.raises(AssertionError, match=r"append-only|permission denied|without gaps"):
        postgres.sql(statement.format(schema, schema), user=user)
    with PostgresLedger.open(address) as ledger:
        assert ledger.verify().whole


CHANGES = {
    "body": "UPDATE entries SET body = replace(body, 'report 1', 'report 7') WHERE seq = 2",
    "deleted": "DELETE FROM entries WHERE seq = 3",
    "tail": "DELETE FROM entries WHERE seq = 5",
    "moment": "UPDATE entries SET recorded_at = '2016-02-06T12:00:00.000000Z' WHERE seq = 2",
    "swapped": "UPDATE entries SET seq = 9 - seq WHERE seq >= 4",
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_superuser_changes_is_found(address: Address, postgres: Any, schema: str, change: str) -> None:
    filled(address)
    postgres.sql(
        f"SET search_path = {schema}",
        "SET session_replication_role = replica",  # triggers sleep
        "ALTER TABLE entries DROP CONSTRAINT entries_pkey",
        CHANGES[change],
    )
    with PostgresLedger.open(address) as ledger:
        assert not ledger.verify().whole
        if change == "body":
            with pytest.raises(VerificationError, match="entry 2"):
                list(ledger.entries())


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE {0}.entries DISABLE TRIGGER entries_no_change",
        "DROP TRIGGER entries_no_truncate ON {0}.entries",
        "CREATE OR REPLACE FUNCTION {0}.append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "GRANT UPDATE ON {0}.entries TO stranger",
        "CREATE TABLE {0}.more (x int)",
        "ALTER TABLE {0}.entries ADD COLUMN more text",
    ],
)
def test_a_changed_layout_is_found(address: Address, postgres: Any, schema: str, statement: str) -> None:
    filled(address)
    postgres.sql(statement.format(schema))
    with PostgresLedger.open(address) as ledger:
        assert {fault.seq for fault in ledger.verify().faults} == {None}


def test_who_has_no_right_is_told_so_in_plain_words(address: Address, postgres: Any, schema: str) -> None:
    filled(address)
    with pytest.raises(LedgerError, match=r"lacks the right|no ledger of that schema"):
        PostgresLedger.open(Address.parse(postgres.url(schema, "stranger")))
    with pytest.raises(LedgerError, match="no ledger of that schema"):
        PostgresLedger.open(Address.parse(postgres.url("nowhere")))
    with pytest.raises(LedgerError, match="never overwritten"):
        PostgresLedger.create(address)
    with pytest.raises(LedgerError, match="refuses this user"):
        PostgresLedger.open(Address.parse(postgres.url(schema, "nobody_here")))


@pytest.mark.parametrize(
    "wrong",
    ["postgresql://a:secret@h/d", "postgresql://h/d?password=secret", "postgresql://h/d?options=-cfsync%3Doff",
     "postgresql://h/d?schema=A;DROP", "postgresql://h/d?schema=pg_catalog", "mysql://h/d",
     "postgresql://h:notaport/secret"],
)  # fmt: skip
def test_an_address_with_a_password_or_strange_parameters_is_refused_without_repeating_it(wrong: str) -> None:
    with pytest.raises(UsageError) as refused:
        Address.parse(wrong)
    assert "secret" not in str(refused.value)


def test_an_observatory_works_on_a_server_and_another_desk_joins_it(
    postgres: Any, schema: str, tmp_path: Path
) -> None:
    store = postgres.url(schema)
    first = Observatory.create(tmp_path / "one", replay=True, store=store)
    added = first.add([reports_folder()])
    assert len(added.accepted) == 18
    assert not list((tmp_path / "one").glob("*.sqlite"))
    second = Observatory.create(tmp_path / "two", store=store, join=True)
    assert second.replayed
    day = date(2017, 2, 6)
    assert second.siege("Al-Bab", as_of=day).headline == first.siege("Al-Bab", as_of=day).headline
    assert (second.verify().whole, second.verify().originals) == (True, first.verify().originals)
    assert second.add([reports_folder()]).accepted == []
    kept = {sha256: second.originals.read(sha256) for sha256 in second.originals}
    assert len(kept) == second.verify().originals
    with pytest.raises(LedgerError, match="--join"):
        Observatory.create(tmp_path / "three", store=store)
    assert not (tmp_path / "three").exists()
    with pytest.raises(UsageError, match="another"):
        Observatory.create(tmp_path / "four", area="world", store=store, join=True)


def test_a_lost_original_is_found_on_a_server(address: Address, postgres: Any, schema: str) -> None:
    filled(address)
    originals = SharedOriginals(address)
    sha256 = originals.keep(b"an original")
    with PostgresLedger.open(address, writable=True) as ledger:
        ledger.append(EntryKind.REPORT, {"original_sha256": sha256}, NOON)
        assert ledger.verify(None, originals).originals == 1
        postgres.sql(
            f"SET search_path = {schema}", "SET session_replication_role = replica", "DELETE FROM originals"
        )
        assert [fault.seq for fault in ledger.verify(None, originals).faults] == [6]


def test_a_backup_goes_from_a_server_into_a_folder_and_back(
    postgres: Any, schema: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cheap = Cost(pwhash.argon2id.OPSLIMIT_MIN, pwhash.argon2id.MEMLIMIT_MIN)
    monkeypatch.setattr(Derivation, "new", lambda _cost=None: Derivation(cheap, os.urandom(SALT_BYTES)))
    first = Observatory.create(tmp_path / "one", replay=True, store=postgres.url(schema))
    first.add([reports_folder()])
    first.backup(tmp_path / "b", "correct horse battery staple")
    here = Observatory.restore(tmp_path / "b", tmp_path / "here", "correct horse battery staple")
    assert (here.settings.store, here.settings.title) == ("", first.settings.title)
    assert (tmp_path / "here" / "ledger.sqlite").is_file()
    assert here.verify().head == first.verify().head
    here.backup(tmp_path / "b2", "correct horse battery staple")
    store = postgres.url(f"{schema}_again")
    there = Observatory.restore(tmp_path / "b2", tmp_path / "there", "correct horse battery staple", store=store)
    assert there.settings.store == store
    assert there.verify() == first.verify()
    with pytest.raises(LedgerError, match="never overwritten"):
        Observatory.restore(tmp_path / "b2", tmp_path / "x", "correct horse battery staple", store=store)
    assert not (tmp_path / "x").exists()
