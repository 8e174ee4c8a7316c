"""Erasing a report for a person's safety: what would go, and making it go from every store in the ledger's care.

What nobody can reach from here, and what the desk must see to itself: backups and exports made before, editions
already published, copies on other machines, and blocks that a disk has moved by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from marsad.errors import UsageError
from marsad.ledger.bodies import is_returned, originals_in
from marsad.ledger.entries import Body, Entry, EntryKind, NewEntry
from marsad.ledger.erasure import (
    Erasure,
    erasure_body,
    is_erased,
    remaining_reading,
    remaining_report,
    sha256_of,
)
from marsad.ledger.opening import OriginalsStore
from marsad.ledger.protocol import LedgerStore
from marsad.ledger.versions import Versions
from marsad.reports.copies import is_copy
from marsad.reports.near import wording

DERIVED = "derived.sqlite*"  # tables made from the ledger: made again without the report when they are asked for


@dataclass(frozen=True, slots=True)
class Plan:
    """What erasing one report concerns."""

    report: str
    publisher: str | None
    published: str | None
    entries: tuple[Entry, ...]  # the report and its readings that still have their words
    originals: tuple[str, ...]
    in_the_same_original: int  # other reports whose original goes too; they keep their own text
    copies: tuple[str, ...]  # other reports that print nearly the same text, and keep it
    erased_before: bool
    versions: tuple[str, ...] = ()  # other versions of it, which keep their words


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done, and what could not be, in sentences."""

    report: str
    entries: int
    originals: int
    remarks: tuple[str, ...]


def plan_of(ledger: LedgerStore, wanted: str) -> Plan:
    """What erasing the report ``wanted`` (its id, the beginning of its id, or the user's own id) concerns.

    One version of a report alone, where it has several. Raises UsageError where there is none, or more than one;
    so too for an own id under which several versions stand, because whoever gives it may mean all of them.
    """
    reports = [entry for entry in ledger.entries([EntryKind.REPORT]) if "id" in entry.body]
    versions = Versions.of(entry.body for entry in reports)
    report = _the_one(versions.named(wanted) if wanted not in versions.refs else (wanted,))
    mine = [entry for entry in reports if entry.body["id"] == report]
    originals = {sha256 for entry in mine for sha256 in originals_in(entry.body)}
    others = [entry for entry in reports if entry.body["id"] != report]
    readings = [entry for entry in ledger.entries([EntryKind.READING]) if entry.body["report"] == report]
    return Plan(
        report=report,
        publisher=mine[0].body.get("publisher"),
        published=mine[0].body.get("published"),
        entries=tuple(entry for entry in (*mine, *readings) if not is_erased(entry.body)),
        originals=tuple(sorted(originals)),
        in_the_same_original=sum(not originals.isdisjoint(originals_in(entry.body)) for entry in others),
        copies=tuple(dict.fromkeys(_copies(mine[0].body, (entry.body for entry in others)))),
        erased_before=is_erased(mine[0].body),
        versions=tuple(each for each in _line(versions, report, reports) if each != report),
    )


def versions_of(ledger: LedgerStore, wanted: str) -> tuple[str, ...]:
    """Every version with words of the report that ``wanted`` names, oldest first; the one named in any case.

    Raises UsageError where there is none, or where several reports have it.
    """
    reports = [entry for entry in ledger.entries([EntryKind.REPORT]) if "id" in entry.body]
    versions = Versions.of(entry.body for entry in reports)
    report = _the_one(versions.newest(wanted))
    return tuple(dict.fromkeys((*_line(versions, report, reports), report)))


def _line(versions: Versions, report: str, reports: Iterable[Entry]) -> Iterator[str]:
    erased = {entry.body["id"] for entry in reports if is_erased(entry.body)}
    yield from (each for each in dict.fromkeys(versions.line(report)) if each not in erased)


def erase(
    ledger: LedgerStore,
    originals: OriginalsStore,
    plan: Plan,
    *,
    reason: str,
    at: datetime,
    claims: bool = True,
    folder: Path | None = None,
) -> Erased:
    """Erase what ``plan`` names; safe to be run again where an earlier run was cut short.

    With ``claims`` False no claim stays either. First the ledger, in one step with the entry that says so; then
    the originals, then derived tables in ``folder``, last the bytes in the store's own files. Raises LedgerError.
    """
    keep_claims = claims and not plan.copies
    remains: dict[int, Body] = {}
    for entry in plan.entries:
        is_report = entry.kind is EntryKind.REPORT
        body = remaining_report(entry.body) if is_report else remaining_reading(entry.body, claims=keep_claims)
        remains[entry.seq] = body
    if remains:
        bodies = {entry.seq: (entry.body_hash, sha256_of(remains[entry.seq])) for entry in plan.entries}
        said = erasure_body(Erasure(plan.report, reason, bodies, plan.originals))
        ledger.erase(remains, NewEntry(EntryKind.JUDGEMENT, said, at))
    there = [sha256 for sha256 in plan.originals if sha256 in originals]
    for sha256 in there:
        originals.remove(sha256)
    for derived in folder.glob(DERIVED) if folder else ():
        derived.unlink()
    return Erased(plan.report, len(remains), len(there), ledger.scrub())


def _the_one(ids: tuple[str, ...]) -> str:
    if not ids:
        raise UsageError("there is no report of this id in the ledger; give rep_ and its digits, or your own id")
    if len(ids) > 1:
        raise UsageError(
            f"{len(ids)} reports, or versions of one, have this id or begin so; give one whole, or erase every"
            f" version of it with --versions: {', '.join(ids[:5])}"
        )
    return ids[0]


def _copies(report: Mapping[str, Any], others: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    if is_erased(report):
        return
    runs = wording(report["text"])
    for other in others:
        if not is_erased(other) and not is_returned(other) and is_copy(runs, wording(other["text"])):
            yield other["id"]
