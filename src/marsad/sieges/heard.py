"""When something was last heard of one place, found once for all days on which it is asked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from itertools import accumulate

from marsad.model import Event, Grade


class Heard:
    """The days of which events at one place tell; what was taken back tells of none."""

    def __init__(self, events: Iterable[Event]) -> None:
        """Sort their days."""
        days = [event.days for event in events if event.grade is not Grade.RETRACTED]
        self._lasts = sorted(each.last for each in days if each.last is not None)
        going_on = sorted((each.start, each.last or date.min) for each in days if each.start is not None)
        self._starts = [start for start, _ in going_on]
        self._latest_last = list(accumulate((last for _, last in going_on), max))
        self._open = sorted(each.start for each in days if each.start is not None and each.end is None)

    def last(self, as_of: date) -> date | None:
        """The last day up to ``as_of`` of which any of them tells something; None if none does.

        Of an event that goes on on that day, that day; of one whose end nobody gives, its first.
        """
        started = bisect_right(self._starts, as_of)
        if started and self._latest_last[started - 1] > as_of:
            return as_of
        ended, begun = bisect_right(self._lasts, as_of), bisect_right(self._open, as_of)
        found = (*self._lasts[ended - 1 : ended], *self._open[begun - 1 : begun])
        return max(found, default=None)
