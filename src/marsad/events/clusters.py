"""Clusters: which statements of one block speak of one event. The order of the claims never matters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby, islice

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
    themselves, if they were told within the same days. No cluster has two rows of one dataset of coded events.
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
    for i, j in {(i, j) for i, j in _near_in_time(singles) if not singles[i].apart_from(singles[j])}:
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
    """All pairs of statements, in order of their start, that time allows to be one event, and some others.

    Firm ones of which the second starts before the first is a day over. Loose ones that were told within the same
    days, or of which one ends as the other starts.
    """
    if all(each.firm for each in ordered):
        yield from _of_neighbouring_days(ordered)
        return
    by_end: list[tuple[int, int]] = []
    for i, each in enumerate(ordered):
        if each.days.end is not None:
            by_end.append((each.days.end.toordinal(), i))
    by_end.sort()
    endless = [i for i, each in enumerate(ordered) if each.days.end is None]
    starting: dict[int, list[int]] = {}
    for i, each in enumerate(ordered):
        if each.days.start is not None:
            starting.setdefault(each.days.start.toordinal(), []).append(i)
    for at, (end, i) in enumerate(by_end):
        near = {j for j in starting.get(end, ()) if j != i}
        for later, j in islice(by_end, at + 1, None):
            if later - end > MEMORY_DAYS:
                break
            near.add(j)
        yield from ((min(i, j), max(i, j)) for j in near)
    for i in endless:
        yield from ((min(i, j), max(i, j)) for j in range(len(ordered)) if j != i)


def _of_neighbouring_days(ordered: Sequence[Statement]) -> Iterator[tuple[int, int]]:
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
    if one.apart_from(other):
        return False
    if families()[one.type].recurs and time_level(one, other) is Level.ELSE:
        return False
    return Level.ELSE not in parties_level(one, other, allegiances)


def _attach(
    loose: Sequence[Statement], firm: Sequence[Cluster], allegiances: Allegiances
) -> tuple[list[Cluster], list[Statement]]:
    joined: list[list[Statement]] = [list(cluster) for cluster in firm]
    spans = [(i, cluster, *_span(cluster)) for i, cluster in enumerate(firm)]
    left = []
    for statement in loose:
        start, end = statement.days.start or date.min, statement.days.end or date.max
        fitting = [
            i
            for i, cluster, first, after in spans
            if first < end
            and start < after
            and _fits(statement, cluster, after, allegiances)
            and not any(statement.apart_from(each) for each in joined[i])
        ]
        if not fitting or (families()[statement.type].recurs and len(fitting) > 1):
            left.append(statement)
        else:
            joined[max(fitting, key=lambda i: (firm[i][-1].order, i))].append(statement)
    return [tuple(cluster) for cluster in joined], left


def _span(cluster: Cluster) -> tuple[date, date]:
    """The first day of a cluster of firm statements, and the day after its last."""
    days = [each.days for each in cluster]
    return min(each.start for each in days if each.start), max(each.end for each in days if each.end)


def _fits(statement: Statement, cluster: Cluster, after: date, allegiances: Allegiances) -> bool:
    recurs = families()[statement.type].recurs
    if statement.days.start is not None:
        in_time = not recurs  # "strikes in January" are many strikes
    else:
        memory = MEMORY_DAYS if statement.agents and not recurs else SHORT_MEMORY_DAYS
        known_by = statement.days.end
        in_time = known_by is None or known_by - after <= timedelta(days=memory)
    return (
        in_time
        and any(statement.days.overlaps(each.days) for each in cluster)
        and not any(Level.ELSE in parties_level(statement, each, allegiances) for each in cluster)
    )
