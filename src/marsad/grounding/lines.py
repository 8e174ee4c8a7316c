"""Where on a line something is that the report puts on the way between two places or by a border.

The way is that of the area's place graph where it joins the two, else the straight line; the border is where the
cells of two countries meet (``marsad.areas.land``). What comes of it is the middle and how far from there the line
goes: no point of it is likelier than another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from heapq import heappop, heappush
from itertools import pairwise

import numpy as np

from marsad.areas import Area
from marsad.areas.area import ADMIN_KINDS
from marsad.areas.land import border
from marsad.areas.tables import great_circle_km
from marsad.claims.drafts import Nearness, PlaceMention
from marsad.grounding.described import NEAR_KM, SHARE_OF_WAY, TOWARDS_KM, Region, bearing, moved, said_apart
from marsad.grounding.surroundings import Surroundings, countries_called, point_of
from marsad.model import Place

FARTHEST_KM = 600.0  # between two places with a way between them that a report can mean
DETOUR = 1.3  # of a road to the straight line between its ends, where its course is not known
CELL_KM = 11.0  # of doubt in where a border runs
Point = tuple[float, float]  # lat, lon in degrees


def way_between(area: Area, one: Place, other: Place) -> Region | None:
    """Somewhere on the way from ``one`` to ``other``; None where they are too close or too far apart for one.

    None also of provinces and countries, between which there is no one way.
    """
    if not ADMIN_KINDS.isdisjoint({one.kind, other.kind}):
        return None
    apart = great_circle_km(one.lat, one.lon, other.lat, other.lon)
    if not NEAR_KM < apart <= FARTHEST_KM:
        return None
    words = f"between {one.name} and {other.name}"
    course = [(area.places[each].lat, area.places[each].lon) for each in _course(area, one.id, other.id)]
    if course:
        lat, lon = _middle(_filled(course))
        return Region(lat, lon, round(_farthest((lat, lon), course), 1), words)
    lat, lon = (one.lat + other.lat) / 2, (one.lon + other.lon) / 2
    return Region(round(lat, 4), round(lon, 4), round(apart / 2 * DETOUR, 1), words)


def by_border(mention: PlaceMention, around: Surroundings, text: str) -> tuple[Region, str] | None:
    """Where "25 km south of the Turkish border" is and what border that is; None where several may be meant."""
    pair = _countries(mention, around)
    if pair is None or not border(*pair):
        return None
    lat, lon, reach = _stretch(*pair)
    said, km = said_apart(text, mention.mention.start)
    if mention.nearness is Nearness.DIRECTION and mention.sector is not None:
        lat, lon = moved(lat, lon, bearing(mention.sector.definition), TOWARDS_KM if km is None else km)
        reach += TOWARDS_KM if km is None else km * SHARE_OF_WAY
        said = said or f"{mention.sector.definition} of the "
    else:
        reach += NEAR_KM if km is None else km
    names = " and ".join(sorted(_name(each, around) for each in pair))
    return Region(lat, lon, round(reach, 1), f"{said or 'near the '}{mention.name}"), f"border of {names}"


def _countries(mention: PlaceMention, around: Surroundings) -> tuple[str, str] | None:
    """The two countries whose border is meant: those named with it, else the only ones of the report that meet.

    Of the countries of the area first, which a report need not name.
    """
    said = tuple(dict.fromkeys(countries_called(mention.name)))
    if len(said) == 2:
        return said[0], said[1]
    others = said or tuple(each for each in sorted(around.named) if each not in around.area.countries)
    homes: Iterable[Sequence[str]] = (around.area.countries, sorted(around.named))
    for home in homes:
        met = {(min(a, b), max(a, b)) for a in home for b in others if a != b and border(min(a, b), max(a, b))}
        if met:
            return met.pop() if len(met) == 1 else None
    return None


@cache
def _stretch(one: str, other: str) -> tuple[float, float, float]:
    """The middle of a border (lat, lon), and how far from there in kilometres it goes."""
    points = border(one, other)
    north, east = sum(lat for lat, _ in points) / len(points), sum(lon for _, lon in points) / len(points)
    middle = min(points, key=lambda each: (great_circle_km(each[0], each[1], north, east), each))
    return *middle, _farthest(middle, points) + CELL_KM


def _name(code: str, around: Surroundings) -> str:
    """A country as the tables call it."""
    for index in (around.index, around.wider):
        for place in index.countries.values() if index is not None else ():
            if place.country == code:
                return place.name
    return code


def _course(area: Area, start: str, end: str) -> tuple[str, ...]:
    """The places on the shortest way over the place graph, both ends included; () where there is none."""
    if start not in area.links_of or end not in area.links_of:
        return ()
    back: dict[str, str] = {}
    reached: dict[str, float] = {start: 0.0}
    ahead = [(0.0, start)]
    while ahead:
        km, here = heappop(ahead)
        if here == end:
            return _traced(back, end)
        for link in area.links_of[here] if km <= reached[here] else ():
            there = link.b if link.a == here else link.a
            if km + link.km < reached.get(there, FARTHEST_KM * DETOUR):
                reached[there], back[there] = km + link.km, here
                heappush(ahead, (km + link.km, there))
    return ()


def _traced(back: Mapping[str, str], end: str) -> tuple[str, ...]:
    way = [end]
    while way[-1] in back:
        way.append(back[way[-1]])
    return tuple(way)


def _filled(course: Sequence[Point]) -> list[Point]:
    """The course with points between its places, so that long steps count for more."""
    return [
        (a[0] + (b[0] - a[0]) * part / 10, a[1] + (b[1] - a[1]) * part / 10)
        for a, b in pairwise(course)
        for part in range(11)
    ]


def _middle(points: Sequence[Point]) -> Point:
    """The point of a line from which its farthest is nearest."""
    x, y, z = np.array([point_of(*each) for each in points]).T
    cosines = np.multiply.outer(x, x) + np.multiply.outer(y, y) + np.multiply.outer(z, z)
    lat, lon = min(zip((-cosines.min(axis=1)).tolist(), points, strict=True))[1]
    return round(lat, 4), round(lon, 4)


def _farthest(point: Point, points: Iterable[Point]) -> float:
    return max(great_circle_km(*point, *each) for each in points)
