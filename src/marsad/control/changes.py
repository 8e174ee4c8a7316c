"""Changes: what each event does to who holds its place, and in which order they come."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from marsad.areas import Area
from marsad.areas.allegiances import Allegiances
from marsad.areas.area import ADMIN_KINDS
from marsad.model import ClaimType, Event, Grade, PlacePrecision

TOLD_WITHIN_DAYS = 14  # how late an undated capture is still told of as background to its reversal
POSITIONS = {ClaimType.WITHDRAWAL: 0, ClaimType.CAPTURE: 1, ClaimType.CONTROL: 2}  # their order within a day


@dataclass(frozen=True, slots=True)
class Change:
    """One event's effect on its place: on ``day``, the first on which it is certain."""

    day: date
    event: Event


def changes(events: Iterable[Event], area: Area, allegiances: Allegiances) -> dict[str, list[Change]]:
    """For each place known to the area, the events about who holds it, in the order in which they take effect.

    Left out: events at provinces, districts and countries, which never change towns; what is said of the
    ground near a place; what its own origin has taken back; and what has no agent or no day at all.
    """
    found: dict[str, list[Change]] = {}
    for event in events:
        day = event.days.last or event.days.start
        if day is not None and event.place is not None and _concerns_control(event, area):
            found.setdefault(event.place, []).append(Change(day, event))
    return {place: _in_order(found[place], allegiances) for place in sorted(found)}


def _concerns_control(event: Event, area: Area) -> bool:
    place = area.places.get(event.place or "")
    return (
        event.type in POSITIONS
        and place is not None
        and place.kind not in ADMIN_KINDS
        and event.precision is PlacePrecision.PLACE
        and event.grade is not Grade.RETRACTED
        and bool(event.agents)
    )


def _in_order(found: list[Change], allegiances: Allegiances) -> list[Change]:
    dated = sorted((each for each in found if _is_dated_capture(each)), key=lambda each: each.day)
    days = [each.day for each in dated]
    moved = [_before_its_reversal(change, dated, days, allegiances) for change in found]
    return sorted(moved, key=_order)


def _is_dated_capture(change: Change) -> bool:
    return change.event.type is ClaimType.CAPTURE and change.event.days.start is not None


def _before_its_reversal(
    change: Change, dated: Sequence[Change], days: Sequence[date], allegiances: Allegiances
) -> Change:
    """A capture without a first day, which another undid, came no later than that: who was driven out was in.

    Only where nothing else says how they had come in, and where it was told within two weeks after. ``dated``:
    the captures of the place with a first day, in order of their ``days``.
    """
    if change.event.type is not ClaimType.CAPTURE or change.event.days.start is not None:
        return change
    agents = change.event.agents
    since = bisect_left(days, change.day - timedelta(days=TOLD_WITHIN_DAYS))
    undone = [
        other.day
        for other in dated[since : bisect_left(days, change.day)]
        if _any_friends(other.event.targets, agents, other.day, allegiances)
        and not _any_friends(other.event.agents, agents, other.day, allegiances)
    ]
    if not undone:
        return change
    day = max(undone)
    earlier = islice(dated, bisect_right(days, day))
    came_in = any(_any_friends(each.event.agents, agents, day, allegiances) for each in earlier)
    return change if came_in else Change(day, change.event)


def _order(change: Change) -> tuple[date, int, date, str]:
    return (change.day, POSITIONS[change.event.type], change.event.days.start or date.min, change.event.id)


def _any_friends(some: Iterable[str], others: tuple[str, ...], on: date, allegiances: Allegiances) -> bool:
    return any(allegiances.friendly(a, b, on) for a in some for b in others)
