"""Clusters: which statements of one block speak of one event. The order of the claims never matters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import groupby

from marsad.areas.allegiances import Allegiances
from marsad.events.comparison import MEMORY_DAYS, SHORT_MEMORY_DAYS, Level, agreement, parties_level, time_level
from marsad.events.families import families
from marsad.events.statements import Statement

Cluster = tuple[Statement, ...]


def clusters(statements: Iterable[Statement], allegiances: Allegiances) -> tuple[Cluster, ...]:
    """The statements, in clusters that each speak of one event.

    Firm statements (dated, of few days) are joined pair by pair, the best agreement first, and never into a
    cluster with a member that disagrees. Loose ones then join a cluster of firm ones that they fit: the
    latest for what happens once, the only one of the last days for what recurs; the rest are joined among
    themselves, if they were told within the same days.
    """
    made: list[Cluster] = []
    ordered = sorted(statements, key=lambda each: (each.block, each.order))
    for _, group in groupby(ordered, key=lambda each: each.block):
        block = list(group)
        firm = _join([each for each in block if each.firm], allegiances)
        joined, left = _attach([each for each in block if not each.firm], firm, allegiances)
        made += joined
        made += _join(left, allegiances)
    return tuple(made)


def _join(singles: Sequence[Statement], allegiances: Allegiances) -> list[Cluster]:
    """Join single statements by agreement, best first; ties in order of content."""
    pairs = []
    for i, j in _near_in_time(singles):
        levels = agreement(singles[i], singles[j], allegiances)
        if levels is not None:
            pairs.append((tuple(-level for level in levels), i, j))
    home = list(range(len(singles)))
    members = {i: [i] for i in home}
    for _, i, j in sorted(pairs):
        a, b = sorted((home[i], home[j]))
        if a != b and _compatible(members[a], members[b], singles, allegiances):
            for each in members.pop(b):
                home[each] = a
                members[a].append(each)
    return [tuple(singles[each] for each in sorted(members[key])) for key in sorted(members)]


def _near_in_time(ordered: Sequence[Statement]) -> Iterator[tuple[int, int]]:
    """Pairs of statements, in order of their start, of which the second starts before the first is a day over."""
    for i, one in enumerate(ordered):
        for j in range(i + 1, len(ordered)):
            start = ordered[j].days.start
            if one.days.end is not None and start is not None and start > one.days.end:
                break
            yield i, j


def _compatible(
    some: Iterable[int], others: Sequence[int], singles: Sequence[Statement], allegiances: Allegiances
) -> bool:
    return all(_tolerable(singles[i], singles[j], allegiances) for i in some for j in others)


def _tolerable(one: Statement, other: Statement, allegiances: Allegiances) -> bool:
    """Two members of one event may be days apart (a lasting siege), unless the like recurs; never at odds."""
    if families()[one.type].recurs and time_level(one, other) is Level.ELSE:
        return False
    return Level.ELSE not in parties_level(one, other, allegiances)


def _attach(
    loose: Sequence[Statement], firm: Sequence[Cluster], allegiances: Allegiances
) -> tuple[list[Cluster], list[Statement]]:
    joined: list[list[Statement]] = [list(cluster) for cluster in firm]
    left = []
    for statement in loose:
        fitting = [i for i, cluster in enumerate(firm) if _fits(statement, cluster, allegiances)]
        if not fitting or (families()[statement.type].recurs and len(fitting) > 1):
            left.append(statement)
        else:
            joined[max(fitting, key=lambda i: (firm[i][-1].order, i))].append(statement)
    return [tuple(cluster) for cluster in joined], left


def _fits(statement: Statement, cluster: Cluster, allegiances: Allegiances) -> bool:
    if any(Level.ELSE in parties_level(statement, each, allegiances) for each in cluster):
        return False
    if not any(statement.days.overlaps(each.days) for each in cluster):
        return False
    recurs = families()[statement.type].recurs
    if statement.days.start is not None:
        return not recurs  # "strikes in January" are many strikes
    known_by, last_end = statement.days.end, max(each.days.end for each in cluster if each.days.end is not None)
    memory = MEMORY_DAYS if statement.agents and not recurs else SHORT_MEMORY_DAYS
    return known_by is None or known_by - last_end <= timedelta(days=memory)
