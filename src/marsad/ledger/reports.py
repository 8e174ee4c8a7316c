"""One report as the ledger holds it: how it came, what it says, what it is a version of, and what changed."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from marsad.errors import UsageError
from marsad.ledger import bodies
from marsad.ledger.entries import Entry, EntryKind
from marsad.ledger.erasure import erasure_of
from marsad.ledger.protocol import LedgerStore
from marsad.ledger.reliability import reliability_of
from marsad.ledger.versions import Versions
from marsad.model import Claim, Reliability, Report
from marsad.reports.arrival import Arrival
from marsad.reports.versions import changes


@dataclass(frozen=True, slots=True)
class KeptReport:
    """A report with how it came (None in older entries), when it was recorded, and its versions, oldest first.

    ``claims`` are those of its newest reading. ``replaced_by`` is the newer version that counts in its place: its
    claims are then told as what was said before. ``withdrawn`` are claims of the version before that this one says
    no more, in the same sense: kind, place, days, parties, tolls, modality and speaker, whatever the words.
    """

    report: Report
    seq: int  # of the entry with its words
    recorded_at: datetime
    original_name: str | None
    arrival: Arrival | None
    versions: tuple[str, ...]  # ids, with its own among them; its own alone where there are no others
    changed: tuple[str, ...]  # lines, from the version before it
    erased: bool = False
    sealed: tuple[str, ...] = ()  # the sha256 of its originals that are sealed as they were received
    claims: tuple[Claim, ...] = ()
    replaced_by: str | None = None
    withdrawn: tuple[Claim, ...] = ()
    said_again: tuple[datetime, ...] = ()  # when it was recorded that it counts again after a change
    attachments: tuple[Mapping[str, Any], ...] = ()  # as the body of its entry names them
    reliability: Reliability | None = None  # of its source, as the desk judged it


def kept_report(ledger: LedgerStore, wanted: str, known_at: datetime | None = None) -> KeptReport:
    """The report with that id, the beginning of one, or the user's own id for it, as of what was known then.

    Of several versions under one own id the newest. Raises UsageError where there is none, or several.
    """
    reports, erased = list[Entry](), set[str]()
    judged: dict[str, Reliability | None] = {}
    for entry in ledger.entries([EntryKind.REPORT, EntryKind.JUDGEMENT], known_at=known_at):
        if entry.kind is EntryKind.REPORT:
            reports.append(entry)
        elif (erasure := erasure_of(entry.body)) is not None:
            erased.add(erasure.report)
        elif (found_of := reliability_of(entry.body)) is not None:
            judged[found_of[0]] = found_of[1]
    versions = Versions.of(entry.body for entry in reports)
    found = versions.newest(wanted)
    if len(found) != 1:
        several = "several reports" if found else "no report"
        raise UsageError(f"there is {several} with the id {wanted!r}; give it in full, as claims and editions do")
    readings = ledger.entries([EntryKind.READING], known_at=known_at)
    kept = _kept(found[0], versions, reports, erased, readings)
    return replace(kept, reliability=judged.get(kept.report.source or ""))


def _kept(
    id_: str, versions: Versions, reports: Iterable[Entry], erased: set[str], readings: Iterable[Entry]
) -> KeptReport:
    earlier = versions.before(id_)
    entry, previous = _first(id_, reports), _first(earlier, reports)
    assert entry is not None  # noqa: S101  it is one of them
    compared = previous is not None and not {id_, previous.body["id"]} & erased
    claims = {
        entry.body["report"]: bodies.reading_of(entry.body).claims
        for entry in readings
        if entry.body["report"] in {id_, earlier}
    }
    said = {_sense(claim) for claim in claims.get(id_, ())}
    again = [each for each in reports if each.body["id"] == id_ and bodies.is_returned(each.body)]
    return KeptReport(
        report=bodies.report_of(entry.body),
        seq=entry.seq,
        recorded_at=entry.recorded_at,
        original_name=entry.body.get("original_name"),
        arrival=bodies.arrival_of((again[-1] if again else entry).body),
        versions=versions.line(id_),
        changed=tuple(changes(previous.body["text"], entry.body["text"])) if previous and compared else (),
        erased=id_ in erased,
        sealed=bodies.sealed_in(entry.body),
        claims=claims.get(id_, ()),
        replaced_by=versions.replaced.get(id_),
        withdrawn=tuple(each for each in claims.get(earlier or "", ()) if _sense(each) not in said),
        attachments=bodies.attachments_in(entry.body),
        said_again=tuple(each.recorded_at for each in again),
    )


def _first(id_: str | None, reports: Iterable[Entry]) -> Entry | None:
    return next((each for each in reports if each.body["id"] == id_ and not bodies.is_returned(each.body)), None)


def _sense(claim: Claim) -> Hashable:
    place = claim.place
    return (
        claim.type,
        (place.id or place.mention) if place else None,
        (claim.days.start, claim.days.end),
        *(tuple(each.id or each.mention for each in some) for some in (claim.agents, claim.targets)),
        (claim.killed, claim.injured, claim.displaced, claim.cumulative),
        claim.degree,
        claim.modality,
        claim.attribution,
    )
