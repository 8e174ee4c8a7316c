"""Reading reports again with a newer reader or area: a reading is added, and what was known before stays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from marsad.errors import UsageError
from marsad.ledger import bodies
from marsad.ledger.entries import EntryKind, NewEntry
from marsad.ledger.knowledge import knowledge_of
from marsad.ledger.protocol import LedgerStore
from marsad.ledger.versions import Versions
from marsad.model import Report, Source
from marsad.publication.assembly import Progress
from marsad.reading.ahead import ReadingAhead
from marsad.reading.recorded import ReadBody

AT_ONCE = 20  # reports read together, their readings recorded in one transaction


@dataclass
class ReadAgain:
    """What reading again did: readings recorded, reports that read the same, claims that came and went."""

    recorded: int = 0
    same: int = 0
    left_out: int = 0  # erased reports, and those that a remote reader did not answer for
    came: int = 0
    went: int = 0
    account: tuple[str, ...] = ()  # what befell processes that read, in sentences


@dataclass(frozen=True, slots=True)
class ReadTogether:
    """Reports that are read together, each with its registered source; what they say anew is recorded together."""

    told: Sequence[tuple[Report, Source | None]]


class ReadingAgain:
    """Reads reports of one open ledger again."""

    def __init__(self, ledger: LedgerStore, now: Callable[[], datetime]) -> None:
        """Look up what is known now."""
        self._ledger, self._now = ledger, now
        self._known = knowledge_of(ledger, None)
        self._readings = {
            reading.report: reading
            for reading in (bodies.reading_of(entry.body) for entry in ledger.entries([EntryKind.READING]))
        }

    def read(
        self, reading: ReadingAhead[ReadTogether], wanted: Iterable[str], progress: Progress | None = None
    ) -> ReadAgain:
        """Read the reports ``wanted`` (ids or the users' own; none: all) and record what differs.

        Of several versions of a report the newest: for all, and for an own id. An earlier one is read where its
        id is given; what is read from it counts for nothing now. Raises UsageError naming the first that is not
        there.
        """
        reports = self._wanted(tuple(wanted))
        there = [report for report in reports if report.id not in self._known.erased]
        done, number = ReadAgain(left_out=len(reports) - len(there)), 0
        at_once = 1 if reading.one_by_one else AT_ONCE
        parts = (there[start : start + at_once] for start in range(0, len(there), at_once))
        for some, read in reading.read(ReadTogether([self._with_source(each) for each in part]) for part in parts):
            compared = [self._compared(each, done) for each in read]
            self._ledger.append_all([new for new in compared if new is not None])
            number += len(some.told)
            if progress:
                progress("reports", number, len(there))
        done.account = tuple(reading.remarks)
        return done

    def _with_source(self, report: Report) -> tuple[Report, Source | None]:
        return report, self._known.sources.get(report.source) if report.source else None

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

    def _compared(self, read: ReadBody | None, done: ReadAgain) -> NewEntry | None:
        """What is to be recorded of one report; None where it says the same as before, or was not answered for."""
        if read is None:
            done.left_out += 1
            return None
        new = bodies.reading_of(read.body.read())
        before = self._readings.get(new.report)
        if before == new:
            done.same += 1
            return None
        ids = [{claim.id for claim in each.claims} if each else set[str]() for each in (before, new)]
        done.recorded += 1
        done.came += len(ids[1] - ids[0])
        done.went += len(ids[0] - ids[1])
        return NewEntry(EntryKind.READING, read.body, self._now())
