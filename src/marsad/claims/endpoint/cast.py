"""Whom and what words of an answer may mean in an area: candidates for grounding, best first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from marsad.areas import Area
from marsad.areas.names import normalised
from marsad.claims.lang.en.tables import listed, table
from marsad.model import PlaceKind, Sector

DETERMINERS = frozenset(
    {"the", "a", "an", "its", "their", "his", "some", "these", "those", "this", "that", "all", "both", "other"}
)
MOST_WORDS = 12  # of a name with its trimmings


class Cast:
    """The names of one area. ``generic`` words ("the army") mean its actors only in reports that speak of it."""

    def __init__(self, area: Area) -> None:
        """Index the area's actors by each of their names."""
        self._area = area
        self._names: dict[str, dict[str, None]] = {}
        self._adjectives: dict[str, dict[str, None]] = {}
        self._generic: dict[str, dict[str, None]] = {}
        for actor in area.actors.values():
            _note(self._names, (actor.name, *actor.aliases), actor.id)
            _note(self._adjectives, actor.adjectives, actor.id)
            _note(self._generic, actor.generic, actor.id)

    def actors(self, words: str, *, in_area: bool) -> tuple[str, ...]:
        """The ids of the actors that ``words`` may mean; () where the area knows nobody so called.

        A name may carry a determiner and a noun of force ("the Russian warplanes"); "Turkish-backed rebels" are
        not Turkey.
        """
        for form in _forms(words, _forces()):
            if found := self._names.get(normalised(form)):
                return tuple(found)
            if form != words and (found := self._adjectives.get(normalised(form))):
                return tuple(found)
        found = self._generic.get(normalised(words)) if in_area else None
        return tuple(found or ())

    def places(self, words: str) -> tuple[str, ...]:
        """The ids of the places that ``words`` may name, with or without what kind of place it is."""
        for form in _forms(words, _place_nouns()):
            if found := self._area.places_named(form):
                return tuple(place.id for place in found)
        return ()

    @staticmethod
    def kind_words(kind: PlaceKind) -> frozenset[str]:
        """The nouns that say that a place is of this kind."""
        return frozenset(str(noun) for noun in table("places")["kinds"].get(kind.value, ()))

    @staticmethod
    def sector_words(sector: Sector) -> frozenset[str]:
        """The words for this bearing: "south", "southern"."""
        return frozenset(str(word) for word, each in table("places")["compass"].items() if each == sector.value)

    def speaks_of(self, ids: Iterable[str]) -> bool:
        """Whether one of the places ``ids`` lies in the area's own countries; the whole country does not count."""
        places = (self._area.places[each] for each in ids)
        return any(each.country in self._area.countries and each.kind is not PlaceKind.COUNTRY for each in places)


def _note(index: dict[str, dict[str, None]], names: Iterable[str], actor: str) -> None:
    for name in names:
        if key := normalised(name):
            index.setdefault(key, {})[actor] = None


def _forms(words: str, trailing: frozenset[str]) -> Iterator[str]:
    """``words`` as they are, then without determiner, possessive and one trailing noun after another."""
    parts = words.split()[:MOST_WORDS]
    if not parts:
        return
    yield words
    if len(parts) > 1 and parts[0].lower() in DETERMINERS:
        parts = parts[1:]
        yield " ".join(parts)
    while len(parts) > 1 and parts[-1].lower() in trailing:
        parts = parts[:-1]
        yield " ".join(parts)
        if parts[-1].endswith(("'s", "’s")):
            yield " ".join([*parts[:-1], parts[-1][:-2]])
    if parts[-1].endswith(("'s", "’s")):
        yield " ".join(parts)[:-2]


@lru_cache(maxsize=1)
def _forces() -> frozenset[str]:
    weapons = table("actors")["weapons"].values()
    return listed("actors", "force_nouns").union(str(noun) for nouns in weapons for noun in nouns)


@lru_cache(maxsize=1)
def _place_nouns() -> frozenset[str]:
    return frozenset(str(noun) for nouns in table("places")["kinds"].values() for noun in nouns)
