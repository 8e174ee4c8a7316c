"""The best tree over the words of a sentence: Chu and Liu (1965), Edmonds (1967), on whole numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[Any]
ROOT_COST = 1 << 40  # more than any sum of scores: a tree has one root, no more
NEVER = -(1 << 50)


def heads_of(scores: Scores) -> list[int]:
    """The head of every word, 0 for the root and k for the k-th word, as one tree with one root.

    ``scores[i, j]`` is the score of head ``j`` (0 the root) for word ``i + 1``: whole numbers below 2**24. Between
    equal scores the lowest head wins.
    """
    if not len(scores):
        return []
    greedy: list[int] = scores.argmax(axis=1).tolist()
    if greedy.count(0) == 1 and _reaches_root(greedy):
        return greedy
    free = _spanning(_graph(scores, 0))[1:]
    return free if free.count(0) == 1 else _spanning(_graph(scores, ROOT_COST))[1:]


def _graph(scores: Scores, root_cost: int) -> Scores:
    size = len(scores) + 1
    graph = np.full((size, size), NEVER, dtype=np.int64)
    graph[1:] = scores
    graph[1:, 0] -= root_cost
    graph[np.arange(size), np.arange(size)] = NEVER
    return graph


def _reaches_root(heads: list[int]) -> bool:
    safe = {0}
    for word in range(1, len(heads) + 1):
        path: set[int] = set()
        at = word
        while at not in safe:
            if at in path:
                return False
            path.add(at)
            at = heads[at - 1]
        safe |= path
    return True


def _spanning(graph: Scores) -> list[int]:
    """The heads of the best tree from node 0 of ``graph[dependent, head]``, which is used up.

    Cycles of best heads are contracted to their lowest node one by one, then opened again in reverse.
    """
    heads: list[int] = graph.argmax(axis=1).tolist()
    heads[0] = -1
    alive = list(range(len(heads)))
    contracted: list[tuple[list[int], list[int], list[int], list[int], list[int]]] = []
    while cycle := _cycle(heads, alive):
        inner = [heads[node] for node in cycle]
        enters, leaves = _contract(graph, cycle, inner)
        gone = set(cycle)
        alive = [node for node in alive if node not in gone or node == cycle[0]]
        contracted.append((cycle, inner, enters, leaves, alive))
        for node in alive:
            if heads[node] in gone:
                heads[node] = cycle[0]
        heads[cycle[0]] = int(graph[cycle[0]].argmax())
    for cycle, inner, enters, leaves, outside in reversed(contracted):
        above = heads[cycle[0]]
        for node in outside:
            if heads[node] == cycle[0]:
                heads[node] = cycle[leaves[node]]
        for node, head in zip(cycle, inner, strict=True):
            heads[node] = head
        heads[cycle[enters[above]]] = above
    return heads


def _cycle(heads: list[int], alive: list[int]) -> list[int]:
    """The nodes of a cycle, lowest first; none if there is no cycle."""
    done = {0}
    for start in alive:
        path: list[int] = []
        at = start
        while at not in done:
            done.add(at)
            path.append(at)
            at = heads[at]
        if at in path:
            return sorted(path[path.index(at) :])
    return []


def _contract(graph: Scores, cycle: list[int], inner: list[int]) -> tuple[list[int], list[int]]:
    """Make ``cycle`` one node, its lowest. Which node of it each head enters, and which each dependent leaves."""
    into = graph[cycle] - graph[cycle, inner][:, None]
    out = graph[:, cycle]
    enters, leaves = into.argmax(axis=0), out.argmax(axis=1)
    every = np.arange(len(graph))
    graph[cycle[0]] = into[enters, every]
    graph[:, cycle[0]] = out[every, leaves]
    graph[cycle[1:]] = NEVER
    graph[:, cycle[1:]] = NEVER
    graph[cycle[0], cycle[0]] = NEVER
    return enters.tolist(), leaves.tolist()
