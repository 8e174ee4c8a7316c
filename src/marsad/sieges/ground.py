"""The ground of one day: over which links and through which places a side can travel, under three readings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from marsad.areas import Area
from marsad.model import Control, Grade, Holding, RoadAssessment, RoadState
from marsad.sieges.routes import reachable
from marsad.sieges.stretches import other_end
from marsad.sieges.terrain import Terrain

Reading: TypeAlias = Literal["optimistic", "likely", "pessimistic"]
Ends: TypeAlias = tuple[str, str]
Ways: TypeAlias = dict[str, dict[str, float]]  # place -> neighbour -> km

NONE, FIRE, FREE = 0, 1, 2  # not passable; passable under fire; passable
PASSABLE: Mapping[RoadState, tuple[int, int, int]] = {  # optimistic, likely, pessimistic
    RoadState.OPEN: (FREE, FREE, FREE),
    RoadState.UNKNOWN: (FREE, FREE, NONE),
    RoadState.CONTESTED: (FREE, FIRE, NONE),
    RoadState.UNDER_FIRE: (FIRE, FIRE, FIRE),
    RoadState.CUT: (NONE, NONE, NONE),
}
READINGS: tuple[Reading, ...] = ("optimistic", "likely", "pessimistic")
OUTSIDE = ""  # where crossings, ports and airfields lead: no place has this id


@dataclass(frozen=True, slots=True)
class Enclave:
    """Places between which a side can travel freely; ``edge``: the hostile-held far ends of links out of them."""

    in_order: tuple[str, ...]
    places: frozenset[str]
    edge: frozenset[str]


class Ground:
    """Who can travel where on the day ``as_of``. Made once a day, asked for many places.

    Unknown ground is passable in the optimistic reading and not in the pessimistic one; in the likely one it
    is passable unless a place linked to it is held by a side hostile to the traveller. Contested places and
    roads are free, under fire, closed. A road under fire of which sources differ is closed to a pessimist.
    """

    def __init__(
        self,
        roads: Mapping[Ends, RoadAssessment],
        control: Control,
        area: Area,
        as_of: date,
        terrain: Terrain | None = None,
    ) -> None:
        """Look up who holds each place; ways are found when they are asked for."""
        self.roads, self.control, self.area, self.as_of = roads, control, area, as_of
        self.terrain = terrain or Terrain(area)
        self.allegiances = self.terrain.allegiances
        self.held: dict[str, Holding | None] = {place: control.at(place, as_of) for place in area.places}
        self._by_holder: dict[str, set[str]] = {}
        self._open_questions: list[str] = []  # places whose holder is contested or not known
        for place in area.links_of:
            holding = self.held.get(place)
            if holding is None or holding.holder is None or holding.contested:
                self._open_questions.append(place)
            else:
                self._by_holder.setdefault(holding.holder, set()).add(place)
        self._ways: dict[tuple[str, Reading, int], Ways] = {}
        self._enclaves: dict[tuple[str, Reading], dict[str, Enclave]] = {}
        self._supply: dict[tuple[str, Reading], tuple[frozenset[str], frozenset[str]]] = {}
        self._open: dict[tuple[Reading, int], Ways] = {}

    def side_of(self, place: str) -> str | None:
        """The actor whose ways out of ``place`` count: its holder, or who held it before it was contested."""
        holding = self.held.get(place)
        return holding.holder if holding is not None else None

    def friendly(self, one: str, other: str) -> bool:
        """Whether the two are friends on that day."""
        return self.allegiances.friendly(one, other, self.as_of)

    def hostile_place(self, place: str, side: str) -> bool:
        """Whether ``place`` is held, without contest, by somebody hostile to ``side``."""
        holding = self.held.get(place)
        if holding is None or holding.holder is None or holding.contested:
            return False
        return self.allegiances.hostile(side, holding.holder, self.as_of)

    def through(self, place: str, side: str, reading: Reading) -> bool:
        """Whether ``side`` can pass through ``place``."""
        holding = self.held.get(place)
        if holding is None or (holding.holder is None and not holding.contested):
            return reading == "optimistic" or (reading == "likely" and not self._by_foes(place, side))
        if holding.contested:
            return reading == "optimistic" or (
                reading == "likely" and holding.holder is not None and self.friendly(side, holding.holder)
            )
        return holding.holder is not None and self.friendly(side, holding.holder)

    def ways(self, side: str, reading: Reading, at_least: int) -> Ways:
        """The links that ``side`` can travel, FREE alone or also under FIRE, from place to place with their km.

        Each crossing, port and airfield that supplies the side leads OUTSIDE by one way; a hinterland is
        outside already, see :meth:`hinterland`.
        """
        key = (side, reading, at_least)
        if key not in self._ways:
            self._ways[key] = self._find_ways(side, reading, at_least)
        return self._ways[key]

    def enclave(self, place: str, side: str, reading: Reading) -> Enclave:
        """Where ``side`` can travel from ``place`` over free ground, and what lies around that."""
        found = self._enclaves.setdefault((side, reading), {})
        if place not in found:
            places = reachable([place], self.ways(side, reading, FREE)) - {OUTSIDE}
            enclave = Enclave(tuple(sorted(places)), places, frozenset(self._edge(places, side)))
            found.update(dict.fromkeys(places, enclave))
        return found[place]

    def _edge(self, places: frozenset[str], side: str) -> Iterator[str]:
        for place in places:
            for link in self.area.links_of.get(place, ()):
                far = other_end(link, place)
                if far not in places and self.hostile_place(far, side):
                    yield far

    def hinterland(self, side: str, reading: Reading) -> frozenset[str]:
        """The places from which ``side`` is supplied without limit on that day."""
        return self._lifelines(side, reading)[0]

    def lifelines(self, side: str, reading: Reading) -> frozenset[str]:
        """All places from which ``side`` is supplied on that day."""
        return self._lifelines(side, reading)[1]

    def _lifelines(self, side: str, reading: Reading) -> tuple[frozenset[str], frozenset[str]]:
        key = (side, reading)
        if key not in self._supply:
            lines = [
                (line.place, line.kind)
                for line in self.area.lifelines
                if self.as_of in line.days
                and self.friendly(side, line.actor)
                and self.through(line.place, side, reading)
            ]
            hinterland = frozenset(place for place, kind in lines if kind == "hinterland")
            self._supply[key] = (hinterland, frozenset(place for place, _ in lines))
        return self._supply[key]

    def _by_foes(self, place: str, side: str) -> bool:
        links = self.area.links_of.get(place, ())
        return any(self.hostile_place(other_end(link, place), side) for link in links)

    def _find_ways(self, side: str, reading: Reading, at_least: int) -> Ways:
        passable = self._passable(side, reading)
        open_ways = self._open_ways(reading, at_least)
        ways: Ways = {}
        for place in passable & open_ways.keys():
            onward = {other: km for other, km in open_ways[place].items() if other in passable}
            if onward:
                ways[place] = onward
        for place in self.lifelines(side, reading) - self.hinterland(side, reading):
            ways.setdefault(place, {})[OUTSIDE] = 0.0
        return ways

    def _passable(self, side: str, reading: Reading) -> frozenset[str]:
        """All places on the graph that ``side`` can pass through, as :meth:`through` says one by one."""
        ours = (places for holder, places in self._by_holder.items() if self.friendly(side, holder))
        doubtful = (place for place in self._open_questions if self.through(place, side, reading))
        return frozenset().union(*ours, doubtful)

    def _open_ways(self, reading: Reading, at_least: int) -> Ways:
        """The links that can be travelled so well, whoever holds their ends."""
        key = (reading, at_least)
        if key not in self._open:
            column = READINGS.index(reading)
            ways: Ways = {}
            for road in self.roads.values():
                if PASSABLE[road.state][column] < at_least or (reading == "pessimistic" and _doubtful(road)):
                    continue
                ways.setdefault(road.link.a, {})[road.link.b] = road.link.km
                ways.setdefault(road.link.b, {})[road.link.a] = road.link.km
            self._open[key] = ways
        return self._open[key]


def _doubtful(road: RoadAssessment) -> bool:
    return road.state is RoadState.UNDER_FIRE and road.grade is Grade.DISPUTED
