"""How entries lie in SQLite: one table, which its own triggers keep append-only, and the checks on one row."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TypeAlias

from sqlalchemy import Column, Integer, MetaData, Row, Table, Text

from marsad.errors import VerificationError
from marsad.ledger.entries import HASH, Entry, EntryKind, chain_hash, moment_of, recorded_text
from marsad.model.ids import sha256_hex

APPLICATION_ID = 0x4D525344  # "MRSD": how SQLite's own header says whose file it is
LAYOUT = 1  # version of SCHEMA; its statements are kept as written, because verification compares them

# AUTOINCREMENT makes SQLite remember the highest number ever given, so that a tail deleted by SQL shows.
SCHEMA = {
    "entries": (
        "CREATE TABLE entries (seq INTEGER PRIMARY KEY AUTOINCREMENT, recorded_at TEXT NOT NULL, "
        "kind TEXT NOT NULL, body TEXT NOT NULL, body_hash TEXT NOT NULL, previous_hash TEXT NOT NULL, "
        "hash TEXT NOT NULL)"
    ),
    "entries_by_kind": "CREATE INDEX entries_by_kind ON entries (kind)",
    "entries_no_update": (
        "CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries "
        "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    ),
    "entries_no_delete": (
        "CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries "
        "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    ),
}
TEXT_COLUMNS = ("recorded_at", "kind", "body", "body_hash", "previous_hash", "hash")
entries_table = Table(
    "entries",
    MetaData(),
    Column("seq", Integer, primary_key=True),
    *(Column(name, Text, nullable=False) for name in TEXT_COLUMNS),
)
EntryRow: TypeAlias = "Row[*tuple[Any, ...]]"


def row_of(entry: Entry, canonical: bytes) -> dict[str, Any]:
    """The row that keeps ``entry``, whose body in canonical JSON is ``canonical``."""
    return {
        "seq": entry.seq,
        "recorded_at": recorded_text(entry.recorded_at),
        "kind": entry.kind.value,
        "body": canonical.decode("utf-8"),
        "body_hash": entry.body_hash,
        "previous_hash": entry.previous_hash,
        "hash": entry.hash,
    }


def entry_of(row: EntryRow) -> Entry:
    """The entry in ``row``. Raises VerificationError where it was altered, so that nothing rests on it."""
    for fault in row_faults(row):
        raise VerificationError(f"ledger entry {row.seq}: {fault}; run marsad verify and restore a copy")
    return Entry(
        seq=row.seq,
        recorded_at=moment_of(row.recorded_at),
        kind=EntryKind(row.kind),
        body=json.loads(row.body),
        body_hash=row.body_hash,
        previous_hash=row.previous_hash,
        hash=row.hash,
    )


def row_faults(row: EntryRow) -> Iterator[str]:
    """What is wrong with one row by itself. If nothing is, its hash binds its every byte."""
    if not isinstance(row.seq, int) or not all(isinstance(cell, str) for cell in row[1:]):
        yield "a column holds another type than the ledger writes"
        return
    if row.kind not in KINDS:
        yield "its kind is none that the ledger knows"
    if not all(HASH.fullmatch(digits) for digits in (row.body_hash, row.previous_hash, row.hash)):
        yield "a hash is not 64 digits of 0-9 a-f"
    try:
        moment_of(row.recorded_at)
    except ValueError:
        yield "its moment is not in the form that the ledger writes"
    if sha256_hex(row.body.encode("utf-8", "surrogateescape")) != row.body_hash:
        yield "its body does not have the hash that was recorded: one of the two was altered"
    if chain_hash(row.seq, row.recorded_at, row.kind, row.body_hash, row.previous_hash) != row.hash:
        yield "its hash does not cover its number, moment, kind, body and predecessor: one of them was altered"


KINDS = frozenset(kind.value for kind in EntryKind)


def text_of(cell: bytes) -> str:
    """A text cell as SQLite holds it. Bytes that are not UTF-8 survive, so that hashing finds them."""
    return cell.decode("utf-8", "surrogateescape")
