"""A gazetteer of the whole world beside an area's own places: two sorted tables that open in a moment.

``cities.tsv.gz`` holds one settlement a line, the most populous first; ``names.tsv.gz`` holds one name a line,
as :func:`marsad.areas.names.normalised` compares names, with the numbers of the lines in ``cities`` that bear it:
first those whose own name it is, then those that have it as another name. Both are UTF-8 text, kept as it is in
memory and searched by halving, so that nothing is read before it is asked for.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from marsad.areas.names import normalised
from marsad.errors import AreaError
from marsad.model.geography import Place
from marsad.model.terms import PlaceKind

CITIES, NAMES = "cities.tsv.gz", "names.tsv.gz"
LARGEST_BYTES = 64_000_000  # of a table once unpacked: a file that unpacks to more is refused
GZIP = 31  # the format, as zlib numbers them
STEP = 64  # lines of a sorted table between two that are noted
PREFIX = "plc_gn_"  # then the GeoNames id, which never changes
CITY_PEOPLE, TOWN_PEOPLE = 100_000, 5_000  # a settlement with as many people at least is so called


class Gazetteer:
    """The settlements of the world by name and by id. Never changed; memory is that of the unpacked tables."""

    def __init__(self, folder: Path) -> None:
        """Open the two tables in ``folder``. Raises AreaError, naming the file, where one cannot be read."""
        self._cities = _Lines(folder / CITIES)
        self._names = _Lines(folder / NAMES)
        self._found = lru_cache(maxsize=65_536)(self._find)
        self._made = lru_cache(maxsize=65_536)(self._make)

    def __len__(self) -> int:
        return len(self._cities)

    def __iter__(self) -> Iterator[Place]:
        """Every settlement, the most populous first."""
        return (self._make(number) for number in range(len(self)))

    def named(self, name: str) -> tuple[Place, ...]:
        """The settlements of that name in any script: whose own name it is first, each lot by population."""
        own, other = self._found(normalised(name))
        return tuple(self._made(number) for number in (*own, *other))

    def peopled(self, name: str) -> tuple[tuple[Place, int], ...]:
        """As :meth:`named`, each with how many people live there; 0 where GeoNames does not know."""
        own, other = self._found(normalised(name))
        return tuple((self._made(number), int(self._fields(number)[-1])) for number in (*own, *other))

    def with_own_name(self, name: str) -> tuple[Place, ...]:
        """The settlements whose main name it is, the most populous first."""
        return tuple(self._made(number) for number in self._found(normalised(name))[0])

    def of_country(self, code: str) -> tuple[Place, ...]:
        """The settlements of the country with that ISO 3166-1 code, the most populous first."""
        numbers = self._cities.holding(f"\t{code}\t".encode())
        return tuple(place for place in map(self._made, numbers) if place.country == code)

    def place(self, identity: str) -> Place | None:
        """The settlement with that id (``plc_gn_`` and its GeoNames id)."""
        number = self._number_of(identity)
        return None if number is None else self._made(number)

    def population(self, identity: str) -> int:
        """How many people live there as GeoNames has it; 0 where it does not know."""
        number = self._number_of(identity)
        return 0 if number is None else int(self._fields(number)[-1])

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
        ids = np.array([int(line.partition(b"\t")[0]) for line in self._cities.all()], dtype=np.int64)
        order = np.argsort(ids)
        return ids[order], order

    def _find(self, key: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        found = self._names.beginning_with(key.encode()) if key else None
        if found is None:
            return (), ()
        _, own, other = found.split(b"\t")
        return tuple(map(int, own.split())), tuple(map(int, other.split()))

    def _fields(self, number: int) -> list[str]:
        return self._cities.line(number).decode().split("\t")

    def _make(self, number: int) -> Place:
        identity, name, country, admin1, lat, lon, population = self._fields(number)
        return Place(
            id=PREFIX + identity,
            name=name,
            kind=_kind(int(population)),
            lat=float(lat),
            lon=float(lon),
            admin1=admin1 or None,
            country=country,
            source="GeoNames",
        )


def _kind(population: int) -> PlaceKind:
    """By the people who live there; where nobody counted them, a town."""
    if population >= CITY_PEOPLE:
        return PlaceKind.CITY
    return PlaceKind.TOWN if population >= TOWN_PEOPLE or population == 0 else PlaceKind.VILLAGE


def _unpacked(path: Path) -> bytes:
    """What the packed file holds, all at once. Raises AreaError where it is damaged, cut off or too large."""
    unpacking = zlib.decompressobj(wbits=GZIP)
    try:
        text = unpacking.decompress(path.read_bytes(), LARGEST_BYTES)
    except (OSError, zlib.error) as error:
        raise AreaError(f"{path.name}: cannot be unpacked: {error}") from error
    if not unpacking.eof:
        fault = "too large once unpacked" if len(text) == LARGEST_BYTES else "is cut off"
        raise AreaError(f"{path.name}: {fault}")
    return text


class _Lines:
    """The lines of a packed table, by number."""

    def __init__(self, path: Path) -> None:
        self._text = _unpacked(path)
        ends = np.flatnonzero(np.frombuffer(self._text, dtype=np.uint8) == ord("\n"))
        self._ends = memoryview(ends.astype(np.uint32).data)

    def __len__(self) -> int:
        return len(self._ends)

    def _start(self, number: int) -> int:
        return self._ends[number - 1] + 1 if number else 0

    def line(self, number: int) -> bytes:
        return self._text[self._start(number) : self._ends[number]]

    def _first(self, number: int) -> bytes:
        """The first column of the line."""
        start = self._start(number)
        return self._text[start : self._text.index(b"\t", start)]

    @cached_property
    def _every_first(self) -> list[bytes]:
        """The first column of every STEP-th line."""
        return [self._first(number) for number in range(0, len(self), STEP)]

    def beginning_with(self, first: bytes) -> bytes | None:
        """The line with that first column, in a table that is sorted by it."""
        low = max(0, bisect_right(self._every_first, first) - 1) * STEP
        end = high = min(low + STEP, len(self))
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self._first(middle) < first else (low, middle)
        return self.line(low) if low < end and self._first(low) == first else None

    def holding(self, bit: bytes) -> Iterator[int]:
        """The numbers of the lines that hold ``bit``, in order."""
        at = self._text.find(bit)
        while at >= 0:
            number = bisect_left(self._ends, at)
            yield number
            at = self._text.find(bit, self._ends[number])

    def all(self) -> Iterator[bytes]:
        return iter(self._text.split(b"\n")[:-1])
