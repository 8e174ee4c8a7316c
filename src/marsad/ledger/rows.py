"""How entries lie in a database: one table, which triggers keep append-only, and the checks on one row."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, TypeAlias

from sqlalchemy import Column, Integer, MetaData, Row, Table, Text

from marsad.errors import VerificationError
from marsad.ledger.entries import RECORDED_AT, Entry, EntryKind, chain_hash, moment_of, recorded_text
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
_KINDS = {kind.value: kind for kind in EntryKind}
_HASHES = re.compile(r"[0-9a-f]{192}", re.ASCII)


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


Remains: TypeAlias = Callable[[int, str], bool]  # whether an erasure left a body of this sha256 of that entry
BODY_FAULT = "its body does not have the hash that was recorded: one of the two was altered"


def entry_of(row: EntryRow, remains: Remains | None = None) -> Entry:
    """The entry in ``row``. Raises VerificationError where it was altered, so that nothing rests on it.

    A body that is not the one recorded passes only where ``remains`` says that an erasure left exactly this.
    """
    faults = row_faults(row)
    erased = faults == (BODY_FAULT,) and remains is not None and remains(row[0], body_sha256(row))
    if faults and not erased:
        raise VerificationError(f"ledger entry {row[0]}: {faults[0]}; run marsad verify and restore a copy")
    return read_entry(row, erased=erased)


def read_entry(row: EntryRow, *, erased: bool = False) -> Entry:
    """The entry in a ``row`` that was checked. Raises VerificationError where Marsad never wrote such a one."""
    seq, recorded_at, kind, body, body_hash, previous_hash, own_hash = row
    try:
        read = json.loads(body)
        if not isinstance(read, dict):
            raise ValueError("its body is no object")
        return Entry(seq, moment_of(recorded_at), _KINDS[kind], read, body_hash, previous_hash, own_hash, erased)
    except (ValueError, RecursionError) as error:  # its hashes are right, and still Marsad never wrote it
        raise VerificationError(f"ledger entry {seq}: it was forged, and cannot be read ({error})") from error


def row_faults(row: EntryRow) -> tuple[str, ...]:
    """What is wrong with one row by itself. If nothing is, its hash binds its every byte."""
    seq, recorded_at, kind, body, body_hash, previous_hash, own_hash = row
    if type(seq) is not int or {type(cell) for cell in row[1:]} != {str}:
        return ("a column holds another type than the ledger writes",)
    wrong = {
        "its kind is none that the ledger knows": kind not in _KINDS,
        "its moment is not in the form that the ledger writes": not RECORDED_AT.fullmatch(recorded_at),
        "a hash is not 64 digits of 0-9 a-f": not _HASHES.fullmatch(body_hash + previous_hash + own_hash),
        BODY_FAULT: sha256_hex(body.encode("utf-8", "surrogateescape")) != body_hash,
        "its hash does not cover its number, moment, kind, body and predecessor: one of them was altered": (
            chain_hash(seq, recorded_at, kind, body_hash, previous_hash) != own_hash
        ),
    }
    return tuple(what for what, found in wrong.items() if found) if any(wrong.values()) else ()


def body_sha256(row: EntryRow) -> str:
    """The sha256 of the body as it lies in ``row``."""
    return sha256_hex(row[3].encode("utf-8", "surrogateescape"))


def text_of(cell: bytes) -> str:
    """A text cell as SQLite holds it. Bytes that are not UTF-8 survive, so that hashing finds them."""
    return cell.decode("utf-8", "surrogateescape")
