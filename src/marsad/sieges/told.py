"""Events by the places that they tell of, found once for every siege that is assessed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from marsad.model import Event


class EventsByPlace:
    """``all`` events, in order, and those that tell of a place: of what was there, or on a road to it."""

    def __init__(self, events: Iterable[Event]) -> None:
        """Sort them by place."""
        self.all = tuple(events)
        self._at: dict[str, list[Event]] = {}
        for event in self.all:
            for place in {event.place, *(event.route or ())} - {None}:
                self._at.setdefault(str(place), []).append(event)

    def at(self, place: str) -> Iterator[Event]:
        """The events that tell of ``place`` (an id), in the order of all."""
        return iter(self._at.get(place, ()))

    def at_any(self, places: Collection[str]) -> Iterator[Event]:
        """The events that tell of any of ``places``; of two of them together more than once."""
        return (event for place in sorted(places) for event in self.at(place))
