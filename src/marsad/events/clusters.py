"""Clusters: which statements of one block speak of one event. The order of the claims never matters."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice
from typing import TypeAlias

from marsad.areas.allegiances import Allegiances
from marsad.events.comparison import (
    MEMORY_DAYS,
    SHORT_MEMORY_DAYS,
    Level,
    actor_level,
    agreement,
    parties_level,
    time_level,
)
from marsad.events.families import families
from marsad.events.statements import Statement

Cluster = tuple[Statement, ...]
Pairs: TypeAlias = Iterator[tuple[int, int]]
SHORT_DAYS = 31  # the few clusters of firm statements that span more are looked at one by one
BEFORE_ALL, AFTER_ALL = date.min.toordinal() - 1, date.max.toordinal() + 1


def clusters(statements: Iterable[Statement], allegiances: Allegiances) -> tuple[Cluster, ...]:
    """The statements, in clusters that each speak of one event.

    Firm statements (dated, of few days) are joined pair by pair, the best agreement first, and never into a
    cluster with a member that disagrees. Loose ones then join a cluster of firm ones that they fit: the
    latest for what happens once, the only one of the last days for what recurs; the rest are joined among
    themselves, if they were told within the same days. No cluster has two rows of one dataset of coded events.

    What lies too far apart in time to be one event is never compared.
    """
    made: list[Cluster] = []
    keyed = sorted((each.block, each.order, at, each) for at, each in enumerate(statements))
    for _, group in groupby(keyed, key=lambda each: each[0]):
        block = [each[-1] for each in group]
        firm = _join([each for each in block if each.firm], _of_neighbouring_days, allegiances)
        joined, left = _attach([each for each in block if not each.firm], firm, allegiances)
        made += joined
        made += _join(left, _told_within_days, allegiances)
    return tuple(made)


def _join(
    singles: Sequence[Statement], near: Callable[[Sequence[Statement]], Pairs], allegiances: Allegiances
) -> list[Cluster]:
    """Join single statements by agreement, best first; ties in order of content.

    ``near`` gives all pairs that time allows to be one event, and perhaps others.
    """
    pairs = []
    for i, j in near(singles):
        levels = None if singles[i].apart_from(singles[j]) else agreement(singles[i], singles[j], allegiances)
        if levels is not None:
            pairs.append((tuple(-level for level in levels), i, j))
    home = list(range(len(singles)))
    members = {i: [i] for i in home}
    foes: dict[int, set[int]] = {i: set() for i in home}  # clusters that were found to disagree stay apart
    for _, i, j in sorted(set(pairs)):
        a, b = sorted((home[i], home[j]))
        if a == b or b in foes[a]:
            continue
        if not _compatible(members[a], members[b], singles, allegiances):
            foes[a].add(b)
            foes[b].add(a)
            continue
        for each in members.pop(b):
            home[each] = a
            members[a].append(each)
        for foe in foes.pop(b):
            foes[foe].remove(b)
            foes[foe].add(a)
            foes[a].add(foe)
    return [tuple(singles[each] for each in sorted(members[key])) for key in sorted(members)]


def _of_neighbouring_days(firm: Sequence[Statement]) -> Pairs:
    """Pairs of firm statements, in order of their start, that share a day.

    Of what may last, also those of which one starts as the other ends.
    """
    starts, ends = [_start(each) for each in firm], [_end(each) for each in firm]
    first_beyond = bisect_right if _lasting(firm) else bisect_left
    for i, end in enumerate(ends):
        for j in range(i + 1, first_beyond(starts, end)):
            yield i, j


def _told_within_days(loose: Sequence[Statement]) -> Pairs:
    """Pairs of loose statements that were told within the same days, or of which one ends as the other starts."""
    lasting = _lasting(loose)
    memory = MEMORY_DAYS if lasting or any(each.cumulative for each in loose) else SHORT_MEMORY_DAYS
    by_end = sorted((_end(each), i) for i, each in enumerate(loose))
    for at, (end, i) in enumerate(by_end):
        for later, j in islice(by_end, at + 1, None):
            if later - end > memory:
                break
            yield min(i, j), max(i, j)
    for i in (i for end, i in by_end if end == AFTER_ALL):
        yield from ((min(i, j), max(i, j)) for j in range(len(loose)) if j != i)
    if lasting:
        yield from _touching(loose)


def _touching(loose: Sequence[Statement]) -> Pairs:
    starting: dict[int, list[int]] = {}
    for i, each in enumerate(loose):
        starting.setdefault(_start(each), []).append(i)
    for i, each in enumerate(loose):
        yield from ((min(i, j), max(i, j)) for j in starting.get(_end(each), ()))


def _lasting(block: Iterable[Statement]) -> bool:
    """Whether what the statements of one block tell may go on from one day to the next."""
    return not all(families()[kind].recurs for kind in {each.type for each in block})


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
    spans = _Spans(firm, allegiances)
    left = []
    for statement in loose:
        fitting = [
            i
            for i in spans.fitting(statement)
            if not statement.row or not any(statement.apart_from(each) for each in joined[i])
        ]
        if not fitting or (families()[statement.type].recurs and len(fitting) > 1):
            left.append(statement)
        else:
            joined[max(fitting, key=lambda i: (firm[i][-1].order, i))].append(statement)
    return [tuple(cluster) for cluster in joined], left


@dataclass(frozen=True, slots=True)
class _Span:
    """A cluster of firm statements, its first day, the day after its last, and who its members name.

    Every day between is one of a member's: firm statements are joined over days that they share or that touch.
    """

    cluster: Cluster
    first: int
    after: int
    parties: tuple[tuple[frozenset[str], frozenset[str]], ...]


class _Spans:
    """Finds the clusters of firm statements that a loose one fits, without looking at each."""

    def __init__(self, firm: Sequence[Cluster], allegiances: Allegiances) -> None:
        """``firm``: in order of their first day."""
        self._allegiances = allegiances
        self._spans = [
            _Span(
                cluster,
                min(map(_start, cluster)),
                max(map(_end, cluster)),
                tuple({(each.agents, each.targets): None for each in cluster}),
            )
            for cluster in firm
        ]
        self._firsts = [span.first for span in self._spans]
        self._long = [i for i, span in enumerate(self._spans) if span.after - span.first > SHORT_DAYS]

    def fitting(self, statement: Statement) -> list[int]:
        """Their numbers, in order."""
        recurs = families()[statement.type].recurs
        if statement.days.start is not None and recurs:
            return []  # "strikes in January" are many strikes
        start, end = _start(statement), _end(statement)
        earliest = start + 1  # that the cluster may end
        if statement.days.start is None and statement.days.end is not None:
            earliest = end - (MEMORY_DAYS if statement.agents and not recurs else SHORT_MEMORY_DAYS)
        low, high = bisect_left(self._firsts, earliest - SHORT_DAYS), bisect_left(self._firsts, end)
        near = [*(i for i in self._long if i < low), *range(low, high)]
        return [i for i in near if self._spans[i].after >= earliest and self._agrees(statement, self._spans[i])]

    def _agrees(self, statement: Statement, span: _Span) -> bool:
        on = statement.certain
        if on is None:
            levels = (parties_level(statement, each, self._allegiances) for each in span.cluster)
            return not any(Level.ELSE in each for each in levels)
        return not any(
            Level.ELSE
            in (
                actor_level(statement.agents, agents, on, self._allegiances),
                actor_level(statement.targets, targets, on, self._allegiances),
            )
            for agents, targets in span.parties
        )


def _start(statement: Statement) -> int:
    return statement.days.start.toordinal() if statement.days.start else BEFORE_ALL


def _end(statement: Statement) -> int:
    return statement.days.end.toordinal() if statement.days.end else AFTER_ALL
