"""Dates: what days a time expression means, counted from the day of publication.

Half-open, with the precision of the words, nothing invented: without a publication date "Monday" stays open.
The rules follow the project's coding guide: "Monday" in a report of a Monday is that day, "Saturday" is the last
one, "overnight" is the night before to that day, "at the weekend" is both days.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from marsad.grounding.numbers import UNITS
from marsad.model import Days, TimePrecision

DAY, WEEK, MONTH, YEAR = TimePrecision.DAY, TimePrecision.WEEK, TimePrecision.MONTH, TimePrecision.YEAR
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
NUMBERS = {
    **{word: number for word, number in UNITS.items() if 1 <= number <= 12},
    **{word: number for number, word in enumerate(ORDINALS, start=1)},
    "couple of": 2,
}
RECENT_DAYS = 4  # "in recent days": the four days up to publication
LENGTH = {"day": 1, "night": 1, "week": 7, "month": 30, "year": 365, "hour": 0}

_MONTH = (
    r"(?P<month>january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?"
)
_WEEKDAY = r"(?P<weekday>" + "|".join(WEEKDAYS) + ")"
_COUNT = (
    r"(?P<count>\d{1,4}|a few|couple of|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|several|few)"
)
_ABOUT = r"(?:about |nearly |almost |more than |at least |around )?"
_UNIT = r"(?P<unit>hour|day|night|week|month|year)s?"
Rule = Callable[[re.Match[str], date | None], Days | None]


def resolve(words: str, published: date | None) -> Days | None:
    """The days that ``words`` mean in a report of the day ``published``; None where that cannot be told."""
    text = " ".join(words.lower().replace("-", " ").split()) if not re.search(r"\d-\d", words) else words.lower()
    lead = re.match(r"(since|until|till|from|before|after|by)\b", text)
    days = _core(text, published)
    if days is None or lead is None:
        return days
    return _led(lead.group(1), days, published)


def _led(lead: str, days: Days, published: date | None) -> Days | None:
    if lead in {"since", "from"}:
        if days.start is None:
            return None
        end = published + timedelta(days=1) if published and published >= days.start else None
        return Days(days.start, end if lead == "since" else days.end, days.precision)
    if lead in {"until", "till", "before"}:
        return Days(None, days.end if lead != "before" else days.start, days.precision)
    if lead == "after":
        return Days(days.start, None, days.precision)
    return Days(None, days.end, days.precision)


def _core(text: str, published: date | None) -> Days | None:
    for pattern, rule in _RULES:
        match = pattern.search(text)
        if match:
            return rule(match, published)
    return None


# -- rules, the more exact first ----------------------------------------------------------------------------------


def _iso(match: re.Match[str], published: date | None) -> Days | None:
    try:
        return Days.on(date.fromisoformat(match.group(0)))
    except ValueError:
        return None


def _day_and_month(match: re.Match[str], published: date | None) -> Days | None:
    year = match.groupdict().get("year")
    return _on(_number(match["year"]) if year else None, _month(match["month"]), int(match["day"]), published)


def _on(year: int | None, month: int, day: int, published: date | None) -> Days | None:
    if year is None and published is None:
        return None
    chosen = year or _nearest_year(month, day, published)
    try:
        return Days.on(date(chosen, month, day))
    except ValueError:
        return None


def _nearest_year(month: int, day: int, published: date | None) -> int:
    """The last such day: a date more than a month ahead of publication was last year's."""
    assert published is not None  # noqa: S101
    return published.year - 1 if (month, day) > _a_month_on(published) else published.year


def _a_month_on(published: date) -> tuple[int, int]:
    ahead = published + timedelta(days=31)
    return (13, 1) if ahead.year > published.year else (ahead.month, ahead.day)


def _whole_month(match: re.Match[str], published: date | None) -> Days | None:
    month = _month(match["month"])
    if match["year"]:
        year = int(match["year"])
    elif published is None:
        return None
    else:
        year = published.year if month <= published.month else published.year - 1
        if match["which"] == "next" or (match["which"] == "in" and False):
            year = published.year if month > published.month else published.year + 1
        if match["which"] == "last" and month == published.month:
            year = published.year - 1
    first, following = date(year, month, 1), _next_month(date(year, month, 1))
    return _shaded(match["shade"], first, following)


def _shaded(shade: str | None, first: date, following: date) -> Days:
    if shade in {"early", "beginning of", "start of"}:
        return Days(first, first + timedelta(days=10), MONTH)
    if shade == "mid":
        return Days(first + timedelta(days=10), first + timedelta(days=20), MONTH)
    if shade in {"late", "end of"}:
        return Days(first + timedelta(days=20), following, MONTH)
    return Days(first, following, MONTH)


