"""Copies: outlets that print each other's text. A copy adds an outlet to a claim, never an origin.

A report is a copy of an earlier one where the two share most of their wording, measured in runs of three words:

- they share at least 60% of all runs that either has (an edited headline or first line, changed words), or
- at least 80% of the shorter one's runs are in the longer one, and 40% of all (a paragraph cut or added).

Reports of one event by different reporters share far less: among the demonstration's reports and the project's
coded ones no such pair shares more than 8%. The bounds were set with room on both sides, not fitted to a corpus
of known copies. A digest that prints a short item whole stays a report of its own, as the rest of it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from marsad.model.reports import Report
from marsad.reports.near import Hashes, Printed, buckets, firsts, shared_runs, wording

SHARED_OF_ALL = 0.6
SHARED_OF_SHORTER = 0.8
SHARED_OF_ALL_WHEN_CUT = 0.4
UNDATED = datetime.max.replace(tzinfo=UTC)


def copies(reports: Iterable[Report]) -> Mapping[str, str]:
    """The reports that are copies: each one's id to the id of the first report of its group.

    First is what was published first (by moment, else by day, else without a date), then by id. A report only
    ever points to an earlier one, found among earlier ones alone: a later report changes no earlier answer. The
    same reports give the same answer in any order and on any machine. Only texts that share a bucket of
    :mod:`marsad.reports.near` are compared.
    """
    wordings: list[Hashes] = []
    numbers: dict[bytes, int] = {}
    printed: dict[int, list[Printed]] = {}
    near: dict[int, list[int]] = {}
    holders: dict[int, list[int]] = {}
    for report in sorted({each.id: each for each in reports}.values(), key=lambda each: each.id):
        runs = wording(report.text)
        number = numbers.setdefault(runs.tobytes(), len(wordings))
        printed.setdefault(number, []).append((published_order(report), report.id))
        if number < len(wordings):
            continue
        ours = buckets(runs)
        met = {holder for bucket in ours for holder in holders.get(bucket, ())}
        near[number] = [other for other in sorted(met) if is_copy(runs, wordings[other])]
        for other in near[number]:
            near[other].append(number)
        for bucket in ours:
            holders.setdefault(bucket, []).append(number)
        wordings.append(runs)
    return firsts(printed, near)


def is_copy(one: Hashes, other: Hashes) -> bool:
    """Whether two texts, given by their wordings, are copies of each other by the rule above."""
    return shares_enough(shared_runs(one, other), len(one), len(other))


def shares_enough(shared: int, one: int, other: int) -> bool:
    """The rule above, for two texts of ``one`` and ``other`` runs of which they share so many."""
    of_all = shared / (one + other - shared)
    of_shorter = shared / min(one, other)
    return of_all >= SHARED_OF_ALL or (of_shorter >= SHARED_OF_SHORTER and of_all >= SHARED_OF_ALL_WHEN_CUT)


def published_order(report: Report) -> str:
    """Sorts by publication: the day in UTC, then known hours before unknown ones; undated reports come last."""
    moment = report.published_at
    day = (moment.date() if moment else report.published) or date.max
    return f"{day} {int(moment is None)} {moment or UNDATED:%H:%M:%S.%f} {report.id}"
