"""What a ledger held at a moment: the sources, the reports, and the newest reading of each report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from marsad.ledger import bodies
from marsad.ledger.entries import EntryKind
from marsad.ledger.erasure import erasure_of
from marsad.ledger.protocol import LedgerStore
from marsad.ledger.reliability import reliability_of
from marsad.model import Claim, Issue, Reliability, Report, Source
from marsad.reports.versions import version_key


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
    addresses: Mapping[str, str] = field(default_factory=dict)  # the newest report of each version key
    erased_originals: frozenset[str] = frozenset()  # sha256 of originals that must not be kept again
    reliability: Mapping[str, Reliability] = field(default_factory=dict)  # of sources by id, as last judged


def knowledge_of(ledger: LedgerStore, known_at: datetime | None) -> Knowledge:
    """What was recorded at ``known_at`` or before; None for all. Raises VerificationError at an altered entry.

    Of a coded event, the newest version of its row alone makes claims and issues.
    """
    sources: dict[str, Source] = {}
    reports: dict[str, Report] = {}
    claims: dict[str, tuple[Claim, ...]] = {}
    issues: dict[str, tuple[Issue, ...]] = {}
    readers: dict[str, str | None] = {}
    erased: set[str] = set()
    originals: set[str] = set()
    addresses: dict[str, str] = {}
    replaced: set[str] = set()
    reliability: dict[str, Reliability] = {}
    replayed, head = False, ""
    for entry in ledger.entries(known_at=known_at):
        head = str(entry.anchor)
        match entry.kind:
            case EntryKind.SOURCE:
                source = bodies.source_of(entry.body)
                sources[source.id] = source
            case EntryKind.REPORT:
                report = bodies.report_of(entry.body)
                if report.id not in reports and (earlier := bodies.replaced_by(entry.body)):
                    replaced.add(earlier)
                reports.setdefault(report.id, report)
                if (arrival := bodies.arrival_of(entry.body)) and (address := version_key(report, arrival)):
                    addresses[address] = report.id
            case EntryKind.READING:
                reading = bodies.reading_of(entry.body)
                claims[reading.report], issues[reading.report] = reading.claims, reading.issues
                readers[reading.report] = reading.reader
            case EntryKind.JUDGEMENT if erasure := erasure_of(entry.body):
                erased.add(erasure.report)
                originals.update(erasure.originals)
            case EntryKind.JUDGEMENT if judged := reliability_of(entry.body):
                reliability[judged[0]] = judged[1]
            case EntryKind.POLICY:
                replayed = bodies.is_replay(entry.body)
            case _:
                pass
    counted = [report for report in reports if report not in replaced]
    return Knowledge(
        sources=sources,
        reports=tuple(reports.values()),
        claims=tuple(claim for report in counted for claim in claims.get(report, ())),
        issues=tuple(issue for report in counted for issue in issues.get(report, ())),
        readers=tuple(sorted({reader for reader in readers.values() if reader})),
        replayed=replayed,
        head=head,
        erased=frozenset(erased),
        addresses=addresses,
        erased_originals=frozenset(originals),
        reliability=reliability,
    )
