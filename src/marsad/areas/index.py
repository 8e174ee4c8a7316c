"""Names to places: every name of an area compiled once, asked by its letters, its sound or its spelling.

A name is looked up as it is compared (:func:`marsad.areas.names.normalised`: case, accents, hyphens and articles
apart, in any script), by its consonants, and by letters of which one or two differ. What is found are candidates;
which of them a report means is chosen in ``marsad.grounding``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from marsad.areas.area import Area
from marsad.areas.gazetteer import FEWEST_CONSONANTS, Gazetteer
from marsad.areas.names import consonant_key, normalised
from marsad.model.geography import Place
from marsad.model.terms import PlaceKind

SHORTEST = 5  # letters of a name, without its article, that is compared by its letters or its sound at all
LONG = 7  # letters of a name that may be two letters off where it sounds the same
# People of a place whose table does not count them, by its kind: no count, only an order among namesakes.
USUAL_PEOPLE: Mapping[PlaceKind, int] = {
    PlaceKind.COUNTRY: 30_000_000,
    PlaceKind.REGION: 1_000_000,
    PlaceKind.PROVINCE: 1_000_000,
    PlaceKind.CITY: 300_000,
    PlaceKind.DISTRICT: 100_000,
    PlaceKind.TOWN: 20_000,
    PlaceKind.SUBDISTRICT: 20_000,
    PlaceKind.NEIGHBOURHOOD: 20_000,
    PlaceKind.CAMP: 10_000,
}
FEW_PEOPLE = 1_000  # of a village, a site, and a settlement that nobody counted


class Likeness(StrEnum):
    """How a name that was asked for is like a name in the table, closest first."""

    NAME = "name"  # the place's own name, Latin or Arabic
    SPELLING = "spelling"  # another spelling in the table
    SOUND = "sound"  # the same consonants
    LETTERS = "letters"  # one letter off, or two where it sounds the same


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean; ``people`` live there, or in most places of its kind."""

    place: Place
    likeness: Likeness
    people: int


class PlaceIndex:
    """All names of one area's places, ready to be asked; a gazetteer of the world beside them, if it has one."""

    def __init__(self, places: Iterable[Place], gazetteer: Gazetteer | None = None) -> None:
        """Sort ``places`` by their names."""
        self._places: dict[str, list[Place]] = {}
        self._gazetteer = gazetteer
        for place in places:
            for key in dict.fromkeys(map(normalised, names_of(place))):
                self._places.setdefault(key, []).append(place)
        self._named = lru_cache(maxsize=65_536)(self._find)
        self._alike = lru_cache(maxsize=4_096)(self._find_alike)

    def in_table(self, identity: str) -> bool:
        """Whether the place is of the area's own table, not only of its gazetteer."""
        return identity in self._by_id

    @cached_property
    def _by_id(self) -> Mapping[str, Place]:
        return {place.id: place for places in self._places.values() for place in places}

    def named(self, name: str) -> tuple[Candidate, ...]:
        """The places that bear ``name``, in any script, as their own name or as another spelling."""
        return self._named(name)

    def alike(self, name: str) -> tuple[Candidate, ...]:
        """The places whose name is a letter or two from ``name``, or sounds the same; most are not meant.

        Use it with a filter of distance: other wars have many names that look like one of the area. The
        gazetteer of the world is not asked: it has a name like any other.
        """
        return self._alike(normalised(name))

    def sounding_in(self, name: str, country: str) -> tuple[Candidate, ...]:
        """The gazetteer's settlements in one country whose own names have the consonants of ``name``.

        Those that are a letter or two apart as well come as such; both kinds by their ids.
        """
        key = normalised(name)
        if self._gazetteer is None or len(key) < SHORTEST:
            return ()
        heard = (
            (place, normalised(place.name)) for place in self._gazetteer.sounding(consonant_key(name), country)
        )
        found = [
            candidate(place, Likeness.LETTERS if _is_near(key, other) else Likeness.SOUND)
            for place, other in heard
            if other.isascii() or _is_near(key, other)
        ]
        return tuple(sorted(found, key=lambda each: each.place.id))

    def _find(self, name: str) -> tuple[Candidate, ...]:
        key = normalised(name)
        if not key:
            return ()
        found = {place.id: _candidate(place, key, _people(place)) for place in self._places.get(key, ())}
        if self._gazetteer is not None:
            for place, people, own in self._gazetteer.bearing(key):
                found[place.id] = Candidate(place, Likeness.NAME if own else Likeness.SPELLING, people)
        return tuple(found.values())

    def _find_alike(self, key: str) -> tuple[Candidate, ...]:
        if len(key) < SHORTEST:
            return ()
        found: dict[str, Candidate] = {}
        for other in self._within_letters(key):
            for place in self._places[other]:
                found.setdefault(place.id, candidate(place, Likeness.LETTERS))
        consonants = consonant_key(key)
        if len(consonants) >= FEWEST_CONSONANTS:
            for place in self._by_sound.get(consonants, ()):
                found.setdefault(place.id, candidate(place, Likeness.SOUND))
        return tuple(found[each] for each in sorted(found))

    def _within_letters(self, key: str) -> list[str]:
        """The names that begin like ``key`` and are one letter from it, or two where both sound the same."""
        names = self._by_letter.get(key[0], ())
        near = process.extract(key, names, scorer=OSA.distance, score_cutoff=2, limit=None)
        return [other for other, distance, _ in near if _is_alike(key, other, int(distance))]

    @cached_property
    def countries(self) -> Mapping[str, Place]:
        """The countries by every name that they have."""
        countries = (place for place in self._by_id.values() if place.kind is PlaceKind.COUNTRY)
        return {name: place for place in countries for name in names_of(place)}

    @cached_property
    def _by_letter(self) -> Mapping[str, tuple[str, ...]]:
        """The names that are long enough to be compared, by their first letter."""
        found: dict[str, list[str]] = {}
        for key in self._places:
            if len(key) >= SHORTEST:
                found.setdefault(key[0], []).append(key)
        return {letter: tuple(keys) for letter, keys in found.items()}

    @cached_property
    def _by_sound(self) -> Mapping[str, tuple[Place, ...]]:
        """The places by the consonants of their Latin names."""
        found: dict[str, dict[str, Place]] = {}
        for key, places in self._places.items():
            if key.isascii():
                found.setdefault(consonant_key(key), {}).update((place.id, place) for place in places)
        return {key: tuple(places.values()) for key, places in found.items()}


