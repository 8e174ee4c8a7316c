"""The best tree over the words of a sentence: Chu and Liu (1965), Edmonds (1967), on whole numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[Any]
NEVER = -(1 << 50)


def heads_of(scores: Scores) -> list[int]:
    """The head of every word, 0 for the root and k for the k-th word, as the best tree with one root.

    ``scores[i, j]`` is the score of head ``j`` (0 the root) for word ``i + 1``: whole numbers below 2**24, a
    word for itself far below all others. Between equal scores the lowest head wins.
    """
    if not len(scores):
        return []
    greedy: list[int] = scores.argmax(axis=1).tolist()
    if greedy.count(0) == 1 and _reaches_root(greedy):
        return greedy
    return _with_best_root(scores.astype(np.int64))


def _reaches_root(heads: list[int]) -> bool:
    """Whether the way up from every word ends at the root."""
    met_from = [0] * (len(heads) + 1)
    for word in range(1, len(heads) + 1):
        at = word
        while at and not met_from[at]:
            met_from[at] = word
            at = heads[at - 1]
        if at and met_from[at] == word:
            return False
    return True


def _with_best_root(scores: Scores) -> list[int]:
    """The best of the best trees under each root; between equal ones that of the root which could score most.

    At most, a tree scores what its words give their best heads, its root apart: as good as that is the tree of the
    first root, almost always. Else it is reckoned what the best tree under each root scores, and the best is made.
    """
    words = scores[:, 1:]
    best_heads = words.max(axis=1)
    at_most = scores[:, 0] - best_heads + best_heads.sum()
    order = np.argsort(-at_most, kind="stable").tolist()
    found = _under(words, order[0])
    score = int(scores[np.arange(len(found)), found].sum())
    if all(at_most[root] <= score for root in order[1:2]):
        return found
    reached = scores[:, 0] + _under_each(words)
    return _under(words, order[int(reached[order].argmax())])


def _under_each(words: Scores) -> Scores:
    """What the best tree of ``words[dependent, head]`` under each of them scores.

    Cycles of best heads are contracted, whatever the root, until one node is left (Tarjan 1977). A tree under a
    root has all that this took but what the root, and each node that it was contracted into, was given by a head.
    """
    graph = words.copy()
    heads: list[int] = graph.argmax(axis=1).tolist()
    alive = list(range(len(heads)))
    within = [[node] for node in alive]
    spared = np.zeros(len(heads), dtype=np.int64)
    total = 0
    while len(alive) > 1:
        cycle = _cycle(heads, alive, NEVER)
        inner = [heads[node] for node in cycle]
        for node, head in zip(cycle, inner, strict=True):
            total += int(graph[node, head])
            spared[within[node]] += graph[node, head]
        _contract(graph, cycle, inner)
        within[cycle[0]] = [each for node in cycle for each in within[node]]
        gone = set(cycle[1:])
        alive = [node for node in alive if node not in gone]
        for node in alive:
            if heads[node] in gone:
                heads[node] = cycle[0]
        heads[cycle[0]] = int(graph[cycle[0]].argmax())
    return total - spared


def _under(words: Scores, root: int) -> list[int]:
    """The heads, counted from 1, of the best tree of ``words[dependent, head]`` under the word ``root``."""
    heads: list[int] = (words.argmax(axis=1) + 1).tolist()
    heads[root] = 0
    return heads if _reaches_root(heads) else [head + 1 for head in _spanning(words.copy(), root)]


def _spanning(graph: Scores, root: int) -> list[int]:
    """The heads of the best tree under the node ``root``, whose own is -1, of ``graph[dependent, head]``.

    The graph is used up.
    Cycles of best heads are contracted to their lowest node one by one, then opened again in reverse.
    """
    graph[root] = NEVER
    heads: list[int] = graph.argmax(axis=1).tolist()
    heads[root] = -1
    alive = list(range(len(heads)))
    contracted: list[tuple[list[int], list[int], list[int], list[int], list[int]]] = []
    while cycle := _cycle(heads, alive, root):
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


def _cycle(heads: list[int], alive: list[int], root: int) -> list[int]:
    """The nodes of a cycle, lowest first; none if there is no cycle."""
    done = {root}
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
