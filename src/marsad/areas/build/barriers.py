"""What roads cannot cross: borders outside of crossings; and what only a bridge crosses: rivers.

A border is crossed at crossings alone, unless the table ``borders.csv`` says that it is ``open`` everywhere or
``closed`` even there. A road that crosses a river without a bridge, tunnel, ford or dam in the extract stays,
for mappers forget bridges more often than they invent roads, but the link that needs it is marked as doubtful. No
way off the roads leads over a river or a shut border.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from marsad.areas.build.road_network import DEGREES, Mark, RoadNetwork
from marsad.areas.build.road_reading import Line, Point, Terrain
from marsad.areas.tables import great_circle_km
from marsad.errors import AreaError

CROSSING_KM = 1.5  # so near to a crossing a road may cross the border
DAM_DEGREES = 0.0002  # a road this near to a dam (about 20 m) runs on it
CHUNK = 50_000  # roads looked at together
DRY = int(Mark.BRIDGE | Mark.TUNNEL | Mark.FORD | Mark.FERRY)


class BorderState(StrEnum):
    """Where roads may cross the border of two countries."""

    OPEN = "open"  # everywhere
    CROSSINGS = "crossings"  # at crossings: the rule where the table says nothing
    CLOSED = "closed"  # nowhere


Borders: TypeAlias = Mapping[frozenset[str], BorderState]


def read_borders(path: Path) -> Borders:
    """The table of columns ``a``, ``b`` (ISO 3166-1 codes) and ``state``. Raises AreaError naming the line."""
    states: dict[frozenset[str], BorderState] = {}
    with path.open(encoding="utf-8-sig", newline="") as table:
        reader = csv.DictReader(table)
        try:
            for row in reader:
                states[frozenset((row["a"].upper(), row["b"].upper()))] = BorderState(row["state"])
        except (KeyError, AttributeError) as error:
            raise AreaError(f"{path.name} line {reader.line_num}: needs the columns a, b, state") from error
        except ValueError as error:
            raise AreaError(f"{path.name} line {reader.line_num}: {error}") from error
    return states


@dataclass(frozen=True, slots=True, eq=False)
class RiverCrossings:
    """The network with its bridges and dams named, and the rivers that roads cross without any, by road."""

    network: RoadNetwork
    unbridged: Mapping[int, str]


class Barriers:
    """The lines of one extract that roads cross at few spots or not at all."""

    def __init__(self, terrain: Terrain, borders: Borders, crossings: Iterable[Point]) -> None:
        """``crossings``: where borders may be crossed, beside the border controls of the extract."""
        self._terrain = terrain
        self._crossings = (*crossings, *terrain.controls)
        states = [_state(line.countries, borders) for line in terrain.borders]
        drawn = list(zip(terrain.borders, states, strict=True))
        self._shut = [(line, state) for line, state in drawn if state is not BorderState.OPEN]
        self.drawn_borders = frozenset(line.countries for line in terrain.borders)
        self._lines = _Lines([*terrain.rivers, *(line for line, _ in self._shut)])

    def parted(self, one: Point, other: Point) -> bool:
        """Whether a river or a shut border lies between the two points."""
        return self._lines.between(one, other)

    def cuts(self) -> list[tuple[int, float]]:
        """Where roads end because a border lies across them: after which point of the network, and how far on.

        How far is a share of the way to the next point.
        """
        network = self._terrain.network
        borders = _Lines([line for line, _ in self._shut])
        found: list[tuple[int, float]] = []
        for road, number in borders.met_by(network):
            state = self._shut[number][1]
            course, start = network.road(road), int(network.starts[road])
            for step, (here, there) in enumerate(pairwise(course)):
                for spot in borders.meetings(number, here, there):
                    if state is BorderState.CLOSED or not self._at_crossing(spot):
                        whole = great_circle_km(*here, *there)
                        found.append((start + step, great_circle_km(*here, *spot) / whole if whole else 0.0))
        return found

    def _at_crossing(self, spot: Point) -> bool:
        return any(great_circle_km(*spot, *each) <= CROSSING_KM for each in self._crossings)

    def river_crossings(self) -> RiverCrossings:
        """Name each bridge and dam after the river it crosses, where it has no name of its own."""
        network, names = self._terrain.network, dict[str, int]()
        names.update((name, number) for number, name in enumerate(network.names))
        crossing = network.crossing.copy()
        unbridged: dict[int, str] = {}
        on_dam = dict(_Lines(self._terrain.dams, DAM_DEGREES).met_by(network))
        for road, number in _Lines(self._terrain.rivers).met_by(network):
            river, dam = self._terrain.rivers[number].name, on_dam.get(road)
            if dam is not None:
                title = self._terrain.dams[dam].name
            elif network.marks[road] & DRY:
                title = f"bridge over {river}" if river and network.marks[road] & int(Mark.BRIDGE) else ""
            else:
                unbridged[road] = river or "a river"
                continue
            if title and crossing[road] < 0:
                crossing[road] = names.setdefault(title, len(names))
        return RiverCrossings(replace(network, crossing=crossing, names=tuple(names)), unbridged)


def _state(countries: frozenset[str], borders: Borders) -> BorderState:
    """The state of the border between ``countries``; of more than two, the strictest of any two."""
    states = [state for pair, state in borders.items() if pair <= countries]
    if BorderState.CLOSED in states:
        return BorderState.CLOSED
    return BorderState.OPEN if states and set(states) == {BorderState.OPEN} else BorderState.CROSSINGS


class _Lines:
    """Lines in a tree by place, to be asked who meets them. ``width_degrees`` makes them broader."""

    def __init__(self, lines: Sequence[Line], width_degrees: float = 0.0) -> None:
        import shapely  # noqa: PLC0415  of the extra area-build

        self._shapely: Any = shapely
        self._shapes = [shapely.LineString([(lon, lat) for lat, lon in line.points]) for line in lines]
        if width_degrees:
            self._shapes = [shape.buffer(width_degrees) for shape in self._shapes]
        self._tree = shapely.STRtree(self._shapes)

    def between(self, one: Point, other: Point) -> bool:
        """Whether a line crosses the straight way between the two points."""
        way = self._shapely.LineString([one[::-1], other[::-1]])
        return bool(len(self._tree.query(way, predicate="intersects")))

    def meetings(self, number: int, one: Point, other: Point) -> list[Point]:
        """Where line ``number`` meets the straight way between the two points."""
        met = self._shapely.LineString([one[::-1], other[::-1]]).intersection(self._shapes[number])
        spots = (part.representative_point() for part in self._shapely.get_parts(met) if not part.is_empty)
        return [(spot.y, spot.x) for spot in spots]

    def met_by(self, network: RoadNetwork) -> Iterator[tuple[int, int]]:
        """Each road and each line that meet, in order."""
        if not self._shapes:
            return
        for first in range(0, len(network), CHUNK):
            last = min(first + CHUNK, len(network))
            part = slice(int(network.starts[first]), int(network.starts[last]))
            coordinates = np.column_stack([network.lon[part], network.lat[part]]) / DEGREES
            road = np.repeat(np.arange(last - first), np.diff(network.starts[first : last + 1]))
            found = self._tree.query(self._shapely.linestrings(coordinates, indices=road), predicate="intersects")
            for road_in_part, number in sorted(zip(*found.tolist(), strict=True)):
                yield first + road_in_part, number
