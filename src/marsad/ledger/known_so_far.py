"""The knowledge of a ledger as it is now, kept between questions: only what was recorded since is read."""

from __future__ import annotations

from datetime import datetime
from threading import Lock

from marsad.ledger.entries import Entry, EntryKind
from marsad.ledger.erasure import erasure_of
from marsad.ledger.knowledge import Knowing, Knowledge, knowledge_of
from marsad.ledger.protocol import LedgerStore


class KnownSoFar:
    """What one ledger holds, moved on entry by entry; where the ledger is another than before, it is read anew.

    An erasure changes what was recorded before it: after one, too, all is read anew, so that no word of what was
    erased is held here any longer than until the next question.
    """

    def __init__(self) -> None:
        """Nothing is read yet."""
        self._lock = Lock()
        self._knowing = Knowing()
        self._last: Entry | None = None
        self._told: Knowledge | None = None

    def forget(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._begin_anew()

    def at(self, ledger: LedgerStore, known_at: datetime | None) -> Knowledge:
        """What was recorded at ``known_at`` or before; None for all. Raises VerificationError at an altered entry.

        Of entries that were read before only the last one is looked at again: ``verify`` looks at all.
        """
        head = ledger.head()
        if known_at is not None and head is not None and known_at < head.recorded_at:
            return knowledge_of(ledger, known_at)
        with self._lock:
            self._read_on(ledger)
            if known_at is None or self._last is None or self._last.recorded_at <= known_at:
                self._told = self._told or self._knowing.told()
                return self._told
        return knowledge_of(ledger, known_at)  # more was recorded meanwhile

    def _begin_anew(self) -> None:
        self._knowing, self._last, self._told = Knowing(), None, None

    def _read_on(self, ledger: LedgerStore) -> None:
        try:
            if not self._goes_on(ledger):
                self._begin_anew()
                self._goes_on(ledger)
        except BaseException:  # an entry may be half taken in
            self._begin_anew()
            raise

    def _goes_on(self, ledger: LedgerStore) -> bool:
        """Take in what follows; False where that does not follow on what was read before."""
        before = self._last
        entries = ledger.entries(after=before.seq - 1 if before else 0)
        if before is not None:
            same = next(entries, None)
            if same is None or (same.seq, same.hash) != (before.seq, before.hash):
                return False
        for entry in entries:
            if before is not None and entry.kind is EntryKind.JUDGEMENT and erasure_of(entry.body):
                return False
            self._knowing.take(entry)
            self._last, self._told = entry, None
        return True
