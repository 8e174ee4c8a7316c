"""What a ledger held at a moment: the sources, the reports, and the newest reading of each report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from marsad.ledger import bodies
from marsad.ledger.entries import Entry, EntryKind
from marsad.ledger.erasure import erasure_of
from marsad.ledger.protocol import LedgerStore
from marsad.ledger.reliability import reliability_of
from marsad.model import Claim, Issue, Reliability, Report, Source
from marsad.reports.versions import Newest


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the ledger holds, up to a moment: sources, reports, and the newest reading of each report."""

    sources: Mapping[str, Source]
    reports: tuple[Report, ...]
    claims: tuple[Claim, ...]
    issues: tuple[Issue, ...]
    readers: tuple[str, ...]  # names and versions of those that made the newest readings
    replayed: bool
    head: str  # SEQ:HASH of the last entry: an anchor to verify against
    erased: frozenset[str] = frozenset()  # reports whose words were erased; reading them again reads nothing
    newest: Newest = field(default_factory=Newest)  # the newest version of each report that can have several
    erased_originals: frozenset[str] = frozenset()  # sha256 of originals that must not be kept again
    reliability: Mapping[str, Reliability] = field(default_factory=dict)  # of sources by id, as last judged


def knowledge_of(ledger: LedgerStore, known_at: datetime | None) -> Knowledge:
    """What was recorded at ``known_at`` or before; None for all. Raises VerificationError at an altered entry."""
    known = Knowing()
    for entry in ledger.entries(known_at=known_at):
        known.take(entry)
    return known.told()


class Knowing:
    """Takes in the entries of a ledger in their order, and tells at any time what is known by then.

    Of several versions of a report the newest alone makes claims and issues: what its publisher says no more is
    not said, and was said before. A version that is said again counts from its next reading on.
    """

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._sources: dict[str, Source] = {}
        self._reports: dict[str, Report] = {}
        self._claims: dict[str, tuple[Claim, ...]] = {}
        self._issues: dict[str, tuple[Issue, ...]] = {}
        self._readers: dict[str, str | None] = {}
        self._erased: set[str] = set()
        self._originals: set[str] = set()
        self._newest = Newest()
        self._reliability: dict[str, Reliability] = {}
        self._replayed, self._head = False, ""

    def take(self, entry: Entry) -> None:
        """Take in the entry that follows the last one."""
        self._head = str(entry.anchor)
        match entry.kind:
            case EntryKind.SOURCE:
                source = bodies.source_of(entry.body)
                self._sources[source.id] = source
            case EntryKind.REPORT:
                self._take_report(entry)
            case EntryKind.READING:
                reading = bodies.reading_of(entry.body)
                self._claims[reading.report], self._issues[reading.report] = reading.claims, reading.issues
                self._readers[reading.report] = reading.reader
            case EntryKind.JUDGEMENT if erasure := erasure_of(entry.body):
                self._erased.add(erasure.report)
                self._originals.update(erasure.originals)
            case EntryKind.JUDGEMENT if judged := reliability_of(entry.body):
                self._reliability.pop(judged[0], None)
                self._reliability |= {judged[0]: judged[1]} if judged[1] is not None else {}
            case EntryKind.POLICY:
                self._replayed = bodies.is_replay(entry.body)
            case _:
                pass

    def _take_report(self, entry: Entry) -> None:
        returned, known = bodies.is_returned(entry.body), self._reports.get(entry.body["id"])
        if returned and known is not None:
            self._claims.pop(known.id, None)
            self._issues.pop(known.id, None)
            self._note(replace(known, original_sha256=entry.body.get("original_sha256")), entry)
        elif not returned and known is None:
            report = bodies.report_of(entry.body)
            self._reports[report.id] = report
            self._note(report, entry)

    def _note(self, report: Report, entry: Entry) -> None:
        self._newest.record(report, bodies.arrival_of(entry.body), bodies.replaced_by(entry.body), entry.seq)

    def told(self) -> Knowledge:
        """What is known now; it stays as it is, whatever is taken in later."""
        newest = self._newest.copy()
        counted = [report for report in self._reports if report not in newest.replaced]
        return Knowledge(
            sources=dict(self._sources),
            reports=tuple(self._reports.values()),
            claims=tuple(claim for report in counted for claim in self._claims.get(report, ())),
            issues=tuple(issue for report in counted for issue in self._issues.get(report, ())),
            readers=tuple(sorted({reader for reader in self._readers.values() if reader})),
            replayed=self._replayed,
            head=self._head,
            erased=frozenset(self._erased),
            newest=newest,
            erased_originals=frozenset(self._originals),
            reliability=dict(self._reliability),
        )
