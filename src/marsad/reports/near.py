"""Sketches of wordings: which of a million texts may be nearly the same as one, without comparing it with all.

A text's wording is the set of its runs of three words, each as a hash. Sixty times three numbers are drawn from
it by MinHash (Broder 1997): each is the same for two wordings with the chance of their likeness, the share of
all their runs that both have. Three numbers name a bucket, and a text has sixty; only texts that share two
buckets are compared. So a pair that shares 40% of all runs is missed in 10 of 100 cases, one that shares 50% in
3 of 1,000, one that shares 60% in 1 of 100,000; and of two that share a tenth, a set phrase, only 2 of 1,000
are compared in vain. Nothing depends on the machine, its hash seed or the order of texts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

RUN_WORDS = 3
BANDS, BAND_NUMBERS = 60, 3
BUCKET_BITS = 38  # so that a bucket and the number of one of 33 million wordings make one whole number of SQLite
_WORD = re.compile(r"\w+")
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))  # of splitmix64 (Steele and others 2014)
_EMPTY = blake2b(digest_size=8)
_LAST_48_BITS = np.uint64(48)
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
    return np.sort(np.frombuffer(b"".join(map(_hashed, word_runs(text))), dtype="<u8"))


def _hashed(run: str) -> bytes:
    hashing = _EMPTY.copy()  # half as dear as a new one
    hashing.update(run.encode("utf-8", "surrogatepass"))
    return hashing.digest()


def shared_runs(one: Hashes, other: Hashes) -> int:
    """How many runs two wordings have in common."""
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    found = np.searchsorted(many, few)
    found[found == len(many)] = 0
    return int(np.count_nonzero(many[found] == few))


def shared_with_each(runs: Hashes, others: Sequence[bytes]) -> NDArray[np.int64]:
    """How many runs a wording has in common with each of ``others``, given as their bytes, all at once.

    A run's first 16 bits say which one of ours it may be, by one look at a table; where two of ours begin with the
    same bits, the other one is looked for by itself.
    """
    theirs = np.frombuffer(b"".join(others), dtype="<u8")
    begins, of_which = np.unique(runs >> _LAST_48_BITS, return_index=True)
    table = np.zeros(1 << 16, dtype=np.int32)
    table[begins] = of_which
    same = runs.take(table.take((theirs >> _LAST_48_BITS).astype(np.intp))) == theirs
    for run in np.delete(runs, of_which):
        same |= theirs == run
    starts = np.cumsum([0, *(len(other) // 8 for other in others[:-1])])
    return np.add.reduceat(same, starts, dtype=np.int64)


def buckets(runs: Hashes) -> tuple[int, ...]:
    """The sixty buckets of a wording, each below 2**38 and of its own band."""
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


def met_twice(met: NDArray[np.int64]) -> list[int]:
    """The wordings that were met in two buckets or more, in order; ``met`` names each once for every bucket."""
    ordered = np.sort(met)
    return sorted({*ordered[1:][ordered[1:] == ordered[:-1]].tolist()})
