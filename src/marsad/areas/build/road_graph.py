"""From roads as they run to a graph: vertices are places and junctions, edges the stretches of road between.

A place is one vertex: what of the roads lies in its precinct, as far as roads join it there to the place's middle,
shrinks into it. A stretch that ends in a precinct is longer by the way from there to the middle.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from marsad.areas.build.barriers import Barriers
from marsad.areas.build.precincts import PointGrid, middles, owners, precincts
from marsad.areas.build.road_network import DEGREES, Mark, RoadNetwork, highways
from marsad.areas.build.road_reading import Point, Terrain
from marsad.areas.tables import EARTH_DIAMETER_KM, great_circle_km
from marsad.model.geography import Place

LONGEST_STEP_KM = 0.2  # between points: on a straight road across a desert, villages lie between its points
OFF_ROAD_PERCENT = 300  # what a kilometre off the roads costs, as highways.csv counts
RESTRICTED_PERCENT = 200  # by how much a road dearer is that is closed to the public
DM_PER_KM = 10_000
MOST_TRIED = 100  # points of roads that are tried for a place without any in its precinct
DETACHED_SHARE = 0.5  # of a precinct's radius, within which roads without a road to the middle count
ROUNDING = 1.01  # distances on a plane and on the globe differ
OFF_ROAD = -1


@dataclass(frozen=True, slots=True)
class Stretch:
    """An edge: from vertex to vertex, its cost and length (decimetres), and the road (or OFF_ROAD) it is on."""

    a: int
    b: int
    cost: int
    dm: int
    road: int


@dataclass(frozen=True, slots=True)
class Graph:
    """Stretches between vertices; those below the number of places are places. ``spurs``: km off the roads."""

    stretches: tuple[Stretch, ...]
    unreached: tuple[int, ...]  # places with no road within reach
    spurs: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class _Points:
    """The points of all roads one after another, no two neighbours far apart."""

    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    vertex: NDArray[np.int64]
    road: NDArray[np.int64]
    joined: NDArray[np.bool_]  # to the next point
    km: NDArray[np.float64]  # to the next point


def road_graph(terrain: Terrain, places: Sequence[Place], barriers: Barriers) -> Graph:
    """The graph of the extract's roads and ``places``, all of kinds that ``precincts.csv`` holds."""
    points = _points(terrain, barriers.cuts())
    grid = PointGrid(points.lat, points.lon)
    owner, share = owners(grid, places)
    middle = middles(grid, owner, places)
    spurs = dict(_spurs(places, middle, grid, barriers))
    zone = np.where(share <= DETACHED_SHARE, -2 - owner, owner)  # well inside of a precinct, or in it, or in none
    kept = [*middle.values(), *(point for point, _ in spurs.values())]
    lines = _lines(points, owner, zone, terrain.network, kept)
    gates = _Gates(places, lines, points, barriers)
    unreached = [number for number in range(len(places)) if not gates.of[number] and number not in spurs]
    numbers = _Numbers(len(places), gates)
    stretches = [*_outer(lines, numbers), *_off_road(spurs, points, numbers)]
    return Graph(tuple(stretches), tuple(unreached), {place: km for place, (_, km) in spurs.items()})


def _points(terrain: Terrain, cuts: Sequence[tuple[int, float]]) -> _Points:
    network = terrain.network
    lat, lon = network.lat / DEGREES, network.lon / DEGREES
    road = np.repeat(np.arange(len(network)), np.diff(network.starts))
    joined = np.append(road[1:] == road[:-1], False)
    km = np.where(joined, _km_to_next(lat, lon), 0.0)
    pieces = np.maximum(1, np.ceil(km / LONGEST_STEP_KM)).astype(np.int64)
    source, first = np.repeat(np.arange(len(lat)), pieces), np.cumsum(pieces) - pieces
    piece = np.arange(len(source)) - np.repeat(first, pieces)
    share = piece / pieces[source]
    following = np.minimum(source + 1, len(lat) - 1)
    vertex = terrain.vertex[source]
    new = piece > 0
    vertex[new] = terrain.vertex.max() + 1 + np.arange(int(new.sum()))
    cut = np.zeros(len(source), dtype=np.bool_)
    for point, along in cuts:
        cut[first[point] + min(int(along * pieces[point]), pieces[point] - 1)] = True
    return _Points(
        lat=lat[source] + share * (lat[following] - lat[source]),
        lon=lon[source] + share * (lon[following] - lon[source]),
        vertex=vertex,
        road=road[source],
        joined=joined[source] & ~cut,
        km=(km / pieces)[source],
    )


