"""What a report as a whole says of where it is: the countries it names, and the places that it surely means."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from math import acos, cos, radians, sin

from marsad.areas import Area
from marsad.areas.index import Candidate, Likeness, PlaceIndex, candidate, index_of
from marsad.areas.names import consonant_key, normalised
from marsad.claims.drafts import PlaceMention
from marsad.claims.lang.en.tables import table
from marsad.model import Place, PlaceKind

EARTH_RADIUS_KM = 6371.0
MOST = 40  # names of a report whose places are kept: enough to tell where it is
BESIDE = 40  # characters behind a name within which its country or province is looked for
TWICE_KM = 20.0  # between two entries of one name that are one place, at most
BROADEST = frozenset({PlaceKind.COUNTRY, PlaceKind.REGION})
CONSONANTS = 4  # of a name that is looked for by its sound in whole countries, at least
LARGE = 100_000  # people of a place that says where a report is though it does not name its country
COUNTRIES = 6  # of a report that are looked through for a name spelled alike, at most
MANY = 8  # candidates of a name that says nothing of where a report is
_CAPITALISED = re.compile(r"[A-ZÀ-ÖØ-Þ](?<!\w.)[\w’'.-]*")  # a capital with no letter before it, and on
Point = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place that a report most probably means by one of its names, as a point on the unit sphere."""

    key: str  # the name as names are compared
    country: str
    point: Point


@lru_cache(maxsize=65_536)
def point_of(lat: float, lon: float) -> Point:
    """A point on the unit sphere."""
    lat, lon = radians(lat), radians(lon)
    return (cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat))


def apart_km(one: Point, other: Point) -> float:
    """The great-circle distance of two points, in kilometres."""
    return _arc_km(one[0] * other[0] + one[1] * other[1] + one[2] * other[2])


def _arc_km(cosine: float) -> float:
    return EARTH_RADIUS_KM * acos(max(-1.0, min(1.0, cosine)))


class Surroundings:
    """The countries and places of one report, from all names that it gives."""

    def __init__(self, area: Area, text: str = "", mentions: Iterable[PlaceMention] = ()) -> None:
        """Note what ``text`` names; ``mentions`` are the names of it that are to be grounded."""
        self.area, self.text = area, text
        self.index = index_of(area)
        self._mentions = mentions
        self._found: dict[tuple[str, tuple[str, ...]], tuple[Candidate, ...]] = {}
        self._apart: dict[str, tuple[list[Point], list[str]]] = {}

    @cached_property
    def wider(self) -> PlaceIndex | None:
        """The index of the area's fallback, for names that its own does not do for; None without one."""
        return index_of(self.area.fallback) if self.area.fallback is not None else None

    @cached_property
    def _said(self) -> Sequence[tuple[int, str]]:
        """Where each country is named, by its name or its people, and its code."""
        return tuple(_countries_in(self.text, *_countries(self.index, self.wider)))

    @cached_property
    def named(self) -> Mapping[str, int]:
        """How often each country is named."""
        found: dict[str, int] = {}
        for _, code in self._said:
            found[code] = found.get(code, 0) + 1
        return found

    @cached_property
    def anchors(self) -> tuple[Anchor, ...]:
        """The places of the report's names, each name alone: of several namesakes the likeliest at first sight."""
        names = {each.name: each for each in self._mentions if not each.by_reference and each.name[:1].isupper()}
        found = (self._anchor(each) for each in list(names.values())[:MOST])
        return tuple(each for each in found if each is not None)

    def _anchor(self, mention: PlaceMention) -> Anchor | None:
        candidates = [each for each in self.candidates(mention) if each.place.kind not in BROADEST]
        named, own = self.named, self.area.countries
        told = [
            each
            for each in candidates
            if each.people >= LARGE or each.place.country in named or each.place.country in own
        ]
        told = told or ([] if named else candidates)
        if not told or len(told) > MANY:
            return None
        best = max(told, key=lambda each: (each.place.country in own, each.people)).place
        return Anchor(normalised(mention.name), best.country, point_of(best.lat, best.lon))

    def candidates(self, mention: PlaceMention) -> tuple[Candidate, ...]:
        """The places that ``mention`` may name: of the area, and of the world where none lies in its countries.

        A name of the area that the reader did not take for one, the report being of elsewhere, stays left out.
        """
        key = (mention.name, mention.candidates)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = tuple(self._candidates(mention))
        return found

    def _candidates(self, mention: PlaceMention) -> Sequence[Candidate]:
        named = self.index.named(mention.name)
        if self.wider is None and not mention.candidates:
            return named
        known = {each.place.id: each for each in named}
        places = [self.area.places[each] for each in mention.candidates if each in self.area.places]
        found = [known.get(each.id) or candidate(each, Likeness.SPELLING) for each in places]
        if any(each.place.country in self.area.countries for each in found):
            return found
        if self.wider is None:
            return found or named
        left = any(each.place.country in self.area.countries for each in named) and not mention.candidates
        found = found or [each for each in named if each.place.country not in self.area.countries]
        own = self.area.countries if left else ()
        wider = (each for each in self.wider.named(mention.name) if each.place.country not in own)
        return [*found, *(each for each in wider if not _twice(each, found))]

    def share_named(self, country: str) -> float:
        """The share of ``country`` among all mentions of countries."""
        return self.named[country] / len(self._said) if country in self.named else 0.0

    @cached_property
    def plain(self) -> bool:
        """Whether the report is plainly about the area's own countries."""
        own = sum(each.country in self.area.countries for each in self.anchors)
        return 2 * own >= len(self.anchors) and (
            own > 0 or any(each in self.named for each in self.area.countries)
        )

    @cached_property
    def elsewhere(self) -> bool:
        """Whether the report is about other countries than the area's, as far as it says."""
        if self.anchors:
            own = sum(each.country in self.area.countries for each in self.anchors)
            return 2 * own < len(self.anchors)
        return bool(self.named) and not any(each in self.named for each in self.area.countries)

    def alike_abroad(self, name: str) -> tuple[Candidate, ...]:
        """The settlements in the countries that the report is about whose names sound alike.

        Those that are a letter or two apart as well come as such; a letter alone makes another place too often.
        """
        if len(consonant_key(name)) < CONSONANTS:
            return ()
        countries = self.area.countries if self.plain else sorted(self.named)[:COUNTRIES]
        widest = self.wider or self.index
        return tuple(one for each in countries for one in widest.sounding_in(name, each))

    def is_told_of(self, place: Place, but: str) -> bool:
        """Whether the report names its country, or no country at all, or a place of another name in it."""
        key = normalised(but)
        if not self.named or place.country in self.named:
            return True
        return any(each.country == place.country and each.key != key for each in self.anchors)

    def points(self, but: str) -> list[Point]:
        """Where the report's places of other names lie."""
        return self._others(normalised(but))[0]

    def _others(self, but: str) -> tuple[list[Point], list[str]]:
        """Where the report's places of other names lie, and in which countries; ``but`` as names are compared."""
        found = self._apart.get(but)
        if found is None:
            others = [each for each in self.anchors if each.key != but]
            found = self._apart[but] = [each.point for each in others], [each.country for each in others]
        return found

    def nearest_km(self, place: Place, but: str) -> float | None:
        """Kilometres to the nearest place of another name than ``but``; None where there is none."""
        x, y, z = point_of(place.lat, place.lon)
        nearest = max((x * each[0] + y * each[1] + z * each[2] for each in self._others(but)[0]), default=None)
        return None if nearest is None else _arc_km(nearest)

    def share_beside(self, country: str, but: str) -> float:
        """The share of the report's other places that lie in ``country``."""
        others = self._others(but)[1]
        return others.count(country) / len(others) if others else 0.0

    def says_beside(self, place: Place, end: int) -> bool:
        """Whether the country or the province of ``place`` is named right behind the offset ``end``."""
        at = bisect_left(self._said, (end, ""))
        if at < len(self._said) and self._said[at][0] - end < BESIDE and self._said[at][1] == place.country:
            return True
        if place.admin1 is None and place.admin2 is None:
            return False
        after = self.text[end : end + BESIDE]
        return any(unit is not None and unit in after for unit in (place.admin1, place.admin2))


