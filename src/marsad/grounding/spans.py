"""Stretches of the calendar: weeks, months, seasons, years and their parts, as half-open intervals of days."""

from __future__ import annotations

from datetime import date, timedelta

from marsad.model import Days, TimePrecision

DAY, WEEK, MONTH, YEAR = TimePrecision.DAY, TimePrecision.WEEK, TimePrecision.MONTH, TimePrecision.YEAR
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}  # first months, north of the equator
FIRST_YEAR, LAST_YEAR = 1900, 2100  # what lies outside is no date of our reports


def days_on(day: date, count: int) -> date:
    """``count`` days after ``day``."""
    return day + timedelta(days=count)


def week_of(day: date, step: int = 0) -> Days:
    """The week, Monday to Sunday, of ``day``, or the ``step``-th after it."""
    monday = days_on(day, 7 * step - day.weekday())
    return Days(monday, days_on(monday, 7), WEEK)


def month_of(year: int, month: int) -> Days:
    """The month ``month`` (1-12) of ``year``."""
    first = date(year, month, 1)
    return Days(first, months_before(first, -1), MONTH)


def year_of(year: int) -> Days:
    """The calendar year ``year``."""
    return Days(date(year, 1, 1), date(year + 1, 1, 1), YEAR)


def season_of(name: str, year: int) -> Days:
    """The season that begins in ``year``, by whole months; a winter reaches into the next year."""
    first = date(year, SEASONS[name], 1)
    return Days(first, months_before(first, -3), MONTH)


def months_before(day: date, count: int) -> date:
    """The same day of the month ``count`` months before ``day``, or the last that this month has."""
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, days_on(following, -1).day))


def exactly(year: int, month: int, day: int) -> date | None:
    """The day, or None where there is none ("31 September") or it lies outside our time."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def part_of(whole: Days, shade: str) -> Days:
    """The part of a month or year that ``shade`` names: "early", "mid", "late" are its thirds (10 days, 4 months).

    "The start" and "the first days" are the first third, "the end" and "the last days" the last; halves and
    quarters are of months; "the first week" is seven days from the first. A week has no parts.
    """
    first, after = whole.start, whole.end
    if first is None or after is None or whole.precision not in {MONTH, YEAR}:
        return whole
    ordinal, _, unit = shade.partition(" ")
    if unit == "week":
        start = days_on(after, -7) if ordinal == "last" else days_on(first, 7 * _nth(ordinal))
        return Days(start, days_on(start, 7), WEEK)
    if unit in {"half", "quarter"}:
        return _portion(whole, 2 if unit == "half" else 4, ordinal)
    return _portion(whole, 3, _THIRDS.get(ordinal, ordinal))


_THIRDS = {"early": "first", "start": "first", "beginning": "first", "mid": "second", "middle": "second",
           "late": "last", "end": "last"}  # fmt: skip


def _nth(ordinal: str) -> int:
    return ("first", "second", "third", "fourth").index(ordinal)


def _portion(whole: Days, portions: int, ordinal: str) -> Days:
    """One of two, three or four equal parts: of a year by whole months, else by days; the last takes the rest."""
    assert whole.start is not None and whole.end is not None  # noqa: S101
    at = portions - 1 if ordinal == "last" else _nth(ordinal)
    months = (whole.end.year - whole.start.year) * 12 + whole.end.month - whole.start.month
    if months >= portions:
        step = months // portions
        bounds = [months_before(whole.start, -step * each) for each in range(portions)]
    else:
        bounds = [days_on(whole.start, 30 * months // portions * each) for each in range(portions)]
    bounds.append(whole.end)
    return Days(bounds[at], bounds[at + 1], MONTH)
