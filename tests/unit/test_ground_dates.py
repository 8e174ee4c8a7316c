"""Day words against a publication date: the exact days, half-open, with the precision of the words."""

from __future__ import annotations

from datetime import date

import pytest

from marsad.areas import load_area
from marsad.claims import read
from marsad.grounding import ground
from marsad.grounding.datelines import dateline
from marsad.grounding.dates import resolve
from marsad.model import Days, Report, TimePrecision

MONDAY = date(2017, 2, 6)
EXPRESSIONS = [
    ("on Monday", "2017-02-06", "2017-02-07", "day"),
    ("Monday", "2017-02-06", "2017-02-07", "day"),
    ("on Saturday", "2017-02-04", "2017-02-05", "day"),
    ("Sunday", "2017-02-05", "2017-02-06", "day"),
    ("on Tuesday", "2017-01-31", "2017-02-01", "day"),
    ("late on Sunday", "2017-02-05", "2017-02-06", "day"),
    ("on Friday afternoon", "2017-02-03", "2017-02-04", "day"),
    ("last Monday", "2017-01-30", "2017-01-31", "day"),
    ("next Thursday", "2017-02-09", "2017-02-10", "day"),
    ("Saturday night", "2017-02-04", "2017-02-05", "day"),
    ("the night to Monday", "2017-02-05", "2017-02-07", "day"),
    ("overnight", "2017-02-05", "2017-02-07", "day"),
    ("last night", "2017-02-05", "2017-02-07", "day"),
    ("today", "2017-02-06", "2017-02-07", "day"),
    ("this morning", "2017-02-06", "2017-02-07", "day"),
    ("yesterday", "2017-02-05", "2017-02-06", "day"),
    ("the day before yesterday", "2017-02-04", "2017-02-05", "day"),
    ("at the weekend", "2017-02-04", "2017-02-06", "day"),
    ("over the weekend", "2017-02-04", "2017-02-06", "day"),
    ("in December", "2016-12-01", "2017-01-01", "month"),
    ("in January", "2017-01-01", "2017-02-01", "month"),
    ("last December", "2016-12-01", "2017-01-01", "month"),
    ("in early November", "2016-11-01", "2016-11-11", "month"),
    ("late June", "2016-06-21", "2016-07-01", "month"),
    ("in March 2015", "2015-03-01", "2015-04-01", "month"),
    ("since 2011", "2011-01-01", "2017-02-07", "year"),
    ("in 2014", "2014-01-01", "2015-01-01", "year"),
    ("since November", "2016-11-01", "2017-02-07", "month"),
    ("since Monday", "2017-02-06", "2017-02-07", "day"),
    ("until Friday", None, "2017-02-04", "day"),
    ("by Sunday", None, "2017-02-06", "day"),
    ("before Saturday", None, "2017-02-04", "day"),
    ("in recent days", "2017-02-02", "2017-02-07", "day"),
    ("in recent weeks", None, "2017-02-07", "week"),
    ("for about three months", None, "2017-02-07", "month"),
    ("eight months of conflict", "2016-06-06", "2017-02-07", "month"),
    ("for the third day", "2017-02-04", "2017-02-07", "day"),
    ("for the second consecutive day", "2017-02-05", "2017-02-07", "day"),
    ("for 20 days", "2017-01-17", "2017-02-07", "day"),
    ("over the past two days", "2017-02-04", "2017-02-07", "day"),
    ("for three months", "2016-11-06", "2017-02-07", "month"),
    ("last week", "2017-01-30", "2017-02-06", "week"),
    ("this week", "2017-02-06", "2017-02-13", "week"),
    ("last month", "2017-01-01", "2017-02-01", "month"),
    ("last year", "2016-01-01", "2017-01-01", "year"),
    ("earlier this year", "2017-01-01", "2017-02-07", "year"),
    ("two days ago", "2017-02-04", "2017-02-05", "day"),
    ("a week ago", "2017-01-27", "2017-02-03", "week"),
    ("two months ago", "2016-12-01", "2017-01-01", "month"),
    ("three years ago", "2014-01-01", "2015-01-01", "year"),
    ("on 3 February", "2017-02-03", "2017-02-04", "day"),
    ("February 3, 2016", "2016-02-03", "2016-02-04", "day"),
    ("on 24 December", "2016-12-24", "2016-12-25", "day"),
    ("4 Feb", "2017-02-04", "2017-02-05", "day"),
    ("2017-01-29", "2017-01-29", "2017-01-30", "day"),
]


def _days(start: str | None, end: str | None, precision: str) -> Days:
    return Days(
        date.fromisoformat(start) if start else None,
        date.fromisoformat(end) if end else None,
        TimePrecision(precision),
    )


