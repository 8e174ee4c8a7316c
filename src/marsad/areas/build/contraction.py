"""A network contracted to its places: which two a way joins without passing a third, and by which edges.

Vertices below ``places`` are places, all others are junctions. The *surroundings* of a place are the junctions to
which no other place is nearer; a way passes a place where it leads through its surroundings. So whoever holds a
place is taken to hold the roads to which it is the nearest. Costs are whole numbers: the answer is exact and the
same on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TypeAlias

Edge: TypeAlias = tuple[int, int, int]  # two vertices and the cost between them, at least 1
Neighbours: TypeAlias = list[dict[int, tuple[int, int]]]  # vertex -> neighbour -> cost, number of the edge
Ends: TypeAlias = tuple[int, int]
DETOUR_PERCENT = 150  # a way that passes no third place may cost so much of the cheapest of all ways
STEP = 200  # places between two calls of ``progress``


@dataclass(frozen=True, slots=True)
class Way:
    """A way between two places: its cost, and the numbers of its edges from the first place to the second."""

    cost: int
    edges: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Nearest:
    """Of one vertex: its nearest place, the cost to it, and the vertex and edge that lead there."""

    place: int
    cost: int
    towards: int
    edge: int


def contract(
    places: int,
    edges: Sequence[Edge],
    detour_percent: int = DETOUR_PERCENT,
    progress: Callable[[int], None] | None = None,
) -> dict[Ends, Way]:
    """The links between places, smaller number first, in order, each with its cheapest direct way.

    Two places are linked where a way leads from one to the other through the surroundings of these two alone,
    and costs at most ``detour_percent`` of the cheapest way of all; with 100, where a cheapest way passes no
    third place. Places that the network joins are always joined over links too (Mehlhorn 1988: the cheapest
    tree over all places is among them). Where a junction is as near to two places, it belongs to the first.
    """
    network = _cheapest_edges(edges)
    _drop_dead_ends(network, places)
    nearest = _nearest_places(network, places)
    direct = _direct_ways(network, nearest)
    kept: dict[Ends, Way] = {}
    for number, (place, others) in enumerate(_by_first(direct).items()):
        shortest = _costs_to(place, others, network)
        for other in others:
            cost, edge, near, far = direct[place, other]
            if cost * 100 <= shortest[other] * detour_percent:
                kept[place, other] = Way(cost, (*_home(near, nearest)[::-1], edge, *_home(far, nearest)))
        if progress is not None and number % STEP == 0:
            progress(number)
    return kept


def _cheapest_edges(edges: Sequence[Edge]) -> Neighbours:
    """Who is whose neighbour; of edges that join the same two, the cheapest."""
    network: Neighbours = [{} for _ in range(1 + max((max(a, b) for a, b, _ in edges), default=-1))]
    for number, (a, b, cost) in enumerate(edges):
        known = network[a].get(b)
        if a != b and (known is None or cost < known[0]):
            network[a][b] = network[b][a] = (cost, number)
    return network


def _drop_dead_ends(network: Neighbours, places: int) -> None:
    """Take away, in place, junctions from which only one edge leads: no way between places uses them."""
    ends = [vertex for vertex in range(places, len(network)) if len(network[vertex]) == 1]
    while ends:
        end = ends.pop()
        for neighbour in network[end]:
            del network[neighbour][end]
            if neighbour >= places and len(network[neighbour]) == 1:
                ends.append(neighbour)
        network[end] = {}


def _nearest_places(network: Neighbours, places: int) -> list[_Nearest | None]:
    """For each vertex its nearest place; None where no place can be reached."""
    nearest: list[_Nearest | None] = [None] * len(network)
    edge = [(0, place, place, place, -1) for place in range(min(places, len(network)))]
    while edge:
        cost, place, vertex, towards, number = heappop(edge)
        if nearest[vertex] is None:
            nearest[vertex] = _Nearest(place, cost, towards, number)
            for neighbour, (step, each) in network[vertex].items():
                if nearest[neighbour] is None:
                    heappush(edge, (cost + step, place, neighbour, vertex, each))
    return nearest


def _direct_ways(network: Neighbours, nearest: list[_Nearest | None]) -> dict[Ends, tuple[int, int, int, int]]:
    """For each two places whose surroundings touch: cost, edge and its two ends of the cheapest way over it."""
    direct: dict[Ends, tuple[int, int, int, int]] = {}
    for vertex, neighbours in enumerate(network):
        here = nearest[vertex]
        for neighbour, (step, number) in neighbours.items():
            there = nearest[neighbour]
            if here is not None and there is not None and here.place < there.place:
                way = (here.cost + step + there.cost, number, vertex, neighbour)
                ends = (here.place, there.place)
                direct[ends] = min(direct.get(ends, way), way)
    return direct


def _by_first(ends: Iterable[Ends]) -> dict[int, list[int]]:
    grouped: dict[int, list[int]] = {}
    for one, other in sorted(ends):
        grouped.setdefault(one, []).append(other)
    return grouped


def _costs_to(start: int, goals: Iterable[int], network: Neighbours) -> dict[int, int]:
    """The cost of the cheapest way of all from ``start`` to each goal (Dijkstra 1959)."""
    missing, costs = set(goals), dict[int, int]()
    edge = [(0, start)]
    while edge and missing:
        cost, vertex = heappop(edge)
        if vertex not in costs:
            costs[vertex] = cost
            missing.discard(vertex)
            for neighbour, (step, _) in network[vertex].items():
                if neighbour not in costs:
                    heappush(edge, (cost + step, neighbour))
    return costs


def _home(vertex: int, nearest: list[_Nearest | None]) -> list[int]:
    """The edges from ``vertex`` to its nearest place."""
    edges: list[int] = []
    while (here := nearest[vertex]) is not None and here.edge >= 0:
        edges.append(here.edge)
        vertex = here.towards
    return edges
