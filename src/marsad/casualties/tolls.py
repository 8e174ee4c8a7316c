"""Tolls: how many are said to have been killed, as a range, never the same dead twice."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import accumulate

from marsad.casualties.running import running_totals, why_apart
from marsad.model import ClaimType, Days, Event, Grade, PlacePrecision, TimePrecision, Toll

EVERYWHERE = "all"
HERE = frozenset({PlacePrecision.PLACE, PlacePrecision.NEAR, PlacePrecision.AREA})


def tolls(events: Iterable[Event]) -> tuple[Toll, ...]:
    """The dead of incidents, in all (scope ``all``) and by place, and apart from them each running total.

    Each event counts once, however many claims tell of it; where they differ its toll is the range. A count of
    dead for which no attack is named may be the dead of attacks at that place and time, so it raises the low
    figure only by what exceeds theirs. What happened somewhere in a province, or at a place unknown, may be
    counted at a town already and so raises only the high figure of all. Events that were taken back do not
    count. ``killed_high`` None means "or more". What :func:`why_apart` calls a running total is never added; of
    several words on one running total the latest is given, with the claims of all.
    """
    counted = [event for event in events if event.killed is not None and event.grade is not Grade.RETRACTED]
    incidents = [event for event in counted if not why_apart(event)]
    found = [_sum(place, group) for place, group in _by_place(incidents)]
    if incidents:
        found.insert(0, _in_all(found, incidents))
    apart = [event for event in counted if why_apart(event)]
    return (*found, *running_totals(apart, {event.id: scope_of(event) for event in apart}))


def _by_place(incidents: Iterable[Event]) -> list[tuple[str, list[Event]]]:
    by_place: dict[str, list[Event]] = {}
    for event in sorted(incidents, key=lambda event: event.id):
        by_place.setdefault(scope_of(event), []).append(event)
    return sorted(by_place.items())


def scope_of(event: Event) -> str:
    """Where the dead of an event are counted: its place, or what was said of a place that is not known."""
    return event.place or f"unresolved: {event.place_name or 'no place given'}"


def _sum(scope: str, group: Sequence[Event]) -> Toll:
    attacks = [event for event in group if event.type is not ClaimType.CASUALTIES]
    counts = [event for event in group if event.type is ClaimType.CASUALTIES]
    dead = _Dead(attacks)
    low = dead.all + sum(max(0, _low(event) - dead.during(event.days)) for event in counts)
    return _toll(scope, group, low, _high(group))


class _Dead:
    """How many attacks are said to have killed, in all and during any days."""

    def __init__(self, attacks: Sequence[Event]) -> None:
        self.all = sum(_low(event) for event in attacks)
        starting = sorted((event.days.start, _low(event)) for event in attacks if event.days.start)
        ending = sorted((event.days.end, _low(event)) for event in attacks if event.days.end)
        self._starts, self._ends = [day for day, _ in starting], [day for day, _ in ending]
        self._started = [0, *accumulate(low for _, low in starting)]
        self._ended = [0, *accumulate(low for _, low in ending)]

    def during(self, days: Days) -> int:
        """The dead of those that share a day with ``days``: all but those that began after or ended before."""
        later = self._started[-1] - self._started[bisect_left(self._starts, days.end)] if days.end else 0
        earlier = self._ended[bisect_right(self._ends, days.start)] if days.start else 0
        return self.all - later - earlier


def _in_all(by_place: Sequence[Toll], incidents: Sequence[Event]) -> Toll:
    at_towns = {scope_of(event) for event in incidents if event.place is not None and event.precision in HERE}
    low = sum(toll.killed_low for toll in by_place if toll.scope in at_towns)
    elsewhere = max((toll.killed_low for toll in by_place if toll.scope not in at_towns), default=0)
    return _toll(EVERYWHERE, incidents, max(low, elsewhere), _high(incidents))


def _toll(scope: str, group: Sequence[Event], low: int, high: int | None) -> Toll:
    return Toll(
        scope=scope,
        days=_hull(group),
        killed_low=low,
        killed_high=high,
        events=tuple(sorted(event.id for event in group)),
        claims=tuple(sorted({claim for event in group for claim in event.claims})),
    )


def _low(event: Event) -> int:
    return event.killed.low if event.killed else 0


def _high(group: Iterable[Event]) -> int | None:
    highs = [event.killed.high if event.killed else 0 for event in group]
    return None if None in highs else sum(high for high in highs if high is not None)


def _hull(group: Sequence[Event]) -> Days:
    starts: list[date | None] = [event.days.start for event in group]
    ends: list[date | None] = [event.days.end for event in group]
    start = None if None in starts else min(each for each in starts if each is not None)
    end = None if None in ends else max(each for each in ends if each is not None)
    return Days(start, end, TimePrecision.DAY if start and end else TimePrecision.NONE)
