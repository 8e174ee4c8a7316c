"""Copies: outlets that print each other's text. A copy adds an outlet to a claim, never an origin.

A report is a copy of an earlier one where the two share most of their wording, measured in runs of three words:

- they share at least 60% of all runs that either has (an edited headline or first line, changed words), or
- at least 80% of the shorter one's runs are in the longer one, and 40% of all (a paragraph cut or added).

Reports of one event by different reporters share far less: among the demonstration's reports and the project's
coded ones no such pair shares more than 8%. The bounds were set with room on both sides, not fitted to a corpus
of known copies. A digest that prints a short item whole stays a report of its own, as the rest of it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from marsad.model.reports import Report

SHARED_OF_ALL = 0.6
SHARED_OF_SHORTER = 0.8
SHARED_OF_ALL_WHEN_CUT = 0.4
WORTH_COMPARING = 0.2  # of the shorter text's runs; the rule above wants at least 0.4 of all
RUN_WORDS = 3
HOLDERS_KEPT = 200  # of one run: set phrases lead to no more than the first so many; a copy finds the first ones
_WORD = re.compile(r"\w+")


def copies(reports: Iterable[Report]) -> Mapping[str, str]:
    """The reports that are copies: each one's id to the id of the first report of its group.

    First is what was published first (by moment, else by day, else without a date), then by id. A report only
    ever points to an earlier one, found among earlier ones alone: a later report changes no earlier answer. The
    same reports give the same answer in any order and on any machine.
    """
    first_of: dict[str, str] = {}
    ids: list[str] = []
    runs: list[frozenset[str]] = []
    holders: dict[str, list[int]] = {}  # which reports, by order of arrival, hold a run
    for report in sorted({each.id: each for each in reports}.values(), key=_arrival):
        mine = word_runs(report.text)
        shared = Counter(holder for run in mine for holder in holders.get(run, ()))
        for other in sorted(shared):
            enough = WORTH_COMPARING * min(len(mine), len(runs[other]))
            if shared[other] >= enough and is_copy(mine, runs[other]):
                first_of[report.id] = first_of.get(ids[other], ids[other])
                break
        for run in mine:
            held_by = holders.setdefault(run, [])
            if len(held_by) < HOLDERS_KEPT:
                held_by.append(len(ids))
        ids.append(report.id)
        runs.append(mine)
    return first_of


def is_copy(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two texts, given by their word runs, are copies of each other by the rule above."""
    shared = len(one & other)
    of_all = shared / len(one | other)
    of_shorter = shared / min(len(one), len(other))
    return of_all >= SHARED_OF_ALL or (of_shorter >= SHARED_OF_SHORTER and of_all >= SHARED_OF_ALL_WHEN_CUT)


def word_runs(text: str) -> frozenset[str]:
    """Every run of three words in ``text``, without case or punctuation; the whole of a text that has fewer."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    if len(words) <= RUN_WORDS:
        return frozenset([" ".join(words)])
    return frozenset(" ".join(words[at : at + RUN_WORDS]) for at in range(len(words) - RUN_WORDS + 1))


def _arrival(report: Report) -> tuple[date, bool, datetime, str]:
    """Order of publication: the day in UTC, then known hours before unknown ones; undated reports come last."""
    moment = report.published_at
    day = moment.date() if moment else report.published
    return (day or date.max, moment is None, moment or datetime.max.replace(tzinfo=UTC), report.id)
