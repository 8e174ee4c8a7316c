"""Where a coded event was: the area's place so called near the row's coordinates, else these alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from marsad.areas import Area
from marsad.areas.index import Candidate, Likeness, PlaceIndex, index_of
from marsad.areas.tables import great_circle_km
from marsad.claims.coded.tables import rows
from marsad.model import ClaimedPlace, Place, PlaceKind, PlacePrecision

# How far the middle of one place may lie from table to table, in kilometres, by what is known.
MOST_APART_KM = {
    PlacePrecision.PLACE: 10.0,
    PlacePrecision.AREA: 15.0,
    PlacePrecision.ADMIN2: 60.0,
    PlacePrecision.ADMIN1: 200.0,
}
ALIKE_KM = 4.0  # for a name that is only spelled alike
KINDS = {
    PlacePrecision.ADMIN2: frozenset({PlaceKind.DISTRICT}),
    PlacePrecision.ADMIN1: frozenset({PlaceKind.PROVINCE, PlaceKind.REGION}),
    PlacePrecision.COUNTRY: frozenset({PlaceKind.COUNTRY}),
}
UNITS = frozenset(
    {PlaceKind.SUBDISTRICT, PlaceKind.DISTRICT, PlaceKind.PROVINCE, PlaceKind.REGION, PlaceKind.COUNTRY}
)
LIKENESS = tuple(Likeness)
_BRACKETS = re.compile(r"\s*\(([^)]*)\)")


def spot(name: str, point: tuple[float, float] | None, precision: PlacePrecision, area: Area) -> ClaimedPlace:
    """The place called ``name`` (as a dataset writes it: "Darayya town") at ``point``, degrees north and east.

    Of the places so called, whose kind fits the precision, the nearest within :data:`MOST_APART_KM`; else the only
    one of the area that is spelled alike within :data:`ALIKE_KM`; without a point, the only one so called. What is
    not found keeps its name and the row's point. The precision is that of the row, whatever place it is: near a
    town is not in it.
    """
    found = _found(name, point, precision, area) if name else None
    if found is None:
        lat, lon = point or (None, None)
        return ClaimedPlace(None, name or "no place named", name, lat, lon, precision)
    return ClaimedPlace(found.id, found.name, name, found.lat, found.lon, precision, found.kind)


def country(name: str, area: Area) -> str | None:
    """The ISO 3166-1 code of the country called ``name``: "Yemen (North Yemen)" is YE."""
    for each in _spellings(name):
        for index in _indices(area):
            for candidate in index.named(each):
                if candidate.place.kind is PlaceKind.COUNTRY:
                    return candidate.place.country
    return None


def _indices(area: Area) -> Iterator[PlaceIndex]:
    yield index_of(area)
    if area.fallback is not None:
        yield index_of(area.fallback)


def _found(name: str, point: tuple[float, float] | None, precision: PlacePrecision, area: Area) -> Place | None:
    """The area's own place so called, else its only one spelled alike very near, else the world's so called."""
    own, *wider = _indices(area)
    found = _so_called(name, point, precision, own)
    if found is None and point is not None and precision in {PlacePrecision.PLACE, PlacePrecision.AREA}:
        found = _alike(name, point, precision, own)
    for index in wider if found is None else ():
        found = _so_called(name, point, precision, index)
    return found


def _so_called(
    name: str, point: tuple[float, float] | None, precision: PlacePrecision, index: PlaceIndex
) -> Place | None:
    for each in _spellings(name):
        near = sorted(_near(index.named(each), point, precision), key=_closest)
        if near and (point is not None or len(near) == 1):
            return near[0][1].place
    return None


def _alike(name: str, point: tuple[float, float], precision: PlacePrecision, index: PlaceIndex) -> Place | None:
    alike = (candidate for each in _spellings(name) for candidate in index.alike(each))
    near = sorted(_near(alike, point, precision, ALIKE_KM), key=_closest)
    return near[0][1].place if len({each.place.id for _, each in near}) == 1 else None


def _near(
    candidates: Iterable[Candidate],
    point: tuple[float, float] | None,
    precision: PlacePrecision,
    most_km: float | None = None,
) -> Iterator[tuple[float, Candidate]]:
    """The candidates of a fitting kind, with how far they lie from the point."""
    bound = most_km or MOST_APART_KM.get(precision)
    for each in candidates:
        if not _fits(each.place.kind, precision):
            continue
        apart_km = great_circle_km(*point, each.place.lat, each.place.lon) if point else 0.0
        if bound is None or apart_km <= bound:
            yield apart_km, each


def _closest(found: tuple[float, Candidate]) -> tuple[int, float, str]:
    apart_km, candidate = found
    return LIKENESS.index(candidate.likeness), apart_km, candidate.place.id


def _fits(kind: PlaceKind, precision: PlacePrecision) -> bool:
    if precision in KINDS:
        return kind in KINDS[precision]
    return kind not in UNITS or (precision is PlacePrecision.AREA and kind is PlaceKind.REGION)


@cache
def _kind_words() -> tuple[str, ...]:
    """Words of datasets for what a place is, which stand behind its name, the longest first."""
    return tuple(sorted((row["word"] for row in rows("place_words.csv")), key=lambda word: (-len(word), word)))


def _spellings(name: str) -> tuple[str, ...]:
    """The names to look for: as written, without brackets, what is in them, without a word for its kind."""
    outside = _BRACKETS.sub("", name).strip()
    said = [name, outside, *(each.strip() for each in _BRACKETS.findall(name))]
    said += [each.strip() for each in outside.split("/")] if "/" in outside else []
    return tuple(dict.fromkeys(each for one in said for each in (one, _without_kind(one)) if each))


def _without_kind(name: str) -> str:
    small = name.casefold()
    for word in _kind_words():
        if small.endswith(f" {word}"):
            return name[: -len(word) - 1].rstrip(" ,")
        if small.startswith(f"{word} of "):
            return name[len(word) + 4 :].strip()
    return name
