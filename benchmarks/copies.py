"""Copies: how long one report more takes among many, in texts that share phrases as those of agencies do.

``MARSAD_BENCH_WORDINGS`` sets how many texts lie there (100,000; a million takes twenty minutes to make),
drawn with a fixed seed: words by Zipf's law, one to three of 400 set sentences in each, in one of ten the
closing paragraph of an agency. 5,000 are filled into one form: any two share two fifths of all their runs, so
that nearly all of them must be compared though none is a copy. Timed is what a desk does with one report
more: its wording, its buckets, every comparison and the rows, committed. *Cold* is the same by a new
connection, with the file dropped from the system's memory.
"""

from __future__ import annotations

import os
import random
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import date
from itertools import accumulate
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from numpy.typing import NDArray

from marsad.derived.buckets import NUMBER_BITS, Buckets, packed
from marsad.derived.file import opened, written_at_once
from marsad.derived.groups import grouped
from marsad.model import Report
from marsad.reports.near import buckets, wording

WORDINGS = int(os.environ.get("MARSAD_BENCH_WORDINGS", "100000"))
FORMS = 5_000
ASKED = 60  # of each kind
COLD = 20
EARLIER, LATER = date(2016, 1, 1), date(2017, 1, 1)


class Texts:
    """Texts of several kinds, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        """Draw the words, set sentences and closing paragraphs; they are the same for every seed."""
        self.chance = random.Random(17)
        self._words = [f"w{number:x}" for number in range(30_000)]
        self._weights = [*accumulate(1 / (rank + 2.7) for rank in range(len(self._words)))]
        self._set = [self.words(self.chance.randint(8, 24)) for _ in range(400)]
        self._set_weights = [*accumulate(1 / (rank + 2.7) for rank in range(len(self._set)))]
        self._closing = [self.words(40) for _ in range(12)]
        self._form = self.words(48)
        self.chance = random.Random(seed)

    def words(self, count: int) -> str:
        return " ".join(self.chance.choices(self._words, cum_weights=self._weights, k=count))

    def plain(self) -> str:
        """60 to 240 words of its own, and set sentences."""
        parts = [self.words(self.chance.randint(20, 60)) for _ in range(self.chance.randint(3, 4))]
        for each in self.chance.choices(self._set, cum_weights=self._set_weights, k=self.chance.randint(1, 3)):
            parts.insert(self.chance.randint(0, len(parts)), each)
        if self.chance.random() < 0.1:
            parts.append(self.chance.choice(self._closing))
        return ". ".join(parts)

    def formal(self) -> str:
        """A form of 48 words, and 34 of its own: two of them share 40% of all their runs."""
        return f"{self._form}. {self.words(34)}"

    def edited(self, text: str) -> str:
        """Another headline, and one word in forty changed."""
        said = [word if self.chance.random() > 1 / 40 else self.words(1) for word in text.split()]
        return f"{self.words(8)}. {' '.join(said)}"


def measure() -> Iterator[tuple[str, float, str, float | None, bool]]:
    with tempfile.TemporaryDirectory() as folder:
        path, texts = Path(folder) / "copies.sqlite", Texts(1)
        kept = opened(path)
        started = perf_counter()
        some = _filled(kept, texts)
        yield f"{WORDINGS:,} texts put into buckets", WORDINGS / (perf_counter() - started), "texts/s", None, True
        kept.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = path.stat().st_size / 1e9
        yield f"the file of {WORDINGS:,} wordings", size, "GB", None, False
        kinds = {
            "a report unlike all": [texts.plain() for _ in range(ASKED)],
            "an edited copy": [texts.edited(text) for text in some[:ASKED]],
            f"a report of a form that {FORMS:,} use": [texts.formal() for _ in range(ASKED)],
        }
        for name, asked in kinds.items():
            waited, worked = ([*column] for column in zip(*(_one_more(kept, text) for text in asked), strict=True))
            taken = sorted(waited)
            what = f"{name}, among {WORDINGS:,} texts"
            yield f"{what}, median", taken[len(taken) // 2], "ms", 20, False
            yield f"{what}, 95th", taken[len(taken) * 95 // 100], "ms", None, False
            yield f"{what}, slowest of {len(taken)}", taken[-1], "ms", None, False
            worked.sort()
            yield f"{what}, median of processor time", worked[len(worked) // 2], "ms", None, False
            yield f"{what}, most processor time", worked[-1], "ms", None, False
        (count,) = kept.execute("SELECT count(*) FROM copies").fetchone()
        assert count >= min(ASKED, len(some)), "the edited copies are not found"
        kept.close()
        yield from _cold(path, texts)


def _filled(kept: sqlite3.Connection, texts: Texts) -> list[str]:
    """Put texts into an empty file without looking for copies; gives some of the plain ones."""
    some: list[str] = []
    keys: list[NDArray[np.int64]] = []
    forms = min(FORMS, WORDINGS // 4)
    with written_at_once(kept):
        for number in range(1, WORDINGS + 1):
            text = texts.formal() if number % (WORDINGS // forms) == 0 else texts.plain()
            runs, report = wording(text), f"rep_{number}"
            row = (number, number.to_bytes(16, "big"), f"{EARLIER} {report}", report, number, runs.tobytes())
            kept.execute("INSERT INTO wordings VALUES (?, ?, ?, ?, ?, ?)", row)
            keys.append(np.array(buckets(runs), dtype=np.int64) << NUMBER_BITS | number)
            if number % 97 == 1:
                some.append(text)
        kept.executemany("INSERT INTO buckets VALUES (?, ?)", packed(np.unique(np.concatenate(keys))))
    return some


def _one_more(kept: sqlite3.Connection, text: str) -> tuple[float, float]:
    """How many milliseconds it took, and how many of the processor."""
    started, worked = perf_counter(), process_time()
    report = Report(Report.id_of(text, "Wire", LATER, None), text, published=LATER, publisher="Wire")
    with written_at_once(kept):
        filed = Buckets(kept)
        grouped(kept, filed, 1, report)
        filed.write()
    return (perf_counter() - started) * 1000, (process_time() - worked) * 1000


def _cold(path: Path, texts: Texts) -> Iterator[tuple[str, float, str, float | None, bool]]:
    taken = []
    for _ in range(COLD):
        with path.open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        kept = opened(path)
        taken.append(_one_more(kept, texts.plain())[0])
        kept.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        kept.close()
    taken.sort()
    yield f"a report unlike all, among {WORDINGS:,} texts, cold, median", taken[COLD // 2], "ms", None, False
    yield f"a report unlike all, among {WORDINGS:,} texts, cold, slowest of {COLD}", taken[-1], "ms", None, False


if __name__ == "__main__":
    started = process_time()
    for what, value, unit, to_reach, _ in measure():
        print(f"{what}: {value:,.3g} {unit}" + (f" (to reach {to_reach:,g})" if to_reach else ""), flush=True)
    print(f"in all {process_time() - started:.0f} s of processor time")