def names_of(place: Place) -> tuple[str, ...]:
    """Every name of ``place``, its own first."""
    return (place.name, *place.spellings, *((place.name_ar,) if place.name_ar else ()))


def _candidate(place: Place, key: str, people: int) -> Candidate:
    own = normalised(place.name) == key or bool(place.name_ar and normalised(place.name_ar) == key)
    return Candidate(place, Likeness.NAME if own else Likeness.SPELLING, people)


def candidate(place: Place, likeness: Likeness) -> Candidate:
    """A place of a table that counts no people as a candidate."""
    return Candidate(place, likeness, _people(place))


def _people(place: Place) -> int:
    return USUAL_PEOPLE.get(place.kind, FEW_PEOPLE)


def _is_near(name: str, other: str) -> bool:
    """Whether two names begin alike and are a letter or two apart."""
    if len(other) < SHORTEST or name[0] != other[0]:
        return False
    return _is_alike(name, other, OSA.distance(name, other, score_cutoff=2))


def _is_alike(name: str, other: str, distance: int) -> bool:
    long = min(len(name), len(other)) >= LONG
    return distance == 1 or (long and distance == 2 and consonant_key(name) == consonant_key(other))


class _ByHash:
    """An area as a key: areas of one hash are equal."""

    def __init__(self, area: Area) -> None:
        self.area = area

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByHash) and other.area.hash == self.area.hash

    def __hash__(self) -> int:
        return hash(self.area.hash)


def index_of(area: Area) -> PlaceIndex:
    """The index of an area's places, made once for areas of one hash."""
    return _index_of(_ByHash(area))


@lru_cache(maxsize=8)
def _index_of(key: _ByHash) -> PlaceIndex:
    return PlaceIndex((key.area.places[each] for each in key.area.places), key.area.gazetteer)


def place_anywhere(area: Area, identity: str) -> Place | None:
    """The place with that id: of the area, or of the world, where claims of elsewhere are put."""
    own = area.places.get(identity)
    return own if own is not None or area.fallback is None else area.fallback.places.get(identity)
