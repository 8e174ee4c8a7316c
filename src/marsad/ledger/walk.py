"""One pass along the chain: what proves that every entry is as it was recorded, whatever store keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from marsad.errors import LedgerError, VerificationError
from marsad.ledger.bodies import originals_in
from marsad.ledger.entries import GENESIS, Anchor, Entry, EntryKind
from marsad.ledger.erasure import erasure_of
from marsad.ledger.rows import BODY_FAULT, EntryRow, body_sha256, read_entry, row_faults

FAULTS_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was recorded. ``seq`` is None where it concerns the ledger as a whole."""

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
    erased: int = 0  # how many reports were erased, as recorded

    @property
    def whole(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


class OriginalsReader(Protocol):
    """Where the bytes of reports are kept, by their sha256."""

    def read(self, sha256: str) -> bytes:
        """The bytes with that sha256. Raises VerificationError where they are lost or altered."""
        ...


class Walk:
    """Visit every row in order with :meth:`visit`, then ask :meth:`verification`."""

    def __init__(self, anchors: Iterable[Anchor] = (), originals: OriginalsReader | None = None) -> None:
        self.seq = 0
        self._entries = 0
        self._hash = GENESIS
        self._recorded_at = ""
        self._anchors = tuple(anchors)
        self._originals = originals
        self._originals_read: set[str] = set()
        self._lost: dict[str, tuple[int, str]] = {}
        self._altered: dict[int, tuple[str, str]] = {}  # bodies that are not as recorded: the hash, and theirs
        self._erased: dict[int, tuple[str, str]] = {}  # what erasures say of bodies: the hash, and what remains
        self._reports_erased: set[str] = set()
        self._originals_erased: set[str] = set()
        self._faults: list[Fault] = []

    def found(self, seq: int | None, what: str) -> None:
        """Note a fault."""
        if len(self._faults) < FAULTS_KEPT:
            self._faults.append(Fault(seq, what))

    def visit(self, row: EntryRow) -> None:
        """Check the next row, by itself and against the one before it."""
        faults = list(row_faults(row))
        if faults == [BODY_FAULT]:  # an erasure further on may account for it
            self._altered[row.seq] = (row.body_hash, body_sha256(row))
            faults = []
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
        if any(row.seq == anchor.seq and row.hash != anchor.hash for anchor in self._anchors):
            yield "it is not the entry that was noted under this number: the chain was made anew"

    def _read(self, row: EntryRow) -> None:
        """Read the entry as any reader would, and the original that it names."""
        try:
            entry = read_entry(row)
        except VerificationError as error:
            self.found(row.seq, str(error))
            return
        if entry.kind is EntryKind.JUDGEMENT:
            self._note_erasure(entry)
        for sha256 in originals_in(entry.body) if entry.kind is EntryKind.REPORT else ():
            if self._originals is not None and sha256 not in self._lost:
                self._read_original(self._originals, entry.seq, sha256)

    def _read_original(self, originals: OriginalsReader, seq: int, sha256: str) -> None:
        if sha256 in self._originals_read:
            return
        try:
            originals.read(sha256)
        except (VerificationError, LedgerError) as error:
            self._lost[sha256] = (seq, str(error))
        else:
            self._originals_read.add(sha256)

    def _note_erasure(self, entry: Entry) -> None:
        erasure = erasure_of(entry.body)
        if erasure is not None and all(type(seq) is int and seq < entry.seq for seq in erasure.bodies):
            self._erased.update(erasure.bodies)
            self._reports_erased.add(erasure.report)
            self._originals_erased.update(erasure.originals)

    def end(self, highest_ever: int) -> None:
        """Say that no row follows, and which number the store remembers as the highest that it ever gave."""
        if highest_ever != self.seq:
            self.found(None, f"entries were cut from its end: {self.seq} is the last, {highest_ever} were given")
        for anchor in self._anchors:
            if self.seq < anchor.seq:
                self.found(None, f"its end is missing: {self.seq} is the last entry, and {anchor.seq} was noted")

    def verification(self) -> Verification:
        """What was found."""
        for seq in sorted(self._altered.keys() | self._erased.keys()):
            if seq not in self._altered:
                self.found(seq, "it was erased, and what was erased is there again")
            elif self._altered[seq] != self._erased.get(seq):
                self.found(seq, BODY_FAULT)
        for sha256, (seq, what) in self._lost.items():
            if sha256 not in self._originals_erased:
                self.found(seq, what)
        for sha256 in sorted(self._originals_erased & self._originals_read):
            self.found(None, f"the original {sha256} was erased, and is there again; erase its report again")
        faults = tuple(sorted(self._faults, key=lambda fault: fault.seq or 0))
        head = Anchor(self.seq, self._hash) if self._entries and not faults else None
        return Verification(self._entries, faults, head, len(self._originals_read), len(self._reports_erased))
