"""From entries of the ledger to the first derived tables: sources, reports, which copies which, claims."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import replace

from marsad.derived.buckets import Buckets
from marsad.derived.file import STILL
from marsad.derived.forms import statement_written, written
from marsad.derived.groups import grouped
from marsad.derived.memory import Memory
from marsad.events.fuse import question_of
from marsad.events.statements import statement_of
from marsad.ledger import bodies
from marsad.ledger.entries import Entry, EntryKind, recorded_text
from marsad.model import Claim, Report
from marsad.reports.copies import published_order
from marsad.reports.versions import version_key

TOLD_EVERY = 200  # entries


def take(
    kept: sqlite3.Connection, entries: Iterable[Entry], memory: Memory, told: Callable[[int], None] | None = None
) -> int:
    """Take in entries in order; gives the number of the last one, 0 where there is none.

    ``told`` is called now and then with how many are taken.
    """
    last, filed = 0, Buckets(kept)
    for taken, entry in enumerate(entries):
        if told and taken % TOLD_EVERY == 0:
            told(taken)
        subject = None
        if entry.kind is EntryKind.SOURCE:
            subject = _take_source(kept, entry)
        elif entry.kind is EntryKind.REPORT:
            subject = _take_report(kept, filed, entry)
        elif entry.kind is EntryKind.READING:
            subject = _take_reading(kept, entry, memory)
        kept.execute(
            "INSERT INTO entries VALUES (?, ?, ?, ?)",
            (entry.seq, recorded_text(entry.recorded_at), entry.kind.value, subject),
        )
        last = entry.seq
    filed.write()
    return last


def _take_source(kept: sqlite3.Connection, entry: Entry) -> str:
    source = bodies.source_of(entry.body)
    kept.execute("UPDATE sources SET known_to = ? WHERE id = ? AND known_to = ?", (entry.seq, source.id, STILL))
    body = written(bodies.source_body(source))
    kept.execute("INSERT INTO sources VALUES (?, ?, ?, ?)", (source.id, body, entry.seq, STILL))
    return source.id


def _take_report(kept: sqlite3.Connection, filed: Buckets, entry: Entry) -> str:
    if bodies.is_returned(entry.body):
        return _take_returned(kept, entry)
    report = bodies.report_of(entry.body)
    if kept.execute("SELECT 1 FROM reports WHERE id = ?", (report.id,)).fetchone():
        return report.id  # the first word on a report stands
    number = grouped(kept, filed, entry.seq, report)
    kept.execute(
        "INSERT INTO reports VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            report.id, entry.seq,
            report.published.isoformat() if report.published else None,
            report.published_at.isoformat() if report.published_at else None,
            report.publisher, report.source, report.row.form if report.row else None, published_order(report),
            number,
        ),
    )  # fmt: skip
    _replace(kept, entry)
    _note_version(kept, entry, report)
    return report.id


def _take_returned(kept: sqlite3.Connection, entry: Entry) -> str:
    """A report that is said again: its claims count from its next reading on."""
    own = str(entry.body["id"])
    known = _report(kept, own)
    if known is not None:
        first = kept.execute("SELECT ref FROM versions WHERE report = ? ORDER BY seq", (own,)).fetchone()
        _note_version(kept, entry, replace(known, ref=first[0] if first else None))
        _end_claims(kept, entry.seq, own)
        kept.execute("DELETE FROM replaced WHERE report = ?", (own,))
        _replace(kept, entry)
    return own


def _replace(kept: sqlite3.Connection, entry: Entry) -> None:
    """The version that this one replaces counts no more from here on."""
    if earlier := bodies.replaced_by(entry.body):
        kept.execute("INSERT OR IGNORE INTO replaced VALUES (?)", (earlier,))
        _end_claims(kept, entry.seq, earlier)


def _note_version(kept: sqlite3.Connection, entry: Entry, report: Report) -> None:
    """Keep what later versions of it are told by, for :class:`marsad.reports.versions.Newest`."""
    arrival, supersedes = bodies.arrival_of(entry.body), bodies.replaced_by(entry.body)
    key = version_key(report, arrival) if arrival is not None else None
    if key is not None or supersedes is not None:
        row = (entry.seq, report.id, key, report.ref, supersedes)
        kept.execute("INSERT INTO versions VALUES (?, ?, ?, ?, ?)", row)


def _end_claims(kept: sqlite3.Connection, seq: int, report: str) -> None:
    kept.execute("UPDATE claims SET known_to = ? WHERE report = ? AND known_to = ?", (seq, report, STILL))


def _take_reading(kept: sqlite3.Connection, entry: Entry, memory: Memory) -> str:
    """The newest reading of a report takes the place of an earlier one, which stays for earlier moments."""
    reading = bodies.reading_of(entry.body)
    report = _report(kept, reading.report)
    if report is None:
        return reading.report  # its report is not there: nothing can rest on it
    issues = written([bodies.issue_form(issue) for issue in reading.issues])
    again = kept.execute(
        "UPDATE readings SET known_to = ? WHERE report = ? AND known_to = ?", (entry.seq, reading.report, STILL)
    ).rowcount
    kept.execute(
        "INSERT INTO readings VALUES (?, ?, ?, ?, ?, ?)",
        (reading.report, reading.reader, reading.area_hash, issues, entry.seq, STILL),
    )
    before: dict[tuple[str, int, str], int] = {}
    if again:
        known = kept.execute(
            "SELECT id, at, body, rowid FROM claims WHERE report = ? AND known_to = ?", (reading.report, STILL)
        )
        before = {(own, at, body): row for own, at, body, row in known}
    if kept.execute("SELECT 1 FROM replaced WHERE report = ?", (reading.report,)).fetchone():
        return reading.report  # the claims of its newest version count in their place
    distinct = {
        claim.id: claim for claim in reading.claims
    }  # of two alike the last one counts, in the first's place
    rows = []
    for at, claim in enumerate(distinct.values()):
        body = written(claim.to_json())
        memory.claims.put(body, claim)
        if before.pop((claim.id, at, body), None) is None:
            rows.append((*_claim_row(claim, at, body, report), entry.seq, STILL))
    kept.executemany("INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    if before:
        kept.executemany(
            "UPDATE claims SET known_to = ? WHERE rowid = ?", [(entry.seq, row) for row in before.values()]
        )
    return reading.report


def _claim_row(claim: Claim, at: int, body: str, report: Report) -> tuple[str | int, ...]:
    return (
        claim.id, claim.report, at, question_of(claim), claim.modality.value,
        written(claim.attribution) if claim.attribution else "",
        statement_written(statement_of(claim, report)), body,
    )  # fmt: skip


def _report(kept: sqlite3.Connection, report: str) -> Report | None:
    row = kept.execute(f"SELECT {REPORT_COLUMNS} FROM reports WHERE id = ?", (report,)).fetchone()
    return None if row is None else report_kept(row)


REPORT_COLUMNS = "id, published, published_at, publisher, source, row_form"


def report_kept(row: tuple[str | None, ...]) -> Report:
    """A report as the tables hold it: who told it, when, in what form. Its words are in the ledger alone."""
    own, published, published_at, publisher, source, form = row
    return bodies.report_of(
        {
            "id": own, "text": "", "published": published, "published_at": published_at, "publisher": publisher,
            "source": source, "row": {"form": form, "cells": {}} if form else None,
        }
    )  # fmt: skip
