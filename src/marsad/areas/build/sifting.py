"""Which rows of a source can be true of an area: on earth, in its countries, each id once.

A row that cannot is refused with its reason. Where most rows of a file cannot, the file itself is wrong (lat and
lon swapped, another country, metres for degrees) and the build stops.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from marsad.areas.build.countries import Box, countries, inside
from marsad.areas.build.entries import Entry, Refusal
from marsad.areas.land import NAMELESS, countries_around
from marsad.errors import AreaError

MOST_REFUSED = 0.5  # of a file's rows: more, and the file is wrong
_SWAPPED = "{row.name}: lat {row.lat:g}, lon {row.lon:g} look swapped: only the other way round a unit holds them"
EXTRACTS = frozenset({"osm"})  # sources cut out of a map, which reach over borders
LEAST_ROWS = 4  # a file of fewer rows is not judged as a whole


@dataclass(frozen=True)
class Sifted:
    """The rows of one file: taken, refused, and how many lie in other countries than the area's."""

    file: str
    taken: tuple[Entry, ...]
    refused: tuple[Refusal, ...]
    abroad: int = 0

    def without_swapped(self, is_swapped: Callable[[Entry], bool]) -> Sifted:
        """The same, with the rows refused that boundaries show to be swapped. Raises AreaError where most are."""
        swapped = {row for row in self.taken if is_swapped(row)}
        kept = tuple(row for row in self.taken if row not in swapped)
        bad = [Refusal(row.source, row.row, _SWAPPED.format(row=row)) for row in self.taken if row in swapped]
        refused = [*self.refused, *bad]
        _check_whole(self.file, len(kept), refused)
        return replace(self, taken=kept, refused=tuple(refused))


def sifted(file: str, rows: Iterable[Entry | Refusal], area_countries: Collection[str]) -> Sifted:
    """The ``rows`` of ``file`` that can be true of an area in ``area_countries`` (ISO 3166-1 alpha-2).

    Raises AreaError where one id stands twice with different content, or most rows are refused.
    """
    boxes = {code: countries()[code].box for code in sorted(area_countries) if code in countries()}
    taken: dict[tuple[str, str], Entry] = {}
    refused: list[Refusal] = []
    abroad = 0
    for row in rows:
        if isinstance(row, Refusal):
            refused.append(row)
        elif _is_abroad(row, boxes):
            abroad += 1
        elif why := _impossible(row, boxes):
            refused.append(Refusal(row.source, row.row, why))
        else:
            _take(taken, _with_country(row, boxes))
    _check_whole(file, len(taken), refused)
    return Sifted(file, tuple(taken.values()), tuple(refused), abroad)


def _is_abroad(entry: Entry, boxes: dict[str, Box]) -> bool:
    """Whether the entry is of another country: it says so, or its extract reaches over the area's borders."""
    if entry.country is not None and entry.country not in boxes:
        return True
    return entry.source in EXTRACTS and bool(_other_countries(entry, boxes))


def _other_countries(entry: Entry, boxes: dict[str, Box]) -> frozenset[str]:
    """The countries at the entry's coordinate where none of the area's is within a cell of it; none at sea."""
    if not (-90 <= entry.lat <= 90 and -180 <= entry.lon <= 180):
        return frozenset()
    around = countries_around(entry.lat, entry.lon)
    return frozenset() if around & {*boxes, NAMELESS} else around


def _impossible(entry: Entry, boxes: dict[str, Box]) -> str:
    """Why the entry's coordinate cannot be right; empty where it can."""
    lat, lon = entry.lat, entry.lon
    allowed = [boxes[entry.country]] if entry.country else list(boxes.values())
    others = frozenset() if entry.country else _other_countries(entry, boxes)
    if -90 <= lat <= 90 and -180 <= lon <= 180 and not others and any(inside(box, lat, lon) for box in allowed):
        return ""
    where = _named([entry.country] if entry.country else boxes)
    if lat == lon == 0:
        return f"{entry.name}: lat and lon are 0: no coordinate"
    turned = replace(entry, lat=lon, lon=lat)
    if any(inside(box, lon, lat) for box in allowed) and not _other_countries(turned, boxes):
        return f"{entry.name}: lat {lat:g}, lon {lon:g} look swapped: the other way round they lie in {where}"
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return f"{entry.name}: lat {lat:g}, lon {lon:g} is not on earth"
    there = f", in {_named(sorted(others))}" if others else ""
    return f"{entry.name}: lat {lat:g}, lon {lon:g} lies outside {where}{there}"


def _named(codes: Iterable[str]) -> str:
    return " or ".join(countries()[code].name if code in countries() else code for code in codes)


def _with_country(entry: Entry, boxes: dict[str, Box]) -> Entry:
    """The entry in the only country of the area that it can be in, where it names none."""
    if entry.country is not None:
        return entry
    around = countries_around(entry.lat, entry.lon) & boxes.keys() if len(boxes) > 1 else frozenset(boxes)
    return replace(entry, country=next(iter(around))) if len(around) == 1 else entry


def _take(taken: dict[tuple[str, str], Entry], entry: Entry) -> None:
    before = taken.setdefault((entry.source, entry.ref), entry)
    if before is not entry and replace(before, row="") != replace(entry, row=""):
        raise AreaError(f"{entry.row}: the id {entry.ref!r} stands also at {before.row}, with other content")


def _check_whole(file: str, taken: int, refused: list[Refusal]) -> None:
    rows = taken + len(refused)
    if rows >= LEAST_ROWS and len(refused) > MOST_REFUSED * rows:
        first = refused[0]
        raise AreaError(
            f"{file}: {len(refused)} of {rows} rows cannot be right; the first is {first.row}: {first.reason}"
        )