def _whole_year(match: re.Match[str], published: date | None) -> Days:
    year = int(match["year"])
    return Days(date(year, 1, 1), date(year + 1, 1, 1), YEAR)


def _weekday(match: re.Match[str], published: date | None) -> Days | None:
    if published is None:
        return None
    back = (published.weekday() - WEEKDAYS.index(match["weekday"])) % 7
    day = published - timedelta(days=back)
    if match["which"] == "next":
        day = published + timedelta(days=(7 - back) or 7)
    elif match["which"] == "last" and back == 0:
        day = published - timedelta(days=7)
    if match["part"] == "night":
        return Days(day, day + timedelta(days=2), DAY)
    return Days.on(day)


def _night_to(match: re.Match[str], published: date | None) -> Days | None:
    """ "the night to Monday": the day before and that day; "the night of Monday": that day and the next."""
    if published is None:
        return None
    day = published - timedelta(days=(published.weekday() - WEEKDAYS.index(match["weekday"])) % 7)
    first = day if match["lead"] == "of" else day - timedelta(days=1)
    return Days(first, first + timedelta(days=2), DAY)


def _weekend(match: re.Match[str], published: date | None) -> Days | None:
    """Saturday and Sunday: those of publication if it is one of them, else the last ones."""
    if published is None:
        return None
    sunday = published if published.weekday() == 6 else published - timedelta(days=published.weekday() + 1)
    if published.weekday() == 5:
        return Days(published, published + timedelta(days=2), DAY)
    return Days(sunday - timedelta(days=1), sunday + timedelta(days=1), DAY)


def _relative(first: int, after: int, precision: TimePrecision = DAY) -> Rule:
    def rule(match: re.Match[str], published: date | None) -> Days | None:
        if published is None:
            return None
        return Days(published + timedelta(days=first), published + timedelta(days=after), precision)

    return rule


def _ago(match: re.Match[str], published: date | None) -> Days | None:
    count, unit = _number(match["count"]), match["unit"]
    if published is None or count is None:
        return None
    if unit == "hour":
        return Days(published - timedelta(days=1), published + timedelta(days=1), DAY) if count <= 24 else None
    if unit in {"day", "night"}:
        return Days.on(published - timedelta(days=count))
    if unit == "week":
        middle = published - timedelta(days=7 * count)
        return Days(middle - timedelta(days=3), middle + timedelta(days=4), WEEK)
    if unit == "month":
        first = _months_before(published.replace(day=1), count)
        return Days(first, _next_month(first), MONTH)
    return Days(date(published.year - count, 1, 1), date(published.year - count + 1, 1, 1), YEAR)


