"""Which report is a copy of which, kept up to date report by report, for every moment.

Each wording points to its *leader*: the wording first published among itself and those that are copies of it by
the rule of :mod:`marsad.reports.copies`. That says as much as a list of all pairs, and grows with the number of
wordings, not with its square: five thousand reports of one template are five thousand rows. What a new report
changes is found through the leaders: its own, those of texts like it that were published later, and whoever
follows these.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeAlias

from marsad.derived.buckets import Buckets, Found
from marsad.derived.file import STILL
from marsad.model import Report
from marsad.reports.copies import are_copies, published_order
from marsad.reports.near import Hashes, wording

AT_ONCE = 4_096  # wordings fetched in one go, so that memory stays bounded
_RUNS = "SELECT number, runs FROM json_each(?) CROSS JOIN wordings ON number = value"
_LEADERS = (
    "SELECT one.number, one.first_order, one.first_report, leader.first_order, leader.first_report "
    "FROM json_each(?) CROSS JOIN wordings AS one ON one.number = value "
    "JOIN wordings AS leader ON leader.number = one.leader"
)

Printed: TypeAlias = tuple[str, str]  # the order in which a report was published, and its id


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording kept: its number, what was first published in it, and the same of its leader."""

    number: int
    first: Printed
    led_by: Printed


def grouped(kept: sqlite3.Connection, filed: Buckets, seq: int, report: Report) -> int:
    """Say of which report the new ``report`` is a copy from entry ``seq`` on, and of which others it changes that.

    Gives the number of its wording, for its row among the reports, which must not be there yet. What changes of
    the buckets ``filed`` is still to be written.
    """
    runs, printed = wording(report.text), (published_order(report), report.id)
    packed = runs.tobytes()
    key = blake2b(packed, digest_size=16).digest()
    known = kept.execute(
        "SELECT number, first_order, first_report FROM wordings WHERE hash = ?", (key,)
    ).fetchone()
    if known and printed > known[1:]:
        _say_copy(kept, seq, report.id, _first_of(kept, _leaders(kept, known[:1])[0].led_by[1]))
        return int(known[0])
    found = filed.of(runs)
    alike = _leaders(kept, copies_of(kept, runs, found))
    if known:
        number = int(known[0])
        kept.execute("UPDATE wordings SET first_order = ?, first_report = ? WHERE number = ?", (*printed, number))
    else:
        number = _numbered(kept, key, packed, printed)
        filed.put(number, found)
    leader = min(alike, key=lambda each: each.first, default=None)
    following = [(number, each.number) for each in alike if each.led_by > printed]
    kept.executemany("UPDATE wordings SET leader = ? WHERE number = ?", following)
    if leader and leader.number != number and leader.first < printed:
        kept.execute("UPDATE wordings SET leader = ? WHERE number = ?", (leader.number, number))
    _say_anew(kept, seq, {number, *(follower for _, follower in following)}, report.id, number)
    return number


def copies_of(kept: sqlite3.Connection, runs: Hashes, lies_in: Found) -> list[int]:
    """The numbers of the wordings kept that share two buckets with ``runs`` and are copies of it by the rule."""
    ordered = lies_in.met_twice()
    found: list[int] = []
    for start in range(0, len(ordered), AT_ONCE):
        part = kept.execute(_RUNS, (json.dumps(ordered[start : start + AT_ONCE]),)).fetchall()
        alike = are_copies(runs, [theirs for _, theirs in part])
        found += [number for (number, _), is_one in zip(part, alike, strict=True) if is_one]
    return found


def _leaders(kept: sqlite3.Connection, numbers: Iterable[int]) -> list[Wording]:
    rows = kept.execute(_LEADERS, (json.dumps([*numbers]),))
    return [Wording(number, (one, first), (other, leader)) for number, one, first, other, leader in rows]


def _numbered(kept: sqlite3.Connection, key: bytes, packed: bytes, printed: Printed) -> int:
    """Keep a new wording, which leads itself; gives its number."""
    (highest,) = kept.execute("SELECT max(number) FROM wordings").fetchone()
    number = int(highest or 0) + 1
    kept.execute("INSERT INTO wordings VALUES (?, ?, ?, ?, ?, ?)", (number, key, *printed, number, packed))
    return number


def _say_anew(kept: sqlite3.Connection, seq: int, changed: Iterable[int], report: str, number: int) -> None:
    """Say anew what is a copy of what in the wordings ``changed`` and all that follow these.

    ``report``, of wording ``number``, is not among the reports yet.
    """
    affected: set[int] = set()
    waiting = [*changed]
    while waiting:
        affected.update(waiting)
        rows = kept.execute(
            "SELECT one.number FROM json_each(?) CROSS JOIN wordings AS one INDEXED BY wordings_by_leader "
            "ON one.leader = value AND one.leader <> one.number", (json.dumps(waiting),)
        )  # fmt: skip
        waiting = [follower for (follower,) in rows if follower not in affected]
    for each in sorted(_leaders(kept, sorted(affected)), key=lambda one: (one.led_by, one.led_by != one.first)):
        first = each.first[1] if each.led_by == each.first else _first_of(kept, each.led_by[1])
        printed = [own for (own,) in kept.execute("SELECT id FROM reports WHERE wording = ?", (each.number,))]
        for own in [*printed, *([report] if each.number == number else [])]:
            _say_copy(kept, seq, own, first)


def _first_of(kept: sqlite3.Connection, report: str) -> str:
    row = kept.execute("SELECT first FROM copies WHERE report = ? AND known_to = ?", (report, STILL)).fetchone()
    return row[0] if row else report


def _say_copy(kept: sqlite3.Connection, seq: int, report: str, first: str) -> None:
    if _first_of(kept, report) == first:
        return
    kept.execute("UPDATE copies SET known_to = ? WHERE report = ? AND known_to = ?", (seq, report, STILL))
    if first != report:
        kept.execute("INSERT INTO copies VALUES (?, ?, ?, ?)", (report, first, seq, STILL))
