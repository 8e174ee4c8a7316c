"""Routes: ways out of a place that share no stretch of road, and what only one stretch keeps connected."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from heapq import heappop, heappush
from itertools import pairwise

Ways = Mapping[str, Mapping[str, float]]  # place -> neighbour -> km
Step = tuple[str, str]


def disjoint_routes(start: str, goals: Collection[str], ways: Ways) -> tuple[tuple[str, ...], ...]:
    """As many edge-disjoint routes from ``start`` to any of ``goals`` as there are (Menger), each from the start.

    Augmenting paths on a graph whose links each carry one route (Ford and Fulkerson), the shortest by km
    first: where there is but one route it is the shortest. A start that is itself a goal has the one route
    ``(start,)``.
    """
    if start in goals:
        return ((start,),)
    taken: set[Step] = set()
    while (path := _free_path(start, goals, ways, taken)) is not None:
        for step in pairwise(path):
            if step[::-1] in taken:
                taken.remove(step[::-1])
            else:
                taken.add(step)
    return tuple(sorted(_walks(start, goals, taken), key=lambda route: (_km(route, ways), route)))


def reachable(starts: Collection[str], ways: Ways) -> frozenset[str]:
    """Every place that can be reached from ``starts``, they included."""
    seen = set(starts)
    todo = list(starts)
    while todo:
        for other in ways.get(todo.pop(), ()):
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return frozenset(seen)


def doubly_connected(goals: Collection[str], ways: Ways) -> frozenset[str]:
    """Places with two or more edge-disjoint routes to ``goals``: no single cut link parts them from all of these.

    The bridges of the graph in which the goals are one, found by depth-first search (Tarjan 1974). Links must
    be the same both ways.
    """
    index = {place: i + 1 for i, place in enumerate(sorted(ways)) if place not in goals}
    edges = _edges(index, ways)
    order, parent_edge, low = _search(edges, len(index) + 1)
    together = [False] * (len(index) + 1)
    together[0] = True
    for node in order[1:]:
        parent, _ = parent_edge[node]
        together[node] = together[parent] and low[node] <= low_of_parent(order, parent)
    names = {i: place for place, i in index.items()}
    return frozenset(goals) | {names[node] for node in order[1:] if together[node]}