def _km_to_next(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.float64]:
    """Great-circle kilometres from each point to the next, 0 for the last (haversine)."""
    phi, there = np.radians(lat), np.radians(np.append(lat[1:], lat[-1:]))
    east = np.radians(np.append(lon[1:], lon[-1:]) - lon)
    h = np.sin((there - phi) / 2) ** 2 + np.cos(phi) * np.cos(there) * np.sin(east / 2) ** 2
    return np.asarray(EARTH_DIAMETER_KM * np.arcsin(np.sqrt(h)), dtype=np.float64)


def _spurs(
    places: Sequence[Place], served: Collection[int], grid: PointGrid, barriers: Barriers
) -> Iterator[tuple[int, tuple[int, float]]]:
    """For each place without a road in its precinct, the nearest point of one that it can reach, and how far."""
    for number, place in enumerate(places):
        if number in served:
            continue
        found, distance = grid.near(place.lat, place.lon, precincts()[place.kind].reach_km)
        for each in np.lexsort((found, distance))[:MOST_TRIED].tolist():
            point = int(found[each])
            there = (float(grid.lat[point]), float(grid.lon[point]))
            if not barriers.parted((place.lat, place.lon), there):
                yield number, (point, float(distance[each]))
                break


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """Stretches between points that matter, as columns: at both ends their point, vertex and owner."""

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    a: NDArray[np.int64]
    b: NDArray[np.int64]
    owner_a: NDArray[np.int32]
    owner_b: NDArray[np.int32]
    cost: NDArray[np.int64]
    dm: NDArray[np.int64]
    road: NDArray[np.int64]

    def rows(self) -> Iterator[tuple[int, ...]]:
        columns = (self.a, self.b, self.owner_a, self.owner_b, self.cost, self.dm, self.road, self.start, self.end)
        return zip(*(column.tolist() for column in columns), strict=True)


def _lines(
    points: _Points, owner: NDArray[np.int32], zone: NDArray[np.int32], network: RoadNetwork, kept: list[int]
) -> _Lines:
    """Roads split where they meet, end, are cut, and pass from zone to zone; and at the points ``kept``."""
    _, number, uses = np.unique(points.vertex, return_inverse=True, return_counts=True)
    changes = points.joined & (zone != np.append(zone[1:], -1))
    key = (uses[number] > 1) | ~points.joined | changes
    key[1:] |= ~points.joined[:-1] | changes[:-1]
    key[0] = True
    key[kept] = True
    at = np.flatnonzero(key)
    start, end = at[:-1], at[1:]
    whole = points.joined[start]  # what is not joined is split on both sides
    start, end = start[whole], end[whole]
    along = np.concatenate([[0.0], np.cumsum(points.km)])
    dm = np.maximum(1, np.rint((along[end] - along[start]) * DM_PER_KM)).astype(np.int64)
    road = points.road[start]
    percent = np.array([each.cost_percent for each in highways().values()], dtype=np.int64)[network.highway[road]]
    restricted = (network.marks[road] & int(Mark.RESTRICTED)) > 0
    cost = dm * percent * np.where(restricted, RESTRICTED_PERCENT, 100) // 100
    vertex = points.vertex
    return _Lines(start, end, vertex[start], vertex[end], owner[start], owner[end], cost, dm, road)


