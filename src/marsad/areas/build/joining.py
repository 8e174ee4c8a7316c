"""Entries that are one place: the same id elsewhere, the same p-code, else the same name close by.

Names are compared in this order: normalised Arabic, normalised Latin, consonants; the nearest pairs join first.
The answer does not depend on the order of the entries. Sources whose rows are distinct places (``sources.csv``)
never lose one to another of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations
from math import cos, radians, sin

from marsad.areas.build.entries import Entry
from marsad.areas.build.keys import Keys, arabic_disagrees, keys_of, latin_alike
from marsad.areas.build.kinds import groups, is_unit
from marsad.areas.build.known_sources import HAND, known_sources
from marsad.areas.tables import great_circle_km

NEAR_KM = 2.0  # within which one name is one place
ONE_SPOT_KM = 0.3  # within which one Latin name is one place, though Arabic spellings differ
NEARBY_KM = 5.0  # within which one name in two sources is worth a second look
UNITS_NEAR_KM = 60.0  # the middles of one administrative unit in two sources
SAME_ID_KM = 25.0  # within which two sources that name one id mean one place
EARTH_RADIUS_KM = 6371.0
FEW = 24  # rows with one key: up to so many are compared each with each


class Rule(IntEnum):
    """Why two entries are one place, the surest first."""

    EARLIER = 0  # the area's own cross-references of an earlier build
    SAME_ID = 1
    SAME_PCODE = 2
    ARABIC = 3
    LATIN = 4
    CONSONANTS = 5


RULE_WORDS = {
    Rule.EARLIER: "as in the earlier build",
    Rule.SAME_ID: "one names the other's id",
    Rule.SAME_PCODE: "same p-code",
    Rule.ARABIC: "same Arabic name",
    Rule.LATIN: "same Latin name",
    Rule.CONSONANTS: "same consonants",
}


@dataclass(frozen=True, slots=True)
class Node:
    """One row to be joined: an entry, and the id of the area's place that it is known to be, if any."""

    entry: Entry
    place: str | None = None

    @property
    def order(self) -> tuple[str, str, str, float, float]:
        """What sorts nodes the same on every machine."""
        return self.entry.source, self.entry.ref, self.entry.name, self.entry.lat, self.entry.lon


@dataclass(frozen=True, slots=True)
class Pair:
    """Two nodes (by number) that may be one place, why, and how far apart they are."""

    rule: Rule
    km: float
    a: int
    b: int


@dataclass(frozen=True)
class Joined:
    """The nodes in groups of one place each, the pairs that joined them, and the pairs that nearly did."""

    nodes: tuple[Node, ...]
    groups: tuple[tuple[int, ...], ...]
    pairs: tuple[Pair, ...]
    doubts: tuple[tuple[Pair, str], ...]


def distinct_sources() -> frozenset[str]:
    """The sources whose rows are distinct places."""
    return frozenset(each.source for each in known_sources().values() if each.distinct)


def joined(nodes: Iterable[Node], progress: Callable[[int, int], None] | None = None) -> Joined:
    """Group ``nodes`` into places. ``progress`` is told how many nodes of how many were compared."""
    sorted_nodes = tuple(sorted(nodes, key=lambda node: node.order))
    keys = [keys_of(node.entry) for node in sorted_nodes]
    found = _Groups(sorted_nodes, keys)
    for pair in sorted(
        _pairs(sorted_nodes, keys, progress), key=lambda pair: (pair.rule, pair.km, pair.a, pair.b)
    ):
        found.consider(pair)
    return found.answer()


