"""What every ledger in a SQL database shares: appending to the chain, reading it, erasing, proving it.

SQLite (``store``) and PostgreSQL (``postgresql``) say how a writer gets its turn and what their own
catalogues must hold; everything that makes a ledger a ledger is here, once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Self

from sqlalchemy import Connection, Engine, Select, func, insert, select, update

from marsad.errors import LedgerError
from marsad.ledger.entries import Anchor, Body, Entry, EntryKind, NewEntry, body_bytes, chained, recorded_text
from marsad.ledger.erasure import BEGINS, erasure_of
from marsad.ledger.failures import DATABASE_ERRORS, explained, explanation
from marsad.ledger.rows import EntryRow, entries_table, entry_of, row_of
from marsad.ledger.walk import OriginalsReader, Verification, Walk

PAGE_ENTRIES = 500
ROWS_AT_ONCE = 1_000

Ready = Sequence[tuple[NewEntry, bytes]]  # what shall be recorded, with the canonical bytes of its body


class SqlLedger(ABC):
    """The append-only record of one observatory; :class:`marsad.ledger.protocol.LedgerStore` is its law."""

    def __init__(self, place: str, engine: Engine, *, writable: bool) -> None:
        self.place = place  # as messages name it; never with a password
        self.writable = writable
        self._engine = engine
        self._remaining: dict[int, str] = {}  # of erased entries: the sha256 of what their bodies are now

    # --- what each store says for itself ---------------------------------------------------------------------

    @abstractmethod
    def writing(self) -> Any:  # noqa: ANN401  a context manager of a connection, made by contextmanager
        """A transaction with the right to write, and nobody else's beside it; durable when it ends."""

    @abstractmethod
    def unlocked(self, connection: Connection) -> Any:  # noqa: ANN401  a context manager
        """Within: the store lets bodies be replaced. Only an erasure asks for that."""

    @abstractmethod
    def scrub(self) -> tuple[str, ...]:
        """Make the bytes of what was erased go from the store's files; what could not be done, in sentences."""

    @abstractmethod
    def structure_faults(self, connection: Connection) -> Iterator[str]:
        """What is not as Marsad laid it out: tables, indexes, triggers, damage."""

    @abstractmethod
    def highest_ever(self, connection: Connection) -> int:
        """The highest number that was ever given, as the store itself remembers it."""

    # --- recording -------------------------------------------------------------------------------------------

    def append(self, kind: EntryKind, body: Body, recorded_at: datetime) -> Entry:
        """Record one entry, durably, chained to the last one.

        ``recorded_at`` needs a time zone. Where it lies before the last entry's (a clock set back, or an older
        report replayed), the entry gets the last one's moment, so that ``known_at`` always cuts at one point.
        Raises LedgerError, with nothing recorded: disk full, read-only, opened for reading, store out of reach.
        """
        return self.append_all([NewEntry(kind, body, recorded_at)])[0]

    def append_all(self, new: Iterable[NewEntry]) -> tuple[Entry, ...]:
        """Record all or none in one transaction, durably, in this order. Errors as for :meth:`append`."""
        self._must_be_writable()
        ready = [(each, body_bytes(each.body)) for each in new]
        return self.record(ready) if ready else ()

    def record(self, ready: Ready) -> tuple[Entry, ...]:
        """Chain and insert what is ready, in one transaction."""
        with self.writing() as connection:
            return self.insert_chained(connection, ready)

    def insert_chained(self, connection: Connection, ready: Ready) -> tuple[Entry, ...]:
        """Chain what is ready to the last entry and insert it."""
        entries = chained_to(self.last(connection), ready)
        self.insert(connection, rows_of(entries, ready))
        return entries

    def insert(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert ``rows``, whose numbers follow the last entry's."""
        connection.execute(insert(entries_table), rows)

    def adopt(self, rows: Iterable[Sequence[Mapping[str, Any]]]) -> int:
        """Take over batches of rows of another ledger as they are, into this one, which must be empty.

        Nothing is checked here: verify afterwards. Gives how many. Raises LedgerError where it is not empty.
        """
        self._must_be_writable()
        count = 0
        with self.writing() as connection:
            if connection.execute(select(func.count()).select_from(entries_table)).scalar_one():
                raise LedgerError(f"{self.place} is not empty; entries are only ever taken over into a new one")
            for batch in rows:
                self.insert(connection, batch)
                count += len(batch)
        return count

    def erase(self, remains: Mapping[int, Body], erasure: NewEntry) -> Entry:
        """Replace the bodies of these entries by what remains of them, and record the erasure, in one step.

        Raises LedgerError where the store does not let this user do it; nothing is changed then.
        """
        self._must_be_writable()
        ready = [(erasure, body_bytes(erasure.body))]
        with self.writing() as connection:
            entry = self.insert_chained(connection, ready)[0]  # first: the last entry may be one that is erased
            with self.unlocked(connection):
                for seq, body in sorted(remains.items()):
                    connection.execute(
                        update(entries_table)
                        .where(entries_table.c.seq == seq)
                        .values(body=body_bytes(body).decode("utf-8"))
                    )
            return entry

    def _must_be_writable(self) -> None:
        if not self.writable:
            raise LedgerError(f"{self.place} was opened for reading only")

    # --- reading ---------------------------------------------------------------------------------------------

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for a question; what the database raises is told as a LedgerError."""
        with explained(self.place), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A connection that sees one moment throughout, whatever is appended meanwhile."""
        with self._engine.connect() as connection:
            yield connection

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
            for row in page:
                yield self._entry(row)
            after = page[-1].seq

    def _page(self, statement: Select[*tuple[Any, ...]]) -> list[EntryRow]:
        with self.reading() as connection:
            return list(connection.execute(statement).all())

    def head(self) -> Entry | None:
        """The last entry; None in an empty ledger."""
        with self.reading() as connection:
            return self.last(connection)

    def last(self, connection: Connection) -> Entry | None:
        """The last entry, within a transaction."""
        row = connection.execute(select(entries_table).order_by(entries_table.c.seq.desc()).limit(1)).first()
        return None if row is None else self._entry(row, connection)

    def rows(self) -> Iterator[EntryRow]:
        """Every row as it lies there, unchecked, in order, from one moment: for verifying and for copies."""
        with self.reading() as connection:
            yield from self._stream(connection)

    def _stream(self, connection: Connection) -> Iterator[EntryRow]:
        in_order = select(entries_table).order_by(entries_table.c.seq)
        yield from connection.execution_options(yield_per=ROWS_AT_ONCE).execute(in_order)

    def _entry(self, row: EntryRow, connection: Connection | None = None) -> Entry:
        def remains(seq: int, sha256: str) -> bool:
            if self._remaining.get(seq) == sha256:
                return True
            if connection is not None:
                return self._remains(connection).get(seq) == sha256
            with self.reading() as another:
                return self._remains(another).get(seq) == sha256

        return entry_of(row, remains)

    def _remains(self, connection: Connection) -> Mapping[int, str]:
        column = entries_table.c
        erasures = (
            select(entries_table)
            .where(column.kind == EntryKind.JUDGEMENT.value)
            .where(func.substr(column.body, 1, len(BEGINS)) == BEGINS)
            .order_by(column.seq)
        )
        for row in connection.execute(erasures):
            erasure = erasure_of(entry_of(row).body)
            if erasure is not None:
                self._remaining.update({seq: after for seq, (_, after) in erasure.bodies.items()})
        return self._remaining

    # --- proving ---------------------------------------------------------------------------------------------

    def verify(
        self,
        anchor: Anchor | None = None,
        originals: OriginalsReader | None = None,
        anchors: Iterable[Anchor] = (),
    ) -> Verification:
        """Prove that every entry is as recorded, in order and without gaps, and that each anchor is among them."""
        walk = Walk((*([anchor] if anchor else []), *anchors), originals)
        try:
            with self.snapshot() as connection:
                for what in self.structure_faults(connection):
                    walk.found(None, what)
                for row in self._stream(connection):
                    walk.visit(row)
                walk.end(self.highest_ever(connection))
        except DATABASE_ERRORS as error:
            walk.found(None, f"after entry {walk.seq} it cannot be read: {explanation(error)}")
        return walk.verification()

    def close(self) -> None:
        """Let go of the store, and of the right to write."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def chained_to(last: Entry | None, ready: Ready) -> tuple[Entry, ...]:
    """The entries that follow ``last``."""
    entries: list[Entry] = []
    for each, canonical in ready:
        last = chained(last, each, canonical)
        entries.append(last)
    return tuple(entries)


def rows_of(entries: Iterable[Entry], ready: Ready) -> list[dict[str, Any]]:
    """The rows that keep them."""
    return [row_of(entry, canonical) for entry, (_, canonical) in zip(entries, ready, strict=True)]
