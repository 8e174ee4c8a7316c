"""What a build did: what was joined, refused, doubtful, and what became of places that were there before."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from marsad.areas.build.entries import Entry, Refusal
from marsad.areas.build.joining import Joined
from marsad.areas.build.kept import Earlier, Row
from marsad.areas.build.known_sources import HAND
from marsad.areas.build.units import Assigned

HEADER = ("what", "place", "source", "row", "reason")


class Outcome(StrEnum):
    """What became of a row."""

    JOINED = "joined"  # it is a place that another row names too
    REFUSED = "refused"  # it did not go into the area
    DOUBTFUL = "doubtful"  # it did, and a person should look
    REMOVED = "removed"  # a person had removed its place from the area, which stays so
    KEPT = "kept"  # a place of the earlier build that no source names any more


@dataclass(frozen=True, slots=True, order=True)
class ReportRow:
    """One line of ``report.csv``: what became of which row of which source, and why."""

    what: Outcome
    place: str
    source: str
    row: str
    reason: str


@dataclass(frozen=True, slots=True)
class FileTally:
    """How many rows of one file were taken, refused, and lie in other countries."""

    source: str
    file: str
    taken: int
    refused: int
    abroad: int


@dataclass(frozen=True)
class BuildReport:
    """What a build did. ``columns``: for each table of the user's own, which of its columns says what."""

    name: str
    folder: Path
    version: str
    places: int
    new: int
    by_hand: int
    files: tuple[FileTally, ...]
    rows: tuple[ReportRow, ...]
    columns: Mapping[str, Mapping[str, str]]

    def count(self, what: Outcome) -> int:
        """How many rows had that outcome."""
        return Counter(row.what for row in self.rows)[what]

    @property
    def refused(self) -> int:
        """How many rows did not go into the area though they should have."""
        return self.count(Outcome.REFUSED)


def write_report(rows: tuple[ReportRow, ...], path: Path) -> None:
    """``report.csv``: one line for each row that was joined, refused, doubtful, removed or kept."""
    with path.open("w", encoding="utf-8", newline="") as table:
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows((row.what.value, row.place, row.source, row.row, row.reason) for row in sorted(rows))


def report_rows(
    ids: Sequence[str],
    joined: Joined,
    *,
    refs: Iterable[Row],
    refusals: Iterable[Refusal],
    removed: Iterable[tuple[Entry, str]],
    before: Earlier,
    units: Sequence[Assigned],
) -> tuple[ReportRow, ...]:
    """Every line of the report, sorted. ``ids`` and ``units`` stand in the order of the groups of ``joined``."""
    of = {node: ids[number] for number, group in enumerate(joined.groups) for node in group}
    return tuple(
        sorted(
            {
                *_joined(joined, of, refs),
                *_doubtful(joined, of),
                *_misplaced(joined, ids, units, before),
                *(ReportRow(Outcome.REFUSED, "", each.source, each.row, each.reason) for each in refusals),
                *(
                    ReportRow(Outcome.REMOVED, place, entry.source, entry.row, "a person deleted its place")
                    for entry, place in removed
                ),
                *_kept(joined, ids, before),
            }
        )
    )


def _joined(joined: Joined, of: Mapping[int, str], refs: Iterable[Row]) -> Iterator[ReportRow]:
    """Each row that is a place which another names too, by its cross-reference, also where it joined long ago."""
    where = {(each.entry.source, each.entry.ref): each.entry.row for each in joined.nodes}
    there = set(of.values())
    for ref in refs:
        row = where.get((ref["source"], ref["ref"]))
        if ref["rule"] and row and ref["place"] in there:
            yield ReportRow(Outcome.JOINED, ref["place"], ref["source"], row, f"{ref['rule']}, {ref['km']} km off")


def _doubtful(joined: Joined, of: Mapping[int, str]) -> Iterator[ReportRow]:
    """Near misses, once for each two places: the first, which is the surest."""
    said: set[frozenset[str]] = set()
    for pair, why in joined.doubts:
        both = frozenset((of[pair.a], of[pair.b]))
        if both not in said:
            said.add(both)
            entry, other = joined.nodes[pair.b].entry, joined.nodes[pair.a].entry
            reason = f"{why}: {entry.name} and {other.name} ({of[pair.a]}) were left two places"
            yield ReportRow(Outcome.DOUBTFUL, of[pair.b], entry.source, entry.row, reason)


def _misplaced(
    joined: Joined, ids: Sequence[str], units: Sequence[Assigned], before: Earlier
) -> Iterator[ReportRow]:
    for id_, assigned, group in zip(ids, units, joined.groups, strict=True):
        if assigned.doubt and not before.by_hand(id_):
            entry = joined.nodes[group[0]].entry
            yield ReportRow(Outcome.DOUBTFUL, id_, entry.source, entry.row, assigned.doubt)


def _kept(joined: Joined, ids: Sequence[str], before: Earlier) -> Iterator[ReportRow]:
    for id_, group in zip(ids, joined.groups, strict=True):
        if id_ in before.rows and not before.by_hand(id_) and len(group) == 1:
            yield ReportRow(Outcome.KEPT, id_, HAND, f"places.csv {id_}", "no source of this build names it")
