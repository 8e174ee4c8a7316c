"""Roads, rivers, dams and borders out of an OpenStreetMap extract, as they run."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from marsad.areas.build.osm_file import Element, Progress, Tags, check_extract, elements, silent
from marsad.areas.build.road_network import Mark, RoadNetwork, highways
from marsad.errors import AreaError

KEYS = ("highway", "route", "waterway", "boundary", "barrier", "ford")
WATERWAYS = frozenset({"river", "canal"})
YARDS = frozenset({"parking_aisle", "driveway", "drive-through", "slipway"})  # of ``service``: not through roads
CLOSED = frozenset({"no", "private", "military"})  # of ``access``
MOST_MISSING = 0.2  # of the points of roads: extracts cut at a border lack a few
COUNTRY_TAGS = ("ISO3166-1:alpha2", "ISO3166-1", "country_code_iso3166_1_alpha_2")
Point = tuple[float, float]  # lat, lon in degrees


@dataclass(frozen=True, slots=True)
class Line:
    """A river, dam or border as it runs. ``countries``: those whose border it is, as far as the extract knows."""

    name: str
    points: tuple[Point, ...]
    countries: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Terrain:
    """All that the contraction needs. ``vertex``: a number for each point of the roads, one for each node."""

    network: RoadNetwork
    vertex: NDArray[np.int64]
    rivers: tuple[Line, ...]
    dams: tuple[Line, ...]
    borders: tuple[Line, ...]
    controls: tuple[Point, ...]  # border controls


def read_terrain(paths: Sequence[Path], progress: Progress = silent) -> Terrain:
    """Read each extract twice: its relations for the countries of borders, then all the rest.

    Extracts may overlap: what two hold counts once. Raises AreaError naming the file where one cannot be read,
    holds no road, or lacks the nodes of its roads.
    """
    found = _Found()
    for path in paths:
        check_extract(path)
        _read(path, found, progress)
    return _terrain(found)


def _read(path: Path, found: _Found, progress: Progress) -> None:
    countries = _countries_of_borders(path, progress)
    roads, points, missing = len(found.highway), len(found.node), found.missing

    def take_border(way: Element) -> None:
        if way.id in countries:
            found.borders.append(Line("border", _points(way), countries[way.id]))

    for each, tags in elements(path, KEYS, progress, other_way=take_border if countries else None):
        if each.is_node():
            _take_node(each, tags, found)
        elif each.is_way():
            _take_way(each, tags, found, countries)
    _check_nodes(path, len(found.node) - points, found.missing - missing)
    if len(found.highway) == roads:
        raise AreaError(f"{path.name}: holds no road, or none that the extracts before it do not hold")


def _countries_of_borders(path: Path, progress: Progress) -> dict[int, frozenset[str]]:
    countries: dict[int, frozenset[str]] = {}
    for relation, tags in elements(path, ("boundary",), progress, relations_only=True):
        if tags.get("admin_level") != "2" or tags.get("boundary") != "administrative":
            continue
        code = next((tags[tag] for tag in COUNTRY_TAGS if tag in tags), None)
        for member in relation.members:
            if member.type == "w":
                known = countries.get(member.ref, frozenset())
                countries[member.ref] = known | {code.upper()} if code else known
    return countries


@dataclass(slots=True)
class _Found:
    """What has been read so far; roads in flat arrays, for there are many."""

    lat: array[int] = field(default_factory=lambda: array("i"))
    lon: array[int] = field(default_factory=lambda: array("i"))
    node: array[int] = field(default_factory=lambda: array("q"))
    starts: array[int] = field(default_factory=lambda: array("q", [0]))
    highway: array[int] = field(default_factory=lambda: array("B"))
    marks: array[int] = field(default_factory=lambda: array("B"))
    label: array[int] = field(default_factory=lambda: array("i"))
    crossing: array[int] = field(default_factory=lambda: array("i"))
    names: dict[str, int] = field(default_factory=dict)
    missing: int = 0
    ways: set[int] = field(default_factory=set)
    fords: set[int] = field(default_factory=set)
    rivers: list[Line] = field(default_factory=list)
    dams: list[Line] = field(default_factory=list)
    borders: list[Line] = field(default_factory=list)
    controls: list[Point] = field(default_factory=list)

    def number(self, name: str | None) -> int:
        """The number of ``name``; -1 for none."""
        return self.names.setdefault(name, len(self.names)) if name else -1


def _take_node(node: Element, tags: Tags, found: _Found) -> None:
    if tags.get("barrier") == "border_control" and node.location.valid():
        found.controls.append((node.lat, node.lon))
    if tags.get("ford", "no") != "no":
        found.fords.add(node.id)


_HIGHWAYS = {tag: number for number, tag in enumerate(highways())}


def _take_way(way: Element, tags: Tags, found: _Found, countries: Mapping[int, frozenset[str]]) -> None:
    if way.id in found.ways:
        return
    found.ways.add(way.id)
    highway = _highway(tags)
    if highway is not None:
        _take_road(way, tags, highway, found)
    if tags.get("waterway") in WATERWAYS:
        found.rivers.append(Line(_name(tags) or "", _points(way)))
    elif tags.get("waterway") == "dam":
        found.dams.append(Line(_name(tags) or "", _points(way)))
    if way.id in countries and tags.get("maritime") != "yes":
        found.borders.append(Line("border", _points(way), countries[way.id]))


def _highway(tags: Tags) -> str | None:
    """The row of ``highways.csv`` for a way; None where vehicles cannot travel it."""
    tag = tags.get("highway")
    if tag is None and tags.get("route") == "ferry":
        return "ferry" if tags.get("motor_vehicle", tags.get("motorcar")) != "no" else None
    if tag not in _HIGHWAYS or tags.get("area") == "yes" or tags.get("service") in YARDS:
        return None
    return tag


def _take_road(way: Element, tags: Tags, highway: str, found: _Found) -> None:
    """Add the road; where the extract lacks nodes in its midst, its pieces."""
    start, marks = len(found.node), _marks(tags, highway)
    for node in way.nodes:
        if node.ref in found.fords:
            marks |= Mark.FORD
        location = node.location
        if location.valid():
            found.node.append(node.ref)
            found.lat.append(location.y)
            found.lon.append(location.x)
        else:
            found.missing += 1
            start = _end_road(tags, highway, marks, start, found)
    _end_road(tags, highway, marks, start, found)


def _end_road(tags: Tags, highway: str, marks: Mark, start: int, found: _Found) -> int:
    if len(found.node) - start < 2:
        del found.node[start:], found.lat[start:], found.lon[start:]
        return start
    found.starts.append(len(found.node))
    found.highway.append(_HIGHWAYS[highway])
    found.marks.append(int(marks))
    found.label.append(found.number(tags.get("ref") or _name(tags)) if highway != "ferry" else -1)
    found.crossing.append(found.number(_crossing(tags, highway)))
    return len(found.node)


def _marks(tags: Tags, highway: str) -> Mark:
    marks = Mark.FERRY if highway == "ferry" else Mark(0)
    for tag, mark in (("bridge", Mark.BRIDGE), ("tunnel", Mark.TUNNEL), ("ford", Mark.FORD)):
        if tags.get(tag, "no") != "no":
            marks |= mark
    if tags.get("motor_vehicle", tags.get("access")) in CLOSED:
        marks |= Mark.RESTRICTED
    return marks


def _crossing(tags: Tags, highway: str) -> str | None:
    """The name of the ferry or bridge that the way says of itself."""
    if highway == "ferry":
        return f"ferry {_name(tags) or ''}".strip()
    if tags.get("bridge", "no") != "no":
        return tags.get("bridge:name:en") or tags.get("bridge:name")
    return None


def _name(tags: Tags) -> str | None:
    return tags.get("name:en") or tags.get("int_name") or tags.get("name")


def _points(way: Element) -> tuple[Point, ...]:
    nodes = way.nodes
    return tuple((node.lat, node.lon) for node in nodes if node.location.valid())


def _check_nodes(path: Path, there: int, missing: int) -> None:
    if missing > (there + missing) * MOST_MISSING:
        raise AreaError(
            f"{path.name}: lacks {missing} of the {there + missing} points of its roads: it is truncated, was cut"
            " without the nodes of its ways, or holds ways before nodes"
        )


def _terrain(found: _Found) -> Terrain:
    network = RoadNetwork(
        lat=np.array(found.lat, dtype=np.int32),
        lon=np.array(found.lon, dtype=np.int32),
        starts=np.array(found.starts, dtype=np.int64),
        highway=np.array(found.highway, dtype=np.uint8),
        marks=np.array(found.marks, dtype=np.uint8),
        label=np.array(found.label, dtype=np.int32),
        crossing=np.array(found.crossing, dtype=np.int32),
        names=tuple(found.names),
    )
    _, vertex = np.unique(np.array(found.node, dtype=np.int64), return_inverse=True)
    lines = (found.rivers, found.dams, found.borders)
    rivers, dams, borders = (tuple(line for line in each if len(line.points) > 1) for each in lines)
    return Terrain(network, vertex.astype(np.int64), rivers, dams, borders, tuple(found.controls))
