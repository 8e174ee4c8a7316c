"""Which wordings lie in which bucket, kept so that looking sixty of them up is sixty short steps.

A row is a bucket with the numbers of up to 256 wordings in it, in the order in which they came: the first is
part of its key, the others follow as whole numbers of four bytes. Most buckets hold one wording, and are a key
alone; one that a set phrase of thousands of reports leads to is a few dozen rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marsad.reports.near import BANDS, Hashes, buckets, met_twice

NUMBER_BITS = 25  # of a wording; with the 38 bits of a bucket they make one whole number of SQLite
NUMBER_MASK = (1 << NUMBER_BITS) - 1
FURTHER = "<u4"  # how the others in a row are kept
FURTHER_AT_MOST = 255 * np.dtype(FURTHER).itemsize  # bytes: a row that is added to is written anew
WAITING_AT_MOST = 50_000  # rows held until they are written, some 15 MB
_IN_BUCKETS = (
    f"SELECT bucket_and_first, further FROM (VALUES {', '.join(['(?)'] * BANDS)}) AS asked CROSS JOIN buckets "
    f"ON bucket_and_first BETWEEN asked.column1 AND asked.column1 + {NUMBER_MASK}"
)

Row = tuple[int, bytes]  # the bucket and the first wording in the row; the others in it


@dataclass(frozen=True, slots=True)
class Found:
    """The buckets of one wording: the least key of each, and the rows in them."""

    starts: frozenset[int]
    rows: Mapping[int, bytes]  # by key, those of one bucket in order

    def met_twice(self) -> list[int]:
        """The numbers of the wordings that lie in two of them or more, in order."""
        first = np.fromiter(self.rows, dtype=np.int64, count=len(self.rows)) & NUMBER_MASK
        further = np.frombuffer(b"".join(self.rows.values()), dtype=FURTHER)
        return met_twice(np.concatenate((first, further)))


class Buckets:
    """The buckets of the wordings kept, while many are put into them: what is put is written by :meth:`write`."""

    def __init__(self, kept: sqlite3.Connection) -> None:
        """Nothing waits to be written yet."""
        self._kept = kept
        self._waiting: dict[int, Row] = {}  # by the least key of the bucket: its last row, which has room

    def of(self, runs: Hashes) -> Found:
        """The buckets of the wording with these runs."""
        starts = [bucket << NUMBER_BITS for bucket in buckets(runs)]
        rows: dict[int, bytes] = dict(self._kept.execute(_IN_BUCKETS, starts))
        rows.update(self._waiting[start] for start in starts if start in self._waiting)
        return Found(frozenset(starts), rows)

    def put(self, number: int, found: Found) -> None:
        """Put the wording ``number``, the highest so far, into the buckets that were ``found`` for it."""
        last = {key & ~NUMBER_MASK: (key, others) for key, others in found.rows.items()}
        own, full = number.to_bytes(4, "little"), []
        for start in found.starts:
            key, others = last.get(start, (0, None))
            if others is None or len(others) >= FURTHER_AT_MOST:
                self._waiting[start] = (start | number, b"")
            elif len(others) + len(own) < FURTHER_AT_MOST:
                self._waiting[start] = (key, others + own)
            else:
                full.append((key, others + own))
                self._waiting.pop(start, None)
        self._written(full)
        if len(self._waiting) > WAITING_AT_MOST:
            self.write()

    def write(self) -> None:
        """Write what waits, before the transaction ends."""
        self._written(sorted(self._waiting.values()))
        self._waiting.clear()

    def _written(self, rows: Sequence[Row]) -> None:
        self._kept.executemany("INSERT OR REPLACE INTO buckets VALUES (?, ?)", rows)


def packed(keys: NDArray[np.int64]) -> Iterator[Row]:
    """The rows of many wordings at once, from their buckets and numbers as whole numbers, sorted and distinct."""
    at_most = 1 + FURTHER_AT_MOST // np.dtype(FURTHER).itemsize
    ends = [*(np.flatnonzero(np.diff(keys >> NUMBER_BITS)) + 1).tolist(), len(keys)]
    numbers = (keys & NUMBER_MASK).astype(FURTHER)
    begin = 0
    for end in ends:
        for start in range(begin, end, at_most):
            yield int(keys[start]), numbers[start + 1 : min(start + at_most, end)].tobytes()
        begin = end
