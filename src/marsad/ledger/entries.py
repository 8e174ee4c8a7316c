"""Entries of the ledger, and how one is chained to the next. No IO here, and no clock."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

from marsad.errors import LedgerError, UsageError
from marsad.model.ids import Json, canonical_bytes, sha256_hex
from marsad.model.terms import Term

Body: TypeAlias = Mapping[str, Json]

GENESIS = "0" * 64  # what the first entry gives as the hash before it
HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
RECORDED_AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


class EntryKind(Term):
    """What an entry records. Everything else in Marsad is derived from these and can be made again."""

    SOURCE = "source", "Who tells: a source as registered from then on."
    REPORT = "report", "One document from a source, as received."
    READING = "reading", "The claims and issues that a named reader took from one report."
    JUDGEMENT = "judgement", "A person's decision on a claim, an event, a report or a source."
    AREA = "area", "The area, with the hash of its tables, that readings and assessments use from then on."
    POLICY = "policy", "How this ledger is kept and what may be published from it, from then on."
    EDITION = "edition", "That one state was published, and from which head of the ledger."


class Written(Mapping[str, Json]):
    """A body whose canonical bytes were made before, perhaps by another process; it is read where it is asked."""

    __slots__ = ("canonical",)

    def __init__(self, canonical: bytes) -> None:
        """``canonical`` is as :func:`body_bytes` makes it."""
        self.canonical = canonical

    @classmethod
    def of(cls, body: Body) -> Written:
        """``body``, written. Raises LedgerError for what JSON cannot carry exactly."""
        return cls(body_bytes(body))

    def __getitem__(self, field: str) -> Json:
        return self.read()[field]

    def __iter__(self) -> Iterator[str]:
        return iter(self.read())

    def __len__(self) -> int:
        return len(self.read())

    def read(self) -> dict[str, Json]:
        """The body, all of it at once."""
        read: dict[str, Json] = json.loads(self.canonical)
        return read


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What shall become an entry."""

    kind: EntryKind
    body: Body
    recorded_at: datetime  # with its zone


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. ``hash`` covers seq, recorded_at, kind, body_hash and the hash of the entry before it."""

    seq: int  # 1 for the first, then without gaps
    recorded_at: datetime  # UTC; never before that of the entry before it
    kind: EntryKind
    body: Mapping[str, Any]
    body_hash: str
    previous_hash: str
    hash: str
    erased: bool = False  # its body is what an erasure left; body_hash is that of the old one

    @property
    def anchor(self) -> Anchor:
        """The entry's place in the chain, to be kept somewhere else."""
        return Anchor(self.seq, self.hash)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head that somebody noted outside the ledger: only this reveals a cut tail or a chain made anew."""

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"

    @classmethod
    def parse(cls, text: str) -> Anchor:
        """Read ``SEQ:HASH`` back. Raises UsageError where it is not that."""
        seq, _, digits = text.strip().partition(":")
        if not (seq.isascii() and seq.isdigit() and int(seq) >= 1 and HASH.fullmatch(digits)):
            raise UsageError("a head looks like 12:, then 64 digits of 0-9 a-f, as marsad verify prints it")
        return cls(int(seq), digits)


def recorded_text(moment: datetime) -> str:
    """``moment`` in the one form that the ledger keeps: UTC, microseconds, ``Z``. Its order is that of time."""
    if moment.utcoffset() is None:
        raise LedgerError("the moment of an entry needs a time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def moment_of(recorded: str) -> datetime:
    """The moment that :func:`recorded_text` wrote. Raises ValueError where it is not that form."""
    if not RECORDED_AT.fullmatch(recorded):
        raise ValueError(f"not a moment of the ledger: {recorded!r}")
    return datetime.fromisoformat(recorded)


def body_bytes(body: Body) -> bytes:
    """The canonical bytes of ``body`` (RFC 8785). Raises LedgerError for what JSON cannot carry exactly."""
    if isinstance(body, Written):
        return body.canonical
    try:
        return canonical_bytes(body)
    except ValueError as error:  # integers past 2**53, NaN, lone surrogates, values that are not JSON
        raise LedgerError(f"this cannot be recorded, because JSON cannot carry it exactly: {error}") from error


def chained(last: Entry | None, new: NewEntry, canonical: bytes) -> Entry:
    """``new``, with its body in canonical JSON, as the entry after ``last``, never of an earlier moment."""
    recorded = recorded_text(new.recorded_at)
    moment = moment_of(recorded)
    if last is not None and moment < last.recorded_at:
        moment, recorded = last.recorded_at, recorded_text(last.recorded_at)
    seq, previous_hash = (last.seq + 1, last.hash) if last else (1, GENESIS)
    body_hash = sha256_hex(canonical)
    own_hash = chain_hash(seq, recorded, new.kind.value, body_hash, previous_hash)
    return Entry(seq, moment, new.kind, new.body, body_hash, previous_hash, own_hash)


def chain_hash(seq: int, recorded_at: str, kind: str, body_hash: str, previous_hash: str) -> str:
    """The hash of an entry: sha256 over the canonical JSON of these five.

    Written out rather than through ``canonical_bytes``, which is ten times slower; a test holds the two equal.
    """
    return sha256_hex(
        f'{{"body_hash":"{body_hash}","kind":"{kind}","previous_hash":"{previous_hash}",'
        f'"recorded_at":"{recorded_at}","seq":{seq}}}'.encode("utf-8", "surrogateescape")
    )