class _Groups:
    """Groups of nodes that grow pair by pair, in the order of the pairs' sureness."""

    def __init__(self, nodes: tuple[Node, ...], keys: Sequence[Keys]) -> None:
        self.nodes, self.keys = nodes, keys
        self.of = list(range(len(nodes)))
        self.members: dict[int, list[int]] = {number: [number] for number in self.of}
        self.taken: list[Pair] = []
        self.doubts: list[tuple[Pair, str]] = []

    def consider(self, pair: Pair) -> None:
        """Join the groups of ``pair``, or note why not; nothing where they are one already."""
        one, other = self.of[pair.a], self.of[pair.b]
        if one == other:
            return
        against = self._against(pair)
        if against is None:
            low, high = min(one, other), max(one, other)
            for member in self.members[high]:
                self.of[member] = low
            self.members[low] += self.members.pop(high)
            self.taken.append(pair)
        elif against:
            self.doubts.append((pair, against))

    def _against(self, pair: Pair) -> str | None:
        """Why the pair's groups stay two: empty where that needs no second look, None where they are one."""
        mine, theirs = self.members[self.of[pair.a]], self.members[self.of[pair.b]]
        ids = {self.nodes[each].place for each in (*mine, *theirs)} - {None}
        if len(ids) > 1:
            if HAND in {self.nodes[pair.a].entry.source, self.nodes[pair.b].entry.source}:
                return ""
            why = self._against_names(pair, mine, theirs)
            return f"{' and '.join(sorted(map(str, ids)))} look like one place" if why is None else why
        if pair.rule is Rule.EARLIER or self._same_row(pair):
            return None
        return self._against_names(pair, mine, theirs)

    def _against_names(self, pair: Pair, mine: Sequence[int], theirs: Sequence[int]) -> str | None:
        """As :meth:`_against`, by what the rows themselves say."""
        reach = _reach(self.nodes[pair.a].entry, pair.rule)
        if pair.km > reach:
            return f"same name {pair.km:.1f} km apart" if not self._shared(mine, theirs) else ""
        if self._shared(mine, theirs) and not self._doubles(pair, mine, theirs):
            return ""
        one_spot = pair.rule is Rule.LATIN and pair.km <= ONE_SPOT_KM
        if pair.rule > Rule.ARABIC and not one_spot and arabic_disagrees(self.keys[pair.a], self.keys[pair.b]):
            return "Latin names agree, Arabic names do not"
        if pair.rule is Rule.CONSONANTS and not latin_alike(self.keys[pair.a], self.keys[pair.b]):
            return "only consonants agree"
        if pair.rule > Rule.SAME_PCODE and self._spread(mine, theirs) > 2 * reach:
            return "a chain of near names longer than its links"
        return None

    def _same_row(self, pair: Pair) -> bool:
        """Whether one source gives the place twice, in two files."""
        a, b = self.nodes[pair.a].entry, self.nodes[pair.b].entry
        return (a.source, a.ref) == (b.source, b.ref)

    def _shared(self, mine: Sequence[int], theirs: Sequence[int]) -> set[str]:
        """The sources that have a row in both groups."""
        one, other = ({self.nodes[each].entry.source for each in group} for group in (mine, theirs))
        return (one & other) - {HAND}

    def _doubles(self, pair: Pair, mine: Sequence[int], theirs: Sequence[int]) -> bool:
        """Whether a source may well have the place twice: one name, near; in one's own table on one spot."""
        return (
            pair.rule in {Rule.SAME_ID, Rule.ARABIC, Rule.LATIN}
            and not (shared := self._shared(mine, theirs)) & distinct_sources()
            and (pair.km <= ONE_SPOT_KM or shared <= known_sources().keys())
            and bool(self.keys[pair.a].latin & self.keys[pair.b].latin)
        )

    def _spread(self, mine: Sequence[int], theirs: Sequence[int]) -> float:
        return max(_km(self.nodes[a].entry, self.nodes[b].entry) for a in mine for b in theirs)

    def answer(self) -> Joined:
        """The groups as they are now, each in the order of its nodes."""
        groups = tuple(tuple(sorted(self.members[first])) for first in sorted(self.members))
        open_doubts = tuple((pair, why) for pair, why in self.doubts if self.of[pair.a] != self.of[pair.b])
        return Joined(self.nodes, groups, tuple(self.taken), open_doubts)


def _reach(entry: Entry, rule: Rule) -> float:
    """Within how many kilometres ``rule`` makes two rows like ``entry`` one place."""
    if is_unit(entry.kind):
        return float("inf") if rule is Rule.SAME_PCODE else UNITS_NEAR_KM
    return SAME_ID_KM if rule <= Rule.SAME_PCODE else NEAR_KM


def _km(one: Entry, other: Entry) -> float:
    return great_circle_km(one.lat, one.lon, other.lat, other.lon)


