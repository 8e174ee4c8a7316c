"""What each kind of time expression means, in days: one rule for each kind in ``times.yaml``.

A rule takes the parts of an expression and the day of publication. The shade ("early"), the night, the second end
of a stretch and the lead ("since") are not its matter: ``marsad.grounding.dates`` puts them to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from marsad.grounding.numbers import UNITS
from marsad.grounding.spans import (
    DAY,
    MONTH,
    MONTHS,
    SEASONS,
    WEEK,
    WEEKDAYS,
    YEAR,
    days_on,
    exactly,
    month_of,
    months_before,
    season_of,
    week_of,
    year_of,
)
from marsad.model import Days

ORDINALS = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
)
NUMBERS = {
    **UNITS,
    **{word: number for number, word in enumerate(ORDINALS, start=1)},
    **{"twelfth": 12, "couple": 2, "couple of": 2, "a couple": 2, "a couple of": 2},
}
PRECISION = {"minute": DAY, "hour": DAY, "day": DAY, "night": DAY, "week": WEEK, "fortnight": WEEK, "month": MONTH}
RECENT_DAYS = 4  # "in recent days": the coded example begins four days before publication
AHEAD_DAYS = 31  # a day and month without a year may lie so far ahead of publication before it is last year's

Parts = Mapping[str, str]
Rule = Callable[[Parts, date], Days | None]


def _year_in(parts: Parts, published: date) -> int | None:
    if "year" in parts:
        return int(parts["year"]) if len(parts["year"]) == 4 else 2000 + int(parts["year"])
    if "short" in parts:
        return 2000 + int(parts["short"])
    return published.year + STEPS[parts["whose"]] if "whose" in parts else None


def _day(parts: Parts, published: date) -> Days | None:
    """A day and month: of its year, else the last such day, or one less than a month ahead."""
    day = _dated(_year_in(parts, published), _month(parts), _digits(parts["day"]), published)
    return Days.on(day) if day else None


def _dated(year: int | None, month: int, day: int, published: date) -> date | None:
    if year is not None:
        return exactly(year, month, day)
    latest = published + timedelta(days=AHEAD_DAYS)
    tried = (exactly(latest.year - back, month, day) for back in range(9))  # 29 February is up to eight years back
    return next((each for each in tried if each is not None and each <= latest), None)


def _days(parts: Parts, published: date) -> Days | None:
    """ "3-5 May": both days and those between."""
    year, month = _year_in(parts, published), _month(parts)
    last = _dated(year, month, _digits(parts["last"]), published)
    first = exactly(last.year, month, _digits(parts["day"])) if last else None
    return Days(first, days_on(last, 1), DAY) if first and last and first < last else None


def _figures(parts: Parts, published: date) -> Days | None:
    """ "14/2", "14/2/2017": only what can be read one way, or whose other reading lies ahead of publication."""
    year, one, two = _year_in(parts, published), int(parts["one"]), int(parts["two"])
    read = {_dated(year, month, day, published) for month, day in ((one, two), (two, one)) if month <= 12}
    told = [each for each in read if each is not None and each <= published]
    return Days.on(told[0]) if len(told) == 1 else None


def _day_of_month(parts: Parts, published: date) -> Days | None:
    """ "on the 27th": the last day of that number."""
    for back in range(3):
        first = months_before(published.replace(day=1), back)
        day = exactly(first.year, first.month, _digits(parts["day"]))
        if day and day <= published:
            return Days.on(day)
    return None


def _holiday(parts: Parts, published: date) -> Days | None:
    month, day = {"new year 's day": (1, 1), "new year 's eve": (12, 31), "christmas eve": (12, 24)}.get(
        parts["feast"], (12, 25)
    )
    year = published.year if (month, day) <= (published.month, published.day) else published.year - 1
    return Days.on(date(year, month, day))


def _weekday(parts: Parts, published: date) -> Days | None:
    """The last such day, that of publication included; "last" and "next" never mean the day of publication."""
    number, which = WEEKDAYS.index(parts["weekday"][:3]), parts.get("which", "")
    if "week" in parts:
        return Days.on(days_on(published, 7 * STEPS[parts["week"]] - published.weekday() + number))
    back = (published.weekday() - number) % 7
    if which in {"next", "coming", "this coming"}:
        return Days.on(days_on(published, (7 - back) or 7))
    return Days.on(days_on(published, -(7 if which == "last" and back == 0 else back)))


def _weekend(parts: Parts, published: date) -> Days | None:
    """Saturday and Sunday: those of publication if it is one of them, else the last ones, or "next" ones."""
    ahead = parts.get("which") in {"next", "coming", "this coming"}
    within = published.weekday() >= 5 and parts.get("which") != "last"
    monday = days_on(published, -published.weekday())
    saturday = days_on(monday, 5 if ahead or within else -2)
    return Days(saturday, days_on(saturday, 2), DAY)


def _relative(first: int, nights: int = 0) -> Rule:
    """A day counted from that of publication; ``nights`` days more where it is told as a night."""

    def rule(parts: Parts, published: date) -> Days | None:
        return Days(days_on(published, first), days_on(published, first + 1 + nights), DAY)

    return rule


STEPS = {
    "last": -1,
    "this past": -1,
    "past": -1,
    "this": 0,
    "current": 0,
    "this coming": 1,
    "coming": 1,
    "next": 1,
}


def _calendar(parts: Parts, published: date) -> Days | None:
    """ "Last week", "this month", "next year": the whole one."""
    step = STEPS[parts.get("which", "this")]
    if parts["unit"] == "week":
        return week_of(published, step)
    if parts["unit"] == "month":
        first = months_before(published.replace(day=1), -step)
        return month_of(first.year, first.month)
    return year_of(published.year + step)


def _season(parts: Parts, published: date) -> Days | None:
    """The last that has begun, "last": that is over. "The winter of 2013" is two: none."""
    name, which = parts["season"], parts.get("which", "")
    if "year" in parts:
        return None if name == "winter" and "to" not in parts else season_of(name, int(parts["year"]))
    if which == "this" and SEASONS[name] < 12:
        return season_of(name, published.year)
    seasons = [season_of(name, published.year - back) for back in range(-1, 3)]
    begun = [each for each in seasons if each.start and each.start <= published]
    if which in {"next", "coming", "this coming"}:
        return seasons[seasons.index(begun[0]) - 1]
    over = [each for each in begun if each.end and each.end <= published]
    return over[0] if which == "last" else begun[0]


def _whole_month(parts: Parts, published: date) -> Days | None:
    """The last that has begun; "last" is never that of publication, "next" is the coming one."""
    month, which, year = _month(parts), parts.get("which", ""), _year_in(parts, published)
    if year is None:
        year = published.year - (month > published.month or (which == "last" and month == published.month))
        if which in {"next", "coming", "this coming"}:
            year = published.year + (month <= published.month)
    return month_of(year, month)


def _whole_year(parts: Parts, published: date) -> Days | None:
    year = int(parts["year"])
    last = int(parts["year"][: 4 - len(parts["to"])] + parts["to"]) if "to" in parts else year
    return Days(year_of(year).start, year_of(last).end, YEAR)


def _decade(parts: Parts, published: date) -> Days | None:
    first = int(parts["decade"])
    return Days(date(first, 1, 1), date(first + 10, 1, 1), YEAR)


def _ago(parts: Parts, published: date) -> Days | None:
    """ "Two days ago" that day, "two weeks ago" the week around it, "two months ago" that month. Else open."""
    count, unit = number_of(parts.get("count")), _unit(parts)
    if count is None:
        return Days(None, days_on(published, 1), PRECISION.get(unit, YEAR))
    if unit in {"minute", "hour"}:
        return (
            Days(days_on(published, -1 if unit == "hour" else 0), days_on(published, 1), DAY)
            if count < 25
            else None
        )
    whole = _around(count, unit, published)
    older = parts.get("about") in {"more than", "over", "well over", "at least"}
    return Days(None, whole.end, whole.precision) if older else whole


def _around(count: int, unit: str, published: date) -> Days:
    if unit in {"day", "night"}:
        return Days.on(days_on(published, -count))
    if unit in {"week", "fortnight"}:
        middle = days_on(published, -count * (7 if unit == "week" else 14))
        return Days(days_on(middle, -3), days_on(middle, 4), WEEK)
    if unit == "month":
        first = months_before(published.replace(day=1), count)
        return month_of(first.year, first.month)
    return year_of(published.year - count * (10 if unit == "decade" else 1))


def _lasting(parts: Parts, published: date) -> Days | None:
    """ "For 20 days", "the past 48 hours": from so many days before to that of publication; open if not exact."""
    unit, plural = _unit(parts), parts["unit"].endswith("s")
    count = number_of(parts["count"]) if "count" in parts else (None if plural else 1)
    end = days_on(published, 1)
    if unit in {"minute", "hour"} and (count is None or count < 24) and "past" not in parts:
        return None  # "for hours": on no day that is told
    if parts.get("past") == "recent" and unit == "day":
        return Days(days_on(published, -RECENT_DAYS), end, DAY)
    if count is None or "about" in parts:
        return Days(None, end, PRECISION.get(unit, YEAR))
    return Days(_back(published, count, unit), end, PRECISION.get(unit, YEAR))


def _back(day: date, count: int, unit: str) -> date:
    if unit in {"minute", "hour"}:
        return days_on(day, -max(1, -(-count // 24)))
    if unit in {"month", "year", "decade"}:
        return months_before(day, count * {"month": 1, "year": 12, "decade": 120}[unit])
    return days_on(day, -count * {"week": 7, "fortnight": 14}.get(unit, 1))


def _in_a_row(parts: Parts, published: date) -> Days | None:
    """ "For the third day in a row": that of publication, or the weekday that is told, is the third."""
    count, unit = number_of(parts["count"]), _unit(parts)
    if count is None or unit not in {"day", "night", "week"}:
        return None
    last = _weekday(parts, published) if "weekday" in parts else Days.on(published)
    assert last is not None and last.start is not None  # noqa: S101
    return Days(_back(last.start, count - 1, unit), last.end, PRECISION[unit])


RULES: Mapping[str, Rule] = {
    "iso": _day,
    "dotted": _day,
    "day": _day,
    "days": _days,
    "figures": _figures,
    "day_of_month": _day_of_month,
    "holiday": _holiday,
    "weekday": _weekday,
    "prayers": _weekday,
    "weekend": _weekend,
    "before_yesterday": _relative(-2),
    "yesterday": _relative(-1),
    "last_night": _relative(-1, nights=1),
    "today": _relative(0),
    "tomorrow": _relative(1),
    "calendar": _calendar,
    "season": _season,
    "month": _whole_month,
    "year": _whole_year,
    "decade": _decade,
    "ago": _ago,
    "lasting": _lasting,
    "war": _lasting,
    "in_a_row": _in_a_row,
}


def number_of(words: str | None) -> int | None:
    """The number of "ten", "third", "twenty - four", "21st"; None of "several" and "a few"."""
    if words is None or words[0].isdigit():
        return _digits(words) if words else None
    tens, _, units = words.partition(" - ")
    if units:
        return NUMBERS[tens] + NUMBERS[units]
    return NUMBERS.get(words)


def _digits(words: str) -> int:
    return int(re.sub(r"\D", "", words))


def _unit(parts: Parts) -> str:
    unit = parts["unit"].removesuffix("s")
    return "hour" if unit == "hr" else unit


def _month(parts: Parts) -> int:
    name = parts["month"]
    return int(name) if name.isdigit() else MONTHS.index(name[:3]) + 1
