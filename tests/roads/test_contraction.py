"""The contraction against brute force, on small networks drawn at random."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from heapq import heapify, heappop, heappush

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.areas.build.contraction import Edge, contract

EVERY = 10**9  # so long a detour that every direct way is a link


@st.composite
def networks(draw: st.DrawFn) -> tuple[int, list[Edge]]:
    vertices = draw(st.integers(1, 14))
    places = draw(st.integers(0, vertices))
    ends = st.integers(0, vertices - 1)
    return places, draw(st.lists(st.tuples(ends, ends, st.integers(1, 12)), max_size=30))


def distances(
    starts: Iterable[int], edges: list[Edge], allowed: Callable[[int], bool] = lambda _: True
) -> dict[int, tuple[int, int]]:
    """Vertex -> cost and start of the cheapest way from any of ``starts`` over allowed vertices."""
    found: dict[int, tuple[int, int]] = {}
    edge = [(0, start, start) for start in starts]
    heapify(edge)
    while edge:
        cost, start, vertex = heappop(edge)
        if vertex not in found:
            found[vertex] = (cost, start)
            for a, b, step in edges:
                for here, there in ((a, b), (b, a)):
                    if here == vertex and allowed(there):
                        heappush(edge, (cost + step, start, there))
    return found


def by_brute_force(places: int, edges: list[Edge], detour_percent: int) -> dict[tuple[int, int], int]:
    nearest = {vertex: start for vertex, (_, start) in distances(range(places), edges).items()}
    links = {}
    for a in range(places):
        shortest = distances([a], edges)
        for b in range(a + 1, places):
            direct = distances([a], edges, lambda vertex: nearest.get(vertex) in (a, b))  # noqa: B023
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
        joined = {vertex for vertex in distances([place], edges) if vertex < places}
        assert set(distances([place], links)) == joined


@given(networks())
def test_a_cheapest_way_through_the_surroundings_of_two_places_is_their_link(
    network: tuple[int, list[Edge]],
) -> None:
    places, edges = network
    found = contract(places, edges, 100)
    for (a, b), way in found.items():
        assert way.cost == distances([a], edges)[b][0]


def test_an_empty_network_has_no_links() -> None:
    assert contract(3, []) == {}
    assert contract(0, [(0, 1, 5)]) == {}


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_edges_does_not_matter(order: int) -> None:
    edges = [(0, 3, 5), (3, 1, 5), (3, 4, 2), (4, 2, 6), (0, 4, 9)]
    found = contract(3, edges[::order])
    assert {ends: way.cost for ends, way in found.items()} == {(0, 1): 10, (0, 2): 13}
