"""The place graph out of an OpenStreetMap extract: which places a road joins without passing a third.

``roads(paths, places)`` gives the links, what is doubtful about them, and the full network that names and draws
roads. What the contraction means stands in :mod:`marsad.areas.build.contraction`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from marsad.areas.build.barriers import Barriers, Borders, BorderState
from marsad.areas.build.contraction import DETOUR_PERCENT, Ends, Way, contract
from marsad.areas.build.osm_file import Progress, silent
from marsad.areas.build.precincts import precincts
from marsad.areas.build.road_graph import DM_PER_KM, OFF_ROAD, Graph, Stretch, road_graph
from marsad.areas.build.road_network import RoadNetwork, highways
from marsad.areas.build.road_reading import Terrain, read_terrain
from marsad.areas.tables import great_circle_km
from marsad.model.geography import Link, Place
from marsad.model.terms import PlaceKind

ATTRIBUTION = "© OpenStreetMap contributors, Open Database License 1.0"
LINK_COLUMNS = ("a", "b", "km", "road", "road_class", "bridge")
CLASSES = ("motorway", "main", "secondary", "track")  # from the best to the worst
CLASS_SHARE = 0.8  # of a link's length must be of its class or a better one
LABEL_SHARE = 0.25  # of a link's length, for a road's name to stand for the link
MOST_LABELS = 3


@dataclass(frozen=True, slots=True)
class RoadDoubt:
    """What a person should look at: about a place, or about the link between two (ids), and why."""

    places: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class RoadGraph:
    """The links between places, in order of their ends; the doubts about them; and the roads as they run."""

    links: tuple[Link, ...]
    doubts: tuple[RoadDoubt, ...]
    network: RoadNetwork

    def rows(self) -> Iterator[dict[str, str]]:
        """The links as rows of ``links.csv``, with the columns ``LINK_COLUMNS``."""
        for link in self.links:
            cells = (link.a, link.b, f"{link.km:.1f}", link.road or "", link.road_class, link.bridge or "")
            yield dict(zip(LINK_COLUMNS, cells, strict=True))


def roads(
    paths: Path | Sequence[Path],
    places: Iterable[Place],
    borders: Borders | None = None,
    *,
    detour_percent: int = DETOUR_PERCENT,
    progress: Progress = silent,
) -> RoadGraph:
    """Contract the roads of one or more extracts to ``places``; administrative units among them are left out.

    ``borders`` says which borders are open or closed; others are crossed at places of kind ``crossing`` and at
    the extract's border controls alone. Raises AreaError naming the file where one cannot be read.
    """
    terrain = read_terrain([paths] if isinstance(paths, Path) else paths, progress)
    nodes = sorted((place for place in places if place.kind in precincts()), key=lambda place: place.id)
    return contracted(terrain, nodes, borders or {}, detour_percent, progress)


def contracted(
    terrain: Terrain, nodes: Sequence[Place], borders: Borders, detour_percent: int, progress: Progress = silent
) -> RoadGraph:
    """As :func:`roads`, of an extract that is read already and places in order of id, each with a precinct."""
    crossings = [(place.lat, place.lon) for place in nodes if place.kind is PlaceKind.CROSSING]
    barriers = Barriers(terrain, borders, crossings)
    progress("roads: joining them to places", 0, None)
    graph = road_graph(terrain, nodes, barriers)
    rivers = barriers.river_crossings()
    edges = [(each.a, each.b, each.cost) for each in graph.stretches]
    ways = contract(
        len(nodes), edges, detour_percent, lambda done: progress("roads: places linked", done, len(nodes))
    )
    progress("roads: places linked", len(nodes), len(nodes))
    ways = {ends: way for ends, way in ways.items() if _may_cross(ends, nodes, barriers, borders)}
    links = tuple(_link(ends, way, nodes, graph, rivers.network) for ends, way in ways.items())
    doubts = [
        *_unbridged(ways, nodes, graph, rivers.unbridged),
        *_badly_joined(nodes, graph),
        *_islands(nodes, ways, graph),
    ]
    return RoadGraph(links, tuple(doubts), rivers.network)


def _may_cross(ends: Ends, nodes: Sequence[Place], barriers: Barriers, borders: Borders) -> bool:
    """Whether a link may lead from country to country, where the extract does not draw their border."""
    a, b = (nodes[end] for end in ends)
    countries = frozenset((a.country, b.country))
    if len(countries) == 1 or "" in countries:
        return True
    if any(countries <= drawn for drawn in barriers.drawn_borders):
        return True
    state = borders.get(countries, BorderState.CROSSINGS)
    at_crossing = PlaceKind.CROSSING in (a.kind, b.kind)
    return state is BorderState.OPEN or (state is BorderState.CROSSINGS and at_crossing)


def _link(ends: Ends, way: Way, nodes: Sequence[Place], graph: Graph, network: RoadNetwork) -> Link:
    a, b = (nodes[end] for end in ends)
    stretches = [graph.stretches[edge] for edge in way.edges]
    km = sum(each.dm for each in stretches) / DM_PER_KM
    crow_km = great_circle_km(a.lat, a.lon, b.lat, b.lon)  # roads lead to the middle, coordinates may lie beside
    crossings = dict.fromkeys(
        network.names[network.crossing[each.road]]
        for each in stretches
        if each.road != OFF_ROAD and network.crossing[each.road] >= 0
    )
    return Link(
        a=a.id,
        b=b.id,
        km=ceil(max(km, crow_km) * 10) / 10,
        road=_label(stretches, network),
        road_class=_road_class(stretches, network),
        bridge=", ".join(crossings) or None,
        schematic=True,
    )


def _label(stretches: Sequence[Stretch], network: RoadNetwork) -> str | None:
    """The numbers or names of the roads that make up most of the way, the longest first."""
    total = sum(each.dm for each in stretches)
    by_name: dict[str, int] = {}
    for each in stretches:
        if each.road != OFF_ROAD and network.label[each.road] >= 0:
            name = network.names[network.label[each.road]]
            by_name[name] = by_name.get(name, 0) + each.dm
    longest = sorted(by_name, key=lambda name: (-by_name[name], name))
    return " / ".join([name for name in longest if by_name[name] >= LABEL_SHARE * total][:MOST_LABELS]) or None


def _road_class(stretches: Sequence[Stretch], network: RoadNetwork) -> str:
    """The best class such that CLASS_SHARE of the way is of it or better; off the roads is a track."""
    total = sum(each.dm for each in stretches)
    by_class = dict.fromkeys(CLASSES, 0)
    of_highway = [each.road_class for each in highways().values()]
    for each in stretches:
        name = "track" if each.road == OFF_ROAD else of_highway[network.highway[each.road]]
        by_class[name] += each.dm
    so_far = 0
    for name in CLASSES:
        so_far += by_class[name]
        if so_far >= CLASS_SHARE * total:
            return name
    return CLASSES[-1]


def _unbridged(
    ways: Mapping[Ends, Way], nodes: Sequence[Place], graph: Graph, unbridged: Mapping[int, str]
) -> Iterator[RoadDoubt]:
    for ends, way in ways.items():
        roads_on_it = (graph.stretches[edge].road for edge in way.edges)
        rivers = dict.fromkeys(unbridged[road] for road in roads_on_it if road in unbridged)
        if rivers:
            a, b = (nodes[end].id for end in ends)
            reason = f"its road crosses {', '.join(rivers)} where the extract has no bridge, tunnel, ford or dam"
            yield RoadDoubt((a, b), reason)


def _badly_joined(nodes: Sequence[Place], graph: Graph) -> Iterator[RoadDoubt]:
    for number in graph.unreached:
        reach = precincts()[nodes[number].kind].reach_km
        if reach:  # hills mostly have none
            reason = f"the extract has no road within {reach:g} km that no river or border bars"
            yield RoadDoubt((nodes[number].id,), reason)
    for number, km in graph.spurs.items():
        yield RoadDoubt((nodes[number].id,), f"the nearest road is {km:.1f} km away and was joined straight")


def _islands(nodes: Sequence[Place], ways: Mapping[Ends, Way], graph: Graph) -> Iterator[RoadDoubt]:
    """The groups of places, all but the largest, that no chain of links joins to the others."""
    group = list(range(len(nodes)))

    def root(place: int) -> int:
        while group[place] != place:
            group[place] = group[group[place]]
            place = group[place]
        return place

    for a, b in ways:
        group[max(root(a), root(b))] = min(root(a), root(b))
    members: dict[int, list[int]] = {}
    for place in range(len(nodes)):
        members.setdefault(root(place), []).append(place)
    reached = [each for each in members.values() if each[0] not in graph.unreached]
    for island in sorted(reached, key=lambda each: (-len(each), each))[1:]:
        yield RoadDoubt(
            tuple(nodes[each].id for each in island), "no chain of links leads to the rest of the area"
        )
