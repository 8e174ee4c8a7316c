"""Days, numbers and lists in plain English, the same on every machine."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from marsad.model.terms import PlaceKind, PlacePrecision

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def day_words(day: date, *, weekday: bool = False) -> str:
    """``6 February 2017``, or ``Monday 6 February 2017``."""
    words = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{WEEKDAYS[day.weekday()]} {words}" if weekday else words


def listed(words: Iterable[str], last: str = "and") -> str:
    """``a, b and c``."""
    parts = list(words)
    return "".join(parts) if len(parts) < 2 else f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def number_words(count: int) -> str:
    """``one`` to ``ten`` in words, else in digits."""
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else str(count)


def counted(count: int, one: str, many: str | None = None) -> str:
    """``one origin``, ``three origins``."""
    return f"{number_words(count)} {one if count == 1 else many or one + 's'}"


def beside_words(precision: PlacePrecision, kind: PlaceKind | None) -> str:
    """``near`` or ``in or around``, what goes before the name of a place that is no closer known; else empty.

    A region is known as closely as its name says.
    """
    if precision is PlacePrecision.AREA and kind is not PlaceKind.REGION:
        return "in or around"
    return "near" if precision is PlacePrecision.NEAR else ""
