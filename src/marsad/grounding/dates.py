"""Dates: what days a time expression means, counted from the day of publication.

Half-open, with the precision of the words, nothing invented: without a publication date "Monday" stays open.
The rules follow the project's coding guide: "Monday" in a report of a Monday is that day, "Saturday" is the last
one, "overnight" is the night before to that day, "at the weekend" is both days. A length that is not exact
("recent weeks", "about three months") leaves the start open. What hangs on another event ("the next day") or can
be read two ways ("4/2") gives none. What each kind of expression means is told in ``time_rules``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from marsad.claims.lang.en.time_grammar import TimeExpression, expressions_in
from marsad.grounding.spans import (
    DAY,
    FIRST_YEAR,
    LAST_YEAR,
    days_on,
    months_before,
    part_of,
)
from marsad.grounding.time_rules import RULES, Parts, number_of
from marsad.model import Days

SINCE = frozenset({"since", "ever since"})
UP_TO = frozenset({"until", "till", "up until", "up to", "by", "no later than", "not later than"})
EARLIER = frozenset({"before", "prior to"})


def resolve(words: str, published: date | None, *, ahead: bool = False) -> Days | None:
    """The days that ``words`` mean in a report of the day ``published``; None where that cannot be told.

    ``ahead``: they tell of what is to come, so "on Thursday" is the next one. "On 8 August, and Kabul a week
    later" is counted on from the first time in it.
    """
    if words.lower() == "now":
        return Days.on(published) if published else None
    found = expressions_in(words) or expressions_in(
        f"for {words}"
    )  # "eight months", found by what follows: "of war"
    if not found or (published is None and not _is_full(found[0])):
        return None
    if found[0].start and words.lower().startswith("since "):
        found = (replace(found[-1], lead="since"),)  # "since the offensive began on Sunday"
    try:
        days = days_of(found[0], published or date(LAST_YEAR, 12, 31), ahead=ahead)
        for each in found[1:]:
            if days is not None and each.kind == "told_of_another":
                days = _counted_on(each.parts, days)
    except (OverflowError, ValueError):  # before the year 1 or after 9999: no day of our time
        return None
    if days is None or not FIRST_YEAR <= (days.start or days.end or date.min).year <= LAST_YEAR:
        return None
    if published is None and found[0].lead in SINCE:
        return Days(days.start, None, days.precision)
    return days


def _counted_on(parts: Parts, days: Days) -> Days | None:
    """ "Two days later", "the next day", "the same day": from the day ``days`` told before."""
    unit, other = parts["unit"].removesuffix("s"), parts["other"]
    if days.start is None or days.end is None or unit in {"minute", "hour", "hr", "month", "year", "decade"}:
        return None
    count = number_of(parts["count"]) if "count" in parts else 1
    if count is None or (unit == "week" and "count" not in parts):
        return None
    step = 0 if other in {"that", "same"} else count * {"week": 7, "fortnight": 14}.get(unit, 1)
    step = -step if other in {"earlier", "before", "previous"} else step
    last = days_on(days.end, -1 + step)
    return Days(last, days_on(last, 1), DAY)


def _is_full(found: TimeExpression) -> bool:
    """Whether it names a year, so that it needs no publication date."""
    ends = [found, *([found.until] if found.until else [])]
    return all({"year", "short", "decade"} & set(each.parts) for each in ends)


def days_of(found: TimeExpression, published: date, *, ahead: bool = False) -> Days | None:
    """The days of an expression: of its row, the part its shade names, the night, the stretch, then its lead.

    A weekday or a day without a year is the last up to ``published``, or with ``ahead`` the first from then on.
    """
    days = _stretch(found, published)
    if ahead and days is not None and days.start is not None and days.start < published:
        days = _ahead(found, days, published)
    if days is None:
        return None
    return _led(found.lead, found.kind, _by_night(found, days, published), published)


def _ahead(found: TimeExpression, days: Days, published: date) -> Days:
    if found.kind not in {"weekday", "day", "days"} or found.until or _is_full(found) or "whose" in found.parts:
        return days
    if found.kind == "weekday" and not {"which", "week"} & set(found.parts):
        return Days.on(days_on(days.start or published, 7))
    later = RULES[found.kind](found.parts, months_before(published, -11))
    return later if later is not None and later.start is not None and later.start >= published else days


def _stretch(found: TimeExpression, published: date) -> Days | None:
    if found.until is None:
        return _shaded(found, published)
    until = _shaded(found.until, published)
    if until is None or until.end is None:
        return None
    from_ = _shaded(found, days_on(until.end, -1))
    if from_ is None or from_.start is None or from_.start >= until.end:
        return None
    return Days(from_.start, until.end, from_.precision)


def _shaded(found: TimeExpression, published: date) -> Days | None:
    rule = RULES.get(found.kind)
    whole = rule(found.parts, published) if rule else None
    if whole is None or not found.shade or whole.start is None:
        return whole
    if found.shade in {"earlier", "so far"}:
        end = days_on(published, 1)
        return Days(whole.start, min(end, whole.end or end), whole.precision) if whole.start < end else whole
    return whole if found.shade == "later" else part_of(whole, found.shade)


def _by_night(found: TimeExpression, days: Days, published: date) -> Days:
    """ "The night to Monday" begins the day before; "the night of Monday" ends the day after, if that has come.

    "Monday night" is of Monday, as coders have it.
    """
    if days.start is None or days.end is None or days.precision is not DAY or found.until:
        return days
    many = days_on(days.start, 1) < days.end
    if found.night in {"into", "to", "before"}:
        return Days(days_on(days.start, -1), days.end, DAY)
    if found.night in {"of", "from"} and not many:
        return Days(days.start, days_on(days.end, days.end <= published), DAY)
    return days


def _led(lead: str, kind: str, days: Days, published: date) -> Days | None:
    if lead in SINCE:
        end = days_on(published, 1)
        return Days(days.start, end if days.start is None or days.start < end else None, days.precision)
    if lead in UP_TO:
        return Days(None, days.end, days.precision)
    if lead in EARLIER:
        return Days(None, days.start, days.precision)
    if lead == "after" and kind != "prayers":  # "after Friday prayers" is that Friday
        return Days(days.start, None, days.precision)
    return days
