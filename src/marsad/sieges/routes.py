"""Routes: ways out of a place that share no stretch of road, and what only one stretch keeps connected."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from heapq import heappop, heappush
from itertools import pairwise

Ways = Mapping[str, Mapping[str, float]]  # place -> neighbour -> km
Step = tuple[str, str]
ROOT = ""  # all goals as one; no place has this id


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
    neighbours = _merged(goals, ways)
    found = {ROOT: 0}
    low = {ROOT: 0}
    came: dict[str, str] = {}
    stack: list[tuple[str, Iterator[tuple[str, int]], int]] = [(ROOT, iter(neighbours.get(ROOT, ())), -1)]
    while stack:
        place, rest, by = stack[-1]
        for other, edge in rest:
            if edge == by:
                continue
            if other in found:
                low[place] = min(low[place], found[other])
                continue
            found[other] = low[other] = len(found)
            came[other] = place
            stack.append((other, iter(neighbours[other]), edge))
            break
        else:
            stack.pop()
            if stack:
                low[stack[-1][0]] = min(low[stack[-1][0]], low[place])
    safe = {ROOT}
    for place, parent in came.items():  # in order of finding: a parent comes before its children
        if parent in safe and low[place] <= found[parent]:
            safe.add(place)
    return frozenset(safe - {ROOT}) | frozenset(goals)


def _merged(goals: Collection[str], ways: Ways) -> dict[str, list[tuple[str, int]]]:
    """Each place's neighbours with the number of the link between, all goals merged into ROOT."""
    neighbours: dict[str, list[tuple[str, int]]] = {}
    number = 0
    for place in sorted(ways):
        if place in goals:
            continue
        for other in sorted(ways[place]):
            if other in goals or place < other:
                end = ROOT if other in goals else other
                neighbours.setdefault(place, []).append((end, number))
                neighbours.setdefault(end, []).append((place, number))
                number += 1
    return neighbours


def _free_path(start: str, goals: Collection[str], ways: Ways, taken: set[Step]) -> list[str] | None:
    """The shortest way on links not yet taken in that direction; going against a taken one gives it back."""
    came: dict[str, str] = {}
    queue = [(0.0, start, "")]
    while queue:
        cost, place, previous = heappop(queue)
        if place in came:
            continue
        came[place] = previous
        if place in goals:
            path = [place]
            while path[-1] != start:
                path.append(came[path[-1]])
            return path[::-1]
        for other, km in ways.get(place, {}).items():
            if other not in came and (place, other) not in taken:
                heappush(queue, (cost + (0.0 if (other, place) in taken else km), other, place))
    return None


def _walks(start: str, goals: Collection[str], taken: set[Step]) -> Iterator[tuple[str, ...]]:
    """The routes that the taken links make up, without loops."""
    onward: dict[str, list[str]] = {}
    for place, other in sorted(taken, reverse=True):
        onward.setdefault(place, []).append(other)
    while onward.get(start):
        walk = [start]
        while walk[-1] not in goals:
            other = onward[walk[-1]].pop()
            walk = walk[: walk.index(other) + 1] if other in walk else [*walk, other]
        yield tuple(walk)


def _km(route: tuple[str, ...], ways: Ways) -> float:
    return sum(ways[a][b] for a, b in pairwise(route))
