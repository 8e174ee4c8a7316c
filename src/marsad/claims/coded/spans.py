"""The days of a coded event: never fewer than its precision code allows."""

from __future__ import annotations

from datetime import date, timedelta

from marsad.model import Days, TimePrecision

# A day that stands for a week: the week may begin six days before it, or end six days after it.
AROUND_A_WEEK = timedelta(days=6)


def span(first: date, last: date, precision: TimePrecision) -> Days:
    """The half-open days from ``first`` to ``last``, both included, known to ``precision``.

    A range that the row gives is kept. A single day that stands for a week, a month or a year gives all days that
    it may stand for. Raises ValueError where ``last`` lies before ``first``.
    """
    if last < first:
        raise ValueError("ends before it begins")
    if first == last and precision is not TimePrecision.DAY:
        first, last = _all_of(first, precision)
    return Days(first, last + timedelta(days=1), precision)


def _all_of(day: date, precision: TimePrecision) -> tuple[date, date]:
    if precision is TimePrecision.WEEK:
        return day - AROUND_A_WEEK, day + AROUND_A_WEEK
    if precision is TimePrecision.MONTH:
        first = day.replace(day=1)
        return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return date(day.year, 1, 1), date(day.year, 12, 31)