@pytest.mark.parametrize(("words", "start", "end", "precision"), EXPRESSIONS)
def test_day_words_in_a_report_of_a_monday(words: str, start: str | None, end: str | None, precision: str) -> None:
    assert resolve(words, MONDAY) == _days(start, end, precision)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("on 14 January and again two days later", "2017-01-16"),
        ("on Friday; the next day", "2017-02-04"),
        ("on Friday, the same day", "2017-02-03"),
        ("on Friday, having lost it a day earlier", "2017-02-02"),
        ("on 24 January, and a week later", "2017-01-31"),
    ],
)
def test_what_counts_from_a_time_told_before_is_counted_on_from_it(words: str, day: str) -> None:
    first = date.fromisoformat(day)
    assert resolve(words, MONDAY) == Days.on(first)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("on Thursday", "2017-02-09"),
        ("on Monday", "2017-02-06"),
        ("on 3 May", "2017-05-03"),
        ("3 May 2016", "2016-05-03"),
    ],
)
def test_a_day_of_what_is_planned_lies_ahead(words: str, day: str) -> None:
    assert resolve(words, MONDAY, ahead=True) == Days.on(date.fromisoformat(day))


@pytest.mark.parametrize(
    "words", ["999 years ago", "9999 years ago", "45/45/9999", "0 January", "for 999 decades"]
)
def test_what_lies_outside_our_time_is_no_date(words: str) -> None:
    assert resolve(words, MONDAY) is None


@pytest.mark.parametrize("words", ["Monday", "overnight", "in December", "last week", "three days ago", "3 May"])
def test_relative_words_stay_open_without_a_publication_date(words: str) -> None:
    assert resolve(words, None) is None


@pytest.mark.parametrize(
    ("words", "start"), [("in 2014", "2014-01-01"), ("3 May 2016", "2016-05-03"), ("2016-05-03", "2016-05-03")]
)
def test_a_full_date_needs_no_publication_date(words: str, start: str) -> None:
    found = resolve(words, None)
    assert found is not None
    assert found.start == date.fromisoformat(start)


@pytest.mark.parametrize("words", ["2017-02-30", "31 November 2016", "soon", ""])
def test_what_is_no_date_gives_none(words: str) -> None:
    assert resolve(words, MONDAY) is None


def test_the_weekend_of_a_saturday_is_its_own() -> None:
    assert resolve("at the weekend", date(2017, 2, 4)) == _days("2017-02-04", "2017-02-06", "day")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (" date 2017-02-06 A headline\n\nText.", date(2017, 2, 6)),
        ("2017-02-06\nText", date(2017, 2, 6)),
        ("Tuesday, 4 April 2017 A headline", date(2017, 4, 4)),
        ("Date of publication 4 April 2017 A headline", date(2017, 4, 4)),
        ("Strikes kill 32 monitor AFP Monday 2 Feb 2015 Syrian", date(2015, 2, 2)),
        ("Strikes killed 32 on Monday 2 February 2015, it said.", None),
        ("Posted on July 2 2016 by a reporter", date(2016, 7, 2)),
        ("24.08.2013 A headline", date(2013, 8, 24)),
        ("03.11.2014Get the short address", date(2014, 11, 3)),
        ("16-02-2015 A headline", date(2015, 2, 16)),
        ("02/16/2015 A headline", date(2015, 2, 16)),
        ("03-11-2014 A headline", None),  # of November or of March
        ("31.02.2015 A headline", None),
        ("12.13.2015 A headline", None),
        ("10.0.2015 A headline", None),
        ("Soldiers met on 4 April 2017.", None),
        ("", None),
    ],
)
def test_the_dateline_of_a_report(text: str, day: date | None) -> None:
    assert dateline(text) == day


@pytest.mark.parametrize(
    ("head", "given", "apart"),
    [
        ("\ufeff27 Jul 2016 ", date(2016, 2, 7), 171),
        ("27 Jul 2016 ", date(2016, 7, 24), 3),
        ("27 Jul 2016 ", date(2016, 7, 29), 0),
        ("27 Jul 2016 ", None, 0),
        ("", date(2016, 2, 7), 0),
    ],
)
def test_a_head_of_another_day_than_the_one_given_is_an_issue(head: str, given: date | None, apart: int) -> None:
    area = load_area("syria")
    report = Report("rep_test", f"{head}The army captured Tadef on Monday.", published=given, language="en")
    found = ground(read(report, area), report, area)
    issues = [each for each in found.issues if each.reason.startswith("published:")]
    assert len(issues) == (apart > 0)
    for each in issues:
        assert f"{given} was given, the head of the report says 2016-07-27, {apart} days apart" in each.reason
        assert (each.claim, report.text[each.start : each.end], each.words) == (None, "27 Jul 2016", "27 Jul 2016")
        (claim,) = found.claims
        assert given is not None and claim.days.start is not None
        assert claim.days.start <= given  # counted from the day given