def _lasting(match: re.Match[str], published: date | None) -> Days | None:
    """ "for 20 days", "over the past two days", "for the third day": up to and with the day of publication."""
    if published is None:
        return None
    count, unit = _number(match["count"]), match["unit"]
    if count is None:
        return _recent(match, published)
    end = published + timedelta(days=1)
    if unit == "hour":
        return Days(published - timedelta(days=max(1, -(-count // 24))), end, DAY)
    if unit == "month":
        return Days(_months_before(published, count), end, MONTH)
    if unit == "year":
        return Days(_months_before(published, 12 * count), end, YEAR)
    length = count * LENGTH[unit]
    ordinal = match.groupdict().get("ordinal") is not None
    start = published - timedelta(days=length - 1 if ordinal or unit != "day" else length)
    return Days(start, end, DAY if unit in {"day", "night"} else WEEK)


def _ordinal(match: re.Match[str], published: date | None) -> Days | None:
    if published is None:
        return None
    count, unit = _number(match["count"]), match["unit"]
    if count is None or unit not in {"day", "night", "week"}:
        return None
    start = published - timedelta(days=(count - 1) * LENGTH[unit])
    return Days(start, published + timedelta(days=1), DAY if unit != "week" else WEEK)


def _recent(match: re.Match[str], published: date | None) -> Days | None:
    if published is None:
        return None
    unit = match["unit"]
    end = published + timedelta(days=1)
    if unit in {"day", "night", "hour"}:
        return Days(published - timedelta(days=RECENT_DAYS), end, DAY)
    if unit == "week":
        return Days(published - timedelta(days=4 * 7), end, WEEK)
    if unit == "month":
        return Days(_months_before(published, 4), end, MONTH)
    return None


def _calendar(match: re.Match[str], published: date | None) -> Days | None:
    """ "last week", "this month", "last year"."""
    if published is None:
        return None
    step = {"last": -1, "previous": -1, "this": 0, "next": 1}[match["which"]]
    unit = match["unit"]
    if unit == "week":
        monday = published - timedelta(days=published.weekday()) + timedelta(days=7 * step)
        return Days(monday, monday + timedelta(days=7), WEEK)
    if unit == "month":
        first = _months_before(published.replace(day=1), -step)
        return Days(first, _next_month(first), MONTH)
    if unit == "year":
        return Days(date(published.year + step, 1, 1), date(published.year + step + 1, 1, 1), YEAR)
    if unit == "night" and step == -1:
        return Days(published - timedelta(days=1), published + timedelta(days=1), DAY)
    return Days.on(published) if step == 0 else None


def _earlier(match: re.Match[str], published: date | None) -> Days | None:
    """ "earlier this year": from its start to the day of publication."""
    whole = _calendar(match, published)
    if whole is None or whole.start is None or published is None:
        return None
    return Days(whole.start, published + timedelta(days=1), whole.precision)


# -- words of dates ------------------------------------------------------------


def _number(words: str | None) -> int | None:
    if words is None:
        return None
    if words[0].isdigit():
        return int(re.sub(r"\D", "", words))
    return NUMBERS.get(words)


def _month(name: str) -> int:
    return MONTHS.index(name[:3]) + 1


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _months_before(day: date, count: int) -> date:
    months = day.year * 12 + day.month - 1 - count
    year, month = divmod(months, 12)
    last = (_next_month(date(year, month + 1, 1)) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


_ORDINAL = r"(?P<count>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d{1,2}(?:st|nd|rd|th))"
_RULES: tuple[tuple[re.Pattern[str], Rule], ...] = tuple(
    (re.compile(pattern), rule)
    for pattern, rule in (
        (r"\b\d{4}-\d{2}-\d{2}\b", _iso),
        (rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MONTH}(?:,? (?P<year>\d{{4}}))?\b", _day_and_month),
        (rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<year>\d{{4}}))?(?!\d)", _day_and_month),
        (rf"\bnight (?P<lead>to|of|before) {_WEEKDAY}", _night_to),
        (r"\bday before yesterday\b", _relative(-2, -1)),
        (r"\b(?:yesterday|day before) (?:night|evening)\b", _relative(-1, 1)),
        (r"\byesterday\b", _relative(-1, 0)),
        (r"\b(?:overnight|last night)\b", _relative(-1, 1)),
        (r"\b(?:today|this morning|this afternoon|earlier in the day)\b", _relative(0, 1)),
        (r"\b(?:tonight|this evening)\b", _relative(0, 2)),
        (r"\btomorrow\b", _relative(1, 2)),
        (r"\bweekend\b", _weekend),
        (
            rf"(?:\b(?P<which>last|this|next) )?\b{_WEEKDAY}\b"
            r"(?: (?P<part>night|morning|evening|afternoon|noon))?",
            _weekday,
        ),
        (rf"\bfor (?:the|a) {_ORDINAL} (?:consecutive |straight |successive )?{_UNIT}", _ordinal),
        (rf"\b{_COUNT} {_UNIT} (?:ago|earlier|before)\b", _ago),
        (rf"\b(?:recent) {_UNIT}", _recent),
        (
            rf"\b(?:for|over|in|during|within|since) (?:the )?(?:past |last |previous )?{_ABOUT}{_COUNT} {_UNIT}",
            _lasting,
        ),
        (rf"\b(?:in|over|during|within|for|since) (?:the )?(?:past|last|previous|recent) {_UNIT}(?<=s)", _recent),
        (rf"\bearlier (?P<which>this|last) {_UNIT}", _earlier),
        (rf"\b(?P<which>last|this|next|previous) {_UNIT}", _calendar),
        (
            r"(?:\b(?P<which>last|this|next|in) )?(?:\b(?P<shade>late|early|mid|end of|beginning of|start of) )?"
            rf"\b{_MONTH}(?: (?P<year>\d{{4}}))?\b",
            _whole_month,
        ),
        (r"\b(?P<year>(?:19|20)\d\d)\b", _whole_year),
    )
)

_DAY_OF_WEEK = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? )?"
_FULL_DATE = rf"(?:\d{{1,2}} {_MONTH}|{_MONTH.replace('month', 'month_first')} \d{{1,2}}),? \d{{4}}"
_DATELINE = re.compile(
    rf"^\s*(?:date[:\s]\s*)?(?:published[:\s]\s*)?(?:(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})|{_DAY_OF_WEEK}(?P<date>{_FULL_DATE}))",
    re.IGNORECASE,
)
HEAD_CHARACTERS = 160


def dateline(text: str) -> date | None:
    """The publication date that the head of a report states, such as "date 2017-02-06 Title ..."; else None."""
    match = _DATELINE.match(text[:HEAD_CHARACTERS].lstrip("\ufeff"))
    if match is None:
        return None
    days = resolve(match["iso"] or match["date"], None)
    return days.start if days else None
