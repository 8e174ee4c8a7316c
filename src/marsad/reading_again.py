"""Reading reports again with a newer reader or area: a reading is added, and what was known before stays."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from marsad.areas import Area
from marsad.errors import UsageError
from marsad.ledger import bodies
from marsad.ledger.entries import EntryKind, NewEntry
from marsad.ledger.knowledge import knowledge_of
from marsad.ledger.protocol import LedgerStore
from marsad.ledger.versions import Versions
from marsad.model import Report
from marsad.pipeline import claims_of
from marsad.plugins import AnyReader, is_remote
from marsad.publication.assembly import Progress

AT_ONCE = 20  # readings recorded in one transaction


@dataclass
class ReadAgain:
    """What reading again did: readings recorded, reports that read the same, claims that came and went."""

    recorded: int = 0
    same: int = 0
    left_out: int = 0  # erased reports, and those that a remote reader did not answer for
    came: int = 0
    went: int = 0


class ReadingAgain:
    """Reads reports of one open ledger again."""

    def __init__(
        self, ledger: LedgerStore, area: Area, reader: AnyReader | None, now: Callable[[], datetime]
    ) -> None:
        """Look up what is known now; ``reader`` None: the one of each report's language."""
        self._ledger, self._area, self._reader, self._now = ledger, area, reader, now
        self._known = knowledge_of(ledger, None)
        self._readings = {
            reading.report: reading
            for reading in (bodies.reading_of(entry.body) for entry in ledger.entries([EntryKind.READING]))
        }

    def read(self, wanted: Iterable[str], progress: Progress | None = None) -> ReadAgain:
        """Read the reports ``wanted`` (ids or the users' own; none: all) and record what differs.

        Of several versions of a report the newest: for all, and for an own id. An earlier one is read where its
        id is given; what is read from it counts for nothing now. Raises UsageError naming the first that is not
        there.
        """
        done, waiting = ReadAgain(), list[NewEntry]()
        reports = self._wanted(tuple(wanted))
        at_once = 1 if self._reader is not None and is_remote(self._reader) else AT_ONCE
        for number, report in enumerate(reports):
            if progress:
                progress("reading again", number, len(reports))
            new = self._read(report, done)
            if new is not None:
                waiting.append(new)
            if len(waiting) >= at_once:
                self._ledger.append_all(waiting)
                waiting = []
        self._ledger.append_all(waiting)
        if progress:
            progress("reading again", len(reports), len(reports))
        return done

    def _wanted(self, wanted: tuple[str, ...]) -> tuple[Report, ...]:
        replaced = self._known.newest.replaced
        if not wanted:
            return tuple(report for report in self._known.reports if report.id not in replaced)
        reports = Versions.of(entry.body for entry in self._ledger.entries([EntryKind.REPORT]))
        chosen = set[str]()
        for name in wanted:
            found = reports.newest(name)
            if not found:
                raise UsageError(f"there is no report {name!r}: give its id (rep_ and its digits) or your own id")
            chosen.update(found)
        return tuple(report for report in self._known.reports if report.id in chosen)

    def _read(self, report: Report, done: ReadAgain) -> NewEntry | None:
        if report.id in self._known.erased:
            done.left_out += 1
            return None
        teller = self._known.sources.get(report.source) if report.source else None
        read = claims_of(report, self._area, reader=self._reader, source=teller)
        if self._reader is not None and is_remote(self._reader) and report.id in self._reader.unanswered:
            done.left_out += 1
            return None
        body = bodies.reading_body(report.id, read.claims, read.issues, self._area.hash, read.reader)
        before = self._readings.get(report.id)
        new = bodies.reading_of(body)
        if before == new:
            done.same += 1
            return None
        ids = [{claim.id for claim in each.claims} if each else set[str]() for each in (before, new)]
        done.recorded += 1
        done.came += len(ids[1] - ids[0])
        done.went += len(ids[0] - ids[1])
        return NewEntry(EntryKind.READING, body, self._now())
