"""Names written a letter off, or in another transliteration: the one place of the area that they can mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from rapidfuzz.distance import OSA

from marsad.areas import Area
from marsad.areas.names import consonant_key, normalised
from marsad.areas.tables import great_circle_km
from marsad.model import ClaimedPlace, Place

SHORTEST = 5  # letters of a name, without its article, that is compared at all
LONG = 7  # letters of a name that may be two letters off where it sounds the same
NEAR_KM = 120  # from a place that the report has named


def place_spelt_like(name: str, area: Area, near: Iterable[ClaimedPlace]) -> Place | None:
    """The place of ``area`` whose name is one letter from ``name``, or sounds the same, near where the report is.

    None where several are, or where the report has named no place near it: a report of another country names
    many places that look like one of the area.
    """
    around = [(each.lat, each.lon) for each in near if each.id and each.lat is not None and each.lon is not None]
    if not around or not name[:1].isupper():
        return None
    found = {
        place.id: place
        for key in _alike(normalised(name), _Keys(area))
        for place in area.places_named(key)
        if any(great_circle_km(place.lat, place.lon, lat, lon) <= NEAR_KM for lat, lon in around)
    }
    return next(iter(found.values())) if len(found) == 1 else None


class _Keys:
    """The names of one area by their first letter; equal for areas of one hash."""

    def __init__(self, area: Area) -> None:
        self.area = area

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keys) and other.area.hash == self.area.hash

    def __hash__(self) -> int:
        return hash(self.area.hash)


@lru_cache(maxsize=4)
def _by_letter(keys: _Keys) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for place in keys.area.places.values():
        for name in (place.name, *place.spellings):
            key = normalised(name)
            if len(key) >= SHORTEST:
                found.setdefault(key[0], set()).add(key)
    return {letter: tuple(sorted(names)) for letter, names in found.items()}


@lru_cache(maxsize=4096)
def _alike(name: str, keys: _Keys) -> tuple[str, ...]:
    if len(name) < SHORTEST:
        return ()
    others = _by_letter(keys).get(name[0], ())
    return tuple(other for other in others if _is_alike(name, other))


def _is_alike(name: str, other: str) -> bool:
    distance = OSA.distance(name, other, score_cutoff=2)
    long = min(len(name), len(other)) >= LONG
    return distance == 1 or (long and distance == 2 and consonant_key(name) == consonant_key(other))
