"""Places that are named only to say where another is: "X in Y", "X, 10 km north of Y", "Yemen's capital X"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from marsad.claims.drafts import PlaceMention
from marsad.claims.lang.en.chunks import VerbGroup
from marsad.claims.lang.en.phrase_words import IN_NAME, kind_called
from marsad.claims.lang.en.tables import words

if TYPE_CHECKING:
    from marsad.claims.lang.en.wheres import Wheres

LOCATING = words("locating")
INSIDE = frozenset({"in", "inside", "within"})
LOCATED = LOCATING | {"of"}
STREETS = frozenset({"street", "avenue", "square", "boulevard"})
DISTANCES = frozenset({"km", "kilometres", "kilometers", "kms", "miles", "mile", "kilometre", "metres", "meters"})


def holding(roles: Wheres, pps: Sequence[tuple[str, tuple[int, ...]]], number: int) -> tuple[PlaceMention, ...]:
    """The X of "at X in Y", "at the town of X in northern Y" where Y is asked for: Y says where X is."""
    preposition, phrases = pps[number]
    if number == 0 or preposition not in INSIDE:
        return ()
    before, held = pps[number - 1]
    if held[-1] + 2 != phrases[0] or before not in LOCATED:
        return ()
    if before == "of" and number > 1 and pps[number - 2][1][-1] + 2 == held[0]:
        before, held = pps[number - 2]
    if before not in LOCATING - INSIDE:
        return ()
    found = roles.places(held)
    return () if any(_is_site(each) for each in found) else found


def _is_site(place: PlaceMention) -> bool:
    """A school or a mosque that no table knows: the town that it is in is known better."""
    return not place.candidates and kind_called(place.name.lower().split()[-1]) in IN_NAME


def described_by(roles: Wheres, at: int) -> int:
    """The phrase at ``at``, or the X that it only says where to find: "X, 10 km north of Y", "X in Y"."""
    while at > 1 and roles.chunks[at - 1].kind == "prep" and roles.places((at,)):
        back = at - 2
        if back > 3 and roles.chunks[back].low == ")" and roles.chunks[back - 2].low == "(":
            back -= 3  # "10 km (6 miles) north of Y"
        if back > 1 and roles.chunks[back].kind == "np" and not roles.places((back,)):
            back -= roles.chunks[back].low in DISTANCES
        back -= back > 0 and roles.chunks[back].kind == "comma"
        located = back > 0 and locates(roles.chunks[back - 1].low)
        if not located or roles.chunks[back].kind != "np" or not roles.places((back,)):
            return at
        at = back
    return at


def around_street(roles: Wheres, at: int) -> int | None:
    """The Baghdad of "Ramadi Street in Baghdad", which is no street in Ramadi."""
    written, place = roles.sentence.tokens[roles.chunks[at].end - 1], roles.noun(at).place
    known = place is not None and bool(place.candidates) and place.name.lower().endswith(written.low)
    street = written.low in STREETS and written.capitalised and not known
    behind = roles.chunks[at + 1 : at + 3]
    inside = street and [each.kind for each in behind] == ["prep", "np"] and behind[0].low in INSIDE
    return at + 2 if inside and roles.places((at + 2,)) else None


def name_of_capital(roles: Wheres, at: int) -> int | None:
    """The Sanaa of "Yemen's capital Sanaa", "the port city Hodeida": the phrase behind, with no comma."""
    if roles.chunks[at].low not in {"capital", "city", "town", "village"} or at + 1 >= len(roles.chunks):
        return None
    behind = roles.chunks[at + 1]
    after = roles.chunks[at + 2] if at + 2 < len(roles.chunks) else None
    acts = isinstance(after, VerbGroup) and not after.passive  # "in the capital | Turkey bombed"
    if behind.kind != "np" or acts or not roles.sentence.tokens[behind.start].capitalised:
        return None
    place = roles.noun(at + 1).place
    return at + 1 if place is not None and not place.by_reference else None


@cache
def locates(preposition: str) -> bool:
    """Whether it says where: "in", "south of", "inside of"."""
    return preposition == "compass" or preposition.removesuffix(" of") in LOCATING
