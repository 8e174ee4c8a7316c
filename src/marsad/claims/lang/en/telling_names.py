"""What a name that no table knows says by its own words: that it is a side's, a person's, a contest's."""

from __future__ import annotations

from collections.abc import Sequence

from marsad.claims.lang.en.apposed import place_words
from marsad.claims.lang.en.names import HYPHENS, folded
from marsad.claims.lang.en.tables import listed, words
from marsad.claims.lang.en.tokens import Token

DAYS = words("weekdays") | {"yesterday", "today", "last", "early", "late"}
WHERE = frozenset({"in", "at", "near", "outside", "on", "while", "alive"})


def told_by_name(label: str) -> str:
    """What the words of a name make it: "Jaysh al-X" a side, "Khalid X" a person, "the X Cup" neither; else ""."""
    first, *others = folded(label).replace("-", " ").split()
    if others and first in words("sides_begin"):
        return "actor"
    if others and first in words("given_names"):
        return "person"
    if others and others[-1] in words("features"):
        return "place"
    return "body" if (others or [first])[-1] in words("contests") else ""


def is_taken_person(tokens: Sequence[Token], at: int) -> bool:
    """Whether the passive behind the name at ``tokens[:at]`` is done to a person: "X was captured in Y".

    A town is captured too, but not in another, nor alive, nor while doing something, nor is it jailed then.
    """
    here = at + (at < len(tokens) and tokens[at].low == ",")
    here += here < len(tokens) and tokens[here].low in {"was", "were"}
    if here >= len(tokens) or tokens[here].low not in {"captured", "seized", "caught"}:
        return False
    here += 1
    while here < len(tokens) and (tokens[here].low in DAYS or tokens[here].low.isdigit()):
        here += 1
    return _goes_on(tokens, here)


def _goes_on(tokens: Sequence[Token], at: int) -> bool:
    low = tokens[at].low if at < len(tokens) else ""
    if low == "and":
        return any(each.low in words("done_to_persons") for each in tokens[at + 1 : at + 4])
    if low == "on" or low not in WHERE:
        return False
    ahead = tokens[at + 1] if at + 1 < len(tokens) else None
    named = ahead is not None and ahead.capitalised and ahead.low not in words("months")
    return low in {"alive", "while"} or named


def is_put(before: str, before_2: str, after: str) -> bool:
    """ "In Sheikh X", "the towns of Sheikh X", "Sheikh X district": a place that is called after a person."""
    kinds = place_words() | listed("places", "parts")
    put = before in words("place_before") - {"to", "from", "into"}
    return put or after in kinds or (before == "of" and before_2 in kinds)


def is_word_for_place(tokens: Sequence[Token], start: int, end: int, known: set[int]) -> bool:
    """Whether a capitalised word is what a known name before it is: "the Israeli Embassy", "Homs Governorate"."""
    low = tokens[start].low
    return end == start + 1 and low in place_words() | listed("places", "references") and start - 1 in known


def feature_start(tokens: Sequence[Token], start: int, known: set[int]) -> int:
    """Where the name of a water or shore begins whose last word is at ``start``: the "Manila" of "Manila Bay"."""
    if tokens[start].low not in words("features") or start - 1 not in known:
        return start
    while start - 1 in known and (tokens[start - 1].capitalised or tokens[start - 1].text in HYPHENS):
        start -= 1
    return start
