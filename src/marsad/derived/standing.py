"""What the last picture was made of, held between questions: for the next one only what changed is read."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from marsad.areas import Area
from marsad.derived.parts import Parts, parts_at
from marsad.derived.picture import picture_from
from marsad.ledger import bodies
from marsad.ledger.entries import EntryKind
from marsad.ledger.erasure import erasure_of
from marsad.model import Report
from marsad.pipeline import Picture
from marsad.sieges.stretches import Placed
from marsad.sieges.terrain import Terrain

if TYPE_CHECKING:
    from marsad.derived.kept import Derived


class Standing:
    """The parts of the picture of the latest entry that was asked for, and the reports of the ledger.

    They are read anew where the tables, or the ledger, are not those that they were read from, and after an
    erasure, which changes what was recorded before it.
    """

    def __init__(self, area: Area) -> None:
        """Nothing is read yet."""
        self._terrain = Terrain(area)
        self._lock = Lock()
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._parts: Parts | None = None
        self._cut = ""  # the hash of the entry at the cut of the parts
        self._seen = 0  # up to which entry the tables were derived when the parts were read
        self._reports: dict[str, tuple[int, Report]] = {}  # each with the entry of its first words
        self._read_to = 0  # the entry of the last report
        self._placed = Placed()

    def forget(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._begin_anew()

    def picture(self, derived: Derived, seq: int) -> Picture:
        """Everything concluded from the entries up to number ``seq``. Raises ``sqlite3.Error``, LedgerError."""
        with self._lock, derived.one_moment(seq):
            if not self._goes_on(derived):
                self._begin_anew()
            before, now, step = derived.views(seq)
            parts = parts_at(before, now, self._parts)
            reports = self._reports_up_to(derived, seq)
            if self._parts is None or parts.at >= self._parts.at:
                self._parts, self._cut = parts, derived.hash_at(parts.cut)
            self._seen = derived.at
        return picture_from(parts, step, reports, self._terrain, self._placed)

    def _goes_on(self, derived: Derived) -> bool:
        """Whether the parts were read from these tables, and nothing was erased since."""
        if self._parts is None or not self._cut or derived.hash_at(self._parts.cut) != self._cut:
            return False
        judged = derived.ledger.entries([EntryKind.JUDGEMENT], after=self._seen)
        return not any(erasure_of(entry.body) for entry in judged)

    def _reports_up_to(self, derived: Derived, seq: int) -> dict[str, Report]:
        for entry in derived.ledger.entries([EntryKind.REPORT], after=self._read_to):
            if not bodies.is_returned(entry.body):
                self._reports.setdefault(str(entry.body["id"]), (entry.seq, bodies.report_of(entry.body)))
            self._read_to = entry.seq
        return {own: report for own, (at, report) in self._reports.items() if at <= seq}
