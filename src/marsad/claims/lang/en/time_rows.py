"""The rows of `times.yaml` as patterns, and which words may begin one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from marsad.claims.lang.en.tables import table

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_STEMS = frozenset((*WEEKDAYS, *MONTHS))
_PIECE = re.compile(r"\{([A-Z_]+)\}")


@lru_cache(maxsize=65_536)
def opens(low: str) -> bool:
    """Whether an expression may begin with a word: a cheap look before the patterns."""
    return low in _openers() or low[0].isdigit() or low[:3] in _STEMS


@cache
def leading() -> frozenset[str]:
    """The words of leads: whatever begins one is among them."""
    return frozenset(_words_in(compiled("leads").pattern))


@cache
def _openers() -> frozenset[str]:
    """Every word of the patterns, but for those that only link two expressions."""
    lead, found = set(_words_in(compiled("leads").pattern)), set[str]()
    before = [compiled(name).pattern for name in ("nights", "hours", "shades")]
    for pattern in (*before, *(row for _, row in rows())):
        found.update(_words_in(pattern))
    return frozenset((lead | found - set(_words_in(compiled("to").pattern))) - {"to", "or"})


@lru_cache(maxsize=65_536)
def before_rows(low: str) -> tuple[str, ...]:
    """What may stand before a row, and begin with a word: a night, a time of day, a shade; in the order tried."""
    names = ("nights", "hours", "shades")
    return tuple(name for name in names if low[0].isdigit() or low in set(_words_in(compiled(name).pattern)))


def _words_in(pattern: str) -> Iterator[str]:
    for word, ending in re.findall(r"([a-z]+)(\??)", re.sub(r"\(\?P<\w+>|\\[a-z]", "(", pattern)):
        yield word
        if ending:  # "days?"
            yield word[:-1]


@cache
def compiled(name: str) -> re.Pattern[str]:
    """The pattern called ``name``: leads, nights, hours, shades or to."""
    return re.compile(_filled(table("times")[name]))


@cache
def rows() -> tuple[tuple[str, str], ...]:
    """The kind and the pattern of each row. Few texts ask for all of them: each is compiled when asked for."""
    return tuple((kind, _filled(pattern) + "(?= |$)") for kind, pattern in table("times")["expressions"])


@cache
def matcher(pattern: str) -> re.Pattern[str]:
    """The pattern of a row, compiled when first asked for."""
    return re.compile(pattern)


@cache
def any_row() -> re.Pattern[str]:
    """What matches where a row does: one look where there is no expression, as almost everywhere."""
    nameless = (re.sub(r"\(\?P<\w+>", "(?:", row) for _, row in rows())
    return re.compile("|".join(re.sub(r"\(\?P=\w+\)", r"\\S+", each) for each in nameless))


def _filled(pattern: str) -> str:
    while _PIECE.search(pattern):
        pattern = _PIECE.sub(lambda match: str(table("times")["pieces"][match.group(1)]), pattern)
    return pattern
