"""What every ledger must do, whatever keeps it. ``tests/contracts`` holds each store to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, Self

if TYPE_CHECKING:
    from marsad.ledger.entries import Anchor, Body, Entry, EntryKind, NewEntry
    from marsad.ledger.rows import EntryRow
    from marsad.ledger.walk import OriginalsReader, Verification


class LedgerStore(Protocol):
    """An append-only, hash-chained, bitemporal record.

    Law: entries are numbered from 1 without gaps and never change, but for bodies that an erasure, recorded in
    the chain itself, has taken away; ``recorded_at`` never goes back; what ``append`` or ``append_all`` returned
    is durable; what they did not return for is not there at all.
    """

    place: str  # as messages name it; never with a password

    def append(self, kind: EntryKind, body: Body, recorded_at: datetime) -> Entry:
        """Record one entry, durably. A moment before that of the last entry is raised to it."""
        ...

    def append_all(self, new: Iterable[NewEntry]) -> tuple[Entry, ...]:
        """Record all or none, durably, in this order."""
        ...

    def entries(
        self, kinds: Iterable[EntryKind] | None = None, known_at: datetime | None = None, after: int = 0
    ) -> Iterator[Entry]:
        """Entries in order: of these kinds, recorded at ``known_at`` or before, numbered above ``after``.

        Entries appended while it runs are not given. Raises VerificationError at one that was altered.
        """
        ...

    def head(self) -> Entry | None:
        """The last entry; None in an empty ledger."""
        ...

    def rows(self) -> Iterator[EntryRow]:
        """Every row as it lies there, unchecked, in order, from one moment."""
        ...

    def adopt(self, rows: Iterable[Sequence[Mapping[str, Any]]]) -> int:
        """Take over batches of rows of another ledger, as they are, into an empty one; gives how many."""
        ...

    def erase(self, remains: Mapping[int, Body], erasure: NewEntry) -> Entry:
        """Put what remains in the place of these entries' bodies and record the erasure, all or nothing."""
        ...

    def scrub(self) -> tuple[str, ...]:
        """Make the bytes of what was erased go; what could not be done, in sentences."""
        ...

    def verify(
        self,
        anchor: Anchor | None = None,
        originals: OriginalsReader | None = None,
        anchors: Iterable[Anchor] = (),
    ) -> Verification:
        """Prove that the chain is whole, and that it still contains each anchor that was kept."""
        ...

    def close(self) -> None:
        """Let go of the store and of the right to write."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...
