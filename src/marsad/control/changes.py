"""Changes: what each event does to who holds its place, and in which order they come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from marsad.areas import Area
from marsad.areas.allegiances import Allegiances
from marsad.areas.area import ADMIN_KINDS
from marsad.model import ClaimType, Event, Grade, PlacePrecision

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
    moved = [_before_its_reversal(change, found, allegiances) for change in found]
    return sorted(moved, key=_order)


def _before_its_reversal(change: Change, found: Iterable[Change], allegiances: Allegiances) -> Change:
    """A capture without a first day, which another undid, came no later than that: who was driven out was in."""
    if change.event.type is not ClaimType.CAPTURE or change.event.days.start is not None:
        return change
    undone = [
        other.day
        for other in found
        if other.event.type is ClaimType.CAPTURE
        and other.day < change.day
        and other.event.days.start is not None
        and _any_friends(other.event.targets, change.event.agents, other.day, allegiances)
        and not _any_friends(other.event.agents, change.event.agents, other.day, allegiances)
    ]
    return Change(max(undone), change.event) if undone else change


def _order(change: Change) -> tuple[date, int, date, str]:
    return (change.day, POSITIONS[change.event.type], change.event.days.start or date.min, change.event.id)


def _any_friends(some: Iterable[str], others: tuple[str, ...], on: date, allegiances: Allegiances) -> bool:
    return any(allegiances.friendly(a, b, on) for a in some for b in others)
