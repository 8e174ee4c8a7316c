"""How many copies the sixty buckets miss against comparing each with all, by how much two texts share.

    python tools/copies_missed.py [--pairs 20000] [--seed 1]

Pairs of texts are drawn as their runs of three words (decision 0009): 200 runs each, of which as many are
shared as give the likeness asked for. A pair is missed where fewer than two buckets are common to both, so that
it would never be compared although the rule may call it a copy. Beside the count stands what the theory of
MinHash gives.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np

from marsad.reports.copies import SHARED_OF_ALL_WHEN_CUT
from marsad.reports.near import BAND_NUMBERS, BANDS, buckets, shared_runs

RUNS = 200  # of each text; a report of about 200 words
LIKENESS = (SHARED_OF_ALL_WHEN_CUT, 0.5, 0.6, 0.8)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    asked.add_argument("--pairs", type=int, default=20_000)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    dice = np.random.default_rng(given.seed)
    for likeness in LIKENESS:
        shared = round(
            2 * RUNS * likeness / (1 + likeness)
        )  # of s shared and n each, s / (2n - s) is the likeness
        exact = shared / (2 * RUNS - shared)
        missed = sum(not compared(dice, shared) for _ in range(given.pairs))
        one = exact**BAND_NUMBERS  # the chance of one bucket; compared are those that share two
        theory = (1 - one) ** BANDS + BANDS * one * (1 - one) ** (BANDS - 1)
        print(f"{exact:.1%} of all runs shared: {missed} of {given.pairs} pairs missed"
              f" ({missed / given.pairs:.3%}; theory {theory:.3%})", flush=True)  # fmt: skip
    return 0


def compared(dice: np.random.Generator, shared: int) -> bool:
    """Whether two texts that have this many runs in common share two buckets."""
    drawn = dice.integers(0, 2**64, size=2 * RUNS - shared, dtype=np.uint64)
    one, other = np.sort(drawn[:RUNS]), np.sort(drawn[RUNS - shared :])
    assert shared_runs(one, other) == shared
    return len(set(buckets(one)) & set(buckets(other))) >= 2


if __name__ == "__main__":
    sys.exit(main())
