"""Events by the places that they tell of, found once for every siege that is assessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from marsad.model import Event
from marsad.sieges.heard import Heard


class EventsByPlace:
    """``all`` events, in order, and those that tell of a place: of what was there, or on a road to it."""

    def __init__(self, events: Iterable[Event]) -> None:
        """Sort them by place."""
        self.all = tuple(events)
        self._at: dict[str, list[Event]] = {}
        self._heard: dict[str, Heard] = {}
        self._last: tuple[date | None, dict[str, date | None]] = (None, {})  # of the day asked last, by place
        for event in self.all:
            for place in {event.place, *(event.route or ())} - {None}:
                self._at.setdefault(str(place), []).append(event)

    def at(self, place: str) -> Iterator[Event]:
        """The events that tell of ``place`` (an id), in the order of all."""
        return iter(self._at.get(place, ()))

    def last_heard(self, place: str, as_of: date) -> date | None:
        """The last day up to ``as_of`` of which any event that tells of ``place`` tells; None where none does."""
        day, found = self._last
        if day != as_of:
            found = {}
            self._last = (as_of, found)
        if place not in found:
            if place not in self._heard:
                self._heard[place] = Heard(self._at.get(place, ()))
            found[place] = self._heard[place].last(as_of)
        return found[place]
