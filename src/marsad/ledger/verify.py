"""Prove that a ledger, and the originals it names, are as they were recorded.

What is found: any edited, inserted, deleted, swapped or renumbered entry; a changed time, kind, body or hash; a
changed table, index or trigger; damage to the file; entries cut from the end by SQL; a lost or altered original.
What nobody can find from the file alone: that it was replaced as a whole by an earlier copy of itself, or that
every hash from some entry on was computed anew. For these, note the head (``SEQ:HASH``) somewhere else, for
instance in a published edition, and give it back as the anchor.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, select

from marsad.errors import LedgerError, VerificationError
from marsad.ledger.entries import GENESIS, Anchor, EntryKind
from marsad.ledger.failures import DATABASE_ERRORS, explanation
from marsad.ledger.file import engine_for, must_be_ours
from marsad.ledger.rows import SCHEMA, EntryRow, entries_table, entry_of, row_faults

FAULTS_KEPT = 1_000
ROWS_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was recorded. ``seq`` is None where it concerns the file as a whole."""

    seq: int | None
    what: str

    def __str__(self) -> str:
        return f"entry {self.seq}: {self.what}" if self.seq is not None else f"the ledger: {self.what}"


@dataclass(frozen=True, slots=True)
class Verification:
    """What a verification found. ``head`` is to be noted elsewhere, as the anchor of a later one."""

    entries: int  # how many were read
    faults: tuple[Fault, ...]  # the first thousand
    head: Anchor | None = None
    originals: int = 0  # how many were read back

    @property
    def whole(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


class OriginalsReader(Protocol):
    """Where the bytes of reports are kept, by their sha256."""

    def read(self, sha256: str) -> bytes:
        """The bytes with that sha256. Raises VerificationError where they are lost or altered."""
        ...


def verify(path: Path, originals: OriginalsReader | None = None, anchor: Anchor | None = None) -> Verification:
    """Verify the ledger at ``path`` and, if given, the originals of its reports. A file too damaged to open is a
    fault too; a missing one raises LedgerError.
    """
    if not path.is_file():
        raise LedgerError(f"{path} is not there")
    engine = engine_for(path, writable=False)
    try:
        with engine.connect() as connection:
            must_be_ours(connection, path)
        return verify_rows(engine, anchor, originals)
    except LedgerError as error:
        return Verification(0, (Fault(None, str(error)),))
    except DATABASE_ERRORS as error:
        return Verification(0, (Fault(None, explanation(error)),))
    finally:
        engine.dispose()


def verify_rows(
    engine: Engine, anchor: Anchor | None = None, originals: OriginalsReader | None = None
) -> Verification:
    """Verify the ledger behind ``engine``; see the module for what is found and what cannot be."""
    walk = _Walk(anchor, originals)
    try:
        with engine.connect() as connection:
            for what in _file_faults(connection):
                walk.found(None, what)
            result = connection.execution_options(yield_per=ROWS_AT_ONCE).execute(
                select(entries_table).order_by(entries_table.c.seq)
            )
            for row in result:
                walk.visit(row)
            walk.end(_highest_ever(connection))
    except DATABASE_ERRORS as error:
        walk.found(None, f"after entry {walk.seq} it cannot be read: {explanation(error)}")
    return walk.verification()


def _file_faults(connection: Connection) -> Iterator[str]:
    for (message,) in connection.exec_driver_sql("PRAGMA integrity_check").all():
        if message != "ok":
            yield f"SQLite finds damage: {message}"
    listed = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master").all()
    schema = {name: sql for name, sql in listed if not str(name).startswith("sqlite_")}
    for name in sorted(schema.keys() | SCHEMA.keys(), key=str):
        if schema.get(name) != SCHEMA.get(name):
            yield f"its table, index or trigger {name} is missing, altered or not ours"


def _highest_ever(connection: Connection) -> int:
    found = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'entries'").scalar()
    return found if isinstance(found, int) else 0


class _Walk:
    """One pass along the chain."""

    def __init__(self, anchor: Anchor | None, originals: OriginalsReader | None) -> None:
        self.seq = 0
        self._entries = 0
        self._hash = GENESIS
        self._recorded_at = ""
        self._anchor = anchor
        self._originals = originals
        self._originals_read: set[str] = set()
        self._faults: list[Fault] = []

    def found(self, seq: int | None, what: str) -> None:
        if len(self._faults) < FAULTS_KEPT:
            self._faults.append(Fault(seq, what))

    def visit(self, row: EntryRow) -> None:
        faults = list(row_faults(row))
        faults += self._chain_faults(row)
        for what in faults:
            self.found(row.seq, what)
        if not faults:
            self._read(row)
        self._entries += 1
        self.seq, self._hash, self._recorded_at = row.seq, row.hash, str(row.recorded_at)

    def _chain_faults(self, row: EntryRow) -> Iterator[str]:
        if row.seq != self.seq + 1:
            yield f"entries are missing before it, or it was inserted: the one before has number {self.seq}"
        if row.previous_hash != self._hash:
            yield "it is not chained to the entry before it: one of the two was altered, moved or taken out"
        if str(row.recorded_at) < self._recorded_at:
            yield "it was recorded before the entry before it"
        if self._anchor is not None and row.seq == self._anchor.seq and row.hash != self._anchor.hash:
            yield "it is not the entry that was noted under this number: the chain was made anew"

    def _read(self, row: EntryRow) -> None:
        """Read the entry as any reader would, and the original that it names."""
        try:
            entry = entry_of(row)
            sha256 = entry.body.get("original_sha256") if entry.kind is EntryKind.REPORT else None
            if self._originals is not None and isinstance(sha256, str) and sha256 not in self._originals_read:
                self._originals_read.add(sha256)
                self._originals.read(sha256)
        except (VerificationError, LedgerError) as error:
            self.found(row.seq, str(error))

    def end(self, highest_ever: int) -> None:
        if highest_ever != self.seq:
            self.found(None, f"entries were cut from its end: {self.seq} is the last, {highest_ever} were given")
        if self._anchor is not None and self.seq < self._anchor.seq:
            self.found(None, f"its end is missing: {self.seq} is the last entry, and {self._anchor.seq} was noted")

    def verification(self) -> Verification:
        head = Anchor(self.seq, self._hash) if self._entries and not self._faults else None
        return Verification(self._entries, tuple(self._faults), head, len(self._originals_read))
