"""The law of ledgers. A store joins by subclassing ``LedgerLaw`` and saying how one is made and opened again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from marsad.errors import LedgerError
from marsad.ledger.entries import GENESIS, Anchor, EntryKind, NewEntry, body_bytes, chained
from marsad.ledger.erasure import Erasure, erasure_body, erasure_of, sha256_of
from marsad.ledger.postgresql import PostgresLedger
from marsad.ledger.protocol import LedgerStore
from marsad.ledger.rows import EntryRow, row_of
from marsad.ledger.server import Address
from marsad.ledger.store import Ledger
from marsad.ledger.walk import Walk
from marsad.model.ids import Json, canonical_bytes, sha256_hex

NOON = datetime(2017, 2, 6, 12, tzinfo=UTC)


class LedgerLaw:
    """What holds for every ledger."""

    def create(self, folder: Path) -> LedgerStore:
        raise NotImplementedError

    def reopen(self, folder: Path) -> LedgerStore:
        raise NotImplementedError

    @pytest.fixture
    def ledger(self, tmp_path: Path) -> Iterator[LedgerStore]:
        store = self.create(tmp_path)
        yield store
        store.close()

    def test_an_empty_ledger_has_no_head_and_is_whole(self, ledger: LedgerStore) -> None:
        assert ledger.head() is None
        assert list(ledger.entries()) == []
        assert ledger.verify().whole

    def test_entries_come_back_as_appended_and_in_order(self, ledger: LedgerStore, tmp_path: Path) -> None:
        appended = [
            ledger.append(EntryKind.SOURCE, {"id": "src_a"}, NOON),
            *ledger.append_all([NewEntry(EntryKind.REPORT, {"text": "نص\n", "n": n}, NOON) for n in range(3)]),
        ]
        assert list(ledger.entries()) == appended
        assert [entry.seq for entry in appended] == [1, 2, 3, 4]
        assert ledger.head() == appended[-1]
        ledger.close()
        again = self.reopen(tmp_path)
        assert list(again.entries()) == appended
        again.close()

    def test_the_chain_can_be_computed_by_anyone(self, ledger: LedgerStore) -> None:
        ledger.append(EntryKind.AREA, {"name": "syria", "km": 1.5}, NOON)
        ledger.append(EntryKind.EDITION, {"id": "e"}, NOON + timedelta(microseconds=7))
        previous = GENESIS
        for entry in ledger.entries():
            head: dict[str, Json] = {
                "seq": entry.seq,
                "recorded_at": entry.recorded_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
                "kind": entry.kind.value,
                "body_hash": sha256_hex(canonical_bytes(entry.body)),
                "previous_hash": previous,
            }
            assert entry.hash == sha256_hex(canonical_bytes(head))
            previous = entry.hash

    def test_known_at_is_inclusive_and_kinds_and_after_select(self, ledger: LedgerStore) -> None:
        kinds = [EntryKind.REPORT, EntryKind.READING, EntryKind.REPORT]
        for hour, kind in enumerate(kinds):
            ledger.append(kind, {"hour": hour}, NOON + timedelta(hours=hour))
        one = NOON + timedelta(hours=1)
        assert [e.seq for e in ledger.entries(known_at=one)] == [1, 2]
        assert [e.seq for e in ledger.entries(known_at=one - timedelta(microseconds=1))] == [1]
        assert [e.seq for e in ledger.entries(kinds=[EntryKind.REPORT])] == [1, 3]
        assert [e.seq for e in ledger.entries(kinds=[EntryKind.REPORT], after=1)] == [3]
        assert list(ledger.entries(kinds=[])) == []
        with pytest.raises(LedgerError, match="time zone"):
            list(ledger.entries(known_at=datetime(2017, 2, 6)))

    def test_a_clock_that_jumps_back_never_takes_the_ledger_back(self, ledger: LedgerStore) -> None:
        first = ledger.append(EntryKind.REPORT, {}, NOON)
        back = ledger.append(EntryKind.REPORT, {}, NOON - timedelta(days=1))
        damascus = ledger.append(
            EntryKind.REPORT, {}, datetime(2017, 2, 6, 15, tzinfo=timezone(timedelta(hours=2)))
        )
        assert back.recorded_at == first.recorded_at
        assert damascus.recorded_at == NOON + timedelta(hours=1)
        assert ledger.verify().whole

    def test_all_or_none_of_a_batch_is_recorded(self, ledger: LedgerStore) -> None:
        before = ledger.append(EntryKind.REPORT, {}, NOON)
        with pytest.raises(LedgerError, match="exactly"):
            ledger.append_all(
                [NewEntry(EntryKind.REPORT, {}, NOON), NewEntry(EntryKind.REPORT, {"n": float("nan")}, NOON)]
            )
        assert ledger.head() == before
        assert ledger.append_all([]) == ()

    @pytest.mark.parametrize("body", [{"n": 2**53}, {"text": "\ud800"}, {"n": float("inf")}])
    def test_what_json_cannot_carry_exactly_is_refused(self, ledger: LedgerStore, body: dict[str, float]) -> None:
        with pytest.raises(LedgerError, match="exactly"):
            ledger.append(EntryKind.REPORT, body, NOON)

    def test_a_moment_without_zone_is_refused(self, ledger: LedgerStore) -> None:
        with pytest.raises(LedgerError, match="time zone"):
            ledger.append(EntryKind.REPORT, {}, datetime(2017, 2, 6))

    def test_entries_appended_while_reading_are_not_given(self, ledger: LedgerStore) -> None:
        ledger.append_all([NewEntry(EntryKind.REPORT, {}, NOON)] * 600)
        seen = 0
        for entry in ledger.entries():
            seen += 1
            if entry.seq % 200 == 0:
                ledger.append(EntryKind.READING, {}, NOON)
        assert seen == 600
        assert ledger.verify().entries == 603

    def test_what_is_appended_while_it_verifies_is_no_fault(
        self, ledger: LedgerStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ledger.append_all([NewEntry(EntryKind.REPORT, {"n": n}, NOON) for n in range(3)])
        visit = Walk.visit

        def slowly(walk: Walk, row: EntryRow) -> None:
            visit(walk, row)
            if walk.seq == 2:
                ledger.append(EntryKind.READING, {}, NOON)

        monkeypatch.setattr(Walk, "visit", slowly)
        reader = self.reopen(tmp_path)
        found = reader.verify()
        reader.close()
        assert (found.faults, found.entries) == ((), 3)
        monkeypatch.undo()
        assert ledger.verify().entries == 4

    def test_a_noted_head_reveals_another_past(self, ledger: LedgerStore) -> None:
        noted = ledger.append(EntryKind.REPORT, {"n": 1}, NOON).anchor
        ledger.append(EntryKind.REPORT, {"n": 2}, NOON)
        assert ledger.verify(noted).whole
        assert ledger.verify().head == Anchor(2, getattr(ledger.head(), "hash", ""))
        assert not ledger.verify(Anchor(1, sha256_hex(body_bytes({})))).whole
        assert not ledger.verify(Anchor(3, noted.hash)).whole

    def test_what_an_erasure_left_is_given_out_and_verified(self, ledger: LedgerStore, tmp_path: Path) -> None:
        whole = ledger.append(EntryKind.REPORT, {"id": "rep_1", "text": "by the bakery"}, NOON)
        ledger.append(EntryKind.REPORT, {"id": "rep_2"}, NOON)
        remains: dict[str, Json] = {"id": "rep_1", "text": "[erased] rep_1", "erased": True}
        erasure = Erasure("rep_1", "in danger", {1: (whole.body_hash, sha256_of(remains))})
        ledger.erase({1: remains}, NewEntry(EntryKind.JUDGEMENT, erasure_body(erasure), NOON))
        assert (ledger.verify().whole, ledger.verify().erased) == (True, 1)
        ledger.scrub()
        ledger.close()
        again = self.reopen(tmp_path)
        first, *_, last = again.entries()
        assert (first.body, first.erased) == (remains, True)
        assert (first.body_hash, first.hash) == (whole.body_hash, whole.hash)
        assert erasure_of(last.body) == erasure
        again.close()

    def test_a_store_takes_over_another_ones_rows_into_an_empty_one_alone(self, ledger: LedgerStore) -> None:
        rows: list[dict[str, Any]] = []
        last = None
        for n in range(3):
            new = NewEntry(EntryKind.REPORT, {"n": n}, NOON)
            last = chained(last, new, body_bytes(new.body))
            rows.append(row_of(last, body_bytes(new.body)))
        assert ledger.adopt([rows[:2], rows[2:]]) == 3
        assert ledger.verify().head == (last.anchor if last else None)
        assert [tuple(row) for row in ledger.rows()] == [tuple(row.values()) for row in rows]
        with pytest.raises(LedgerError, match="not empty"):
            ledger.adopt([rows])


class TestSqliteLedger(LedgerLaw):
    """The ledger in one SQLite file."""

    def create(self, folder: Path) -> LedgerStore:
        return Ledger.create(folder / "ledger.sqlite")

    def reopen(self, folder: Path) -> LedgerStore:
        return Ledger.open(folder / "ledger.sqlite")


class TestPostgresLedger(LedgerLaw):
    """The ledger in a PostgreSQL schema."""

    @pytest.fixture(autouse=True)
    def _server(self, postgres: Any, request: pytest.FixtureRequest) -> Iterator[None]:
        self.address = Address.parse(postgres.url(f"law_{abs(hash(request.node.nodeid)) % 10**9}"))
        self.opened: list[PostgresLedger] = []
        yield
        for ledger in self.opened:
            ledger.close()

    def create(self, folder: Path) -> LedgerStore:
        self.opened.append(PostgresLedger.create(self.address))
        return self.opened[-1]

    def reopen(self, folder: Path) -> LedgerStore:
        self.opened.append(PostgresLedger.open(self.address))
        return self.opened[-1]
