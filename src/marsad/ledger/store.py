"""The ledger in one SQLite file: one writer at a time, any number of readers.

WAL with ``synchronous=FULL``: an entry that ``append`` returned survives a crash of the process, and of the
machine as far as the disk keeps its word. Two writers are kept apart by a lock on a file beside it, because
SQLite from 3.7 to 3.51.2 can lose a frame of its WAL when two connections write and checkpoint at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from filelock import FileLock
from sqlalchemy import Connection, Engine, Select, insert, select

from marsad.errors import LedgerError
from marsad.ledger.entries import (
    GENESIS,
    Anchor,
    Body,
    Entry,
    EntryKind,
    NewEntry,
    body_bytes,
    chain_hash,
    moment_of,
    recorded_text,
)
from marsad.ledger.failures import explained
from marsad.ledger.file import engine_for, lay_out, must_be_ours, must_take_entries, writer_lock
from marsad.ledger.rows import EntryRow, entries_table, entry_of, row_of
from marsad.ledger.verify import Verification, verify_rows
from marsad.model.ids import sha256_hex

PAGE_ENTRIES = 500


class Ledger:
    """The append-only record of one observatory; :class:`marsad.ledger.protocol.LedgerStore` is its law."""

    def __init__(self, path: Path, engine: Engine, lock: FileLock | None) -> None:
        self.path = path
        self._engine = engine
        self._lock = lock

    @classmethod
    def create(cls, path: Path) -> Ledger:
        """Make an empty ledger at ``path``, open for writing. Raises LedgerError where something lies there."""
        lock = writer_lock(path)
        try:
            with explained(path):
                return cls(path, lay_out(path), lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def open(cls, path: Path, writable: bool = False) -> Ledger:
        """Open the ledger at ``path``. Raises LedgerError: not there, not a ledger, read-only, in use."""
        if not path.is_file():
            raise LedgerError(f"{path} is not there; marsad init makes an observatory with its ledger")
        ledger = cls(path, engine_for(path, writable), writer_lock(path) if writable else None)
        try:
            with explained(path), ledger._engine.connect() as connection:
                must_be_ours(connection, path)
                if writable:
                    must_take_entries(connection)
        except BaseException:
            ledger.close()
            raise
        return ledger

    def append(self, kind: EntryKind, body: Body, recorded_at: datetime) -> Entry:
        """Record one entry, durably, chained to the last one.

        ``recorded_at`` needs a time zone. Where it lies before the last entry's (a clock set back, or an older
        report replayed), the entry gets the last one's moment, so that ``known_at`` always cuts at one point.
        Raises LedgerError, with nothing recorded: disk full, read-only, opened for reading.
        """
        return self.append_all([NewEntry(kind, body, recorded_at)])[0]

    def append_all(self, new: Iterable[NewEntry]) -> tuple[Entry, ...]:
        """Record all or none in one transaction, durably, in this order. Errors as for :meth:`append`."""
        if self._lock is None:
            raise LedgerError(f"{self.path} was opened for reading only")
        ready = [(each, body_bytes(each.body)) for each in new]
        if not ready:
            return ()
        with explained(self.path), self._engine.begin() as connection:
            entries: list[Entry] = []
            last = _last(connection)
            for each, canonical in ready:
                last = _chained(last, each, canonical)
                entries.append(last)
            rows = [row_of(entry, canonical) for entry, (_, canonical) in zip(entries, ready, strict=True)]
            connection.execute(insert(entries_table), rows)
        return tuple(entries)

    def entries(
        self, kinds: Iterable[EntryKind] | None = None, known_at: datetime | None = None, after: int = 0
    ) -> Iterator[Entry]:
        """Entries in order: of these kinds (None: all), recorded at ``known_at`` or before, above ``after``.

        Entries appended while it runs are not given. Raises VerificationError at an entry that was altered.
        """
        last = self.head()
        if last is None:
            return
        seq = entries_table.c.seq
        wanted = select(entries_table).where(seq <= last.seq).order_by(seq).limit(PAGE_ENTRIES)
        if kinds is not None:
            wanted = wanted.where(entries_table.c.kind.in_(sorted(kind.value for kind in kinds)))
        if known_at is not None:
            wanted = wanted.where(entries_table.c.recorded_at <= recorded_text(known_at))
        while page := self._page(wanted.where(seq > after)):
            yield from map(entry_of, page)
            after = page[-1].seq

    def _page(self, statement: Select[*tuple[Any, ...]]) -> list[EntryRow]:
        with explained(self.path), self._engine.connect() as connection:
            return list(connection.execute(statement).all())

    def head(self) -> Entry | None:
        """The last entry; None in an empty ledger."""
        with explained(self.path), self._engine.connect() as connection:
            return _last(connection)

    def verify(self, anchor: Anchor | None = None) -> Verification:
        """Prove that every entry is as recorded, in order and without gaps, and that ``anchor`` is among them."""
        return verify_rows(self._engine, anchor)

    def close(self) -> None:
        """Let go of the file, and of the right to write."""
        self._engine.dispose()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _last(connection: Connection) -> Entry | None:
    row = connection.execute(select(entries_table).order_by(entries_table.c.seq.desc()).limit(1)).first()
    return None if row is None else entry_of(row)


def _chained(last: Entry | None, new: NewEntry, canonical: bytes) -> Entry:
    recorded = recorded_text(new.recorded_at)
    moment = moment_of(recorded)
    if last is not None and moment < last.recorded_at:
        moment, recorded = last.recorded_at, recorded_text(last.recorded_at)
    seq, previous_hash = (last.seq + 1, last.hash) if last else (1, GENESIS)
    body_hash = sha256_hex(canonical)
    own_hash = chain_hash(seq, recorded, new.kind.value, body_hash, previous_hash)
    return Entry(seq, moment, new.kind, new.body, body_hash, previous_hash, own_hash)
