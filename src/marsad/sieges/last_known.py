"""How long nothing has been heard of a place and the ground it can be reached from: a picture grows old."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from marsad.model import Grade
from marsad.model.wording import day_words
from marsad.sieges.ground import Ground
from marsad.sieges.told import EventsByPlace

QUIET_DAYS = 60  # after two months without a report who holds a place is no longer told as news


def outdated(place: str, enclave: Collection[str], events: EventsByPlace, ground: Ground) -> str:
    """A warning that what is shown for the day is old, as a sentence; empty where it is not.

    Old is what lies more than 60 days behind the last report of the place or its ``enclave``, and behind the
    area's baseline; days before the baseline have no holders at all, except from reports.
    """
    area, as_of = ground.area, ground.as_of
    baseline = day_words(area.baseline_date)
    if as_of < area.baseline_date:
        return f"The area's baseline is of {baseline}; who held what before is known from reports alone."
    last = last_heard({place, *enclave}, events, as_of)
    known = max(last or area.baseline_date, area.baseline_date)
    if as_of - known <= timedelta(days=QUIET_DAYS):
        return ""
    heard = f"No report of it or of the ground it can reach since {day_words(last)}" if last else "No report of it"
    return f"{heard}{_holders(place, ground)}."


def last_heard(places: Collection[str], events: EventsByPlace, as_of: date) -> date | None:
    """The last day up to ``as_of`` of which a report tells something at one of ``places``; None if none does."""
    days = (events.last_heard(place, as_of) for place in places)
    return max((day for day in days if day is not None), default=None)


def _holders(place: str, ground: Ground) -> str:
    holding = ground.held.get(place)
    if holding is None:
        return ""
    if holding.days.start == ground.area.baseline_date or holding.grade is Grade.BASELINE:
        return f"; holders are those of the baseline of {day_words(ground.area.baseline_date)}"
    return "; holders are as known then"
