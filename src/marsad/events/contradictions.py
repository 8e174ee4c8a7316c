"""Contradictions: two events that cannot both be so. Neither is dropped; each testifies against the other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate, groupby

from marsad.areas.allegiances import Allegiances
from marsad.events.testimonies import with_testimonies
from marsad.model import Claim, ClaimType, Days, Degree, Event, Issue, PlacePrecision, Stage, Testimony

AFTER_ALL = date.max.toordinal() + 1
PASSAGE_DAYS = 3  # a way said to be "left" up to three days later was there before: nobody opened it meanwhile


def contradicted(
    events: Sequence[Event], allegiances: Allegiances, claims: Mapping[str, Claim]
) -> tuple[list[Event], list[Issue]]:
    """The events with what contradicts them, and an issue for the desk for each contradiction.

    Control of one place on one day by actors who are no friends, unless it was taken on that day; a complete
    siege and a way that is left; "besieged" alone says nothing of ways, and so disputes none. ``claims`` are
    those of the events by id.
    Only independent origins contradict: an origin that supports an event does not dispute it.
    """
    against: dict[str, list[Testimony]] = {event.id: [] for event in events}
    issues = []
    changed = _changes_of_hands(events)
    questions = sorted(filter(_can_contradict, events), key=_question)
    for _, group in groupby(questions, key=_question):
        for one, other in _pairs(sorted(group, key=lambda event: event.id)):
            if _RULES[one.type](one, other, allegiances) and not _between(changed, one, other):
                disputes = (_independent(other, one, claims), _independent(one, other, claims))
                against[one.id] += disputes[0]
                against[other.id] += disputes[1]
                if any(disputes):
                    issues.append(_issue(one, other))
    return [with_testimonies(event, against[event.id]) for event in events], issues


def _pairs(events: Sequence[Event]) -> Iterator[tuple[Event, Event]]:
    """Pairs of ``events`` in their order, but for those too far apart in time for any rule."""
    starts = [event.days.start.toordinal() if event.days.start else 0 for event in events]
    ends = [event.days.end.toordinal() + PASSAGE_DAYS if event.days.end else AFTER_ALL for event in events]
    by_start = sorted(range(len(events)), key=starts.__getitem__)
    ordered = [starts[i] for i in by_start]
    found = []
    for at, i in enumerate(by_start):
        for j in by_start[at + 1 : bisect_left(ordered, ends[i])]:
            found.append((min(i, j), max(i, j)))
    return ((events[i], events[j]) for i, j in sorted(found))


class _Taken:
    """The days on which one place is said to have been taken."""

    def __init__(self, days: Sequence[Days]) -> None:
        """``days``: dated."""
        spans = sorted((each.start, each.end) for each in days if each.start and each.end)
        self._starts = [start for start, _ in spans]
        self._latest = list(accumulate((end for _, end in spans), max))

    def within(self, one: Days, other: Days) -> bool:
        """Whether any of them shares a day with each of two dated times."""
        if not (one.start and one.end and other.start and other.end):
            return False
        before = bisect_left(self._starts, min(one.end, other.end))
        return before > 0 and self._latest[before - 1] > max(one.start, other.start)


def _changes_of_hands(events: Sequence[Event]) -> dict[str | None, _Taken]:
    found: dict[str | None, list[Days]] = {}
    for event in events:
        near = event.precision is PlacePrecision.NEAR
        if event.type is ClaimType.CAPTURE and event.place and not near and _dated(event.days):
            found.setdefault(event.place, []).append(event.days)
    return {place: _Taken(days) for place, days in found.items()}


def _between(changed: Mapping[str | None, _Taken], one: Event, other: Event) -> bool:
    """Whether the place was taken within the days of both: then both held it, one after the other."""
    if one.type is not ClaimType.CONTROL or one.place not in changed:
        return False
    return changed[one.place].within(one.days, other.days)


def _can_contradict(event: Event) -> bool:
    """Whether any rule can hold for it."""
    if event.type is ClaimType.SIEGE:
        return bool(event.place) and event.degree is not None
    exact = event.precision is PlacePrecision.PLACE and _dated(event.days)
    return event.type is ClaimType.CONTROL and bool(event.place and event.agents) and exact


def _question(event: Event) -> tuple[str, str]:
    return (event.type.value, event.place or "")


def _different_holders(one: Event, other: Event, allegiances: Allegiances) -> bool:
    on = one.days.last or date.max
    return one.days.overlaps(other.days) and not any(
        allegiances.friendly(a, b, on) for a in one.agents for b in other.agents
    )


def _whole_and_part(one: Event, other: Event, allegiances: Allegiances) -> bool:
    by_degree = {one.degree: one.days, other.degree: other.days}
    if set(by_degree) != {Degree.COMPLETE, Degree.PARTIAL}:
        return False
    whole, part = by_degree[Degree.COMPLETE], by_degree[Degree.PARTIAL]
    return part.overlaps(Days(whole.start, whole.end + timedelta(days=PASSAGE_DAYS) if whole.end else None))


_RULES = {ClaimType.CONTROL: _different_holders, ClaimType.SIEGE: _whole_and_part}


def _dated(days: Days) -> bool:
    return days.start is not None and days.end is not None


def _independent(by: Event, of: Event, claims: Mapping[str, Claim]) -> list[Testimony]:
    own = {origin.key for origin in of.origins}
    return [
        replace(t, supports=False)
        for t in by.testimonies
        if t.supports and t.origin.key not in own and _says_so(claims.get(t.claim))
    ]


def _says_so(claim: Claim | None) -> bool:
    """Whether the claim itself says what contradicts: of a siege, how complete it is."""
    return claim is None or claim.type is not ClaimType.SIEGE or claim.degree is not None


def _issue(one: Event, other: Event) -> Issue:
    what = "who held the place" if one.type is ClaimType.CONTROL else "whether the siege leaves a way out"
    subjects = tuple(each for each in (one.place, one.id, other.id) if each)
    return Issue(Stage.FUSE, f"sources differ on {what}: both are kept and shown", subjects=subjects)
