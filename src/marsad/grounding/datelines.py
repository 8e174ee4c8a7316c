"""Datelines: the day of publication that the head of a report states, and whether it is the day given for it."""

from __future__ import annotations

import re
from datetime import date

from marsad.grounding.dates import resolve
from marsad.grounding.spans import exactly
from marsad.model import Issue, Report, Stage

HEAD_CHARACTERS = 160
APART_DAYS = 2  # between the day given and that of the dateline, which a wire that crosses midnight may leave

_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\\.?"
_DAY_OF_WEEK = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? "
_FULL_DATE = rf"(?:\d{{1,2}} {_MONTH}|{_MONTH} \d{{1,2}}),? \d{{4}}"
_LABEL = r"(?:(?:date of publication|date|published(?: on)?|posted(?: on)?)[:\s]\s*)*"
_NUMBERS = r"(?P<first>\d{1,2})(?P<mark>[./-])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4})(?!\d)"
_DATELINE = re.compile(
    rf"^\s*{_LABEL}(?P<day>(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})|(?:{_DAY_OF_WEEK})?(?P<date>{_FULL_DATE})|{_NUMBERS})",
    re.IGNORECASE,
)
# Behind a title and an agency: "Monitor AFP Monday 2 Feb 2015"; "on Monday 2 Feb 2015" is when something happened.
_BEHIND = re.compile(
    r"(?<!\bon )(?<!\bof )(?<!\bby )(?<!since )(?<!until )(?<!from )\b"
    rf"(?P<day>{_DAY_OF_WEEK}(?P<date>{_FULL_DATE}))",
    re.IGNORECASE,
)


def dateline(text: str) -> date | None:
    """The publication date that the head of a report states, such as "date 2017-02-06 Title ..."; else None.

    "24.08.2013" is a day of August. With strokes or hyphens only one over 12 tells the day from the month.
    """
    found = _stated(_head(text))
    return found[0] if found else None


def misdated(report: Report) -> Issue | None:
    """What tells the desk that a report's head states another day than the one given for it; else None.

    Day words are counted from the day given: whoever gave it may know of a reprint, and a head may be mistaken.
    """
    found, given = _stated(_head(report.text)), report.published
    if found is None or given is None:
        return None
    day, match = found
    apart = abs((day - given).days)
    if apart <= APART_DAYS:
        return None
    reason = (
        f"published: {given} was given, the head of the report says {day}, {apart} days apart;"
        " day words are counted from the one given, which is stated for the report as a whole: see which is right"
    )
    before = len(report.text) - len(report.text.lstrip("\ufeff"))
    start, end = match.start("day") + before, match.end("day") + before
    return Issue(Stage.GROUND, reason, report.id, words=match["day"], start=start, end=end)


def _head(text: str) -> str:
    return text[:HEAD_CHARACTERS].lstrip("\ufeff")


def _stated(head: str) -> tuple[date, re.Match[str]] | None:
    """The day that the head of a report states, and where."""
    match = _DATELINE.match(head)
    if match is not None:
        day = _in_numbers(match) if match["year"] else _in_words(match["iso"] or match["date"])
    else:
        match = _BEHIND.search(head)
        day = _in_words(match["date"]) if match else None
    return (day, match) if day is not None and match is not None else None


def _in_words(words: str) -> date | None:
    days = resolve(words, None)
    return days.start if days else None


def _in_numbers(match: re.Match[str]) -> date | None:
    """ "24.08.2013", "16-02-2015"; None where they make no day, or may make two."""
    first, second = int(match["first"]), int(match["second"])
    if match["mark"] != "." and max(first, second) <= 12 and first != second:
        return None
    month_first = match["mark"] != "." and second > 12
    month, day = (first, second) if month_first else (second, first)
    return exactly(int(match["year"]), month, day)
