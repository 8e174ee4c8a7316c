"""Sketches of wordings: which of a million texts may be nearly the same as one, without comparing it with all.

A text's wording is the set of its runs of three words, each as a hash. Forty times three numbers are drawn from
it by MinHash (Broder 1997): each is the same for two wordings with the chance of their likeness, the share of all
their runs that both have. Three numbers name a bucket, and a text has forty; only texts that share a bucket are
compared. So a pair that shares 40% of all runs is missed in 7 of 100 cases, one that shares 50% in 5 of 1,000, one
that shares 60% in fewer than 1 of 10,000. Nothing depends on the machine, its hash seed or the order of texts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

RUN_WORDS = 3
BANDS, BAND_NUMBERS = 40, 3
BUCKET_BITS = 38  # so that a bucket and the number of one of 33 million wordings make one whole number of SQLite
_WORD = re.compile(r"\w+")
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))  # of splitmix64 (Steele and others 2014)
_SHIFT = (np.uint64(30), np.uint64(27), np.uint64(31))

Hashes: TypeAlias = NDArray[np.uint64]


def word_runs(text: str) -> frozenset[str]:
    """Every run of three words in ``text``, without case or punctuation; the whole of a text that has fewer."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    if len(words) <= RUN_WORDS:
        return frozenset([" ".join(words)])
    return frozenset(map(" ".join, zip(words, words[1:], words[2:], strict=False)))


def wording(text: str) -> Hashes:
    """The runs of ``text`` as hashes of 64 bits, sorted: texts of one wording give the same bytes anywhere."""
    hashed = b"".join(
        blake2b(run.encode("utf-8", "surrogatepass"), digest_size=8).digest() for run in word_runs(text)
    )
    return np.sort(np.frombuffer(hashed, dtype="<u8"))


def shared_runs(one: Hashes, other: Hashes) -> int:
    """How many runs two wordings have in common."""
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    found = np.searchsorted(many, few)
    found[found == len(many)] = 0
    return int(np.count_nonzero(many[found] == few))


def buckets(runs: Hashes) -> tuple[int, ...]:
    """The forty buckets of a wording, each below 2**38 and of its own band."""
    least = _mixed(runs[np.newaxis, :] ^ _salts()[:, np.newaxis]).min(axis=1).reshape(BANDS, BAND_NUMBERS)
    key = _salts()[:BANDS].copy()
    for column in range(BAND_NUMBERS):
        key = _mixed(key ^ least[:, column])
    return tuple((key >> np.uint64(64 - BUCKET_BITS)).tolist())


def _mixed(numbers: Hashes) -> Hashes:
    for shift, factor in zip(_SHIFT, _MIX, strict=False):
        numbers = (numbers ^ (numbers >> shift)) * factor
    return numbers ^ (numbers >> _SHIFT[2])


@lru_cache(maxsize=1)
def _salts() -> Hashes:
    salts = (blake2b(b"marsad near 1: %d" % at, digest_size=8).digest() for at in range(BANDS * BAND_NUMBERS))
    return np.frombuffer(b"".join(salts), dtype="<u8").astype(np.uint64)


Printed: TypeAlias = tuple[str, str]  # the order in which a report was published, and its id


def firsts(printed: Mapping[int, Collection[Printed]], near: Mapping[int, Collection[int]]) -> dict[str, str]:
    """The reports that are copies, each with the first of its group.

    ``printed`` holds the reports of each wording, ``near`` for each wording those that are copies of it by the
    rule; both must hold whole groups. A report points to the earliest one that it is a copy of, and through it to
    what that one points to.
    """
    earliest = {number: min(reports) for number, reports in printed.items()}
    copied = {
        number: min(least, *(earliest[each] for each in near[number])) if near.get(number) else least
        for number, least in earliest.items()
    }
    wording_of = {report: number for number, reports in printed.items() for _, report in reports}
    first: dict[int, str] = {}
    for number in sorted(printed, key=lambda each: copied[each]):
        report = copied[number][1]
        first[number] = report if copied[wording_of[report]][1] == report else first[wording_of[report]]
    return {report: first[number] for report, number in sorted(wording_of.items()) if report != copied[number][1]}
