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
    """What was recorded at ``known_at`` or before; None for all. Raises VerificationError at an altered entry.

    Of several versions of a report the newest alone makes claims and issues: what its publisher says no more is
    not said, and was said before. A version that is said again counts from its next reading on.
    """
    sources: dict[str, Source] = {}
    reports: dict[str, Report] = {}
    claims: dict[str, tuple[Claim, ...]] = {}
    issues: dict[str, tuple[Issue, ...]] = {}
    readers: dict[str, str | None] = {}
    erased: set[str] = set()
    originals: set[str] = set()
    newest = Newest()
    reliability: dict[str, Reliability] = {}
    replayed, head = False, ""
    for entry in ledger.entries(known_at=known_at):
        head = str(entry.anchor)
        match entry.kind:
            case EntryKind.SOURCE:
                source = bodies.source_of(entry.body)
                sources[source.id] = source
            case EntryKind.REPORT:
                returned, known = bodies.is_returned(entry.body), reports.get(entry.body["id"])
                if returned and known is not None:
                    claims.pop(known.id, None)
                    issues.pop(known.id, None)
                    report = replace(known, original_sha256=entry.body.get("original_sha256"))
                    _note(newest, report, entry)
                elif not returned and known is None:
                    report = bodies.report_of(entry.body)
                    reports[report.id] = report
                    _note(newest, report, entry)
            case EntryKind.READING:
                reading = bodies.reading_of(entry.body)
                claims[reading.report], issues[reading.report] = reading.claims, reading.issues
                readers[reading.report] = reading.reader
            case EntryKind.JUDGEMENT if erasure := erasure_of(entry.body):
                erased.add(erasure.report)
                originals.update(erasure.originals)
            case EntryKind.JUDGEMENT if judged := reliability_of(entry.body):
                reliability.pop(judged[0], None)
                reliability |= {judged[0]: judged[1]} if judged[1] is not None else {}
            case EntryKind.POLICY:
                replayed = bodies.is_replay(entry.body)
            case _:
                pass
    counted = [report for report in reports if report not in newest.replaced]
    return Knowledge(
        sources=sources,
        reports=tuple(reports.values()),
        claims=tuple(claim for report in counted for claim in claims.get(report, ())),
        issues=tuple(issue for report in counted for issue in issues.get(report, ())),
        readers=tuple(sorted({reader for reader in readers.values() if reader})),
        replayed=replayed,
        head=head,
        erased=frozenset(erased),
        newest=newest,
        erased_originals=frozenset(originals),
        reliability=reliability,
    )


def _note(newest: Newest, report: Report, entry: Entry) -> None:
    newest.record(report, bodies.arrival_of(entry.body), bodies.replaced_by(entry.body), entry.seq)
