"""Terrain: what the area alone says, whatever the day and whoever holds what. Found once, asked for many days."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from marsad.areas import Area
from marsad.areas.allegiances import Allegiances
from marsad.areas.area import ADMIN_KINDS
from marsad.model import Link, Place, Sector
from marsad.sieges.bearings import KM_PER_DEGREE, distance_km, distance_to_stretch_km, sector_from

EDGE_KM = 40.0  # how far from a place a hostile position still makes up one of its sides
ALONG_KM = 60.0  # places that lie farther from a road are looked through only where none is nearer
ROUNDING_DEG = 1e-6  # far more than what two ways of reckoning one distance differ by


class Terrain:
    """Who is whose friend, what lies near what, and how far from a road, for one area that does not change.

    Answers are kept: hand one terrain to everything that is made of one area. Nothing depends on what it holds.
    """

    def __init__(self, area: Area) -> None:
        """Find nothing yet."""
        self.area = area
        self.allegiances = Allegiances(area)
        self._neighbours: dict[str, tuple[tuple[str, Sector], ...]] = {}
        self._along: dict[tuple[str, str], tuple[tuple[float, str], ...]] = {}
        self._by_latitude = sorted(area.places.values(), key=lambda place: (place.lat, place.id))
        self._latitudes = [place.lat for place in self._by_latitude]

    def neighbours(self, place: str) -> tuple[tuple[str, Sector], ...]:
        """Settlements and sites at most 40 km from ``place``, each with the sector it lies in; the nearest first.

        Of two as near the one with the lesser id comes first.
        """
        if place not in self._neighbours:
            here = self.area.places[place]
            found = sorted((distance_km(here, other), other.id) for other in self._level_with(here))
            self._neighbours[place] = tuple(
                (other, sector_from(here, self.area.places[other])) for km, other in found if km <= EDGE_KM
            )
        return self._neighbours[place]

    def _level_with(self, here: Place) -> list[Place]:
        degrees = EDGE_KM / KM_PER_DEGREE
        others = (each for each in self._band(here.lat, here.lat, degrees) if abs(each.lat - here.lat) <= degrees)
        return [other for other in others if other is not here and other.kind not in ADMIN_KINDS]

    def _band(self, south: float, north: float, degrees: float) -> list[Place]:
        wide = degrees + ROUNDING_DEG
        start, end = bisect_left(self._latitudes, south - wide), bisect_right(self._latitudes, north + wide)
        return self._by_latitude[start:end]

    def along(self, link: Link) -> tuple[tuple[float, str], ...]:
        """The places at most 60 km from the straight stretch between the ends of ``link``, the nearest first."""
        if link.ends not in self._along:
            a, b = self.area.places[link.a], self.area.places[link.b]
            band = self._band(min(a.lat, b.lat), max(a.lat, b.lat), ALONG_KM / KM_PER_DEGREE)
            found = ((self.km_from(link, place), place.id) for place in band)
            self._along[link.ends] = tuple(sorted(each for each in found if each[0] <= ALONG_KM))
        return self._along[link.ends]

    def km_from(self, link: Link, place: Place) -> float:
        """How far ``place`` lies from the straight stretch between the ends of ``link``, on flat ground."""
        return distance_to_stretch_km(place, self.area.places[link.a], self.area.places[link.b])