def _twice(one: Candidate, found: Iterable[Candidate]) -> bool:
    """Whether the area has the place itself, under an id of its own."""
    if one.place.kind is PlaceKind.COUNTRY:
        return any(
            each.place.kind is PlaceKind.COUNTRY and each.place.country == one.place.country for each in found
        )
    here = point_of(one.place.lat, one.place.lon)
    return any(apart_km(here, point_of(each.place.lat, each.place.lon)) < TWICE_KM for each in found)


@cache
def _people() -> Mapping[str, str]:
    """The code of each country by its name and what is of it, in lower case; capitals are no countries."""
    found: dict[str, str] = {}
    for code, (country, _, adjectives) in table("countries").items():
        for word in (country, *adjectives):
            found.setdefault(str(word).lower(), str(code))
            found.setdefault(f"{word}s".lower(), str(code))
    return found


@lru_cache(maxsize=8)
def _countries(*indexes: PlaceIndex | None) -> tuple[Mapping[str, str], frozenset[str]]:
    """The code of each country by its names in lower case, and the words that a name of one or two begins with.

    The names of peoples come before those of the tables, and these in their order.
    """
    found = dict(_people())
    for index in indexes:
        for name, place in index.countries.items() if index is not None else ():
            found.setdefault(name.lower(), place.country)
    return found, frozenset(name.partition(" ")[0] for name in found if name.count(" ") < 2)


def _countries_in(text: str, names: Mapping[str, str], openings: frozenset[str]) -> Iterable[tuple[int, str]]:
    """Where each country is named and its code; names of more than two words are not looked for."""
    found = list(_CAPITALISED.finditer(text))
    for at, each in enumerate(found):
        low, length = _bare(each.group())
        if low not in openings:
            continue
        start = each.start()
        beside = at + 1 < len(found) and found[at + 1].start() == start + length + 1
        code = names.get(f"{low} {_bare(found[at + 1].group())[0]}") if beside else None
        code = code or names.get(low)
        if code:
            yield start, code


@lru_cache(maxsize=65_536)
def _bare(word: str) -> tuple[str, int]:
    """A word without what ends a sentence or says whose, in lower case, and how long it is as written."""
    word = word.rstrip(".-’'")
    word = word[:-2] if word.endswith(("'s", "’s")) else word
    return word.lower(), len(word)


def countries_called(words: str) -> Iterable[str]:
    """The codes of the countries that words name, by their own names or their people: "Syrian-Turkish"."""
    single = re.findall(r"[^\W\d_]+", words.lower())
    paired = False
    for at, word in enumerate(single):
        pair = _people().get(" ".join(single[at : at + 2]))
        code = None if paired else pair or _people().get(word)
        paired = pair is not None
        if code:
            yield code
