"""The contraction against brute force, on small networks drawn at random."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from heapq import heapify, heappop, heappush
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.areas.build.barriers import Barriers
from marsad.areas.build.contraction import DETOUR_PERCENT, Edge, contract
from marsad.areas.build.entries import Entry
from marsad.areas.build.precincts import precincts
from marsad.areas.build.road_graph import road_graph
from marsad.areas.build.road_reading import read_terrain
from marsad.areas.build.sources.osm import entries
from marsad.model import Place

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "osm"

Neighbours = dict[int, list[tuple[int, int]]]
EVERY = 10**9  # so long a detour that every direct way is a link


@st.composite
def networks(draw: st.DrawFn) -> tuple[int, list[Edge]]:
    vertices = draw(st.integers(1, 14))
    places = draw(st.integers(0, vertices))
    ends = st.integers(0, vertices - 1)
    return places, draw(st.lists(st.tuples(ends, ends, st.integers(1, 12)), max_size=30))


def neighbours_of(edges: Iterable[Edge]) -> Neighbours:
    neighbours: Neighbours = {}
    for a, b, step in edges:
        neighbours.setdefault(a, []).append((b, step))
        neighbours.setdefault(b, []).append((a, step))
    return neighbours


def distances(
    starts: Iterable[int], neighbours: Neighbours, allowed: Callable[[int], bool] = lambda _: True
) -> dict[int, tuple[int, int]]:
    """Vertex -> cost and start of the cheapest way from any of ``starts`` over allowed vertices."""
    found: dict[int, tuple[int, int]] = {}
    edge = [(0, start, start) for start in starts]
    heapify(edge)
    while edge:
        cost, start, vertex = heappop(edge)
        if vertex not in found:
            found[vertex] = (cost, start)
            for there, step in neighbours.get(vertex, ()):
                if there not in found and allowed(there):
                    heappush(edge, (cost + step, start, there))
    return found


def by_brute_force(places: int, edges: Iterable[Edge], detour_percent: int) -> dict[tuple[int, int], int]:
    neighbours = neighbours_of(edges)
    nearest = {vertex: start for vertex, (_, start) in distances(range(places), neighbours).items()}
    links = {}
    for a in range(places):
        shortest = distances([a], neighbours)
        for b in range(a + 1, places):
            direct = distances([a], neighbours, lambda vertex: nearest.get(vertex) in (a, b))  # noqa: B023
            if b in direct and direct[b][0] * 100 <= shortest[b][0] * detour_percent:
                links[a, b] = direct[b][0]
    return links


@given(networks(), st.sampled_from([100, 150, EVERY]))
def test_the_links_are_those_of_brute_force(network: tuple[int, list[Edge]], detour_percent: int) -> None:
    places, edges = network
    found = contract(places, edges, detour_percent)
    assert {ends: way.cost for ends, way in found.items()} == by_brute_force(places, edges, detour_percent)


@given(networks())
def test_every_way_leads_over_its_edges_from_end_to_end(network: tuple[int, list[Edge]]) -> None:
    places, edges = network
    for (a, b), way in contract(places, edges, EVERY).items():
        here = a
        for number in way.edges:
            one, other, _ = edges[number]
            assert here in (one, other)
            here = other if here == one else one
        assert here == b
        assert way.cost == sum(edges[number][2] for number in way.edges)


@given(networks())
def test_no_place_is_lost_that_the_network_joins(network: tuple[int, list[Edge]]) -> None:
    places, edges = network
    links = [(a, b, way.cost) for (a, b), way in contract(places, edges, 100).items()]
    for place in range(places):
        joined = {vertex for vertex in distances([place], neighbours_of(edges)) if vertex < places}
        assert set(distances([place], neighbours_of(links))) == joined


@given(networks())
def test_a_cheapest_way_through_the_surroundings_of_two_places_is_their_link(
    network: tuple[int, list[Edge]],
) -> None:
    places, edges = network
    found = contract(places, edges, 100)
    for (a, b), way in found.items():
        assert way.cost == distances([a], neighbours_of(edges))[b][0]


def test_an_empty_network_has_no_links() -> None:
    assert contract(3, []) == {}
    assert contract(0, [(0, 1, 5)]) == {}


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_edges_does_not_matter(order: int) -> None:
    edges = [(0, 3, 5), (3, 1, 5), (3, 4, 2), (4, 2, 6), (0, 4, 9)]
    found = contract(3, edges[::order])
    assert {ends: way.cost for ends, way in found.items()} == {(0, 1): 10, (0, 2): 13}


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "least", "detour_percent"),
    [
        ("andorra.osm.pbf", 60, 100),
        ("andorra.osm.pbf", 70, DETOUR_PERCENT),
        ("north-bayreuth.osm.gz", 120, DETOUR_PERCENT),
    ],
)
def test_the_links_of_a_real_extract_are_those_of_brute_force(name: str, least: int, detour_percent: int) -> None:
    path = SHARED / name
    if not path.is_file():
        pytest.skip("needs the extracts beside the checkout")
    found = (each for each in entries(path) if isinstance(each, Entry) and each.kind in precincts())
    places = [Place(f"plc_{each.ref}", each.name, each.kind, each.lat, each.lon) for each in found]
    terrain = read_terrain([path])
    graph = road_graph(terrain, places, Barriers(terrain, {}, []))
    edges = [(each.a, each.b, each.cost) for each in graph.stretches]
    links = contract(len(places), edges, detour_percent)
    assert len(links) > least
    assert {ends: way.cost for ends, way in links.items()} == by_brute_force(len(places), edges, detour_percent)