def _pairs(
    nodes: Sequence[Node], keys: Sequence[Keys], progress: Callable[[int, int], None] | None
) -> Iterator[Pair]:
    """Every pair that some rule speaks for, once, by the surest rule."""
    seen: set[tuple[int, int]] = set()
    surest: list[tuple[Rule, Callable[[int], Iterable[Hashable]]]] = [
        (Rule.EARLIER, lambda i: [nodes[i].place] if nodes[i].place else []),
        (Rule.SAME_ID, lambda i: [f"{nodes[i].entry.source}:{nodes[i].entry.ref}", *nodes[i].entry.refs]),
        (Rule.SAME_PCODE, lambda i: [nodes[i].entry.pcode] if nodes[i].entry.pcode else []),
    ]
    for rule, idents in surest:
        for a, b in _sharing(range(len(nodes)), idents):
            if (a, b) not in seen and (rule is Rule.EARLIER or _one_group(nodes[a], nodes[b])):
                seen.add((a, b))
                yield Pair(rule, _km(nodes[a].entry, nodes[b].entry), a, b)
    by_name = ((Rule.ARABIC, "arabic"), (Rule.LATIN, "latin"), (Rule.CONSONANTS, "consonants"))
    for done, (rule, field) in enumerate(by_name):
        for a, b in _near_namesakes(nodes, keys, field):
            if (a, b) not in seen:
                seen.add((a, b))
                km = _km(nodes[a].entry, nodes[b].entry)
                if is_unit(nodes[a].entry.kind) or km <= (NEARBY_KM if rule < Rule.CONSONANTS else NEAR_KM):
                    yield Pair(rule, km, a, b)
        if progress:
            progress((done + 1) * len(nodes), len(by_name) * len(nodes))


def _one_group(one: Node, other: Node) -> bool:
    return groups()[one.entry.kind] == groups()[other.entry.kind]


def _sharing(numbers: Iterable[int], idents: Callable[[int], Iterable[Hashable]]) -> Iterator[tuple[int, int]]:
    """Each pair of numbers that share an ident, lower first; pairs may come twice."""
    bearers: dict[Hashable, list[int]] = {}
    for number in numbers:
        for ident in idents(number):
            for other in bearers.setdefault(ident, []):
                if other != number:
                    yield other, number
            bearers[ident].append(number)


def _near_namesakes(nodes: Sequence[Node], keys: Sequence[Keys], field: str) -> Iterator[tuple[int, int]]:
    """Pairs of one group that share a key: units anywhere, places close by; some twice."""
    bearers: dict[tuple[str, str], list[int]] = {}
    for number, node in enumerate(nodes):
        group = groups()[node.entry.kind]
        for key in getattr(keys[number], field):
            bearers.setdefault((group, key), []).append(number)
    for numbers in bearers.values():
        if len(numbers) <= FEW or is_unit(nodes[numbers[0]].entry.kind):
            pairs: Iterable[tuple[int, int]] = combinations(numbers, 2)
        else:
            pairs = _in_neighbouring_cells(nodes, numbers)
        yield from (pair for pair in pairs if _parents_agree(nodes[pair[0]], nodes[pair[1]]))


def _in_neighbouring_cells(nodes: Sequence[Node], numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    cells: dict[tuple[int, int, int], list[int]] = {}
    for number in numbers:
        x, y, z = _cell(nodes[number].entry)
        for step in _AROUND:
            around = (x + step[0], y + step[1], z + step[2])
            yield from ((other, number) for other in cells.get(around, ()))
        cells.setdefault((x, y, z), []).append(number)


def _parents_agree(one: Node, other: Node) -> bool:
    """Whether two units of one level can be one by the code of their country and the p-codes that they have."""
    a, b = one.entry, other.entry
    if a.pcode and b.pcode and a.pcode != b.pcode and is_unit(a.kind):
        return False
    return not (a.country and b.country and a.country != b.country)


_AROUND = [(x, y, z) for x in (-1, 0, 1) for y in (-1, 0, 1) for z in (-1, 0, 1)]


def _cell(entry: Entry) -> tuple[int, int, int]:
    """The cube of NEARBY_KM edge that holds the point on the globe: the same near poles and the date line."""
    lat, lon = radians(entry.lat), radians(entry.lon)
    size = NEARBY_KM / EARTH_RADIUS_KM
    return (
        round(cos(lat) * cos(lon) // size),
        round(cos(lat) * sin(lon) // size),
        round(sin(lat) // size),
    )
