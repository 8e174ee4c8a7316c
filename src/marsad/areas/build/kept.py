"""What people made of an area stays: rows they added or deleted, cells they changed.

Beside ``places.csv`` lies ``built.csv``, the same table as the last build wrote it. Where the two differ, a person
was at work. ``crossrefs.csv`` holds which row of which source each place is, so that ids last.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from marsad.areas.build.entries import Entry
from marsad.areas.build.joining import RULE_WORDS, Joined, Pair, Rule
from marsad.areas.build.kinds import levels
from marsad.areas.build.known_sources import HAND
from marsad.areas.tables import read_head, read_tables
from marsad.errors import AreaError
from marsad.model.geography import Place

PLACE_COLUMNS = (
    "id", "name", "name_ar", "kind", "lat", "lon", "spellings", "admin1", "admin2", "admin3", "country", "pcode",
    "within", "source",
)  # fmt: skip
CROSSREF_COLUMNS = ("place", "source", "ref", "name", "rule", "km")
Row = dict[str, str]


@dataclass(frozen=True)
class Earlier:
    """An area as it lies on disk: its places by id, as they are and as the last build wrote them."""

    rows: Mapping[str, Row] = field(default_factory=dict)
    built: Mapping[str, Row] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    crossrefs: tuple[Row, ...] = ()

    def as_by_hand(self) -> Earlier:
        """The same places as though a person had written them all: another area that a new one starts from."""
        return Earlier(rows=self.rows, places=self.places)

    @property
    def all_ids(self) -> frozenset[str]:
        """Every id that the area has or had."""
        return frozenset((*self.rows, *(row["place"] for row in self.crossrefs)))

    @property
    def known(self) -> Mapping[tuple[str, str], str]:
        """Source and id there -> the id of the place."""
        return {(row["source"], row["ref"]): row["place"] for row in self.crossrefs}

    def by_hand(self, place: str) -> bool:
        """Whether a person added the row, or claims it in its column ``source``."""
        return place in self.rows and (place not in self.built or self.rows[place]["source"] == HAND)

    def deleted(self, place: str) -> bool:
        """Whether the last build wrote the place and a person deleted it."""
        return place not in self.rows

    def edited(self, place: str) -> bool:
        """Whether a person added the row or changed a cell of it."""
        return self.by_hand(place) or (place in self.rows and self.rows[place] != self.built[place])

    def merged(self, place: str, new: Row) -> Row:
        """``new`` as the build makes it, but each cell that a person changed as the person left it."""
        if place not in self.rows:
            return new
        if self.by_hand(place):
            return dict(self.rows[place])
        now, before = self.rows[place], self.built[place]
        return {column: now[column] if now[column] != before[column] else new[column] for column in PLACE_COLUMNS}


def earlier(folder: Path) -> Earlier:
    """The area in ``folder``; nothing where it has none. Raises AreaError where its tables break their rules."""
    if not (folder / "area.toml").is_file():
        return Earlier()
    places = read_tables(folder).places
    return Earlier(
        rows={row["id"]: row for row in read_rows(folder / "places.csv", PLACE_COLUMNS)},
        built={row["id"]: row for row in read_rows(folder / "built.csv", PLACE_COLUMNS)},
        places={place.id: place for place in places},
        crossrefs=tuple(read_rows(folder / "crossrefs.csv", CROSSREF_COLUMNS)),
    )


def read_rows(path: Path, columns: Sequence[str]) -> list[Row]:
    """The rows of a table of an earlier build; none where there is no such table. Raises AreaError naming it."""
    if not path.is_file():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as table:
            reader = csv.DictReader(table, restval="")
            if missing := [column for column in columns if column not in (reader.fieldnames or ())]:
                raise AreaError(f"{path.name}: lacks its column {', '.join(missing)}; delete the file or mend it")
            return [{column: row[column] for column in columns} for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise AreaError(f"{path.name}: cannot be read: {error}") from error


def head_countries(folder: Path) -> tuple[str, ...]:
    """The countries in the area's ``area.toml``; none where there is no area."""
    path = folder / "area.toml"
    return tuple(sorted(read_head(path).countries)) if path.is_file() else ()


def crossrefs(ids: Sequence[str], joined: Joined, before: Earlier) -> list[Row]:
    """Which rows of which sources each place is, sorted; earlier ones stay until told anew."""
    rows = {(row["source"], row["ref"]): row for row in before.crossrefs}
    why: dict[int, Pair] = {}
    for pair in joined.pairs:
        came = [each for each in (pair.b, pair.a) if joined.nodes[each].entry.source != HAND and each not in why]
        if pair.rule is not Rule.EARLIER and came:
            why[came[0]] = pair
    for id_, group in zip(ids, joined.groups, strict=True):
        for node in group:
            entry, by = joined.nodes[node].entry, why.get(node)
            if entry.source != HAND:
                before_row = rows.get((entry.source, entry.ref), {})
                rule = RULE_WORDS[by.rule] if by else before_row.get("rule", "")
                km = f"{by.km:.1f}" if by else before_row.get("km", "")
                told = (id_, entry.source, entry.ref, entry.name, rule, km)
                rows[entry.source, entry.ref] = dict(zip(CROSSREF_COLUMNS, told, strict=True))
    return sorted(rows.values(), key=lambda row: (row["place"], row["source"], row["ref"]))


def entry_of_place(place: Place) -> Entry:
    """The entry by which a place that is there already takes part in joining."""
    return Entry(
        source=HAND,
        ref=place.id,
        name=place.name,
        kind=place.kind,
        lat=place.lat,
        lon=place.lon,
        name_ar=place.name_ar,
        names=place.spellings,
        country=place.country or None,
        admin1=place.admin1,
        admin2=place.admin2,
        admin3=place.admin3,
        pcode=place.pcode if place.kind in levels() else None,
        row=f"places.csv {place.id}",
        unit=None if place.kind in levels() else place.pcode,
    )


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """A table of the area: UTF-8, commas, one header line."""
    with path.open("w", encoding="utf-8", newline="") as table:
        writer = csv.DictWriter(table, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
