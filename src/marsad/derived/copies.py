"""The group of reports that print nearly the same text as one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from marsad.derived.kept import Derived
from marsad.derived.view import AT
from marsad.errors import UsageError
from marsad.ledger import bodies
from marsad.ledger.entries import EntryKind
from marsad.ledger.versions import Versions
from marsad.model import Report
from marsad.reports.near import shared_runs, wording


@dataclass(frozen=True, slots=True)
class CopyOf:
    """One report of a group, and which share of all runs of three words it has in common with the first one."""

    report: Report
    shared: float


def group_of(derived: Derived, wanted: str, seq: int) -> tuple[CopyOf, ...]:
    """The report ``wanted`` (its id, or the user's own) and all of its group, the first published first.

    As known at entry ``seq``. Raises UsageError where there is no such report.
    """
    report = _report(derived, wanted, seq)
    at: Mapping[str, object] = {"at": seq, "report": report.id}
    row = derived.kept.execute(f"SELECT first FROM copies WHERE report = :report AND {AT}", at).fetchone()
    first = row[0] if row else report.id
    members = derived.kept.execute(
        f"SELECT report FROM copies WHERE first = :first AND {AT} UNION SELECT :first", {"at": seq, "first": first}
    ).fetchall()
    marks = ",".join("?" * len(members))
    ordered = derived.kept.execute(
        f"SELECT id, seq FROM reports WHERE id IN ({marks}) ORDER BY published_order", [own for (own,) in members]
    ).fetchall()
    found = [_at(derived, number) for _, number in ordered]
    original = wording(found[0].text)
    return tuple(CopyOf(each, _share(each, found[0].text) if len(original) else 0.0) for each in found)


def _share(report: Report, first: str) -> float:
    one, other = wording(report.text), wording(first)
    shared = shared_runs(one, other)
    return shared / (len(one) + len(other) - shared)


def _report(derived: Derived, wanted: str, seq: int) -> Report:
    row = derived.kept.execute("SELECT seq FROM reports WHERE id = ? AND seq <= ?", (wanted, seq)).fetchone()
    if row:
        return _at(derived, row[0])
    entries = (entry for entry in derived.ledger.entries([EntryKind.REPORT]) if entry.seq <= seq)
    own = Versions.of(entry.body for entry in entries).newest(wanted)
    if own:  # of one report's versions the newest
        return _report(derived, own[-1], seq)
    raise UsageError(f"there is no report {wanted!r}: give its id (rep_ and its digits) or your own id")


def _at(derived: Derived, seq: int) -> Report:
    return bodies.report_of(next(derived.ledger.entries([EntryKind.REPORT], after=seq - 1)).body)
