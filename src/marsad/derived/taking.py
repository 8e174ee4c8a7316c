"""From entries of the ledger to the first derived tables: sources, reports, which copies which, claims."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from hashlib import blake2b

import numpy as np

from marsad.derived.file import STILL
from marsad.derived.forms import statement_written, written
from marsad.events.fuse import question_of
from marsad.events.statements import statement_of
from marsad.ledger import bodies
from marsad.ledger.entries import Entry, EntryKind, recorded_text
from marsad.model import Claim, Report
from marsad.reports.copies import is_copy, published_order
from marsad.reports.near import BANDS, Hashes, Printed, buckets, firsts, wording

NUMBER_BITS = 25  # of a wording; with the 38 bits of a bucket they make one whole number of SQLite


NUMBER_MASK = (1 << NUMBER_BITS) - 1
_IN_BUCKETS = (
    f"SELECT bucket_and_wording FROM (VALUES {', '.join(['(?)'] * BANDS)}) AS asked CROSS JOIN buckets "
    f"ON bucket_and_wording BETWEEN asked.column1 AND asked.column1 + {NUMBER_MASK}"
)


def take(kept: sqlite3.Connection, entries: Iterable[Entry]) -> int:
    """Take in entries in order; gives the number of the last one, 0 where there is none."""
    last = 0
    for entry in entries:
        subject = None
        if entry.kind is EntryKind.SOURCE:
            subject = _take_source(kept, entry)
        elif entry.kind is EntryKind.REPORT:
            subject = _take_report(kept, entry)
        elif entry.kind is EntryKind.READING:
            subject = _take_reading(kept, entry)
        kept.execute(
            "INSERT INTO entries VALUES (?, ?, ?, ?)",
            (entry.seq, recorded_text(entry.recorded_at), entry.kind.value, subject),
        )
        last = entry.seq
    return last


def _take_source(kept: sqlite3.Connection, entry: Entry) -> str:
    source = bodies.source_of(entry.body)
    kept.execute("UPDATE sources SET known_to = ? WHERE id = ? AND known_to = ?", (entry.seq, source.id, STILL))
    body = written(bodies.source_body(source))
    kept.execute("INSERT INTO sources VALUES (?, ?, ?, ?)", (source.id, body, entry.seq, STILL))
    return source.id


def _take_report(kept: sqlite3.Connection, entry: Entry) -> str:
    report = bodies.report_of(entry.body)
    if kept.execute("SELECT 1 FROM reports WHERE id = ?", (report.id,)).fetchone():
        return report.id  # the first word on a report stands
    number, is_new, runs = _wording(kept, report)
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
    if earlier := bodies.replaced_by(entry.body):
        kept.execute("INSERT OR IGNORE INTO replaced VALUES (?)", (earlier,))
        kept.execute(
            "UPDATE claims SET known_to = ? WHERE report = ? AND known_to = ?", (entry.seq, earlier, STILL)
        )
    near = _neighbours(kept, number, runs) if is_new else None
    _group(kept, entry.seq, (published_order(report), report.id), number, near)
    return report.id


def _wording(kept: sqlite3.Connection, report: Report) -> tuple[int, bool, Hashes]:
    runs = wording(report.text)
    packed = runs.tobytes()
    key = blake2b(packed, digest_size=16).digest()
    known = kept.execute("SELECT number FROM wordings WHERE hash = ?", (key,)).fetchone()
    if known:
        return known[0], False, runs
    (highest,) = kept.execute("SELECT max(number) FROM wordings").fetchone()
    number = (highest or 0) + 1
    kept.execute(
        "INSERT INTO wordings VALUES (?, ?, ?, ?, ?)", (number, key, packed, published_order(report), report.id)
    )
    return number, True, runs


def _neighbours(kept: sqlite3.Connection, number: int, runs: Hashes) -> list[int]:
    """Put a new wording into its buckets; gives the wordings that are copies of it by the rule, and notes them."""
    near = copies_of(kept, runs)
    starts = [bucket << NUMBER_BITS for bucket in buckets(runs)]
    kept.executemany("INSERT OR IGNORE INTO buckets VALUES (?)", [(start | number,) for start in starts])
    kept.executemany("INSERT INTO near VALUES (?, ?)", [pair for n in near for pair in ((number, n), (n, number))])
    return near


def copies_of(kept: sqlite3.Connection, runs: Hashes) -> list[int]:
    """The numbers of the wordings kept that share a bucket with ``runs`` and are copies of it by the rule."""
    starts = [bucket << NUMBER_BITS for bucket in buckets(runs)]
    met = {key & NUMBER_MASK for (key,) in kept.execute(_IN_BUCKETS, starts)}
    return [number for number in sorted(met) if is_copy(runs, _runs(kept, number))]


def _runs(kept: sqlite3.Connection, number: int) -> Hashes:
    (packed,) = kept.execute("SELECT runs FROM wordings WHERE number = ?", (number,)).fetchone()
    return np.frombuffer(packed, dtype="<u8")


def _group(kept: sqlite3.Connection, seq: int, report: Printed, number: int, near: list[int] | None) -> None:
    """Say of which report the new ``report`` is a copy, and of which others it changes that.

    ``near``: the wordings like its own, where its wording is new; None where another report had that before.
    """
    near = [number] if near is None else near
    if not near:
        return
    marks = ",".join("?" * len(near))
    there = kept.execute(
        f"SELECT first_order, first_report FROM wordings WHERE number IN ({marks})",
        near,
    ).fetchall()
    if report > max(there):  # nobody can be its copy, but those of its wording who point to an earlier one already
        _say_copy(kept, seq, report[1], _first_of(kept, min(there)[1]))
        return
    if report < _first_printed(kept, number):
        kept.execute("UPDATE wordings SET first_order = ?, first_report = ? WHERE number = ?", (*report, number))
    _group_anew(kept, seq, number)


def _first_printed(kept: sqlite3.Connection, number: int) -> Printed:
    row = kept.execute("SELECT first_order, first_report FROM wordings WHERE number = ?", (number,)).fetchone()
    return (row[0], row[1])


def _first_of(kept: sqlite3.Connection, report: str) -> str:
    row = kept.execute("SELECT first FROM copies WHERE report = ? AND known_to = ?", (report, STILL)).fetchone()
    return row[0] if row else report


def _group_anew(kept: sqlite3.Connection, seq: int, number: int) -> None:
    """Find the first report of each in all wordings that lead to wording ``number`` by one near another."""
    near: dict[int, list[int]] = {}
    waiting = [number]
    while waiting:
        at = waiting.pop()
        if at not in near:
            near[at] = [n for (n,) in kept.execute("SELECT other FROM near WHERE one = ? ORDER BY other", (at,))]
            waiting += near[at]
    printed: dict[int, list[Printed]] = {
        at: [
            (row[0], row[1])
            for row in kept.execute("SELECT published_order, id FROM reports WHERE wording = ?", (at,))
        ]
        for at in near
    }
    found = firsts(printed, near)
    for reports in printed.values():
        for _, report in reports:
            _say_copy(kept, seq, report, found.get(report, report))


def _say_copy(kept: sqlite3.Connection, seq: int, report: str, first: str) -> None:
    if _first_of(kept, report) == first:
        return
    kept.execute("UPDATE copies SET known_to = ? WHERE report = ? AND known_to = ?", (seq, report, STILL))
    if first != report:
        kept.execute("INSERT INTO copies VALUES (?, ?, ?, ?)", (report, first, seq, STILL))


def _take_reading(kept: sqlite3.Connection, entry: Entry) -> str:
    """The newest reading of a report takes the place of an earlier one, which stays for earlier moments."""
    reading = bodies.reading_of(entry.body)
    report = _report(kept, reading.report)
    if report is None:
        return reading.report  # its report is not there: nothing can rest on it
    issues = written([bodies.issue_form(issue) for issue in reading.issues])
    kept.execute(
        "UPDATE readings SET known_to = ? WHERE report = ? AND known_to = ?", (entry.seq, reading.report, STILL)
    )
    kept.execute(
        "INSERT INTO readings VALUES (?, ?, ?, ?, ?, ?)",
        (reading.report, reading.reader, reading.area_hash, issues, entry.seq, STILL),
    )
    known = kept.execute(
        "SELECT id, at, body, rowid FROM claims WHERE report = ? AND known_to = ?", (reading.report, STILL)
    )
    before = {(own, at, body): row for own, at, body, row in known}
    if kept.execute("SELECT 1 FROM replaced WHERE report = ?", (reading.report,)).fetchone():
        return reading.report  # the claims of its newest version count in their place
    distinct = {
        claim.id: claim for claim in reading.claims
    }  # of two alike the last one counts, in the first's place
    for at, claim in enumerate(distinct.values()):
        body = written(claim.to_json())
        if before.pop((claim.id, at, body), None) is None:
            kept.execute(
                "INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*_claim_row(claim, at, body, report), entry.seq, STILL),
            )
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
