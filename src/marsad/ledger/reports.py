"""One report as the ledger holds it: how it came, what it is a version of, and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from marsad.errors import UsageError
from marsad.ledger import bodies
from marsad.ledger.entries import EntryKind
from marsad.ledger.erasure import erasure_of
from marsad.ledger.protocol import LedgerStore
from marsad.model import Report
from marsad.reports.arrival import Arrival
from marsad.reports.versions import changes

FEWEST_LETTERS = 8  # of an id that is given by its beginning


@dataclass(frozen=True, slots=True)
class KeptReport:
    """A report with how it came (None in older entries), when it was recorded, and its versions, oldest first."""

    report: Report
    seq: int
    recorded_at: datetime
    original_name: str | None
    arrival: Arrival | None
    versions: tuple[str, ...]  # ids, with its own among them; its own alone where there are no others
    changed: tuple[str, ...]  # lines, from the version before it
    erased: bool = False
    sealed: tuple[str, ...] = ()  # the sha256 of its originals that are sealed as they were received


def kept_report(ledger: LedgerStore, wanted: str, known_at: datetime | None = None) -> KeptReport:
    """The report with that id, the beginning of one, or the user's own id for it, as of what was known then.

    Raises UsageError where there is none, or several.
    """
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    found, erased = set[str](), set[str]()
    for entry in ledger.entries([EntryKind.REPORT, EntryKind.JUDGEMENT], known_at=known_at):
        if entry.kind is EntryKind.JUDGEMENT:
            erasure = erasure_of(entry.body)
            erased.update([erasure.report] if erasure else [])
            continue
        id_, earlier = entry.body["id"], entry.body.get("supersedes")
        if id_ == wanted or entry.body.get("ref") == wanted or _begins(id_, wanted):
            found.add(id_)
        if earlier:
            before[id_], after[earlier] = earlier, id_
    if wanted not in found:  # the user's own id: the versions under it are one report, the newest of them
        found = {id_ for id_ in found if after.get(id_) not in found}
    if len(found) != 1:
        several = "several reports" if found else "no report"
        raise UsageError(f"there is {several} with the id {wanted!r}; give it in full, as claims and editions do")
    return _kept(ledger, found.pop(), before, after, erased)


def _begins(id_: str, wanted: str) -> bool:
    return len(wanted) >= FEWEST_LETTERS and id_.startswith(wanted)


def _kept(
    ledger: LedgerStore, id_: str, before: dict[str, str], after: dict[str, str], erased: set[str]
) -> KeptReport:
    versions = [id_]
    while (earlier := before.get(versions[0])) and earlier not in versions:
        versions.insert(0, earlier)
    while (later := after.get(versions[-1])) and later not in versions:
        versions.append(later)
    wanted = {id_, before.get(id_)}
    bodies_of = {
        entry.body["id"]: entry for entry in ledger.entries([EntryKind.REPORT]) if entry.body["id"] in wanted
    }
    entry, previous = bodies_of[id_], bodies_of.get(before.get(id_, ""))
    compared = previous is not None and not {id_, previous.body["id"]} & erased
    return KeptReport(
        report=bodies.report_of(entry.body),
        seq=entry.seq,
        recorded_at=entry.recorded_at,
        original_name=entry.body.get("original_name"),
        arrival=bodies.arrival_of(entry.body),
        versions=tuple(versions),
        changed=tuple(changes(previous.body["text"], entry.body["text"])) if previous and compared else (),
        erased=id_ in erased,
        sealed=bodies.sealed_in(entry.body),
    )
