"""Time words: the days that our grammar and dateparser give for the coded expressions, and how long each takes.

``python benchmarks/time_words.py`` prints a Markdown table; ``--wrong`` also lists what our grammar got wrong.
Half of the cases (the second, fourth, ...) were never tuned on. dateparser (BSD-3-Clause) is compared where it is
installed: it is asked first for the whole expression, then to search in it, and its period makes the interval.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from importlib import import_module
from pathlib import Path
from time import process_time
from typing import NamedTuple

import yaml

from marsad.claims.lang.en.timing import times_of
from marsad.claims.lang.en.tokens import tokens_of
from marsad.grounding.dates import resolve

CASES = Path(__file__).resolve().parents[1] / "tests" / "golden" / "reading" / "time_expressions.yaml"
Interval = tuple[date | None, date | None]
DayFinder = Callable[[str, date], tuple[Interval, ...]]


class Case(NamedTuple):
    """An expression, the day it was published, and its half-open days; ``days`` None where it gives none."""

    words: str
    published: date
    days: Interval | None


class Marks(NamedTuple):
    """How one finder did: cases with a day, those right, wrong or missed; cases without, those invented."""

    dated: int
    right: int
    wrong: int
    missed: int
    undated: int
    invented: int
    microseconds: float


def cases() -> list[Case]:
    rows = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    return [Case(row[0], row[1], None if len(row) == 3 else (row[2], row[3])) for row in rows]


def ours(words: str, published: date) -> tuple[Interval, ...]:
    """What the reader finds in ``words`` and grounding makes of it."""
    tokens = tuple(tokens_of(words))
    found = (
        resolve(words[tokens[each.start].start : tokens[each.end - 1].end], published)
        for each in times_of(words, tokens)
    )
    return tuple((days.start, days.end) for days in found if days is not None)


def dateparsers() -> DayFinder | None:
    """dateparser as its manual recommends for news: English only, the past preferred; None if not installed."""
    try:
        parser, search = import_module("dateparser"), import_module("dateparser.search")
    except ImportError:
        return None

    def find(words: str, published: date) -> tuple[Interval, ...]:
        settings = {"RELATIVE_BASE": datetime.combine(published, time(12)), "PREFER_DATES_FROM": "past"}
        data = parser.DateDataParser(languages=["en"], settings=settings).get_date_data(words)
        if data.date_obj:
            return (_period(data.date_obj.date(), data.period),)
        spanned = (
            search.search_dates(words, languages=["en"], settings={**settings, "RETURN_TIME_SPAN": True}) or []
        )
        days = sorted(moment.date() for _, moment in spanned)
        return ((days[0], days[-1] + timedelta(days=1)),) if days else ()

    return find


def _period(day: date, period: str) -> Interval:
    if period == "week":
        day -= timedelta(days=day.weekday())
        return day, day + timedelta(days=7)
    if period == "month":
        first = day.replace(day=1)
        return first, (first + timedelta(days=31)).replace(day=1)
    if period == "year":
        return date(day.year, 1, 1), date(day.year + 1, 1, 1)
    return day, day + timedelta(days=1)


def marks(finder: DayFinder, asked: list[Case]) -> tuple[Marks, list[tuple[Case, tuple[Interval, ...]]]]:
    """The marks of ``finder`` on the cases ``asked``, and the cases it got wrong with what it gave."""
    for case in asked:
        finder(case.words, case.published)
    started = process_time()
    given = [finder(case.words, case.published) for case in asked]
    taken = (process_time() - started) / len(asked) * 1e6
    wrong = [
        (case, found)
        for case, found in zip(asked, given, strict=True)
        if found != (() if case.days is None else (case.days,))
    ]
    dated = sum(case.days is not None for case in asked)
    missed = sum(case.days is not None and not found for case, found in wrong)
    mistaken = sum(case.days is not None and bool(found) for case, found in wrong)
    invented = sum(case.days is None for case, _ in wrong)
    return (
        Marks(dated, dated - missed - mistaken, mistaken, missed, len(asked) - dated, invented, taken),
        wrong,
    )


def halves() -> Iterator[tuple[str, list[Case]]]:
    every = cases()
    yield "tuned on", every[::2]
    yield "kept back", every[1::2]


def measure() -> Iterator[tuple[str, float, str, float | None, bool]]:
    finders = [("our grammar", ours), ("dateparser", dateparsers())]
    for name, finder in finders:
        for half, asked in halves() if finder else ():
            assert finder is not None
            found, _ = marks(finder, asked)
            share = (found.right + found.undated - found.invented) / (found.dated + found.undated)
            yield f"time words, {name}, cases {half}", share * 100, "% right", None, True
            yield f"time words, {name}, cases {half}, each", found.microseconds, "µs", None, False


def print_table(listing: bool) -> None:
    print("| finder | cases | days given: right | wrong | missed | no day to give: invented | µs each |")
    print("|---|---|---|---|---|---|---|")
    wrong = []
    finders = [("our grammar", ours), ("dateparser", dateparsers())]
    for name, finder in finders:
        for half, asked in halves() if finder else ():
            assert finder is not None
            m, faults = marks(finder, asked)
            wrong += [(half, *fault) for fault in faults if name == "our grammar"]
            print(f"| {name} | {half} | {m.right} of {m.dated} | {m.wrong} | {m.missed} "
                  f"| {m.invented} of {m.undated} | {m.microseconds:,.0f} |")  # fmt: skip
    for half, case, found in wrong if listing else ():
        print(f"- {half}: {case.words!r} in a report of {case.published:%a %d %b %Y}: "
              f"{_said(case.days)}, found {', '.join(map(_said, found)) or 'none'}")  # fmt: skip


def _said(days: Interval | None) -> str:
    return "none" if days is None else " to ".join(str(day) if day else "open" for day in days)


if __name__ == "__main__":
    print_table(listing="--wrong" in sys.argv)
