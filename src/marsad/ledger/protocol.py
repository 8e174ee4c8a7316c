"""What every ledger must do, whatever keeps it. ``tests/contracts`` holds each store to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from marsad.ledger.entries import Anchor, Body, Entry, EntryKind, NewEntry
    from marsad.ledger.verify import Verification


class LedgerStore(Protocol):
    """An append-only, hash-chained, bitemporal record.

    Law: entries are numbered from 1 without gaps and never change; ``recorded_at`` never goes back; what
    ``append`` or ``append_all`` returned is durable; what they did not return for is not there at all.
    """

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

    def verify(self, anchor: Anchor | None = None) -> Verification:
        """Prove that the chain is whole, and that it still contains ``anchor`` if one was kept."""
        ...

    def close(self) -> None:
        """Let go of the file and of the right to write."""
        ...
