"""A gazetteer of the whole world beside an area's own places: packed tables that open in a moment.

``cities.tsv.gz`` holds one settlement a line, the most populous first; ``names.tsv.gz`` holds one name a line,
as :func:`marsad.areas.names.normalised` compares names, with the numbers of the lines in ``cities`` that bear it:
first those whose own name it is, then those that have it as another name. ``sounds.tsv.gz`` holds one country and
sound a line (``UA:bxmt``; :func:`marsad.areas.names.consonant_key`), with the lines of ``cities`` whose own name
sounds so there; a gazetteer may do without it. All are UTF-8 text (:mod:`marsad.areas.packed`), the last two
sorted by their first column, so that nothing is unpacked before it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from marsad.areas.names import consonant_key, normalised
from marsad.areas.packed import PackedLines
from marsad.model.geography import Place
from marsad.model.terms import PlaceKind

CITIES, NAMES, SOUNDS = "cities.tsv.gz", "names.tsv.gz", "sounds.tsv.gz"
FEWEST_CONSONANTS = 3  # that two names must share to sound the same
PREFIX = "plc_gn_"  # then the GeoNames id, which never changes
CITY_PEOPLE, TOWN_PEOPLE = 100_000, 5_000  # a settlement with as many people at least is so called


class Gazetteer:
    """The settlements of the world by name, sound and id. Never changed; what is unpacked stays in memory."""

    def __init__(self, folder: Path) -> None:
        """Open the tables in ``folder``. Raises AreaError, naming the file, where one cannot be read."""
        self._cities = PackedLines(folder / CITIES)
        self._names = PackedLines(folder / NAMES)
        self._sounds = PackedLines(folder / SOUNDS) if (folder / SOUNDS).is_file() else None
        self._numbers: dict[str, int] = {}  # the lines of those that were handed out, by id
        self._peopled = lru_cache(maxsize=65_536)(self._make)

    def __len__(self) -> int:
        return len(self._cities)

    def __iter__(self) -> Iterator[Place]:
        """Every settlement, the most populous first."""
        return (self._make(number)[0] for number in range(len(self)))

    def named(self, name: str) -> tuple[Place, ...]:
        """The settlements of that name in any script: whose own name it is first, each lot by population."""
        return tuple(place for place, _, _ in self.bearing(normalised(name)))

    def bearing(self, key: str) -> Iterator[tuple[Place, int, bool]]:
        """As :meth:`named`, by the name as names are compared.

        Each with how many people live there, 0 where GeoNames does not know, and whether it is its own name.
        """
        found = self._names.beginning_with(key.encode()) if key else None
        if found is None:
            return
        _, own, other = found.split(b"\t")
        for numbers, is_own in ((own, True), (other, False)):
            for number in numbers.split():
                yield (*self._peopled(int(number)), is_own)

    def sounding(self, consonants: str, country: str) -> tuple[Place, ...]:
        """The settlements of a country (ISO 3166-1) whose own name has those consonants, by population.

        None where there are fewer than FEWEST_CONSONANTS.
        """
        if len(consonants) < FEWEST_CONSONANTS:
            return ()
        key = sound_key(consonants, country)
        if self._sounds is None:
            return tuple(self._peopled(number)[0] for number in self._heard.get(key, ()))
        found = self._sounds.beginning_with(key.encode())
        return tuple(self._peopled(int(number))[0] for number in found.split(b"\t")[1].split()) if found else ()

    @cached_property
    def _heard(self) -> Mapping[str, list[int]]:
        return numbers_by_sound((place.name, place.country) for place in self)

    def place(self, identity: str) -> Place | None:
        """The settlement with that id (``plc_gn_`` and its GeoNames id)."""
        number = self._numbers.get(identity)
        number = self._number_of(identity) if number is None else number
        return None if number is None else self._peopled(number)[0]

    def _number_of(self, identity: str) -> int | None:
        digits = identity.removeprefix(PREFIX)
        if not identity.startswith(PREFIX) or not digits.isdecimal() or len(digits) > 12:
            return None
        ids, numbers = self._by_id
        at = int(np.searchsorted(ids, int(digits)))
        return int(numbers[at]) if at < len(ids) and ids[at] == int(digits) else None

    @cached_property
    def _by_id(self) -> tuple[np.ndarray, np.ndarray]:
        """All ids in order, and the line of each."""
        ids = np.array([int(line[: line.index(b"\t")]) for line in self._cities], dtype=np.int64)
        order = np.argsort(ids)
        return ids[order], order

    def _make(self, number: int) -> tuple[Place, int]:
        fields = self._cities.line(number).decode().split("\t")
        identity, name, country, admin1, lat, lon, people = fields
        place = Place(
            id=PREFIX + identity,
            name=name,
            kind=_kind(int(people)),
            lat=float(lat),
            lon=float(lon),
            admin1=admin1 or None,
            country=country,
            source="GeoNames",
        )
        self._numbers[place.id] = number
        return place, int(people)


def sound_key(consonants: str, country: str) -> str:
    """The first column of ``sounds``."""
    return f"{country}:{consonants}"


def numbers_by_sound(named: Iterable[tuple[str, str]]) -> dict[str, list[int]]:
    """The lines of settlements, told by name and country, by the country and the sound of the name."""
    found: dict[str, list[int]] = {}
    for number, (name, country) in enumerate(named):
        consonants = consonant_key(name)
        if len(consonants) >= FEWEST_CONSONANTS:
            found.setdefault(sound_key(consonants, country), []).append(number)
    return found


def _kind(population: int) -> PlaceKind:
    """By the people who live there; where nobody counted them, a town."""
    if population >= CITY_PEOPLE:
        return PlaceKind.CITY
    return PlaceKind.TOWN if population >= TOWN_PEOPLE or population == 0 else PlaceKind.VILLAGE