class _Gates:
    """For each place the vertices in its precinct that count as the place, with cost and length to its middle."""

    def __init__(self, places: Sequence[Place], lines: _Lines, points: _Points, barriers: Barriers) -> None:
        self.of: list[dict[int, tuple[int, int]]] = [{} for _ in places]
        self.place: dict[int, int] = {}
        spots: list[dict[int, Point]] = [{} for _ in places]
        inner: list[dict[int, list[tuple[int, int, int]]]] = [{} for _ in places]
        for a, b, owner_a, owner_b, cost, dm, _, start, end in lines.rows():
            for vertex, owner, point in ((a, owner_a, start), (b, owner_b, end)):
                if owner >= 0:
                    spots[owner][vertex] = (float(points.lat[point]), float(points.lon[point]))
            if owner_a == owner_b and owner_a >= 0:
                inner[owner_a].setdefault(a, []).append((b, cost, dm))
                inner[owner_a].setdefault(b, []).append((a, cost, dm))
        for number, place in enumerate(places):
            self.of[number] = _gates(place, spots[number], inner[number], barriers)
            self.place.update(dict.fromkeys(self.of[number], number))


def _gates(
    place: Place,
    spots: Mapping[int, Point],
    inner: Mapping[int, list[tuple[int, int, int]]],
    barriers: Barriers,
) -> dict[int, tuple[int, int]]:
    """Cost and length from the place's middle to each vertex of its precinct.

    The middle is the vertex nearest to the place's coordinate. Vertices that no road of the precinct joins to it
    (a motorway without an exit) count too, straight, where they are well inside (DETACHED_SHARE) and neither a
    river nor a shut border lies between: in the hills a road may pass below a village and not through it.
    """
    middle, near_km = (place.lat, place.lon), DETACHED_SHARE * precincts()[place.kind].radius_km
    found: dict[int, tuple[int, int]] = {}
    by_distance = sorted(spots, key=lambda vertex: (great_circle_km(*middle, *spots[vertex]), vertex))
    for first in by_distance:
        if first in found:
            continue
        if not found:
            _spread(first, (0, 0), inner, found)
        elif great_circle_km(*middle, *spots[first]) > near_km * ROUNDING:
            break
        elif not barriers.parted(spots[by_distance[0]], spots[first]):
            dm = max(1, round(great_circle_km(*spots[by_distance[0]], *spots[first]) * DM_PER_KM))
            _spread(first, (dm * OFF_ROAD_PERCENT, dm), inner, found)
    return found


def _spread(
    start: int,
    reached: tuple[int, int],
    inner: Mapping[int, list[tuple[int, int, int]]],
    found: dict[int, tuple[int, int]],
) -> None:
    """Add to ``found`` what roads of the precinct join to ``start``."""
    edge = [(*reached, start)]
    while edge:
        cost, dm, vertex = heappop(edge)
        if vertex not in found:
            found[vertex] = (cost, dm)
            for neighbour, step, length in inner.get(vertex, ()):
                if neighbour not in found:
                    heappush(edge, (cost + step, dm + length, neighbour))


class _Numbers:
    """Vertices of the network as vertices of the graph: places first, junctions after them as they come."""

    def __init__(self, places: int, gates: _Gates) -> None:
        self._places, self._gates = places, gates
        self._junctions: dict[int, int] = {}

    def __call__(self, vertex: int) -> tuple[int, int, int]:
        """The graph's vertex, and the cost and length from ``vertex`` to it."""
        place = self._gates.place.get(vertex)
        if place is not None:
            return (place, *self._gates.of[place][vertex])
        return self._places + self._junctions.setdefault(vertex, len(self._junctions)), 0, 0


def _outer(lines: _Lines, numbers: _Numbers) -> Iterator[Stretch]:
    """The stretches that do not lie within one precinct."""
    for a, b, _, _, cost, dm, road, _, _ in lines.rows():
        (one, cost_one, dm_one), (other, cost_other, dm_other) = numbers(a), numbers(b)
        if one != other:
            yield Stretch(one, other, cost + cost_one + cost_other, dm + dm_one + dm_other, road)


def _off_road(spurs: Mapping[int, tuple[int, float]], points: _Points, numbers: _Numbers) -> Iterable[Stretch]:
    for place, (point, km) in spurs.items():
        vertex, cost, dm = numbers(int(points.vertex[point]))
        length = max(1, round(km * DM_PER_KM))
        yield Stretch(place, vertex, cost + length * OFF_ROAD_PERCENT, dm + length, OFF_ROAD)
