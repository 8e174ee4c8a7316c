"""Which rows of a source can be true of an area: on earth, in its countries, each id once.

A row that cannot is refused with its reason. Where most rows of a file cannot, the file itself is wrong (lat and
lon swapped, another country, metres for degrees) and the build stops.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from marsad.areas.build.countries import Box, countries, inside
from marsad.areas.build.entries import Entry, Refusal
from marsad.errors import AreaError

MOST_REFUSED = 0.5  # of a file's rows: more, and the file is wrong
_SWAPPED = "{row.name}: lat {row.lat:g}, lon {row.lon:g} look swapped: only the other way round a unit holds them"
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
        kept = tuple(row for row in self.taken if not is_swapped(row))
        bad = [Refusal(row.source, row.row, _SWAPPED.format(row=row)) for row in self.taken if is_swapped(row)]
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
        elif row.country is not None and row.country not in boxes:
            abroad += 1
        elif why := _impossible(row, boxes):
            refused.append(Refusal(row.source, row.row, why))
        else:
            _take(taken, _with_country(row, boxes))
    _check_whole(file, len(taken), refused)
    return Sifted(file, tuple(taken.values()), tuple(refused), abroad)


def _impossible(entry: Entry, boxes: dict[str, Box]) -> str:
    """Why the entry's coordinate cannot be right; empty where it can."""
    lat, lon = entry.lat, entry.lon
    allowed = [boxes[entry.country]] if entry.country else list(boxes.values())
    if -90 <= lat <= 90 and -180 <= lon <= 180 and any(inside(box, lat, lon) for box in allowed):
        return ""
    where = " or ".join(countries()[code].name for code in ([entry.country] if entry.country else boxes))
    if lat == lon == 0:
        return f"{entry.name}: lat and lon are 0: no coordinate"
    if any(inside(box, lon, lat) for box in allowed):
        return f"{entry.name}: lat {lat:g}, lon {lon:g} look swapped: the other way round they lie in {where}"
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return f"{entry.name}: lat {lat:g}, lon {lon:g} is not on earth"
    return f"{entry.name}: lat {lat:g}, lon {lon:g} lies outside {where}"


def _with_country(entry: Entry, boxes: dict[str, Box]) -> Entry:
    """The entry in the only country of the area, where it names none."""
    return replace(entry, country=next(iter(boxes))) if entry.country is None and len(boxes) == 1 else entry


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
