"""Several places of one event: the names behind "three towns", "in A and in B", "A in the west and B in the east".

All that is said of one of them is said of the others; each makes a claim of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from marsad.claims.drafts import PlaceMention
from marsad.claims.lang.en.chunks import Chunk
from marsad.claims.lang.en.coordination import coordinated_after, opens_clause
from marsad.claims.lang.en.phrase_words import kind_called
from marsad.claims.lang.en.tables import listed
from marsad.records import replace

if TYPE_CHECKING:
    from marsad.claims.lang.en.wheres import Wheres

NEW = frozenset({"a", "an", "another", "one"})
PLURALS = {"cities": "city", "localities": "locality", "heights": "hill"}
OPENING = frozenset({":", "-", "–", "—"})  # before a list of what was just counted
AMONG = frozenset({"among", "amongst"})
SAME = frozenset({"in", "at", "on", "near", "around", "against", "into"})


@cache
def _singulars() -> dict[str, str]:
    """The word for one place of each word for several: "towns" and "quarters"."""
    nouns = listed("places", "references")
    return {f"{noun}s": noun for noun in nouns if f"{noun}s" not in nouns} | PLURALS


def named_behind(roles: Wheres, at: int) -> tuple[PlaceMention, ...]:
    """The names behind a word for a place or for several, which say which ones are meant.

    "The last rebel quarter, X, remains", "another district of Helmand, X, fell", "three towns in the valley: X, Y
    and Z", "several villages, including X". () where no name follows, or what does is of the next clause.
    """
    chunks, head = roles.chunks, roles.noun(at).head
    one = _singulars().get(head)
    if one is None and head not in listed("places", "references"):
        return ()
    here = at + 1
    if one is not None and [each.low for each in chunks[here : here + 1]] == ["of"] and here + 1 < len(chunks):
        listing, _ = coordinated_after(chunks, here + 1)
        if len(listing) > 1 and roles.noun(listing[0]).place is not None:
            return ()  # "the villages of X, Y and Z": a list that begins at once
    while [each.kind for each in chunks[here : here + 2]] == ["prep", "np"] and not _opens_list(chunks, here):
        here += 2
    first = _first_of_list(chunks, here)
    if first is None or chunks[first].kind != "np":
        return ()
    names, end = coordinated_after(chunks, first) if one else ((first,), first + 1)
    if chunks[first - 1].kind == "comma" and not _is_aside(chunks, end, len(names), several=one is not None):
        return ()
    kind = kind_called(one or head)
    found = [roles.noun(each).place for each in names]
    named = (each for each in found if each is not None and not each.by_reference)
    return tuple(each if each.candidates or each.kind else replace(each, kind=kind) for each in named)


def _opens_list(chunks: Sequence[Chunk], at: int) -> bool:
    return chunks[at].low in AMONG | {"including"}


def _first_of_list(chunks: Sequence[Chunk], at: int) -> int | None:
    """Where the names begin behind ":", "including", ", among them" or a comma."""
    if at + 1 >= len(chunks):
        return None
    if chunks[at].kind == "mark" and chunks[at].low in OPENING:
        return at + 1
    here = at + (chunks[at].kind == "comma")
    if chunks[here].low in AMONG:
        return here + 2 if here + 2 < len(chunks) else None
    if chunks[here].low == "including":
        return here + 1
    return here if here > at else None


def _is_aside(chunks: Sequence[Chunk], end: int, names: int, *, several: bool) -> bool:
    """Whether the names behind a comma end as such: ", X, fell", not ", X said" nor "five villages, X did"."""
    closed = end >= len(chunks) or chunks[end].kind in {"comma", "mark"}
    return closed and (names > 1 or not several)


def beside_it(chunks: Sequence[Chunk], pps: Sequence[tuple[str, tuple[int, ...]]], number: int) -> Iterator[int]:
    """The numbers of the phrases of ``pps`` that go on with phrase ``number``: "in A and in B", "as well as in B".

    "At A, near B and around C" are all three; "in A, near B" is A.
    """
    run: list[int] = []
    for following in range(number + 1, len(pps)):
        preposition, first = pps[following][0], pps[following][1][0]
        before = chunks[first - 2] if first > 1 and chunks[first - 1].kind == "prep" else None
        after = chunks[pps[following][1][-1] + 1 :][:1]
        opens = bool(after) and after[0].kind in {"np", "vg"}  # "shelled A, and in B rebels stormed C"
        if before is None or opens or (preposition not in SAME and preposition != "compass"):
            continue
        if before.kind == "comma" and preposition in SAME:
            run.append(following)
        elif before.kind == "and" or (before.low == "as" and chunks[first - 3].low == "well"):
            yield from (*run, following)
            run = []


def parallel_to(roles: Wheres, at: int) -> Iterator[int]:
    """The B of "attacked A in the west and B in the east": the phrases that go on with the one at ``at``."""
    chunks = roles.chunks
    while at + 6 < len(chunks):
        kinds = [each.kind for each in chunks[at + 1 : at + 7]]
        if kinds != ["prep", "np", "and", "np", "prep", "np"]:
            return
        following = at + 4
        alike = chunks[at + 1].low == chunks[at + 5].low and chunks[at + 1].low in SAME | {"compass"}
        if not alike or opens_clause(chunks, following):
            return
        place = roles.noun(following).place
        if place is None or place.by_reference:
            return
        yield following
        at = following
