"""Days, half-open intervals of days, and moments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from marsad.model.terms import TimePrecision


@dataclass(frozen=True, slots=True)
class Days:
    """A half-open interval of whole days ``[start, end)`` with the precision of the source's words.

    ``None`` at an end means that the source does not give it; ``Days()`` means that it gives no time at all.
    Never filled in from the publication date.
    """

    start: date | None = None
    end: date | None = None
    precision: TimePrecision = TimePrecision.NONE

    def __post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise ValueError(f"an interval of days must end after it starts: [{self.start}, {self.end})")

    @classmethod
    def on(cls, day: date) -> Days:
        """The one day ``[day, day + 1)``."""
        return cls(day, day + timedelta(days=1), TimePrecision.DAY)

    @property
    def last(self) -> date | None:
        """The last day inside the interval: the first on which its event is certain to have happened."""
        return None if self.end is None else self.end - timedelta(days=1)

    def overlaps(self, other: Days) -> bool:
        """Whether the two share a day; an open end reaches for ever."""
        return (self.start is None or other.end is None or self.start < other.end) and (
            other.start is None or self.end is None or other.start < self.end
        )

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)
