"""Whether the administrative units of a source are found in an area by their names alone, without codes.

The names are compared as building does: normalised Arabic first, then Latin, then consonants. Where several units
of the area share the best key, the name is *ambiguous*, is flagged as such, and the nearest is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from marsad.areas import Area
from marsad.areas.build.entries import Entry
from marsad.areas.build.keys import Keys, keys_of
from marsad.areas.tables import great_circle_km
from marsad.model import Place, PlaceKind

Ladder = Sequence[Callable[[Keys], frozenset[str]]]
LADDERS: Mapping[str, Ladder] = {
    "Arabic names alone": (lambda keys: keys.arabic,),
    "Latin names alone": (lambda keys: keys.latin,),
    "consonants alone": (lambda keys: keys.consonants,),
    "Arabic, then Latin, then consonants": (
        lambda keys: keys.arabic,
        lambda keys: keys.latin,
        lambda keys: keys.consonants,
    ),
}


@dataclass(frozen=True, slots=True)
class UnitsFound:
    """How many units were looked for; found at once, right; ambiguous, and of them right by the nearest; wrong."""

    all: int
    right: int
    ambiguous: int
    nearest_right: int
    wrong: int

    @property
    def share(self) -> float:
        """The share put at the right unit, ambiguous ones by the nearest."""
        return (self.right + self.nearest_right) / max(1, self.all)


def find_units(entries: Iterable[Entry], area: Area, ladder: Ladder) -> UnitsFound:
    """Find each subdistrict of ``entries`` in ``area`` by the keys of ``ladder``; right is that of its p-code."""
    own = [each for each in area.places.values() if each.kind is PlaceKind.SUBDISTRICT and each.pcode]
    keyed = [(place, keys_of(_bare(place))) for place in own]
    wanted = [each for each in entries if each.kind is PlaceKind.SUBDISTRICT and each.pcode]
    right = ambiguous = nearest_right = wrong = 0
    for entry in wanted:
        found = _bearers(keys_of(entry), keyed, ladder)
        nearest = min(found, key=lambda each: (_km(each, entry), each.id), default=None)
        is_right = nearest is not None and nearest.pcode == entry.pcode
        ambiguous += len(found) > 1
        nearest_right += len(found) > 1 and is_right
        right += len(found) == 1 and is_right
        wrong += nearest is not None and not is_right
    return UnitsFound(len(wanted), right, ambiguous, nearest_right, wrong)


def _bearers(keys: Keys, keyed: Sequence[tuple[Place, Keys]], ladder: Ladder) -> list[Place]:
    for step in ladder:
        found = [place for place, own in keyed if step(own) & step(keys)]
        if found:
            return found
    return []


def _bare(place: Place) -> Entry:
    """The place as a row of a source that has no codes."""
    return Entry("area", place.id, place.name, place.kind, place.lat, place.lon, place.name_ar, place.spellings)


def _km(place: Place, entry: Entry) -> float:
    return great_circle_km(place.lat, place.lon, entry.lat, entry.lon)
