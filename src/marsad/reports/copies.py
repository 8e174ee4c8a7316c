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
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from zlib import crc32

from datasketch import MinHash, MinHashLSH

from marsad.model.reports import Report

SHARED_OF_ALL = 0.6
SHARED_OF_SHORTER = 0.8
SHARED_OF_ALL_WHEN_CUT = 0.4
RUN_WORDS = 3
# 42 bands of 3: a pair that shares 40% of its runs is looked at with probability 0.94, 60% with 0.9999, 1% with
# 0.00004. Every pair looked at is then compared exactly.
BANDS, ROWS = 42, 3
SEED = 2017
_EMPTY_SKETCH = MinHash(num_perm=BANDS * ROWS, seed=SEED, hashfunc=crc32)
_WORD = re.compile(r"\w+")


def copies(reports: Iterable[Report]) -> Mapping[str, str]:
    """The reports that are copies: each one's id to the id of the first report of its group.

    First is what was published first (by moment, else by day, else without a date), then by id. A report only
    ever points to an earlier one, found among earlier ones alone: a later report changes no earlier answer. The
    same reports give the same answer in any order and on any machine.
    """
    first_of: dict[str, str] = {}
    runs: dict[str, frozenset[str]] = {}
    order: dict[str, int] = {}
    index = MinHashLSH(num_perm=BANDS * ROWS, params=(BANDS, ROWS))
    for report in sorted({each.id: each for each in reports}.values(), key=_arrival):
        mine = word_runs(report.text)
        sketch = _sketch(mine)
        for other in sorted(index.query(sketch), key=order.__getitem__):
            if is_copy(mine, runs[other]):
                first_of[report.id] = first_of.get(other, other)
                break
        order[report.id], runs[report.id] = len(order), mine
        index.insert(report.id, sketch)
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


def _sketch(runs: frozenset[str]) -> MinHash:
    sketch = _EMPTY_SKETCH.copy()
    sketch.update_batch([run.encode("utf-8", "surrogatepass") for run in runs])
    return sketch


def _arrival(report: Report) -> tuple[date, bool, datetime, str]:
    """Order of publication: the day in UTC, then known hours before unknown ones; undated reports come last."""
    moment = report.published_at
    day = moment.date() if moment else report.published
    return (day or date.max, moment is None, moment or datetime.max.replace(tzinfo=UTC), report.id)
