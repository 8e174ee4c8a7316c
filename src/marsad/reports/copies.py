"""Copies: outlets that print each other's text. A copy adds an outlet to a claim, never an origin.

A report is a copy of an earlier one where the two share most of their wording, measured in runs of three words:

- they share at least 60% of all runs that either has (an edited headline or first line, changed words), or
- at least 80% of the shorter one's runs are in the longer one, and 40% of all (a paragraph cut or added).

Reports of one event by different reporters share far less: among the demonstration's reports and the project's
coded ones no such pair shares more than 8%. The bounds were set with room on both sides, not fitted to a corpus
of known copies. A digest that prints a short item whole stays a report of its own, as the rest of it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime

import numpy as np
from numpy.typing import NDArray

from marsad.model.reports import Report
from marsad.reports.near import Hashes, buckets, met_twice, shared_runs, shared_with_each, wording

SHARED_OF_ALL = 0.6
SHARED_OF_SHORTER = 0.8
SHARED_OF_ALL_WHEN_CUT = 0.4
UNDATED = datetime.max.replace(tzinfo=UTC)
FEW = 32  # wordings compared before the rest
AT_ONCE = 512  # wordings compared in one go; more of them fall out of the processor's cache


def copies(reports: Iterable[Report]) -> Mapping[str, str]:
    """The reports that are copies: each one's id to the id of the first report of its group.

    First is what was published first (by moment, else by day, else without a date), then by id. A report points to
    the earliest one that it is a copy of, and through it to what that one points to: a later report changes no
    earlier answer. The same reports give the same answer in any order and on any machine. Only texts that share
    two buckets of :mod:`marsad.reports.near` are compared.
    """
    found: dict[str, str] = {}
    numbers: dict[bytes, int] = {}  # of wordings, in the order in which they were first published
    packed: list[bytes] = []
    firsts: list[str] = []
    holders: dict[int, list[int]] = {}
    for report in sorted({each.id: each for each in reports}.values(), key=published_order):
        runs = wording(report.text)
        number = numbers.setdefault(key := runs.tobytes(), len(packed))
        if number == len(packed):
            ours = buckets(runs)
            met = met_twice(
                np.array([holder for bucket in ours for holder in holders.get(bucket, ())], dtype=np.int64)
            )
            source = next(_copied(runs, met, packed), None)
            firsts.append(report.id if source is None else firsts[source])
            for bucket in ours:
                holders.setdefault(bucket, []).append(number)
            packed.append(key)
        if firsts[number] != report.id:
            found[report.id] = firsts[number]
    return dict(sorted(found.items()))


def _copied(runs: Hashes, met: Sequence[int], packed: Sequence[bytes]) -> Iterator[int]:
    """Those of the wordings ``met`` that are copies, in order; a few first, since often one of them is."""
    for part in (met[:FEW], met[FEW:]):
        yield from (
            each for each, is_one in zip(part, are_copies(runs, [packed[n] for n in part]), strict=True) if is_one
        )


def is_copy(one: Hashes, other: Hashes) -> bool:
    """Whether two texts, given by their wordings, are copies of each other by the rule above."""
    return shares_enough(shared_runs(one, other), len(one), len(other))


def are_copies(one: Hashes, others: Sequence[bytes]) -> list[bool]:
    """For each of ``others``, given by the bytes of its wording, whether it is a copy of ``one`` by the rule."""
    found: list[bool] = []
    for start in range(0, len(others), AT_ONCE):
        part = others[start : start + AT_ONCE]
        lengths = np.array([len(other) // 8 for other in part])
        found += _share_enough(shared_with_each(one, part), len(one), lengths).tolist()
    return found


def shares_enough(shared: int, one: int, other: int) -> bool:
    """The rule above, for two texts of ``one`` and ``other`` runs of which they share so many."""
    return bool(_share_enough(np.array([shared]), one, np.array([other]))[0])


def _share_enough(shared: NDArray[np.int64], one: int, others: NDArray[np.int64]) -> NDArray[np.bool_]:
    of_all = shared / (one + others - shared)
    of_shorter = shared / np.minimum(one, others)
    return (of_all >= SHARED_OF_ALL) | ((of_shorter >= SHARED_OF_SHORTER) & (of_all >= SHARED_OF_ALL_WHEN_CUT))


def published_order(report: Report) -> str:
    """Sorts by publication: the day in UTC, then known hours before unknown ones; undated reports come last."""
    moment = report.published_at
    day = (moment.date() if moment else report.published) or date.max
    return f"{day} {int(moment is None)} {moment or UNDATED:%H:%M:%S.%f} {report.id}"
