"""What recording a report must know of those before it, from the derived tables: the ledger is not read whole."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import date

from marsad.derived.file import STILL
from marsad.derived.kept import Derived
from marsad.ledger import bodies
from marsad.ledger.entries import EntryKind
from marsad.ledger.erasure import erasure_of
from marsad.ledger.knowledge import Knowledge
from marsad.model import Source
from marsad.reports.versions import Newest


@dataclass(frozen=True, slots=True)
class Before:
    """The reports that were received, by id, and their newest versions; the sources; what was erased."""

    reports: set[str]
    newest: Newest
    sources: tuple[Source, ...]
    erased: frozenset[str]  # reports
    erased_originals: frozenset[str]  # sha256

    @classmethod
    def of(cls, known: Knowledge) -> Before:
        """The same, of everything that a ledger holds."""
        reports = {report.id for report in known.reports}
        sources = tuple(known.sources.values())
        return cls(reports, known.newest, sources, known.erased, known.erased_originals)


def received_before(derived: Derived) -> Before:
    """What is recorded up to the entry that ``derived`` has come to."""
    erasures = [
        erasure
        for entry in derived.ledger.entries([EntryKind.JUDGEMENT])
        if entry.seq <= derived.at and (erasure := erasure_of(entry.body))
    ]
    return Before(
        {own for (own,) in derived.kept.execute("SELECT id FROM reports")},
        _newest(derived.kept),
        tuple(_sources(derived.kept)),
        frozenset(erasure.report for erasure in erasures),
        frozenset(sha256 for erasure in erasures for sha256 in erasure.originals),
    )


def last_published(derived: Derived, seq: int) -> date | None:
    """The last day on which any report up to entry ``seq`` says that it was published."""
    (day,) = derived.kept.execute("SELECT max(published) FROM reports WHERE seq <= ?", (seq,)).fetchone()
    return date.fromisoformat(day) if day else None


def _newest(kept: sqlite3.Connection) -> Newest:
    newest = Newest()
    for seq, report, key, supersedes in kept.execute(
        "SELECT seq, report, key, supersedes FROM versions ORDER BY seq"
    ):
        newest.note(report, key, supersedes, seq)
    return newest


def _sources(kept: sqlite3.Connection) -> list[Source]:
    """Each as last registered, in the order in which they were first."""
    rows = kept.execute(
        "SELECT body FROM sources AS newest WHERE known_to = ? "
        "ORDER BY (SELECT min(known_from) FROM sources WHERE id = newest.id)",
        (STILL,),
    )
    return [bodies.source_of(json.loads(body)) for (body,) in rows]
